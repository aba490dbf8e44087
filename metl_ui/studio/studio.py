"""One reader's run: what the browser asks is done, and answered in one message."""

import json
import secrets
import time
from typing import Any

import numpy as np

from metl_core.changes import Change, Position, spell_changes
from metl_core.checks import Array
from metl_core.config import Settings, TrainingConfig
from metl_core.dataset import Dataset
from metl_core.history import COLUMNS
from metl_core.observation import Observer
from metl_core.run import Run
from metl_ui.components.live_view.wire import pack
from metl_ui.serving.events import happened, refused
from metl_ui.serving.turns import breathe, computed, shares
from metl_ui.studio.asks import (
    USUAL_SPEED,
    Ask,
    Edit,
    Resume,
    Step,
    Watch,
    number_of,
    read_ask,
)
from metl_ui.studio.burst import TABLE_EVERY, Burst, StopWhen
from metl_ui.studio.pace import costs_of
from metl_ui.studio.replay import replayed
from metl_ui.studio.scene import points_of, scene_of
from metl_ui.studio.words import mark_of, settings_of, what_to_notice, why_stopped

PAST_POINTS = 400  # of the curves that a view is given when it begins
DELTA = ("decision", "responses")  # bytes that change little from frame to frame
MOST_MARKS = 40


def experiment_of(config: TrainingConfig) -> str:
    """A text that is the same for configs that differ only in what may be changed on the way."""
    described = json.loads(config.fingerprint())
    for name in Settings._fields:
        del described[name]
    if isinstance(config.dataset, Dataset):  # the same numbers under other names look otherwise
        described["names"] = [config.dataset.feature_names, config.dataset.class_names]
    return json.dumps(described)


class _BehindError(ValueError):
    """The run has not been where an ask wants to go on. An ask that comes twice, the second time
    late, takes it back: the view then has it brought to where it was."""


class Studio:
    """A run, and what its reader wants of it.

    `wanted` is what the page's widgets say. Of a run under way it may differ in the settings
    that need no new beginning: they take effect where the browser says so.
    """

    def __init__(
        self,
        config: TrainingConfig,
        stop: StopWhen,
        run: Run | None = None,
        speed: str = USUAL_SPEED,
        replaces: str | None = None,
    ) -> None:
        self.wanted, self.stop, self.speed = config, stop, speed
        self.replaces = replaces  # a view that shows the run of this name is to let it go
        self.key = secrets.token_urlsafe(16)  # whoever knows it may ask
        self._begin(Run(config) if run is None else run)

    def _begin(self, run: Run) -> None:
        self.run, self.name = run, secrets.token_hex(4)
        self.experiment = experiment_of(run.trainer.config)
        self._observer = Observer(run.trainer)
        self._costs = costs_of(run.trainer.config)
        self._told = Watch(), TABLE_EVERY
        self._seen = False  # the browser has asked for this run: it knows the scene

    # What the page says ----------------------------------------------------------------

    def greeting(self) -> bytes:
        """What the page tells the view whenever it has run."""
        if self._seen:
            return pack({"hello": self._hello, "run": self.name, "key": self.key}, {})
        return self._message({"key": self.key}, self._look(Watch()), scene=True)

    @property
    def _hello(self) -> dict[str, Any]:
        """What the page's widgets ask for; a part of every message."""
        return {
            "experiment": self.experiment,
            "replaces": self.replaces,
            "settings": settings_of(self._wanted_settings),
            "differs": self._wanted_settings != self._settings,
            "stop": [self.stop.epoch, self.stop.train_loss, self.stop.accuracy],
            "speed": self.speed,
            "usual_speed": USUAL_SPEED,
        }

    # What the browser asks -------------------------------------------------------------

    def answer(self, value: object) -> bytes:
        """Do what a message of the browser asks. What is wrong in it is said, and not done."""
        try:
            return self._answer(read_ask(value))
        except (TypeError, ValueError) as error:
            refused("ask")
            return self._refusal(number_of(value), error)

    def _answer(self, ask: Ask) -> bytes:
        begin, began = computed(), time.monotonic()
        self.speed, name = ask.speed, self.name
        # A view that shows another run, or none yet, must see this one, whatever else it wants.
        knows = ask.run == self.name and "scene" not in ask.actions
        reset = "reset" in ask.actions
        if knows and reset:
            self._begin(Run(self.wanted))
        elif knows:
            self._do(ask)
        scene = reset or not knows
        self._seen = True
        answer = {"answers": ask.number, "lost": ask.run != name}  # lost: of a run unknown here
        if not ask.frames or scene:
            return self._message(answer, self._look(ask.watch), scene=scene)
        burst = Burst(self.run, self._observer, ask.watch, untold=self._untold_of(ask.watch))
        speed, players = ask.epochs_a_second, burst.past.players(self.key)
        share, seconds = shares().plays(self.key, self._costs.demand(speed, players))
        pace = self._costs.pace(speed, share, players)
        self.run.snapshot()
        burst.train(ask.frames, pace.epochs, self.stop, seconds)
        if burst.frames and burst.why == "broken":
            happened("run diverged", epoch=self.run.trainer.epoch)
        self._told = ask.watch, burst.untold
        if not burst.frames:
            burst = self._look(ask.watch)
        message = self._message(answer | {"pace": pace.frames}, burst, scene=False)
        spent = computed() - begin
        self._costs.note(burst, spent)
        shares().spends(self.key, spent, time.monotonic() - began)
        return message

    def _untold_of(self, watch: Watch) -> int:
        """Frames since the last table of these entries."""
        latest, untold = self._told
        return untold if watch == latest else TABLE_EVERY

    def _do(self, ask: Ask) -> None:
        self._resume(ask)
        self._check(ask)
        trainer = self.run.trainer
        if trainer.position != ask.start or "settings" in ask.actions:
            self.run.go_to(ask.start)
            # Going back takes back the settings too: those that the page shows are meant.
            for name, value in self._wanted_settings._asdict().items():
                trainer.change(name, value)
        for action in ask.actions:
            match action:
                case Edit(parameter, index, edited):
                    trainer.edit(parameter, index, edited)
                case Step("epoch"):
                    self.run.advance(1)
                case Step("batch"):
                    trainer.step_batch()
                case Step("example"):
                    trainer.step_example()

    def _resume(self, ask: Ask) -> None:
        resumes = [action for action in ask.actions if isinstance(action, Resume)]
        if resumes and not self._stands_at(ask.start, resumes[-1].changes):
            changes, name = resumes[-1].changes, self.name
            self._begin(replayed(self.wanted, changes, ask.start, lambda _: breathe()))
            self.name = name

    def _stands_at(self, position: Position, changes: tuple[Change, ...]) -> bool:
        """As when an ask comes again whose answer took too long."""
        return self.run.trainer.position == position and self.journal == changes

    def _check(self, ask: Ask) -> None:
        """Before anything is done: raises ValueError for a place where this run has not been."""
        trainer = self.run.trainer
        if ask.start > trainer.position:
            raise _BehindError(
                f"The run stands at epoch {trainer.epoch:,} and cannot go on from "
                f"{ask.start.epoch:,}: reset it"
            )
        for action in ask.actions:
            if isinstance(action, Edit):
                shape = getattr(trainer.parameters, action.parameter).shape
                if not all(i < n for i, n in zip(action.index, shape, strict=True)):
                    raise ValueError(
                        f"index must be within {action.parameter} {shape}, got {action.index}"
                    )

    def _look(self, watch: Watch) -> Burst:
        burst = Burst(self.run, self._observer, watch)
        burst.why = self.stop.why(self.run)
        burst.take()
        return burst

    # Messages --------------------------------------------------------------------------

    def _message(self, meta: dict[str, Any], burst: Burst, *, scene: bool) -> bytes:
        trainer = self.run.trainer
        entries = burst.entries
        arrays = burst.arrays()
        meta |= {
            "hello": self._hello,
            "run": self.name,
            "n_train": trainer.split.train.n_samples,
            "settings": settings_of(self._settings),
            "journal": spell_changes(self.journal),
            "marks": self._marks(),
            "notice": what_to_notice(trainer),
            "tables": list(burst.tables),
            "watch": None
            if entries is None
            else {
                "parameter": entries.parameter,
                "offset": entries.offset,
                "total": entries.total,
                "names": entries.names,
                "indices": entries.indices,
            },
            "stopped": None
            if burst.why is None
            else {"why": burst.why, "say": why_stopped(self.run, burst.why, self.stop)},
        }
        if scene:
            meta["scene"] = scene_of(trainer, self._observer)
            arrays |= points_of(trainer) | {"past": self._past()}
        return pack(meta, arrays, delta=[name for name in DELTA if name in arrays])

    def _refusal(self, number: int, error: Exception) -> bytes:
        meta = {"hello": self._hello, "run": self.name, "answers": number}
        behind = isinstance(error, _BehindError)
        return pack({**meta, "refused": f"{error}.", "behind": behind}, {})

    def _past(self) -> Array:
        history = self.run.trainer.history.thinned(PAST_POINTS)
        return np.column_stack([getattr(history, name) for name in COLUMNS])

    def _marks(self) -> list[dict[str, Any]]:
        n_rows = self.run.trainer.split.train.n_samples
        return [
            {"epoch": change.position.epoch + change.position.row / n_rows, "text": mark_of(change)}
            for change in self.run.trainer.changes[-MOST_MARKS:]
            if change.position > Position(0)
        ]

    @property
    def journal(self) -> tuple[Change, ...]:
        """All that must be known beside `wanted` and a position to have the same run again."""
        begun, changes = self.run.trainer.config, self.run.trainer.changes
        set_at_once = {c.name for c in changes if c.position == Position(0) and not c.index}
        first = [
            Change(Position(0), name, getattr(begun, name))
            for name in Settings._fields
            if getattr(begun, name) != getattr(self.wanted, name) and name not in set_at_once
        ]
        return (*first, *changes)

    @property
    def _settings(self) -> Settings:
        trainer = self.run.trainer
        return Settings(trainer.learning_rate, trainer.batch_size, trainer.l1, trainer.l2)

    @property
    def _wanted_settings(self) -> Settings:
        return Settings(*(getattr(self.wanted, name) for name in Settings._fields))
