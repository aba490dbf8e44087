"""What a trained network decides: over the plane of its two inputs, and class by class."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metl_core.checks import Array, inexact_array, integer, shaped
from metl_core.dataset import Dataset
from metl_core.losses import class_indices
from metl_core.training import Trainer

MARGIN = 0.08  # of the data's width and height, left free around the points


@dataclass(frozen=True, eq=False)
class DecisionGrid:
    """The network's probabilities (n, n, K) at x2[i], x1[j] of a square grid over the data."""

    x1: Array  # (n,)
    x2: Array  # (n,)
    probabilities: Array


def decision_grid(trainer: Trainer, n_points: int = 60) -> DecisionGrid:
    """Predict at n_points × n_points places of the plane that holds the trainer's data.

    Raises ValueError for data that have not two inputs, and unless n_points is an integer ≥ 2.
    """
    integer("n_points", n_points, minimum=2)
    dataset = trainer.dataset
    if not dataset.is_plane:
        raise ValueError(f"trainer must have data with two inputs, got {dataset.n_inputs}")
    x1, x2 = np.linspace(*plane_limits(dataset), n_points).T
    plane = np.stack(np.meshgrid(x1, x2), axis=-1)  # (n, n, 2), the rows go up x2
    probabilities = trainer.predict(plane.reshape(-1, 2))
    return DecisionGrid(x1, x2, probabilities.reshape(n_points, n_points, -1))


def plane_limits(dataset: Dataset) -> tuple[Array, Array]:
    """The corner of the smallest x1 and x2, and that of the largest, with a margin around the data."""
    low, high = dataset.X.min(axis=0), dataset.X.max(axis=0)
    margin = np.where(high > low, MARGIN * (high - low), 1)
    return low - margin, high + margin


def confusion_matrix(probabilities: ArrayLike, labels: ArrayLike) -> Array:
    """How many examples of each class (rows) the network takes for which (columns).

    probabilities (N, K), labels (N,) -> (K, K) of counts; right answers on the diagonal.

    Raises ValueError or TypeError for arrays that do not fit each other.
    """
    rows = shaped("probabilities", inexact_array("probabilities", probabilities), ("N", "K"))
    n_classes = rows.shape[1]
    true = shaped("labels", class_indices(labels, n_classes), (len(rows),)).astype(np.intp)
    pairs = true * n_classes + rows.argmax(axis=1)
    return np.bincount(pairs, minlength=n_classes**2).reshape(n_classes, n_classes)
