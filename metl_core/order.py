"""The order in which an epoch goes through the examples: another one in every epoch."""

import functools
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from metl_core.checks import Array
from metl_core.streams import order_generator

JUMP = 210306068529402873165736369884012333109  # numbers that PCG64.jumped leaves out
CUTS = 16  # ways to cut an epoch into batches whose arrays are kept: every epoch has them again


class Batch(NamedTuple):
    """Some examples: how many, X (Dx + 1, n) and targets (Dy, n), each a column."""

    n: int
    X: Array
    targets: Array


class Order:
    """The order of n examples in any epoch, in one array: as `order_generator` shuffles them.

    That is a new generator for each epoch, which takes as long as a step or two. Here is one that
    goes back to where it began, and from there as many jumps on as there are epochs.
    """

    def __init__(self, seed: int, n: int) -> None:
        self._in_order, self._order = np.arange(n), np.arange(n)
        self._bits = np.random.PCG64()
        self._bits.state = order_generator(seed, 0).bit_generator.state  # type: ignore[assignment]
        self._first = self._bits.state
        self._generator = np.random.Generator(self._bits)

    def of(self, epoch: int) -> Array:
        """The indices (n,) of that epoch's examples, until the next call."""
        self._bits.state = self._first
        self._bits.advance(epoch * JUMP)
        self._order[...] = self._in_order
        self._generator.shuffle(self._order)
        return self._order


class ShuffledExamples:
    """X (Dx + 1, N) and targets (Dy, N), a column an example, shuffled anew in each epoch."""

    def __init__(self, seed: int, X: Array, targets: Array) -> None:
        # As rows, which are shuffled in one piece each.
        self._X, self._targets = np.ascontiguousarray(X.T), np.ascontiguousarray(targets.T)
        self._shuffled_X, self._shuffled_targets = self._X.copy(), self._targets.copy()
        self._order, self._epoch = Order(seed, len(self._X)), -1
        self._cut = functools.lru_cache(CUTS)(functools.partial(_Cut, self._shuffled_X))

    def batches(self, epoch: int, start: int, end: int, size: int) -> list[Batch]:
        """Examples `start : end` of that epoch's order, `size` at a time, the last ones fewer.

        They are to be used at once: the next call may overwrite them.
        """
        if epoch != self._epoch:
            self._shuffle(epoch)
        cut = self._cut(start, end, size, self._targets.shape[1])
        cut.fill(self._shuffled_targets)
        return cut.batches

    def _shuffle(self, epoch: int) -> None:
        order = self._order.of(epoch)
        # "clip" because "raise" would copy the output; no index is ever out of range.
        self._X.take(order, 0, self._shuffled_X, "clip")
        self._targets.take(order, 0, self._shuffled_targets, "clip")
        self._epoch = epoch


class _Cut:
    """Batches of a part of the epoch, as arrays that every epoch fills anew.

    A batch's X is the transpose of rows, which suits a product. Its targets are one piece of
    memory, class by class: NumPy goes through two arrays in half the time if they lie alike.
    """

    def __init__(self, X: Array, start: int, end: int, size: int, Dy: int) -> None:
        bounds = list(pairwise([*range(start, end, size), end]))
        targets = np.empty((end - start) * Dy)
        places = np.arange(start * Dy, end * Dy)  # of the shuffled targets, row by row
        parts = [slice((first - start) * Dy, (last - start) * Dy) for first, last in bounds]
        self._places = np.concatenate([places[part].reshape(-1, Dy).T.ravel() for part in parts])
        self._targets = targets
        self.batches = [
            Batch(last - first, X[first:last].T, targets[part].reshape(Dy, last - first))
            for (first, last), part in zip(bounds, parts, strict=True)
        ]

    def fill(self, targets: Array) -> None:
        """Take over the targets (N, Dy) of an epoch's order."""
        targets.take(self._places, None, self._targets, "clip")
