"""How fast a run is shown: by what its epochs and pictures cost here, and what may be spent."""

import math
from collections import deque
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import streamlit as st

from metl_core.config import TrainingConfig
from metl_ui.studio.asks import FULL_SPEED, MAX_EPOCH

if TYPE_CHECKING:
    from metl_ui.studio.burst import Burst

FIRST_GUESS = 1e-3  # seconds for an epoch or a picture, before one has been timed
LATEST = 9  # times that are remembered of what something took: one that was disturbed does no harm
SMOOTH = 20  # frames a second: with fewer, epochs are left out rather than frames
SLOWEST = 0.2  # frames a second, however little time there is
ANSWERS = 0.25  # a second: on a busy server the browser asks for four seconds of frames at a time
BRIEFEST = 1e-6  # seconds that a clock can tell apart, or nearly


class Typical:
    """How long something takes here, in seconds: the median of the latest times."""

    def __init__(self, *seconds: float) -> None:
        self._latest = deque(seconds, maxlen=LATEST)

    @property
    def seconds(self) -> float:
        """A careful guess as long as nothing was timed."""
        return median(self._latest) if self._latest else FIRST_GUESS

    def note(self, seconds: float, times: int) -> None:
        """It was done so many times in so many seconds."""
        if times:
            self._latest.append(max(seconds, BRIEFEST) / times)


@dataclass(frozen=True)
class Pace:
    """How a run is shown: so many frames a second are drawn, and each holds so many epochs."""

    frames: float
    epochs: int


@dataclass
class Costs:
    """What an epoch, a picture and an answer's remainder cost here."""

    epoch: Typical = field(default_factory=Typical)
    picture: Typical = field(default_factory=Typical)
    answer: Typical = field(default_factory=Typical)

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
        in each. A frame lasts for whole drawings of the browser, or it would stutter. It has 1, 5,
        10, 20, 40… epochs if not as many as at full rate: so frames meet those of others who train
        the same at another pace, and need not be made again.
        """
        epoch, picture = self.epoch.seconds, self.picture.seconds
        spare = max(share - ANSWERS * self.answer.seconds, share / 2)
        rate: float = min(FULL_SPEED, speed)
        if self.demand(speed) > share:
            rate = min(rate, max(spare / 2 / picture, SMOOTH), spare / (picture + epoch))
            rate = FULL_SPEED / math.ceil(FULL_SPEED / max(rate, SLOWEST) - 1e-9)
        affordable = int(max(1, min((spare / rate - picture) / epoch, speed / rate, MAX_EPOCH)))
        if affordable < 5:
            return Pace(rate, 1)
        doubled = 5 * 2 ** int(math.log2(affordable / 5))
        at_full_rate = int(speed / FULL_SPEED) if speed <= affordable * FULL_SPEED else 0
        return Pace(rate, max(doubled, at_full_rate))


def costs_of(config: TrainingConfig) -> Costs:
    """Of all who train this: what one of them has just found out is the best guess for the others.

    They are kept for as long as anybody does.
    """
    known, name = _costs(), config.fingerprint()
    costs = known.get(name)
    if costs is None:
        costs = known[name] = Costs()
    return costs


@st.cache_resource(show_spinner=False)
def _costs() -> "WeakValueDictionary[str, Costs]":
    return WeakValueDictionary()
