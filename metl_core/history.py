"""The record of a training run: one row per recorded epoch, bounded however long the run."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from metl_core.checks import Array, number, shown

CAPACITY = 4096  # rows; beyond it every second row is dropped
ROOM_AT_FIRST = 128  # rows; doubled as they come


class Record(NamedTuple):
    """One row of a History."""

    epoch: float
    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float
    gradient_norm_W1: float
    gradient_norm_b1: float
    gradient_norm_W2: float
    gradient_norm_b2: float


COLUMNS = Record._fields


@dataclass(frozen=True, eq=False)
class History:
    """Arrays (E,) of float64, one element per recorded epoch, epoch 0 (before training) first.

    An epoch is a whole number, or within an epoch that number plus the share of it gone by.

    Losses are the mean cross-entropy in nats without penalties, accuracies shares from 0 to
    1, over the whole training or test part (nan where there is no test part); a gradient's
    norm is the Euclidean norm of what `Trainer.gradients` held at that epoch.
    """

    epoch: Array
    train_loss: Array
    test_loss: Array
    train_accuracy: Array
    test_accuracy: Array
    gradient_norm_W1: Array
    gradient_norm_b1: Array
    gradient_norm_W2: Array
    gradient_norm_b2: Array

    def __len__(self) -> int:
        return len(self.epoch)

    def thinned(self, at_most: int) -> "History":
        """At most `at_most` (≥ 2) evenly spaced rows, the first and the last among them."""
        last = len(self) - 1
        kept = np.unique(np.linspace(0, last, min(len(self), at_most)).round().astype(int))
        return History(*(getattr(self, name)[kept] for name in COLUMNS))


class Recorder:
    """Keeps the first row, the latest row, and between them rows at least `gap` epochs apart.

    When the rows run out, the gap grows so that every second of evenly spaced rows is dropped:
    memory stays bounded and the curve keeps its whole length.
    """

    def __init__(self) -> None:
        self._rows = np.empty((ROOM_AT_FIRST, len(COLUMNS)))
        self._count = 0
        self.gap = 0.0

    def record(self, epoch: float, *values: float) -> None:
        """Add the row of `epoch`, which is not before the latest; of the same one, replace it."""
        if self._count and self._latest_is_passing(epoch):
            self._count -= 1
        elif self._count == CAPACITY:
            self._thin_out()
        elif self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._count] = (epoch, *values)
        self._count += 1

    def _latest_is_passing(self, epoch: float) -> bool:
        """Whether the latest row has only been there for being the latest."""
        latest = self._rows.item(self._count - 1, 0)
        if self._count == 1 or epoch == latest:
            return epoch == latest
        return latest - self._rows.item(self._count - 2, 0) < self.gap

    def _thin_out(self) -> None:
        epochs = self._rows[: self._count, 0]
        self.gap = float(2 * (epochs[-1] - epochs[0]) / (CAPACITY - 1))
        kept = [0]
        for i, epoch in enumerate(epochs.tolist()):
            if epoch - epochs[kept[-1]] >= self.gap:
                kept.append(i)
        self._count = len(kept)
        self._rows[: self._count] = self._rows[kept]

    def cut(self, epoch: float) -> None:
        """Forget the rows after `epoch`; there is room again, so all that come are kept."""
        count = int(np.searchsorted(self._rows[: self._count, 0], epoch, side="right"))
        if count < self._count:
            self._count, self.gap = count, 0.0

    @classmethod
    def from_rows(cls, rows: Array, gap: float = 0.0) -> "Recorder":
        """A recorder that goes on where the one with these `rows` and this `gap` stood.

        Raises ValueError unless there are 1 to CAPACITY of them, of rising epochs from 0.
        """
        if not 1 <= len(rows) <= CAPACITY:
            raise ValueError(f"history must have 1 to {CAPACITY} rows, got {len(rows)}")
        epochs = rows[:, 0]
        if not (epochs[0] == 0 and np.isfinite(epochs).all() and (np.diff(epochs) > 0).all()):
            raise ValueError(
                f"history must have rising epochs from 0, got {shown(epochs[:4].tolist())}"
            )
        recorder = cls()
        recorder._rows = np.array(rows, np.float64)
        recorder._count = len(rows)
        recorder.gap = number("history_gap", gap, minimum=0)
        return recorder

    @property
    def latest(self) -> Record:
        """The latest row."""
        return Record(*self._rows[self._count - 1].tolist())

    @property
    def latest_epoch(self) -> float:
        """Of the latest row, epoch and part of it."""
        return self._rows.item(self._count - 1, 0)

    @property
    def rows(self) -> Array:
        """What is recorded so far, (E, len(COLUMNS)), as a copy."""
        return self._rows[: self._count].copy()

    def history(self) -> History:
        """What is recorded so far, column by column."""
        return History(*self.rows.T.copy())
