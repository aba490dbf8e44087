"""Moments of runs: what a frame shows, made once for all who train the same.

A run is its config, what was changed on the way, and where it stands: these give the same bits to
everybody. A class that opens one link and plays trains one run a hundred times. So whoever comes to
a moment first leaves it here, and the others need neither train nor draw to be there.
"""

import random
import threading
import time
from collections.abc import Callable, Hashable

import numpy as np
import streamlit as st

from metl_core.changes import Position
from metl_core.checks import Array
from metl_core.observation import Observer
from metl_core.run import Run
from metl_core.training import Trainer
from metl_ui.studio.asks import MAX_EPOCH
from metl_ui.studio.table import Watched, table_rows

MOST_BYTES = 40_000_000  # of all runs together: 8,000 moments of a usual one, of two minutes' play
OVERHEAD = 4000  # bytes of a moment: its plane, and what Python takes
PLAYING = 6.0  # seconds after the last ask for frames
MOST_PARAMETERS = 300  # of a run that is shared: of a larger one too few moments could be kept


_Name = tuple[Hashable, Position]


class Moment:
    """A run as it stood somewhere, with such pictures of it as have been asked for."""

    def __init__(self, trainer: Trainer, numbers: dict[str, Array] | None) -> None:
        self.numbers, self.record = numbers, trainer.latest
        self._decision: Array | None = None
        self._detail: dict[str, Array] | None = None
        self._tables: dict[Watched, Array] = {}

    @property
    def size(self) -> int:
        """Bytes, about: with the plane, and every sixth one with more."""
        numbers = sum(array.nbytes for array in (self.numbers or {}).values())
        return OVERHEAD + numbers * 3 // 2

    def decision(self, trainer: Trainer, observer: Observer) -> Array:
        """Of data with two inputs: `Observer.decision`."""
        if self._decision is None:
            self._decision = observer.decision(trainer.parameters)
        return self._decision

    def detail(self, trainer: Trainer, observer: Observer) -> dict[str, Array]:
        """What every sixth frame has beside."""
        if self._detail is None:
            confusion = observer.confusion()
            self._detail = {
                "weights": _float32(trainer.parameters.to_vector()),
                "gradients": _float32(trainer.gradients.to_vector()),
                "confusion_train": confusion.train.astype(np.uint16),
            }
            if confusion.test is not None:
                self._detail["confusion_test"] = confusion.test.astype(np.uint16)
            if observer.has_plane:
                self._detail["responses"] = observer.responses(trainer.parameters)
        return self._detail

    def table(self, trainer: Trainer, entries: Watched) -> Array:
        """The table of these entries."""
        if entries not in self._tables:
            self._tables[entries] = table_rows(trainer, entries)
        return self._tables[entries]


def _float32(vector: Array) -> Array:
    with np.errstate(over="ignore"):  # of a run that diverges
        return vector.astype(np.float32)


class Moments:
    """Moments by run and position; where there is no more room, any of them makes some.

    The longest unused would be the next one to be asked for: readers who began later come along the
    same way in the same order.
    """

    def __init__(
        self, most_bytes: int = MOST_BYTES, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._room, self._clock, self._guard = most_bytes, clock, threading.Lock()
        self._random, self._names = random.Random(0), list[_Name]()
        self._players: dict[str, tuple[Hashable, float]] = {}  # whose run, and when last seen
        self._known: dict[_Name, Moment] = {}

    def players(self, run: Hashable, who: str) -> int:
        """How many have asked for this run of late, `who` just now."""
        with self._guard:
            now = self._clock()
            self._players[who] = run, now
            for name in [one for one, (_, seen) in self._players.items() if now > seen + PLAYING]:
                del self._players[name]
            return sum(of == run for of, _ in self._players.values())

    def find(self, run: Hashable, position: Position) -> Moment | None:
        """That moment, if somebody has left it here."""
        with self._guard:
            return self._known.get((run, position))

    def leave(self, run: Hashable, position: Position, moment: Moment) -> None:
        """For whoever comes later."""
        with self._guard:
            self._known[run, position] = moment
            self._names.append((run, position))
            self._room -= moment.size
            while self._room < 0:
                names, any_of_them = self._names, self._random.randrange(len(self._names))
                names[any_of_them], names[-1] = names[-1], names[any_of_them]
                self._room += self._known.pop(names.pop()).size


class Past:
    """The way of one run, through what others have left of it."""

    def __init__(self, run: Run, moments: Moments | None = None) -> None:
        trainer = run.trainer
        self._run, self._moments = run, _moments() if moments is None else moments
        self._name = trainer.config.fingerprint(), trainer.changes
        self._is_shared = trainer.parameters.to_vector().size <= MOST_PARAMETERS

    def players(self, who: str) -> int:
        """How many play this very run these days, `who` among them."""
        return self._moments.players(self._name, who) if self._is_shared else 1

    def advance_to(self, epoch: int) -> bool:
        """Train to the beginning of that epoch, or be there at once; recorded is that moment.

        Whether it had to be trained.
        """
        run, position = self._run, Position(epoch)
        moment = self._moments.find(self._name, position) if self._is_shared else None
        if moment is not None and moment.numbers is not None:
            run.skip_to(position, moment.numbers, moment.record)
            return False
        run.advance(epoch - run.trainer.epoch, every=MAX_EPOCH)  # recorded at its end alone
        return True

    def moment(self) -> Moment:
        """The present one."""
        trainer = self._run.trainer
        if not self._is_shared:
            return Moment(trainer, None)
        moment = self._moments.find(self._name, trainer.position)
        if moment is None:
            moment = Moment(trainer, trainer.numbers())
            self._moments.leave(self._name, trainer.position, moment)
        return moment


@st.cache_resource(show_spinner=False)
def _moments() -> Moments:
    """Those of all sessions."""
    return Moments()
