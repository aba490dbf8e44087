"""The training lesson's comparisons: every learning rate at once, and many seeds."""

import numpy as np
import pytest

from metl_core import Trainer, TrainingConfig
from metl_ui.comparing import comparison, sections
from tests.pages.opening import open_page, texts

SMALL = {"samples": 50, "hidden": 3}
RATES, SEEDS = "begin compared rates", "begin compared seeds"


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    """Few epochs, and all of them in the first piece."""
    monkeypatch.setattr(comparison, "SECONDS", 60.0)
    monkeypatch.setattr(comparison.Comparison.__init__, "__defaults__", (30,))


@pytest.fixture
def shown(monkeypatch):
    """What each figure was given when it was shown last, by key."""
    figures = {}

    def show(figure, *, key, **more):
        figures[key] = {"figure": figure, **more}

    monkeypatch.setattr(sections, "show_figure", show)
    return figures


def keys_of(app):
    return {button.key for button in app.button}


def test_nothing_runs_until_it_is_asked_for(shown):
    app = open_page("train", **SMALL)
    app.run()
    assert shown == {}
    assert texts(app).count("Nothing is trained yet") == 2
    assert "compared rates" not in app.session_state


def test_the_rates_come_to_what_the_studio_comes_to(shown):
    app = open_page("train", **SMALL, rate=0.3)
    app.button(key=RATES).click().run()
    assert not app.exception
    assert "32 runs of 30 epochs" in texts(app)
    assert "has the lowest training loss" in texts(app)
    trainer = Trainer(TrainingConfig(n_samples=50, noise=0.05, n_hidden=3, learning_rate=0.3))
    trainer.step(30)
    curves = shown["rate-curves"]["figure"].data
    (curve,) = [trace for trace in curves if trace.get("meta") == 0.3]
    np.testing.assert_allclose(curve["y"][-1], trainer.history.train_loss[-1], rtol=1e-12)
    assert shown["rate-outcomes"]["figure"].data[0]["name"] == "in the studio: 0.3"
    assert shown["rate-curves"]["on_drawn"] is None  # there is nothing more to come


def test_a_rate_that_is_taken_is_in_the_studio_which_begins_anew(shown):
    app = open_page("train", **SMALL)
    app.button(key=RATES).click().run()
    before = app.session_state["studio"]
    before.run.advance(7)
    app.selectbox(key="rate for the studio").set_value(0.015).run()
    app.button(key="take a rate").click().run()
    studio = app.session_state["studio"]
    assert studio.run.trainer.config.learning_rate == 0.015
    assert studio.run.trainer.epoch == 0
    assert studio.replaces == before.name  # or the view would ask for the old run again
    assert app.select_slider(key="rate").value == 0.015
    assert "32 runs of 30 epochs" in texts(app)  # they are still those of this experiment
    assert "0.015" in app.toast[0].value


@pytest.mark.parametrize("junk", [None, "0.3", 0.31, float("nan"), [0.3], True, {}])
def test_what_is_no_rate_is_not_taken(junk, monkeypatch):
    state = {}
    monkeypatch.setattr(sections.st, "session_state", state)
    sections._take(junk)
    assert state == {}


def test_the_seeds_have_ones_own_among_them_and_keep_it_apart(shown):
    app = open_page("train", **SMALL, seed=70)
    app.button(key=SEEDS).click().run()
    assert not app.exception
    assert "64 runs of 30 epochs" in texts(app)
    config = TrainingConfig(n_samples=50, noise=0.05, n_hidden=3, seed=70)
    trainer = Trainer(config)
    trainer.step(30)
    own = shown["seed-band"]["figure"].data[-1]
    assert own["name"] == "your seed: 70"
    np.testing.assert_allclose(own["y"][-1], trainer.history.train_loss[-1], rtol=1e-12)
    assert "Yours, **70**, ends at" in texts(app)
    app.number_input(key="seed").set_value(5).run()  # one of those that are there
    assert shown["seed-band"]["figure"].data[-1]["name"] == "your seed: 5"
    app.number_input(key="seed").set_value(90).run()
    assert SEEDS in keys_of(app)


def test_with_other_settings_there_is_nothing_yet(shown):
    app = open_page("train", **SMALL)
    app.button(key=RATES).click().run()
    app.button(key=SEEDS).click().run()
    assert not {RATES, SEEDS} & keys_of(app)
    app.select_slider(key="rate").set_value(0.3).run()
    assert SEEDS in keys_of(app)
    assert RATES not in keys_of(app)
    app.slider(key="hidden").set_value(4).run()
    assert {RATES, SEEDS} <= keys_of(app)


def test_it_is_trained_piece_by_piece_and_can_be_paused(shown, monkeypatch):
    monkeypatch.setattr(comparison, "SECONDS", 0.0)  # an epoch in each
    app = open_page("train", **SMALL)
    app.button(key=RATES).click().run()
    runs = app.session_state["compared rates"][1]
    assert runs.epoch == 1
    assert shown["rate-curves"]["on_drawn"] is not None
    assert "What to notice" not in "".join(v for v in texts(app).split("\n") if "lowest" in v)
    app.run()
    assert runs.epoch == 2
    app.button(key="pause compared rates").click().run()
    assert (runs.epoch, shown["rate-curves"]["on_drawn"]) == (2, None)
    assert "has the lowest training loss" in texts(app)
    app.button(key="pause compared rates").click().run()
    assert runs.epoch == 3


@pytest.mark.parametrize(
    "link",
    [
        {"dataset": "iris", "batch": "16"},
        {"test": 0},
        {"init": "zeros", "dataset": "circles"},
        {"optimizer": "sgd", "rate": 10, "activation": "relu", "batch": "32"},
    ],
)
def test_other_experiments(link, shown):
    app = open_page("train", **{"samples": 50, "hidden": 3} | link)
    app.button(key=RATES).click().run()
    app.button(key=SEEDS).click().run()
    assert not app.exception
    assert all(figure["alt"] for figure in shown.values())
    assert ("training examples" in texts(app)) == ("test" in link)
