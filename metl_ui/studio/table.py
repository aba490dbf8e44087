"""The table of single entries of a parameter: value, gradient, numeric gradient, their error."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from metl_core.activations import ACTIVATIONS
from metl_core.checks import Array
from metl_core.gradient_check import numerical_gradient
from metl_core.parameters import PARAMETER_NAMES
from metl_core.training import Trainer
from metl_ui.studio.asks import Watch

ROWS = 8  # at a time


@dataclass(frozen=True)
class Watched:
    """Which entries these are, of how many."""

    parameter: str
    offset: int
    total: int
    names: tuple[str, ...]
    indices: tuple[tuple[int, ...], ...]


def watched(trainer: Trainer, watch: Watch) -> Watched:
    """The entries that a watch means in this network, if need be the last ones that there are."""
    array = getattr(trainer.parameters, watch.parameter)
    offset = min(watch.offset, (array.size - 1) // ROWS * ROWS)
    places = range(offset, min(offset + ROWS, array.size))
    indices = tuple(tuple(int(i) for i in np.unravel_index(place, array.shape)) for place in places)
    names = tuple(f"{watch.parameter}[{','.join(map(str, index))}]" for index in indices)
    return Watched(watch.parameter, offset, array.size, names, indices)


def table_rows(trainer: Trainer, entries: Watched) -> Array:
    """(ROWS, 4) float64: value, gradient, numeric gradient and relative error of each entry.

    The gradient is the one that training uses. The numeric one knows nothing of it: a central
    difference of the loss of the whole training part, penalties included, by the plain forward
    pass. The error is |gradient - numeric| / max(|gradient|, |numeric|).
    """
    here = [(entries.parameter, index) for index in entries.indices]
    parameters = trainer.parameters
    values = np.array([getattr(parameters, name)[index] for name, index in here])
    gradients = trainer.gradients
    analytic = np.array([getattr(gradients, name)[index] for name, index in here])
    rows = np.full((len(here), 4), np.nan)
    rows[:, 0], rows[:, 1] = values, analytic
    if np.isfinite(values).all():
        with np.errstate(all="ignore"):
            rows[:, 2] = numerical_gradient(_loss_at(trainer, entries), values)
            largest = np.maximum(np.abs(analytic), np.abs(rows[:, 2]))
            rows[:, 3] = np.where(largest > 0, np.abs(analytic - rows[:, 2]) / largest, 0)
    return rows


def _loss_at(trainer: Trainer, entries: Watched) -> Callable[[Array], Any]:
    """The loss as a function of these entries alone."""
    X, labels = trainer.inputs(trainer.split.train.X), trainer.split.train.labels
    activate = ACTIVATIONS[trainer.config.activation].function
    rows, parameters = np.arange(len(labels)), trainer.parameters
    arrays = {name: getattr(parameters, name) for name in PARAMETER_NAMES}
    places = tuple(np.transpose(entries.indices))

    def loss(values: Array) -> float:
        moved = arrays[entries.parameter].copy()
        moved[places] = values
        W1, b1, W2, b2 = (arrays | {entries.parameter: moved}).values()
        logits = activate(X @ W1 + b1) @ W2 + b2
        logits -= logits.max(axis=1, keepdims=True)
        cross_entropies = np.log(np.exp(logits).sum(axis=1)) - logits[rows, labels]
        weights = np.concatenate([W1.ravel(), W2.ravel()])
        penalty = trainer.l1 * np.abs(weights).sum() + trainer.l2 / 2 * (weights @ weights)
        return float(cross_entropies.mean() + penalty)

    return loss
