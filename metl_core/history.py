"""The record of a training run: one row per recorded epoch, bounded however long the run."""

from dataclasses import dataclass

import numpy as np

from metl_core.checks import Array, shown
from metl_core.parameters import PARAMETER_NAMES

CAPACITY = 4096  # rows, even; beyond it every second row is dropped

COLUMNS = (
    "epoch",
    "train_loss",
    "test_loss",
    "train_accuracy",
    "test_accuracy",
    *(f"gradient_norm_{name}" for name in PARAMETER_NAMES),
)


@dataclass(frozen=True, eq=False)
class History:
    """Arrays (E,), one element per recorded epoch, epoch 0 (before any training) first.

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
    """Keeps the first row, the latest row, and between them every `stride`-th epoch.

    When the rows run out, every second one is dropped and the stride doubles: memory stays
    bounded and the curve keeps its whole length.
    """

    def __init__(self) -> None:
        self._rows = np.empty((CAPACITY, len(COLUMNS)))
        self._count = 0
        self._stride = 1

    def record(self, epoch: int, *values: float) -> None:
        """Add the row of `epoch`; epochs come one after the other, from 0."""
        if self._count and self._rows[self._count - 1, 0] % self._stride:
            self._count -= 1  # the last row was only there for being the latest
        if self._count == CAPACITY:
            self._count = CAPACITY // 2
            self._rows[: self._count] = self._rows[::2].copy()
            self._stride *= 2
        row = self._rows[self._count]
        row[0] = epoch
        row[1:] = values
        self._count += 1

    @classmethod
    def from_rows(cls, rows: Array) -> "Recorder":
        """A recorder that goes on where the one with these `rows` stood.

        Raises ValueError unless there are 1 to CAPACITY of them, as a recorder leaves them.
        """
        if not 1 <= len(rows) <= CAPACITY:
            raise ValueError(f"history must have 1 to {CAPACITY} rows, got {len(rows)}")
        epochs = rows[:, 0]
        if not _as_recorded(epochs):
            raise ValueError(
                "history must have the epochs 0, s, 2s, … and the latest, "
                f"got {shown(epochs[:4].tolist())}"
            )
        recorder = cls()
        recorder._rows[: len(rows)] = rows
        recorder._count = len(rows)
        recorder._stride = int(epochs[1]) if len(rows) > 1 else 1
        return recorder

    @property
    def latest_epoch(self) -> int:
        return int(self._rows[self._count - 1, 0])

    @property
    def rows(self) -> Array:
        """What is recorded so far, (E, len(COLUMNS)), as a copy."""
        return self._rows[: self._count].copy()

    def history(self) -> History:
        """What is recorded so far, column by column."""
        epoch, *columns = self.rows.T.copy()
        return History(epoch.astype(np.int64), *columns)


def _as_recorded(epochs: Array) -> bool:
    """Whether these are 0, s, 2s, … for a whole s, but for the last, which may come sooner."""
    if not (np.isfinite(epochs).all() and (epochs == np.round(epochs)).all()):
        return False
    stride = epochs[1] if len(epochs) > 1 else 1
    regular = np.arange(len(epochs)) * stride
    return bool(
        (epochs[:-1] == regular[:-1]).all()
        and regular[-1] - stride < epochs[-1] <= regular[-1]
    )
