"""The training run of a session: kept between visits of the page, driven in bursts.

A burst trains for as long as it may, then the page is drawn. Nothing trains between bursts.
"""

import threading
import time

import streamlit as st

from metl_core.config import TrainingConfig
from metl_core.diagnosis import diagnose
from metl_core.training import Trainer

SECONDS_BETWEEN = 0.25  # from one burst to the next, while playing
SECONDS_OF_BURST = 0.1  # at most: the server has other readers too
PLAYED_AT_ONCE = 2000  # epochs; a page that was left open does not train for ever

_TRAINER, _TO_PLAY = "trainer", "epochs to play"


def trainer_of(config: TrainingConfig) -> Trainer:
    """The session's trainer, as it stands; a new one when the config is not the one it has."""
    trainer: Trainer | None = st.session_state.get(_TRAINER)
    if trainer is None or trainer.config != config:
        with _one_at_a_time():
            trainer = st.session_state[_TRAINER] = Trainer(config)
    return trainer


def is_playing() -> bool:
    """Whether bursts follow each other by themselves."""
    to_play: int = st.session_state.get(_TO_PLAY, 0)
    return to_play > 0


def play() -> None:
    """Let bursts follow each other, from the next run of the page on."""
    st.session_state[_TO_PLAY] = PLAYED_AT_ONCE


def pause() -> None:
    """Stop after the present burst."""
    st.session_state[_TO_PLAY] = 0


def reset() -> None:
    """Back to epoch 0, with the same first weights."""
    pause()
    st.session_state.pop(_TRAINER, None)


def step(trainer: Trainer, n_epochs: int) -> None:
    """Train on by n_epochs, in bursts: other readers get their turn between them."""
    end = trainer.epoch + n_epochs
    while trainer.epoch < end and not has_broken(trainer):
        _burst(trainer, end - trainer.epoch)


def play_on(trainer: Trainer, n_epochs: int) -> None:
    """One burst of a playing run; it pauses by itself when it broke or has gone on for long."""
    before = trainer.epoch
    if not has_broken(trainer):
        _burst(trainer, n_epochs)
        st.session_state[_TO_PLAY] -= trainer.epoch - before
    if has_broken(trainer):
        pause()


def has_broken(trainer: Trainer) -> bool:
    """Whether the loss is no longer a finite number: no further step can mend that."""
    return diagnose(trainer.history) == "broken"


def _burst(trainer: Trainer, n_epochs: int) -> None:
    with _one_at_a_time():
        end = time.monotonic() + SECONDS_OF_BURST
        for _ in range(n_epochs):
            trainer.step()
            if time.monotonic() > end:
                return


@st.cache_resource
def _one_at_a_time() -> threading.Lock:
    """Many threads of small NumPy calls hinder each other; one after the other they are fast."""
    return threading.Lock()
