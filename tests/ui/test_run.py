"""A session's run: it pauses by itself, and a step is never cut short."""

import pytest
import streamlit as st

from metl_core import Trainer, TrainingConfig
from metl_ui import run


@pytest.fixture(autouse=True)
def session(monkeypatch):
    """A session of its own, without a server."""
    state = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


def config(**fields):
    return TrainingConfig(**{"n_samples": 20, "n_hidden": 2, "batch_size": None, **fields})


def test_a_trainer_is_kept_as_long_as_its_config():
    trainer = run.trainer_of(config())
    trainer.step(2)
    assert run.trainer_of(config()) is trainer
    other = run.trainer_of(config(seed=1))
    assert other is not trainer
    assert other.epoch == 0


def test_a_play_pauses_by_itself_after_so_many_epochs_wherever_it_began(monkeypatch):
    monkeypatch.setattr(run, "PLAYED_AT_ONCE", 20)
    monkeypatch.setattr(run, "SECONDS_OF_BURST", 60)
    trainer = run.trainer_of(config())
    run.step(trainer, 19)
    for _ in range(2):  # it can be played on again
        run.play()
        before = trainer.epoch
        while run.is_playing():
            run.play_on(trainer, 10)
        assert trainer.epoch == before + 20


def test_a_burst_ends_when_its_time_is_up_and_a_step_does_not(monkeypatch):
    monkeypatch.setattr(run, "SECONDS_OF_BURST", -1.0)
    trainer = run.trainer_of(config())
    run.play()
    run.play_on(trainer, 10)
    assert trainer.epoch == 1
    run.step(trainer, 100)
    assert trainer.epoch == 101


def test_a_broken_run_pauses_and_trains_no_further():
    trainer = Trainer(config(learning_rate=1e300, activation="identity"))
    run.step(trainer, 1000)
    assert run.has_broken(trainer)
    epoch = trainer.epoch
    assert epoch < 1000
    run.play()
    run.play_on(trainer, 10)
    run.step(trainer, 10)
    assert trainer.epoch == epoch
    assert not run.is_playing()


def test_reset_pauses_and_forgets_the_trainer():
    trainer = run.trainer_of(config())
    run.play()
    run.reset()
    assert not run.is_playing()
    assert run.trainer_of(config()) is not trainer
