"""Trains a burst, and takes down what each frame of it shows, as arrays for the wire."""

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from metl_core.checks import Array
from metl_core.observation import Observer
from metl_core.run import Run
from metl_ui.serving.turns import computed
from metl_ui.studio.asks import Watch
from metl_ui.studio.moments import Past
from metl_ui.studio.table import Watched, watched

DETAIL_EVERY = 6  # frames from one picture of weights and gradients to the next
TABLE_EVERY = 60  # frames from one table of numbers to the next
SECONDS = 0.25  # of computing in a burst, at most: other readers wait for it

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
    epochs: int = 0  # that were trained
    training: float = 0  # seconds that these took
    drawing: float = 0  # seconds that their pictures took, without tables
    taken: int = 0  # frames that others had made
    taking: float = 0  # seconds that these took
    untold: int = TABLE_EVERY  # frames since the last table

    def __post_init__(self) -> None:
        self.past = Past(self.run)
        self._drawn = 0.0  # when the last picture was there

    def train(
        self, n_frames: int, epochs_per_frame: int, stop: StopWhen, seconds: float = SECONDS
    ) -> None:
        """Train and take down n_frames frames, or as many as there is time for: one at least.

        They stand at multiples of epochs_per_frame: so others who train the same have them too.
        """
        end = computed() + min(seconds, SECONDS)
        self.why = stop.why(self.run)
        while self.why is None and len(self.frames) < n_frames:
            before, start = self.run.trainer.epoch, computed()
            made = self._train_frame(before - before % epochs_per_frame + epochs_per_frame, stop)
            trained = computed()
            self.why = stop.why(self.run)
            self.take(self.run.trainer.epoch // epochs_per_frame, last=self.why is not None)
            if made:
                self.epochs += self.run.trainer.epoch - before
                self.training += trained - start
                self.drawing += self._drawn - trained
            else:
                self.taken += 1
                self.taking += self._drawn - start
            if computed() > end:
                break

    def _train_frame(self, epoch: int, stop: StopWhen) -> bool:
        """Whether it had to be trained: nobody had left that moment."""
        if stop.epoch is not None:
            epoch = min(epoch, stop.epoch)
        if not stop.looks_at_each_epoch:
            return self.past.advance_to(epoch)
        while self.run.trainer.epoch < epoch and not stop.why(self.run):
            self.run.advance(1)
        return True

    def take(self, frame: int = 0, *, last: bool = False) -> None:
        """Take down the run as it stands; of the run's frames it is that one."""
        number, trainer, moment = len(self.frames), self.run.trainer, self.past.moment()
        self.frames.append((*trainer.position, *moment.record[1:]))
        if self.observer.has_plane:
            self.decisions.append(moment.decision(trainer, self.observer))
        if number == 0 or frame % DETAIL_EVERY == 0 or last:
            self.details[number] = moment.detail(trainer, self.observer)
        self._drawn = computed()
        if self.untold >= TABLE_EVERY or frame % TABLE_EVERY == 0 or last:
            self.untold = 0
            self.entries = self.entries or watched(trainer, self.watch)
            self.tables[number] = moment.table(trainer, self.entries)
        self.untold += 1

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
