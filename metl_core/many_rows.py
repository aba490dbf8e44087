"""The data of many runs: one copy for all of them where all have the same."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from metl_core.checks import Array
from metl_core.dataset import Dataset
from metl_core.losses import one_hot
from metl_core.order import Order
from metl_core.training_step import example_columns


class ManyRows:
    """One part of the data of S runs, as `ManySteps` takes it; S = 1 does for any number of runs.

    X (S, Dx + 1, N), targets (Dy, S, N) and labels (S, N).
    """

    def __init__(self, parts: Sequence[Dataset], inputs: Sequence[Array], dtype: DTypeLike) -> None:
        self.n = parts[0].n_samples
        # An example is a column whose numbers lie side by side, as in batches of shuffled ones.
        columns = [np.ascontiguousarray(example_columns(X).T) for X in inputs]
        self.X = np.stack(columns).astype(dtype).transpose(0, 2, 1)
        self.labels = np.stack([part.labels for part in parts])
        one_hots = [one_hot(part.labels, part.n_classes).T for part in parts]
        self.targets = np.stack(one_hots, axis=1).astype(dtype)


class ManyShuffledRows:
    """`ManyRows` in another order for each of their S seeds, and in another one in every epoch."""

    def __init__(self, seeds: Sequence[int], rows: ManyRows) -> None:
        self._orders, self._rows = [Order(seed, rows.n) for seed in seeds], rows
        self._X = np.empty_like(rows.X.transpose(0, 2, 1))  # (S, N, Dx + 1)
        self._X_T = self._X.transpose(0, 2, 1)
        self._targets = np.empty_like(rows.targets)

    def shuffle(self, epoch: int) -> None:
        """Take on the order of that epoch, which is that of `ShuffledExamples`."""
        for s, orders in enumerate(self._orders):
            order = orders.of(epoch)
            # mode="clip" because "raise" would copy the output; no index is ever out of range.
            X, targets = self._rows.X[s].T, self._rows.targets[:, s]
            X.take(order, axis=0, out=self._X[s], mode="clip")
            for of_class, shuffled in zip(targets, self._targets[:, s], strict=True):
                of_class.take(order, out=shuffled, mode="clip")

    def columns(self, start: int, end: int) -> tuple[Array, Array]:
        """X and targets of the examples `start : end` in that order, as views."""
        return self._X_T[:, :, start:end], self._targets[:, :, start:end]
