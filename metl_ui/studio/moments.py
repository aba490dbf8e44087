"""Moments of runs: what a frame shows, made once for all who train the same.

A run is its config, what was changed on the way, and where it stands: these give the same bits to
everybody. A class that opens one link and plays trains one run a hundred times. So whoever comes to
a moment first leaves it here, and the others need neither train nor draw to be there.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable

import numpy as np
import streamlit as st

from metl_core.changes import Position
from metl_core.checks import Array
from metl_core.observation import Observer
from metl_core.run import Run
from metl_core.training import Trainer
from metl_ui.studio.asks import MAX_EPOCH
from metl_ui.studio.table import Watched, table_rows

MOST_MOMENTS = 3000  # of all runs together: the latest that were used, of a minute or so
MOST_PARAMETERS = 300  # of a run that is shared: a moment of it takes about 6 kB, at most 25


class Moment:
    """A run as it stood somewhere, with such pictures of it as have been asked for."""

    def __init__(self, trainer: Trainer, numbers: dict[str, Array] | None) -> None:
        self.numbers, self.record = numbers, trainer.latest
        self._decision: Array | None = None
        self._detail: dict[str, Array] | None = None
        self._tables: dict[Watched, Array] = {}

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
    """The latest moments, by run and position."""

    def __init__(self, at_most: int = MOST_MOMENTS) -> None:
        self._at_most, self._guard = at_most, threading.Lock()
        self._known: OrderedDict[tuple[Hashable, Position], Moment] = OrderedDict()

    def find(self, run: Hashable, position: Position) -> Moment | None:
        """That moment, if somebody has left it here."""
        with self._guard:
            moment = self._known.get((run, position))
            if moment is not None:
                self._known.move_to_end((run, position))
            return moment

    def leave(self, run: Hashable, position: Position, moment: Moment) -> None:
        """For whoever comes later."""
        with self._guard:
            self._known[run, position] = moment
            if len(self._known) > self._at_most:
                self._known.popitem(last=False)


class Past:
    """The way of one run, through what others have left of it."""

    def __init__(self, run: Run, moments: Moments | None = None) -> None:
        trainer = run.trainer
        self._run, self._moments = run, _moments() if moments is None else moments
        self._name = trainer.config.fingerprint(), trainer.changes
        self._is_shared = trainer.parameters.to_vector().size <= MOST_PARAMETERS

    def advance_to(self, epoch: int) -> None:
        """Train to the beginning of that epoch, or be there at once; recorded is that moment."""
        run, position = self._run, Position(epoch)
        moment = self._moments.find(self._name, position) if self._is_shared else None
        if moment is not None and moment.numbers is not None:
            run.skip_to(position, moment.numbers, moment.record)
        else:
            run.advance(epoch - run.trainer.epoch, every=MAX_EPOCH)  # recorded at its end alone

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
