"""Where a network decides, and how well: the plane of its two inputs, and class by class."""

import numpy as np
from numpy.typing import ArrayLike

from metl_core.checks import Array, inexact_array, shaped
from metl_core.dataset import Dataset
from metl_core.losses import class_indices

MARGIN = 0.08  # of the data's width and height, left free around the points


def plane_limits(dataset: Dataset) -> tuple[Array, Array]:
    """Two corners (x1, x2) of the plane that holds data with two inputs, and a margin."""
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
