"""Trains a burst, and takes down what each frame of it shows, as arrays for the wire."""

import math
import time
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from metl_core.checks import Array
from metl_core.observation import Observer
from metl_core.run import Run
from metl_ui.studio.asks import FULL_SPEED, MAX_EPOCH, Watch
from metl_ui.studio.table import Watched, table_rows, watched

DETAIL_EVERY = 6  # frames from one picture of weights and gradients to the next
TABLE_EVERY = 60  # frames from one table of numbers to the next
SECONDS = 0.25  # of computing in a burst, at most: other readers wait for it
SHARE = 0.8  # of a core that a viewer may have while it plays; beyond it frames hold fewer epochs
FIRST_GUESS = 1e-3  # seconds for an epoch, before one has been timed
BRIEFEST = 1e-6  # seconds that a clock can tell apart, or nearly

Why = Literal["broken", "epoch", "loss", "accuracy"]


@dataclass(frozen=True)
class StopWhen:
    """When a run stops by itself; None: not for this."""

    epoch: int | None = None
    train_loss: float | None = None  # at most
    accuracy: float | None = None  # at least, of the test part, if there is one

    def why(self, run: Run) -> Why | None:
        """What has been reached, if anything; a loss that is no number always stops."""
        latest = run.trainer.latest
        accuracy = latest.test_accuracy
        if math.isnan(accuracy):
            accuracy = latest.train_accuracy
        if not math.isfinite(latest.train_loss):
            return "broken"
        if self.epoch is not None and run.trainer.epoch >= self.epoch:
            return "epoch"
        if self.train_loss is not None and latest.train_loss <= self.train_loss:
            return "loss"
        if self.accuracy is not None and accuracy >= self.accuracy:
            return "accuracy"
        return None

    @property
    def looks_at_each_epoch(self) -> bool:
        """Whether it must be asked after every single one."""
        return self.train_loss is not None or self.accuracy is not None


@dataclass
class Clock:
    """How long an epoch takes here, as of late."""

    seconds: float = FIRST_GUESS
    timed: bool = False

    def note(self, seconds: float, n_epochs: int) -> None:
        if n_epochs:
            latest = max(seconds, BRIEFEST) / n_epochs
            self.seconds = latest if not self.timed else 0.7 * self.seconds + 0.3 * latest
            self.timed = True

    def epochs_per_frame(self, wanted: int) -> int:
        """As many as are wanted, or as there is time for at a full rate of frames."""
        return max(1, min(wanted, int(SHARE / FULL_SPEED / self.seconds)))


@dataclass
class Burst:
    """Frames, one after the other."""

    run: Run
    observer: Observer
    watch: Watch
    frames: list[tuple[float, ...]] = field(default_factory=list)
    decisions: list[Array] = field(default_factory=list)
    details: dict[int, dict[str, Array]] = field(default_factory=dict)  # by frame
    tables: dict[int, Array] = field(default_factory=dict)
    entries: Watched | None = None
    why: Why | None = None  # the run stopped by itself

    def train(self, n_frames: int, epochs_per_frame: int, stop: StopWhen, clock: Clock) -> None:
        """Train and take down n_frames frames, or as many as there is time for."""
        begin = time.perf_counter()
        self.why = stop.why(self.run)
        while self.why is None and len(self.frames) < n_frames:
            before, start = self.run.trainer.epoch, time.perf_counter()
            self._train_frame(clock.epochs_per_frame(epochs_per_frame), stop)
            clock.note(time.perf_counter() - start, self.run.trainer.epoch - before)
            self.why = stop.why(self.run)
            self.take(last=self.why is not None)
            if time.perf_counter() - begin > SECONDS:
                break

    def _train_frame(self, n_epochs: int, stop: StopWhen) -> None:
        if stop.epoch is not None:
            n_epochs = min(n_epochs, stop.epoch - self.run.trainer.epoch)
        if not stop.looks_at_each_epoch:
            self.run.advance(n_epochs, every=MAX_EPOCH)  # recorded where the frame ends alone
            return
        for _ in range(n_epochs):
            self.run.advance(1)
            if stop.why(self.run):
                return

    def take(self, *, last: bool = False) -> None:
        """Take down the run as it stands, as the next frame."""
        number, trainer = len(self.frames), self.run.trainer
        parameters = trainer.parameters
        self.frames.append((*trainer.position, *trainer.latest[1:]))
        if self.observer.has_plane:
            self.decisions.append(self.observer.decision(parameters))
        if number % DETAIL_EVERY == 0 or last:
            confusion = self.observer.confusion()
            detail: dict[str, Array] = {
                "weights": _float32(parameters.to_vector()),
                "gradients": _float32(trainer.gradients.to_vector()),
                "confusion_train": confusion.train.astype(np.uint16),
            }
            if confusion.test is not None:
                detail["confusion_test"] = confusion.test.astype(np.uint16)
            if self.observer.has_plane:
                detail["responses"] = self.observer.responses(parameters)
            self.details[number] = detail
        if number % TABLE_EVERY == 0 or last:
            self.entries = self.entries or watched(trainer, self.watch)
            self.tables[number] = table_rows(trainer, self.entries)

    def arrays(self) -> dict[str, Array]:
        """What the wire carries: a row for each frame, for each detail, for each table."""
        frames = np.array(self.frames, np.float64).reshape(len(self.frames), 10)
        arrays: dict[str, Array] = {
            "epoch": frames[:, 0],
            "row": frames[:, 1].astype(np.uint32),
            "record": frames[:, 2:],
            "detail_frame": np.array(list(self.details), np.uint16),
        }
        if self.decisions:
            arrays["decision"] = np.stack(self.decisions)
        for name in next(iter(self.details.values()), {}):
            arrays[name] = np.stack([detail[name] for detail in self.details.values()])
        if self.tables:
            arrays["table"] = np.stack(list(self.tables.values()))
        return arrays


def _float32(vector: Array) -> Array:
    with np.errstate(over="ignore"):  # of a run that diverges
        return vector.astype(np.float32)
