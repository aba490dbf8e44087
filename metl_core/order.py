"""The order in which an epoch goes through the examples: another one in every epoch."""

import functools

import numpy as np

from metl_core.checks import Array
from metl_core.streams import Stream, generator

BATCHES = 1024  # of which views are kept: an epoch has them all again


class ShuffledExamples:
    """Arrays of N columns each, one an example, shuffled alike and anew in each epoch of a run."""

    def __init__(self, seed: int, *arrays: Array) -> None:
        self._seed = seed
        # As rows, which are shuffled in one piece each.
        self._arrays = [np.ascontiguousarray(array.T) for array in arrays]
        self._shuffled = [np.empty_like(array) for array in self._arrays]
        self._in_order = np.arange(len(self._arrays[0]))
        self._order = self._in_order.copy()
        self._epoch = -1
        self._views = functools.lru_cache(BATCHES)(functools.partial(_columns, self._shuffled))

    def columns(self, epoch: int, start: int, end: int) -> list[Array]:
        """Columns `start : end` of each array in that epoch's order, as views to be read at once.

        Each is the transpose of rows of memory.
        """
        if epoch != self._epoch:
            self._shuffle(epoch)
        return self._views(start, end)

    def _shuffle(self, epoch: int) -> None:
        self._order[:] = self._in_order
        generator(self._seed, Stream.ORDER, epoch).shuffle(self._order)
        for array, shuffled in zip(self._arrays, self._shuffled, strict=True):
            # "clip" because "raise" would copy the output; no index is ever out of range.
            array.take(self._order, 0, shuffled, "clip")
        self._epoch = epoch


def _columns(arrays: list[Array], start: int, end: int) -> list[Array]:
    return [array[start:end].T for array in arrays]
