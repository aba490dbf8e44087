"""Trains a burst, and takes down what each frame of it shows, as arrays for the wire."""

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from metl_core.checks import Array
from metl_core.observation import Observer
from metl_core.run import Run
from metl_ui.serving.turns import computed
from metl_ui.studio.asks import FULL_SPEED, MAX_EPOCH, Watch
from metl_ui.studio.table import Watched, table_rows, watched

DETAIL_EVERY = 6  # frames from one picture of weights and gradients to the next
TABLE_EVERY = 60  # frames from one table of numbers to the next
SECONDS = 0.25  # of computing in a burst, at most: other readers wait for it
FIRST_GUESS = 1e-3  # seconds for an epoch or a picture, before one has been timed
SMOOTH = 15  # frames a second: with fewer, epochs are left out rather than frames
SLOWEST = 0.2  # frames a second, however little time there is
ANSWERS = 0.5  # a second: the browser asks for two seconds of frames at a time
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
class Mean:
    """How long something takes here, in seconds, as of late."""

    seconds: float = FIRST_GUESS
    timed: bool = False

    def note(self, seconds: float, times: int) -> None:
        """It was done so many times in so many seconds."""
        if times:
            latest = max(seconds, BRIEFEST) / times
            self.seconds = latest if not self.timed else 0.7 * self.seconds + 0.3 * latest
            self.timed = True


@dataclass(frozen=True)
class Pace:
    """How a run is shown: so many frames a second are drawn, and each holds so many epochs."""

    frames: float
    epochs: int


@dataclass
class Costs:
    """What an epoch, a picture and an answer's remainder cost here."""

    epoch: Mean = field(default_factory=Mean)
    picture: Mean = field(default_factory=Mean)
    answer: Mean = field(default_factory=Mean)

    def note(self, burst: "Burst", seconds: float) -> None:
        """A burst was made in so many seconds, message and all."""
        self.epoch.note(burst.training, burst.epochs)
        self.picture.note(burst.drawing, len(burst.frames))
        self.answer.note(seconds - burst.training - burst.drawing, 1)

    def demand(self, speed: float) -> float:
        """The seconds of computing that a second of play takes, at `speed` epochs a second."""
        pictures = min(FULL_SPEED, speed) * self.picture.seconds
        return ANSWERS * self.answer.seconds + pictures + speed * self.epoch.seconds

    def pace(self, speed: float, share: float) -> Pace:
        """As near to that speed, and to a full rate of frames, as the share of a core allows.

        Where it allows less, half of it is for pictures, which thin out first, and then the epochs
        in each. A frame lasts for whole drawings of the browser, or it would stutter.
        """
        epoch, picture = self.epoch.seconds, self.picture.seconds
        spare = max(share - ANSWERS * self.answer.seconds, share / 2)
        rate: float = min(FULL_SPEED, speed)
        if self.demand(speed) > share:
            rate = min(rate, max(spare / 2 / picture, SMOOTH), spare / (picture + epoch))
            rate = FULL_SPEED / math.ceil(FULL_SPEED / max(rate, SLOWEST) - 1e-9)
        affordable = (spare / rate - picture) / epoch
        return Pace(rate, int(max(1, min(affordable, speed / rate, MAX_EPOCH))))


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
    drawing: float = 0  # seconds that the frames took, without tables
    untold: int = TABLE_EVERY  # frames since the last table

    def train(
        self, n_frames: int, epochs_per_frame: int, stop: StopWhen, seconds: float = SECONDS
    ) -> None:
        """Train and take down n_frames frames, or as many as there is time for: one at least."""
        end = computed() + min(seconds, SECONDS)
        self.why = stop.why(self.run)
        while self.why is None and len(self.frames) < n_frames:
            before, start = self.run.trainer.epoch, computed()
            self._train_frame(epochs_per_frame, stop)
            self.epochs += self.run.trainer.epoch - before
            self.training += computed() - start
            self.why = stop.why(self.run)
            self.take(last=self.why is not None)
            if computed() > end:
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
        start = computed()
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
        self.drawing += computed() - start
        if self.untold >= TABLE_EVERY or last:
            self.untold = 0
            self.entries = self.entries or watched(trainer, self.watch)
            self.tables[number] = table_rows(trainer, self.entries)
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


def _float32(vector: Array) -> Array:
    with np.errstate(over="ignore"):  # of a run that diverges
        return vector.astype(np.float32)
