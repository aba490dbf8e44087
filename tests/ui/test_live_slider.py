"""The server's side of the live slider: the session holds its value, the link seeds it."""

import json

import pytest
from streamlit.testing.v1 import AppTest


def page():
    import streamlit as st

    from metl_ui.controls import live_slider
    from metl_ui.link import Choice, Number, Whole

    level = Number(key="level", label="Level", default=0.5, minimum=-1.0, maximum=1.0, step=0.1)
    st.session_state["values"] = (
        live_slider(level),
        live_slider(Whole(key="count", label="Count", default=8, minimum=1, maximum=64)),
        live_slider(Choice(key="rate", label="Rate", options=(0.03, 1.0, 1e16), default=1.0)),
    )


def run(**query):
    app = AppTest.from_function(page)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def data(app, index):
    """What the browser is told about one of the sliders."""
    return json.loads(list(app.main.children.values())[index].proto.json)


def test_an_empty_link_gives_the_defaults_in_their_types():
    values = run().session_state["values"]
    assert values == (0.5, 8, 1.0)
    assert [type(value) for value in values] == [float, int, float]


def test_a_link_seeds_the_values():
    app = run(level="-0.25", count="64", rate="1e16")
    assert app.session_state["values"] == (-0.25, 64, 1e16)
    assert [data(app, index)["position"] for index in range(3)] == [-0.25, 64, 2]


@pytest.mark.parametrize("text", ["abc", "", "nan", "inf", "1e999", "-99999999999", "\0"])
def test_junk_that_reaches_the_sliders_leaves_the_defaults(text):
    values = run(level=text, count=text, rate=text).session_state["values"]
    assert values == (0.5, 8, 1.0)


def test_what_is_written_to_the_session_moves_the_slider():
    app = run(rate="0.03")
    app.session_state["rate"] = 1e16
    app.run()
    assert app.session_state["values"][2] == 1e16
    assert data(app, 2)["position"] == 2


def test_the_browser_is_told_the_scale_in_the_spelling_of_the_link():
    scale = json.loads(data(run(), 2)["dress"])["scale"]
    assert scale == {"options": ["0.03", "1", "1e+16"]}
