"""A session's studio: begun by the address, kept between reruns, asked through the view."""

import dataclasses

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from metl_core import TrainingConfig
from metl_core.changes import Position, read_changes
from metl_core.run import Run
from metl_ui.components.live_view.wire import unpack
from metl_ui.studio import replay, session
from metl_ui.studio.burst import StopWhen
from tests.ui.studio.reader import LOOK, ask, edit

CONFIG = TrainingConfig(dataset="moons", n_samples=60, n_hidden=4, batch_size=10)  # 45 to train on


def page():
    import streamlit as st

    from metl_ui.studio.session import live_view, studio_of

    studio = studio_of(st.session_state["config"], st.session_state["stop"])
    st.session_state["found"] = studio
    if studio is not None:
        live_view(studio)


@pytest.fixture
def told(monkeypatch):
    """The messages that the view is given."""
    messages = []
    monkeypatch.setattr(session, "show_live_view", lambda message, **_: messages.append(message))
    return messages


def opened(config=CONFIG, stop=None, **link):
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["config"], app.session_state["stop"] = config, stop or StopWhen()
    for key, value in link.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def studio_of(app):
    return app.session_state["found"]


def bits(run):
    return {name: array.tobytes() for name, array in run.trainer.numbers().items()}


# The address ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "changes"),
    [
        ("0", ""),
        ("12", ""),
        ("12.10", ""),
        ("30", "0:learning_rate=0.03;7:batch_size=all;20:W1[1,3]=-0.25"),
        ("7.11", "7.10:batch_size=1;7.11:batch_size=10"),
    ],
)
def test_a_link_brings_back_its_moment_to_the_last_bit(told, at, changes):
    app = opened(at=at, changes=changes)
    epoch, _, row = at.partition(".")
    position = Position(int(epoch), int(row or 0))
    expected = Run.replay(CONFIG, read_changes(changes), position)
    run = studio_of(app).run
    assert run.trainer.position == position
    assert bits(run) == bits(expected)
    assert not app.warning and not app.code
    meta, arrays = unpack(told[-1])
    assert (arrays["epoch"][-1], arrays["row"][-1]) == position
    assert meta["journal"] == changes and meta["scene"]


JUNK = [
    {"at": "soon"},
    {"at": "-3"},
    {"at": "²"},
    {"at": "1e3"},
    {"at": "9" * 400},
    {"at": "12.7"},  # within a batch
    {"at": "12.45"},
    {"at": "12", "changes": "**bold**"},
    {"at": "12", "changes": "5:W9[0,0]=![](https://e.org/p.png)"},
    {"at": "12", "changes": "5:W1[7,0]=1"},
    {"at": "12", "changes": "5:learning_rate=-1"},
    {"at": "12", "changes": "5:learning_rate=" + "9" * 400},
    {"at": "12", "changes": "13:l1=0.1"},
    {"at": "12", "changes": "7:l1=0.1;5:l1=0"},
    {"at": "12", "changes": "5:l1=0.1;" * 300 + "5:l1=0"},
    {"changes": "0:b1[0]=nan"},
]


@pytest.mark.parametrize("link", JUNK, ids=lambda link: str(link)[:60])
def test_junk_in_the_address_gets_a_sentence_and_the_run_begins_anew(monkeypatch, link):
    said = {"warning": [], "code": []}
    for name, told in said.items():
        monkeypatch.setattr(st, name, lambda text, told=told, **_: told.append(text))
    monkeypatch.setattr(st, "query_params", link)
    monkeypatch.setattr(st, "session_state", {})
    studio = session.studio_of(CONFIG, StopWhen())
    (warning,), (reason,) = said["warning"], said["code"]
    assert "begins anew" in warning
    # What the link holds is in no Markdown: it may have been made by anybody.
    assert not any(part in warning for part in link.values())
    assert "must" in reason and len(reason) < 300
    assert studio.run.trainer.position == Position(0) and bits(studio.run) == bits(Run(CONFIG))


def test_a_sentence_about_the_address_is_said_once(told):
    app = opened(at="soon")
    assert "begins anew" in app.warning[0].value and "an epoch such as 500" in app.code[0].value
    app.run()
    assert not app.warning and not app.code


@pytest.mark.parametrize(("junk", "speed"), [("fast", "600"), ("", "600"), ("6000", "6000")])
def test_the_speed_is_one_of_the_list(told, junk, speed):
    app = opened(speed=junk)
    assert studio_of(app).speed == speed
    assert unpack(told[-1])[0]["hello"]["speed"] == speed


@pytest.mark.parametrize("link", [{"at": "5000"}, {"at": "1000000000"}])
def test_a_moment_that_is_too_far_away_is_refused_with_a_sentence(told, monkeypatch, link):
    monkeypatch.setattr(replay, "_time_of_epoch", lambda *_: (45, 0.1))
    monkeypatch.setattr(Run, "replay", None)
    app = opened(**link)
    assert "begins anew" in app.warning[0].value
    assert "at most 60 seconds" in app.code[0].value
    assert studio_of(app).run.trainer.epoch == 0


def test_the_address_is_read_once_in_a_session(told):
    app = opened(at="12")
    studio = studio_of(app)
    studio.run.advance(3)
    app.run()
    assert studio_of(app) is studio and studio.run.trainer.epoch == 15
    app.session_state["config"] = dataclasses.replace(CONFIG, seed=1)
    app.run()
    assert studio_of(app).run.trainer.epoch == 0  # it was of the other experiment


# What the page's widgets ask for -------------------------------------------------------


def test_what_can_be_changed_on_the_way_leaves_the_run(told):
    app = opened()
    studio = studio_of(app)
    app.session_state["config"] = wanted = dataclasses.replace(
        CONFIG, learning_rate=0.3, batch_size=None, l1=0.01, l2=0.1
    )
    app.session_state["stop"] = stop = StopWhen(epoch=9)
    app.run()
    assert studio_of(app) is studio
    assert (studio.wanted, studio.stop) == (wanted, stop)
    assert studio.run.trainer.config == CONFIG
    assert unpack(told[-1])[0]["hello"]["differs"]


@pytest.mark.parametrize(
    "fields",
    [
        {"n_hidden": 5}, {"activation": "relu"}, {"optimizer": "sgd"}, {"init": "he"}, {"seed": 1},
        {"test_fraction": 0.4}, {"noise": 0.2}, {"features": ("x1",)}, {"dataset": "circles"},
    ],
    ids=str,
)  # fmt: skip
def test_anything_else_is_another_run(fields):
    other = dataclasses.replace(CONFIG, **fields)
    assert session.experiment_of(other) != session.experiment_of(CONFIG)


def test_another_run_keeps_the_speed(told):
    app = opened(speed="6000")
    first = studio_of(app)
    app.session_state["config"] = dataclasses.replace(CONFIG, n_hidden=5)
    app.run()
    second = studio_of(app)
    assert second is not first and second.name != first.name
    assert second.run.trainer.sizes == (2, 5, 2) and second.speed == "6000"
    assert unpack(told[-1])[0]["scene"]["sizes"] == [2, 5, 2]


def test_data_that_cannot_be_trained_on_get_a_sentence(told):
    from metl_core import Dataset

    X = np.random.default_rng(0).normal(size=(20, 2)) * 1e99
    table = Dataset("t", X, np.arange(20) % 2, ("a", "b"), ("no", "yes"))
    app = opened(TrainingConfig(dataset=table, features=("x1^2", "x2")))
    assert studio_of(app) is None
    assert "do not go together" in app.error[0].value
    app.session_state["config"] = CONFIG
    app.run()
    assert not app.error and studio_of(app).run.trainer.epoch == 0


# What the view asks for ----------------------------------------------------------------


def test_an_ask_is_answered_once(told):
    app = opened()
    studio = studio_of(app)
    app.session_state[session._ASK] = ask(number=7, run=studio.name, actions=[edit("b1", [2], 0.5)])
    app.run()
    meta, arrays = unpack(told[-1])
    assert meta["answers"] == 7 and meta["journal"] == "0:b1[2]=0.5"
    app.run()
    meta, arrays = unpack(told[-1])
    assert "answers" not in meta and "scene" not in meta and not arrays


def test_what_the_view_asks_lies_where_the_studio_looks(monkeypatch):
    state = {session._VIEW: {"ask": {"number": 3}}}
    monkeypatch.setattr(st, "session_state", state)
    session._hear()
    assert state[session._ASK] == {"number": 3}


def test_junk_from_the_view_is_refused_and_the_page_stays(told):
    app = opened()
    for junk in ("play", {"number": 2}, ask(frames=-1), ask(number=10**400)):
        app.session_state[session._ASK] = junk
        app.run()
        assert not app.exception and not app.error
        assert unpack(told[-1])[0]["refused"]
    app.session_state[session._ASK] = ask(run=studio_of(app).name, actions=[LOOK])
    app.run()
    assert "refused" not in unpack(told[-1])[0]
