"""The studio of a session: kept between visits of the page, and shown on it."""

import time
from typing import Any

import streamlit as st

from metl_core.changes import Change, Position, read_changes
from metl_core.config import TrainingConfig
from metl_core.run import Run
from metl_ui.components.live_view.live_view import show_live_view
from metl_ui.experiment import FIELDS
from metl_ui.link import Choice, Field, Text
from metl_ui.serving.metrics import BURSTS
from metl_ui.serving.short_way import open_short_way
from metl_ui.serving.turns import breathe, one_at_a_time
from metl_ui.studio.asks import MAX_EPOCH, MAX_ROW, SPEEDS, USUAL_SPEED
from metl_ui.studio.burst import StopWhen
from metl_ui.studio.replay import replayed
from metl_ui.studio.studio import Studio, experiment_of

TOLD_EVERY = 0.2  # seconds, while a run is retrained

_STUDIO, _VIEW, _ASK = "studio", "live view", "ask of the live view"
_ANEW = "studio anew"


def _read_moment(text: str) -> Position:
    epoch, _, row = text.partition(".")
    if not (epoch.isdecimal() and (row or "0").isdecimal() and len(text) < 20):
        raise ValueError("must be an epoch such as 500, or an epoch and a row such as 500.17")
    moment = Position(int(epoch), int(row or 0))
    if moment.epoch > MAX_EPOCH or moment.row > MAX_ROW:
        raise ValueError(f"must be an epoch up to {MAX_EPOCH:,}")
    return moment


# What the view writes into the address by itself.
MOMENT = Text(key="at", label="Moment of the run", default="0", read=_read_moment)
CHANGES = Text(key="changes", label="Changes by hand", default="", read=read_changes)
SPEED = Choice(key="speed", label="Epochs a second", options=SPEEDS, default=USUAL_SPEED)
ADDRESS: tuple[Field, ...] = (MOMENT, CHANGES, SPEED)


def studio_of(config: TrainingConfig, stop: StopWhen) -> Studio | None:
    """The session's studio; one with a new run when the config asks for another experiment.

    The first one of a session begins where the page's address says. None, and a sentence on the
    page, where these data cannot be trained on.
    """
    studio: Studio | None = st.session_state.get(_STUDIO)
    try:
        with one_at_a_time():
            if studio is None:
                studio = _studio_of_link(config, stop)
            elif studio.experiment != experiment_of(config) or _ANEW in st.session_state:
                studio = Studio(config, stop, speed=studio.speed, replaces=studio.name)
            studio.wanted, studio.stop = config, stop
    except ValueError as error:  # such as squares of huge numbers
        st.error(f"These settings do not go together: {error}.")
        return None
    st.session_state.pop(_ANEW, None)
    open_short_way(studio)
    st.session_state[_STUDIO] = studio
    return studio


def begin_anew() -> None:
    """Whatever its settings, the studio's run begins at epoch 0 when the page runs next."""
    st.session_state[_ANEW] = True


def _studio_of_link(config: TrainingConfig, stop: StopWhen) -> Studio:
    """As the address has it: a run retrained to its very moment, with what was changed by hand."""
    speed = st.query_params.get(SPEED.key, SPEED.default)
    speed = speed if speed in SPEEDS else SPEED.default
    try:
        moment = MOMENT.parse(st.query_params.get(MOMENT.key, MOMENT.default))
        changes = read_changes(st.query_params.get(CHANGES.key, CHANGES.default))
        run = _replay(config, changes, moment)
    except (TypeError, ValueError) as error:
        st.warning("The moment in the link could not be used, and the run begins anew.")
        st.code(str(error), language=None, wrap_lines=True)  # parts of the link: no Markdown
        run = None
    return Studio(config, stop, run, speed=speed)


def _replay(config: TrainingConfig, changes: tuple[Change, ...], moment: Position) -> Run:
    bar, told = st.empty(), time.monotonic()

    def on_progress(share: float) -> None:
        nonlocal told
        breathe()
        if time.monotonic() - told > TOLD_EVERY:
            told = time.monotonic()
            bar.progress(share, text=f"Retraining to epoch {moment.epoch:,}")

    run = replayed(config, changes, moment, on_progress)
    bar.empty()
    return run


def live_view(studio: Studio) -> None:
    """The studio's screen. When it asks for something, only this runs again."""
    _screen(studio, settings_now())


@st.fragment
def _screen(studio: Studio, settings: dict[str, Any]) -> None:
    run_page_if_changed(settings)
    ask = st.session_state.pop(_ASK, None)
    with BURSTS.time(), one_at_a_time():
        message = studio.greeting() if ask is None else studio.answer(ask)
    show_live_view(message, key=_VIEW, on_ask=_hear)


def run_page_if_changed(settings: dict[str, Any]) -> None:
    """At the start of a fragment that the browser drives, with `settings_now()` of the page's run.

    What the browser tells within the same millisecond comes as one message, and if one part of it
    is for a fragment, nothing else runs: whatever the reader has changed elsewhere on the page.
    """
    if any(settings.get(key, value) != value for key, value in settings_now().items()):
        st.rerun()


def settings_now() -> dict[str, Any]:
    """What the reader has set elsewhere on the page, by key."""
    keys = [field.key for field in FIELDS]
    return {key: st.session_state[key] for key in keys if key in st.session_state}


def _hear() -> None:
    view = st.session_state.get(_VIEW)
    if view is not None:  # else the reader has just left for another page
        st.session_state[_ASK] = view["ask"]
