"""What is said of a run speaks of what is on screen."""

import math

import pytest

from metl_core import OPTIMIZERS, Trainer, TrainingConfig
from metl_core.changes import Change, Position
from metl_core.config import Settings
from metl_core.run import Run
from metl_ui.studio.burst import StopWhen
from metl_ui.studio.words import mark_of, settings_of, what_to_notice, why_stopped


def trained(n_epochs, **fields):
    trainer = Trainer(TrainingConfig(**{"n_samples": 100, **fields}))
    trainer.step(n_epochs)
    return trainer


@pytest.mark.parametrize(
    ("why", "stop", "said"),
    [
        ("epoch", StopWhen(epoch=1500), "epoch 1,500 is reached"),
        ("loss", StopWhen(train_loss=0.125), "a training loss of 0.125 is reached"),
        ("accuracy", StopWhen(accuracy=0.97), "an accuracy of 97 % is reached"),
        ("accuracy", StopWhen(accuracy=0.975), "an accuracy of 97.5 % is reached"),
        ("accuracy", StopWhen(epoch=9, accuracy=0.57), "an accuracy of 57 % is reached"),
    ],
)
def test_a_goal_is_named_as_it_was_asked_for(why, stop, said):
    run = Run(TrainingConfig(n_samples=50))
    run.advance(7)
    assert why_stopped(run, why, stop).startswith(f"Stopped at epoch 7: {said}.")


def test_a_broken_run_names_the_rate_that_is_in_force():
    run = Run(TrainingConfig(n_samples=50))
    run.trainer.change("learning_rate", 40.0)
    said = why_stopped(run, "broken", StopWhen())
    assert "learning rate 40 " in said and "smaller learning rate" in said


def test_an_untrained_network_is_asked_about_the_loss_of_no_knowledge():
    trainer = trained(0, dataset="blobs", n_classes=7)
    assert "ln 7" in what_to_notice(trainer)
    assert trained(0, dataset="blobs", n_classes=7, init="zeros").latest.train_loss == (
        pytest.approx(math.log(7))
    )


@pytest.mark.parametrize(
    ("n_epochs", "fields", "said"),
    [
        (30, {"n_samples": 400}, "the gradient to W1"),
        (20, {"optimizer": "sgd", "learning_rate": 10.0, "activation": "relu"}, "smaller learning"),
        (9, {"optimizer": "sgd", "learning_rate": 1e300, "activation": "identity"}, "overflowed"),
        (500, {"noise": 0.5, "n_hidden": 64, "n_samples": 60}, "by heart"),
        (5, {"init": "zeros"}, "count as one"),
    ],
)
def test_what_there_is_to_notice_is_what_happens(n_epochs, fields, said):
    assert said in what_to_notice(trained(n_epochs, **fields))


def test_the_lowest_test_loss_is_told_with_its_digits():
    trainer = trained(500, noise=0.5, n_hidden=64, n_samples=60)
    assert f"{trainer.history.test_loss.min():.4f}" in what_to_notice(trainer)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_of_a_run_that_learns_the_optimizer_in_use_is_named_and_no_other(optimizer):
    said = what_to_notice(trained(30, n_samples=400, optimizer=optimizer, learning_rate=0.01))
    assert [name for name in OPTIMIZERS if name in said] == [optimizer]
    assert ("hardly moves" in said) is (optimizer == "sgd")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (("learning_rate", 0.003), "learning rate 0.003"),
        (("batch_size", None), "batch size all"),
        (("batch_size", 16), "batch size 16"),
        (("l1", 1e-5), "L1 penalty 1e-05"),
        (("l2", 0.0), "L2 penalty 0"),
        (("W1", -1.23456789, (0, 3)), "W1[0,3] = -1.235"),
        (("b2", 2.0, (1,)), "b2[1] = 2"),
    ],
)
def test_a_mark_says_what_was_changed(change, text):
    name, value, *index = change
    assert mark_of(Change(Position(5), name, value, *index)) == text


def test_settings_are_spelled_as_in_a_link():
    spelled = settings_of(Settings(1e-4, None, 3e-5, 0.0))
    assert spelled == {"learning_rate": "0.0001", "batch_size": "all", "l1": "3e-05", "l2": "0"}
    assert settings_of(Settings(3.0, 16, 0.0, 0.1))["batch_size"] == "16"
