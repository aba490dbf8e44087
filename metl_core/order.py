"""The order in which an epoch goes through the examples: another one in every epoch."""

import numpy as np

from metl_core.checks import Array
from metl_core.streams import Stream, generator


class ShuffledRows:
    """Arrays of N rows each, shuffled alike and anew in every epoch of a seed's run."""

    def __init__(self, seed: int, *arrays: Array) -> None:
        self._seed = seed
        self._arrays = tuple(np.ascontiguousarray(array) for array in arrays)
        self._shuffled = tuple(np.empty_like(array) for array in self._arrays)
        self._in_order = np.arange(len(arrays[0]))
        self._order = self._in_order.copy()
        self._epoch = -1

    def rows(self, epoch: int, start: int, end: int) -> tuple[Array, ...]:
        """Rows `start : end` of each array in that epoch's order, as views to be read at once."""
        if epoch != self._epoch:
            self._shuffle(epoch)
        return tuple([shuffled[start:end] for shuffled in self._shuffled])

    def _shuffle(self, epoch: int) -> None:
        self._order[:] = self._in_order
        generator(self._seed, Stream.ORDER, epoch).shuffle(self._order)
        for array, shuffled in zip(self._arrays, self._shuffled, strict=True):
            # mode="clip" because "raise" would copy the output; no index is ever out of range.
            np.take(array, self._order, axis=0, out=shuffled, mode="clip")
        self._epoch = epoch
