"""Whose turn it is to compute: one reader at a time, in the order they came, in fair shares.

Many threads of small NumPy calls hinder each other; one after the other they are fast. So all
that trains takes turns. A turn is short, and how much a reader may spend in all its turns depends
on what all those who play want: who wants little gets it, and the others get equal parts of what
is left. So 64 hidden units on the digits take nothing away from 4 on xor.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

CAPACITY = 0.8  # of the one thread that computes at a time, for all who play; pages need the rest
SHARE = 0.8  # of it for one of them, who may be alone
OWED = 4.0  # seconds of it that may be owed; then there is one frame at a time
SWAY = 0.25  # of its share, for what one has saved or owes
PLAYING = 3.0  # seconds after the last ask for frames
SAVED = 2.0  # seconds that a share may be saved up: what a burst may spend at once
LONGEST_TURN = 0.05  # seconds after which long work lets the others go first
REMEMBERED = 1.0  # seconds of computing that tell how much of the time it took was computing

# Computing is what is shared, and not the time in which others had the core. Where the system tells
# it too coarsely (Windows), by the clock on the wall.
_COARSE = time.get_clock_info("thread_time").resolution > 1e-4
computed: Callable[[], float] = time.perf_counter if _COARSE else time.thread_time


class Turns:
    """Hands out turns, first come, first served."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._row: deque[threading.Event] = deque()
        self._holder: int | None = None  # the thread whose turn it is
        self._since = 0.0

    def take(self) -> None:
        """Wait for one's turn."""
        called = threading.Event()
        with self._guard:
            if self._holder is not None or self._row:
                self._row.append(called)
            else:
                self._holder = -1  # so that nobody gets in between
                called.set()
        called.wait()
        self._holder, self._since = threading.get_ident(), time.monotonic()

    def give(self) -> None:
        """End one's turn: the next in the row has it."""
        with self._guard:
            self._holder = None
            if self._row:
                self._holder = -1
                self._row.popleft().set()

    def breathe(self) -> None:
        """To be called now and then in long work: the others go first if this turn was long."""
        mine = self._holder == threading.get_ident()
        if mine and time.monotonic() - self._since > LONGEST_TURN:
            self.give()
            self.take()


class Shares:
    """What each of those who play may spend, in seconds of computing for each second."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._players: dict[str, _Player] = {}
        self._guard = threading.Lock()
        self._computed = self._took = REMEMBERED

    @property
    def capacity(self) -> float:
        """Of all together: less where others keep the cores busy."""
        return CAPACITY * self._computed / self._took

    def plays(self, who: str, demand: float) -> tuple[float, float]:
        """A player asks, who would spend `demand` a second: its share, and what it may spend now.

        What was not spent may be spent later, if not too much later, and so with what was spent
        too much: until then the share is a little more, or less.
        """
        with self._guard:
            now = self._clock()
            for name in [n for n, p in self._players.items() if now - p.seen > PLAYING]:
                del self._players[name]
            player = self._players.setdefault(who, _Player(now))
            player.demand = demand
            demands = [player.demand for player in self._players.values()]
            alone = len(demands) == 1  # there is nobody whom it could make wait
            share = SHARE if alone else min(SHARE, _level(self.capacity, demands))
            most = SAVED * share
            player.credit = min(player.credit + (now - player.seen) * share, most)
            player.seen = now
            sway = 1 + SWAY * max(-1.0, player.credit / most)
            return min(SHARE, sway * share), max(0.0, player.credit + OWED * share)

    def spends(self, who: str, seconds: float, took: float) -> None:
        """So much was computed for it, and took so long."""
        with self._guard:
            fade = REMEMBERED / (REMEMBERED + seconds)
            self._computed = fade * (self._computed + seconds)
            self._took = fade * (self._took + max(seconds, took))
            if who in self._players:
                self._players[who].credit -= seconds


class _Player:
    def __init__(self, now: float) -> None:
        self.seen, self.demand, self.credit = now, 0.0, 0.0


def _level(capacity: float, demands: list[float]) -> float:
    """The most that each may have so that all together have `capacity`, as water finds its level.

    Who wants less than that leaves the rest to the others.
    """
    level = capacity
    for number, demand in enumerate(sorted(demands)):
        level = capacity / (len(demands) - number)
        if demand >= level:
            return level
        capacity -= demand
    return max(level, capacity)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """A turn, for as long as the block runs."""
    turns = _turns()  # the same at the end, even if somebody has cleared Streamlit's caches
    turns.take()
    try:
        yield
    finally:
        turns.give()


def breathe() -> None:
    """In a long turn: let the others go first, if it has been long."""
    _turns().breathe()


@st.cache_resource(show_spinner=False)
def _turns() -> Turns:
    return Turns()


@st.cache_resource(show_spinner=False)
def shares() -> Shares:
    """Those of all sessions."""
    return Shares()
