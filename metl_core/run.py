"""A training run that can go back: snapshots now and then, and the same bits in between."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from metl_core.changes import Change, Position, check_order, check_passed, check_position
from metl_core.checks import Array, integer
from metl_core.config import TrainingConfig
from metl_core.history import Record
from metl_core.training import Trainer

MAX_SNAPSHOTS = 128
MAX_BYTES = 2_000_000  # of all snapshots together
SPACING = 50  # epochs between two snapshots, or between two rows of the record where it is more
PIECE = 5  # epochs after which progress is told, or as many as lie between two rows
RECORDED = 1000  # epochs of a replayed run that are recorded, of those that are gone through


class _Snapshot(NamedTuple):
    position: Position
    numbers: dict[str, Array]


class Run:
    """A trainer with its past: `go_to` takes it back to any position where it stood.

    Whatever is done with `trainer` in between, but for `restore`, is part of the run.
    """

    trainer: Trainer

    def __init__(self, config: TrainingConfig | None = None) -> None:
        self.trainer = Trainer(config)
        first = _Snapshot(self.trainer.position, self.trainer.numbers())
        self._snapshots = [first]
        size = sum(array.nbytes for array in first.numbers.values())
        self._at_most = max(2, min(MAX_SNAPSHOTS, MAX_BYTES // size))

    def advance(self, n_epochs: int, every: int = 1) -> None:
        """`Trainer.step` with a snapshot now and then. Raises what it raises."""
        n_epochs = integer("n_epochs", n_epochs, minimum=0)
        every = integer("every", every, minimum=1)
        if n_epochs:
            self._train_to(Position(self.trainer.epoch + n_epochs), every)

    def skip_to(self, position: Position, numbers: Mapping[str, Array], record: Record) -> None:
        """Be at a later position, as this very run was there elsewhere: see `Trainer.skip_to`."""
        if self.trainer.epoch - self._snapshots[-1].position.epoch >= SPACING:
            self.snapshot()
        self.trainer.skip_to(position, numbers, record)

    def snapshot(self) -> None:
        """Keep one of right now, so that coming back here is at once."""
        now = self.trainer.position
        while self._snapshots and self._snapshots[-1].position >= now:
            self._snapshots.pop()
        self._snapshots.append(_Snapshot(now, self.trainer.numbers()))
        if len(self._snapshots) > self._at_most:
            self._thin_out()

    def go_to(self, position: Position) -> None:
        """Back to a position where the run stood, or on to one where it will stand.

        On the way back, all that came later is forgotten: changes and record. Raises ValueError
        or TypeError, before anything is changed, for a position where the run never stands.
        """
        position = self.trainer.check_passed(position)
        changes = [change for change in self.trainer.changes if change.position <= position]
        if position >= self.trainer.position:
            self._train_to(position, _every(position.epoch - self.trainer.epoch))
            return
        self._snapshots = [kept for kept in self._snapshots if kept.position <= position]
        latest = self._snapshots[-1]
        before = [change for change in changes if change.position < latest.position]
        self.trainer.rewind(latest.position, before, latest.numbers)
        self._follow(changes[len(before) :], position, lambda _: None)

    @classmethod
    def replay(
        cls,
        config: TrainingConfig,
        changes: Iterable[Change],
        position: Position,
        on_progress: Callable[[float], None] | None = None,
    ) -> "Run":
        """The run of this config and these changes, from nothing to that position.

        `on_progress(share)` is called now and then, with 0 to 1. Raises ValueError or
        TypeError for changes or a position that this run never has.
        """
        changes, position = check_order(changes), check_position(position)
        if changes and changes[-1].position > position:
            raise ValueError(
                f"changes must be at {position} or before it, got one at {changes[-1].position}"
            )
        run = cls(config)
        n_rows = run.trainer.split.train.n_samples
        for stop in (*(change.position for change in changes), position):
            check_passed(stop, config, changes, n_rows)
        run._follow(changes, position, on_progress or (lambda _: None))
        return run

    def _follow(
        self,
        changes: Iterable[Change],
        position: Position,
        on_progress: Callable[[float], None],
    ) -> None:
        """From here to the position, with the changes that were made on the way."""
        every = _every(position.epoch - self.trainer.epoch)
        stops = [*((change.position, change) for change in changes), (position, None)]
        for stop, change in stops:
            self._train_to(stop, every, lambda: on_progress(self.trainer.epoch / position.epoch))
            if change:
                self.trainer.apply(change)
        on_progress(1.0)

    def _train_to(
        self, position: Position, every: int, on_progress: Callable[[], None] = lambda: None
    ) -> None:
        piece = every * -(-PIECE // every)  # whole steps of the record, for its regularity
        while (epoch := self.trainer.epoch) < position.epoch:
            if epoch - self._snapshots[-1].position.epoch >= SPACING:
                self.snapshot()
            self.trainer.step_to(min(Position((epoch // piece + 1) * piece), position), every)
            on_progress()
        if self.trainer.position < position:
            self.trainer.step_to(position, every)

    def _thin_out(self) -> None:
        """Drop the snapshot that is missed least: the later part of a run is kept the denser.

        The room between two neighbours may grow with their age: it is allowed to be 9 times as
        wide at the start as at the end.
        """
        epochs = np.array([kept.position.epoch for kept in self._snapshots])
        end = epochs[-1]
        room = (epochs[2:] - epochs[:-2]) / (end - epochs[1:-1] + end / 8 + 1)
        del self._snapshots[1 + int(room.argmin())]


def _every(n_epochs: int) -> int:
    return max(1, n_epochs // RECORDED)
