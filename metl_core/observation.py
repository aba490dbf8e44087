"""What there is to see of a network while it trains, cheap enough for sixty pictures a second.

What only becomes a colour is computed in float32 and told in bytes. What is read as a number is
not: it comes from the trainer, in float64.
"""

from dataclasses import dataclass

import numpy as np

from metl_core.checks import Array, integer
from metl_core.decision import plane_limits
from metl_core.parameters import Parameters
from metl_core.training import Trainer
from metl_core.training_step import example_columns

GRID = 50  # places along each side of the plane
RESPONSE_GRID = 16  # the same, for the picture of one hidden unit
SIGNED_ZERO = 128  # the byte of a response of 0
SIGNED_SPAN = 127  # bytes from there to a response of its unit's scale
_BOUNDED = ("sigmoid", "tanh")  # their scale is 1


@dataclass(frozen=True, eq=False)
class Confusion:
    """Counts (K, K): the examples of each class (rows), by the class they are taken for."""

    train: Array
    test: Array | None  # None without a test part


class Observer:
    """Looks at one trainer, again and again; its data and its sizes must stay the same.

    `has_plane` says whether the data have two inputs. Only then can `decision` and `responses`
    be asked for: they look at GRID × GRID and RESPONSE_GRID × RESPONSE_GRID places of the plane
    that holds the data, its ends included, row by row with x2 going up.
    """

    def __init__(
        self, trainer: Trainer, n_points: int = GRID, n_responses: int = RESPONSE_GRID
    ) -> None:
        integer("n_points", n_points, minimum=2)
        integer("n_responses", n_responses, minimum=2)
        self._trainer = trainer
        self._labels = trainer.split.train.labels, trainer.split.test.labels
        self.has_plane = trainer.dataset.is_plane
        if self.has_plane:
            low, high = plane_limits(trainer.dataset)
            self._grid = self._float32_inputs(low, high, n_points)
            self._small_grid = self._float32_inputs(low, high, n_responses)
            self._a1, self._small_a1 = (
                np.ones((trainer.sizes[1] + 1, grid.shape[1]), np.float32)
                for grid in (self._grid, self._small_grid)
            )

    @property
    def levels(self) -> int:
        """How many bytes each class has in `decision`."""
        return 256 // self._trainer.dataset.n_classes

    def decision(self, parameters: Parameters) -> Array:
        """Which class wins at each place of the grid, and how clearly: bytes (GRID²,).

        A byte is class · levels + level. The level is 0 for a probability of 1/K, which is no
        decision at all, and levels - 1 for a probability of 1; between them it grows evenly.
        """
        K = parameters.W2.shape[1]
        with np.errstate(all="ignore"):
            first, second = _float32_layers(parameters)
            a1 = self._hidden(first, self._grid, self._a1)
            winner, p = _of_two(second, a1) if K == 2 else _of_many(second, a1)
            height = (self.levels - 1) / (1 - 1 / K)
            p *= height
            p += 0.5 - height / K  # to the nearest level
            level = np.fmax(p, 0, out=p).astype(np.uint8)  # fmax: a network that broke says nothing
        winner *= self.levels
        winner += level
        return winner

    def responses(self, parameters: Parameters) -> Array:
        """What each hidden unit answers at each place of the small grid: bytes (H, places).

        SIGNED_ZERO is 0, SIGNED_SPAN more is the unit's scale: 1 for the sigmoid and tanh, for
        the unbounded activations the unit's own largest answer on this grid.
        """
        with np.errstate(all="ignore"):
            first, _ = _float32_layers(parameters)
            a1 = self._hidden(first, self._small_grid, self._small_a1)[:-1]
            if self._trainer.config.activation not in _BOUNDED:
                largest = np.abs(a1).max(axis=1, keepdims=True)
                a1 /= np.where(largest > 0, largest, 1)
                np.clip(a1, -1, 1, out=a1)  # what overflowed has no scale
            a1 *= SIGNED_SPAN
            np.rint(a1, out=a1)
            a1 += SIGNED_ZERO
            a1[np.isnan(a1)] = SIGNED_ZERO
            return a1.astype(np.uint8)

    def confusion(self) -> Confusion:
        """The confusion matrices of the training and the test part, as the trainer stands now."""
        train, test = map(self._counts, self._labels, self._trainer.classes())
        return Confusion(train, test if test.any() else None)  # of no rows no counts

    def _counts(self, labels: Array, classes: Array) -> Array:
        K = self._trainer.dataset.n_classes
        return np.bincount(labels * K + classes, minlength=K * K).reshape(K, K)

    def _hidden(self, layer: Array, grid: Array, a1: Array) -> Array:
        """layer (Dx + 1, H), biases last; grid (Dx + 1, places) -> a1, above its row of ones."""
        z1 = a1[:-1]
        name = self._trainer.config.activation
        factor = {"sigmoid": -1, "tanh": 2}.get(name, 1)  # what exp wants of z, and exactly so
        np.dot(factor * layer.T, grid, out=z1)
        if name == "sigmoid":  # 1 / (1 + exp(-z))
            np.exp(z1, out=z1)
            z1 += 1
            np.divide(1, z1, out=z1)
        elif name == "tanh":  # 1 - 2 / (exp(2z) + 1), which is faster than np.tanh
            np.exp(z1, out=z1)
            z1 += 1
            np.divide(2, z1, out=z1)
            np.subtract(1, z1, out=z1)
        elif name == "relu":
            np.maximum(z1, 0, out=z1)
        return a1

    def _float32_inputs(self, low: Array, high: Array, n_points: int) -> Array:
        """What the network is given at the places of a square grid, and a row of ones."""
        x1, x2 = np.linspace(low, high, n_points).T
        plane = np.stack(np.meshgrid(x1, x2), axis=-1)  # (n, n, 2), the rows go up x2
        inputs = self._trainer.inputs(plane.reshape(-1, 2))
        with np.errstate(over="ignore"):
            return example_columns(inputs).astype(np.float32)


def _of_two(layer: Array, a1: Array) -> tuple[Array, Array]:
    """Which of two classes wins at each place, and its probability, 1 / (1 + exp(-|logit|))."""
    difference = np.dot(layer[:, 1] - layer[:, 0], a1)  # of the logits
    winner = (difference > 0).view(np.uint8)
    p = np.copysign(difference, -1, out=difference)
    np.exp(p, out=p)
    p += 1
    return winner, np.divide(1, p, out=p)


def _of_many(layer: Array, a1: Array) -> tuple[Array, Array]:
    """The same of K classes, by softmax."""
    logits = np.dot(layer.T, a1)  # (K, places)
    logits -= np.maximum.reduce(logits, axis=0)
    winner = np.zeros(logits.shape[1], np.uint8)
    for k in range(1, len(logits)):
        np.copyto(winner, k, where=logits[k] == 0)
    return winner, np.divide(1, np.add.reduce(np.exp(logits, out=logits), axis=0))


def _float32_layers(parameters: Parameters) -> tuple[Array, Array]:
    """[W1; b1] and [W2; b2], a layer each: its biases are the weights of an input of 1."""
    n_inputs, n_hidden, n_outputs = parameters.sizes
    flat = parameters.to_vector().astype(np.float32)
    first = (n_inputs + 1) * n_hidden
    return flat[:first].reshape(-1, n_hidden), flat[first:].reshape(-1, n_outputs)
