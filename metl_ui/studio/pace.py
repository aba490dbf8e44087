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
GUESS_OF_TAKING = 5e-5  # the same for a frame that others have made
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
    """What it costs here to make a frame, its epochs and its picture; to take one; to answer."""

    epoch: Typical = field(default_factory=Typical)
    picture: Typical = field(default_factory=Typical)
    answer: Typical = field(default_factory=Typical)
    taking: Typical = field(default_factory=lambda: Typical(GUESS_OF_TAKING))

    def note(self, burst: "Burst", seconds: float) -> None:
        """A burst was made in so many seconds, message and all."""
        made = len(burst.frames) - burst.taken
        self.epoch.note(burst.training, burst.epochs)
        self.picture.note(burst.drawing, made)
        self.taking.note(burst.taking, burst.taken)
        self.answer.note(seconds - burst.training - burst.drawing - burst.taking, 1)

    def of_one(self, players: int) -> tuple[float, float]:
        """Seconds for an epoch and for a picture, where so many players share what is made."""
        taking = self.taking.seconds if players > 1 else 0.0
        return self.epoch.seconds / players, self.picture.seconds / players + taking

    def demand(self, speed: float, players: int = 1) -> float:
        """The seconds of computing that a second of play takes, at `speed` epochs a second."""
        epoch, picture = self.of_one(players)
        return ANSWERS * self.answer.seconds + min(FULL_SPEED, speed) * picture + speed * epoch

    def pace(self, speed: float, share: float, players: int = 1) -> Pace:
        """As near to that speed, and to a full rate of frames, as the share of a core allows.

        Where it allows less, half of it is for pictures, which thin out first, and then the epochs
        in each. A frame lasts for whole drawings of the browser, or it would stutter. It has 1, 5,
        10, 20, 40… epochs if not as many as at full rate: so frames meet those of others who train
        the same at another pace, and need not be made again.
        """
        epoch, picture = self.of_one(players)
        spare = max(share - ANSWERS * self.answer.seconds, share / 2)
        rate: float = min(FULL_SPEED, speed)
        if self.demand(speed, players) > share:
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
