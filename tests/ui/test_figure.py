"""What travels to the browser for a figure."""

import base64
import json

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from metl_core.shift import shift_softmax
from metl_ui.charts.softmax import exponential_bars, logit_bars, probability_bars
from metl_ui.components.figure import show_figure
from metl_ui.components.figure.message import REMEMBERED, Sent, parts_of


def whole(figure, key="curve"):
    """The parts of a figure that is sent for the first time."""
    return json.loads(Sent().message(key, parts_of(figure, key=key, alt="A curve")))["set"]


class Browser:
    """Puts messages together as the browser does, after what message.py says of them."""

    def __init__(self):
        self.wholes = {}

    def take(self, message):
        """The parts by path; None if the whole figure that they start from is not here."""
        message = json.loads(message)
        if message["base"] is None:
            self.wholes[message["key"]] = (message["version"], message["set"])
        version, parts = self.wholes.get(message["key"], (None, {}))
        if version != (message["base"] or message["version"]):
            return None
        parts = {**parts, **message["set"]}
        return {path: value for path, value in parts.items() if path not in message["gone"]}


def test_a_whole_figure_is_all_its_parts():
    message = json.loads(
        Sent().message(
            "curve", parts_of(go.Figure(go.Scatter(y=[1, 2])), key="curve", alt="A curve")
        )
    )
    assert (message["key"], message["base"], message["gone"]) == ("curve", None, [])
    assert message["set"] == {
        "alt": "A curve",
        "data/0/type": "scatter",
        "data/0/y": [1, 2],
        "layout/uirevision": "curve",
    }


def test_the_template_stays_at_home():
    assert "layout/template" not in whole(go.Figure(go.Scatter(y=[1])))


@pytest.mark.parametrize("dtype", ["f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4"])
def test_an_array_travels_to_the_last_bit(dtype):
    z = np.arange(6).reshape(2, 3).astype(dtype) / np.array(1, dtype)
    z = z.astype(dtype)
    array = whole(go.Figure(go.Heatmap(z=z)))["data/0/z"]
    assert (array["dtype"], array["shape"]) == (dtype, "2, 3")
    assert base64.b64decode(array["bdata"]) == z.tobytes()


def test_nan_and_infinity_in_a_list_are_gaps():
    y = [1.0, float("nan"), float("inf"), -float("inf")]
    assert whole(go.Figure(go.Scatter(y=y)))["data/0/y"] == [1.0, None, None, None]


def test_zoom_is_kept_unless_the_caller_says_otherwise():
    assert whole(go.Figure())["layout/uirevision"] == "curve"
    assert whole(go.Figure(layout_uirevision="moons"))["layout/uirevision"] == "moons"


def test_the_figure_is_left_alone():
    figure = go.Figure(go.Scatter(y=np.arange(3.0)))
    before = figure.to_json()
    assert whole(figure) == whole(figure)
    assert figure.to_json() == before


# --- only what changed ---------------------------------------------------------------------------


def curve(slope=1.0, **layout):
    x = np.arange(50.0)
    return go.Figure(
        [go.Scatter(x=x, y=slope * x, name="y"), go.Scatter(x=x, y=x**2, name="x²")],
        go.Layout(title_text="A title", **layout),
    )


def second_message(before, after, alt="A curve"):
    sent = Sent()
    sent.message("curve", parts_of(before, key="curve", alt="A curve"))
    return json.loads(sent.message("curve", parts_of(after, key="curve", alt=alt)))


def test_a_changed_attribute_travels_alone():
    message = second_message(curve(1.0), curve(2.0))
    assert (list(message["set"]), message["gone"]) == (["data/0/y"], [])


def test_the_layout_and_the_words_travel_when_they_change_and_only_then():
    assert second_message(curve(), curve())["set"] == {}
    assert list(second_message(curve(), curve(), alt="Another")["set"]) == ["alt"]
    message = second_message(curve(), curve(xaxis_range=[0, 1]))
    assert list(message["set"]) == ["layout/xaxis"]


def test_the_same_figure_has_the_same_version_and_another_has_another():
    first = second_message(curve(), curve())
    assert first["version"] == first["base"]
    other = second_message(curve(), curve(2.0))
    assert other["base"] == first["base"] != other["version"]
    assert second_message(curve(), curve(2.0)) == other


def test_what_is_gone_is_named():
    message = second_message(curve(xaxis_range=[0, 1]), curve())
    assert (message["set"], message["gone"]) == ({}, ["layout/xaxis"])
    fewer = go.Figure(curve().data[:1], curve().layout)
    gone = [f"data/1/{name}" for name in ("name", "type", "x", "y")]
    assert second_message(curve(), fewer)["gone"] == gone


def test_a_figure_that_is_mostly_new_is_sent_whole():
    x = np.linspace(0, 1, 50)
    other = go.Figure([go.Scatter(x=x, y=x**3, name="a"), go.Scatter(x=x, y=x**4, name="b")])
    assert second_message(curve(), other)["base"] is None


def test_figures_of_other_keys_and_other_sessions_are_other_figures():
    sent, parts = Sent(), parts_of(curve(), key="curve", alt="A curve")
    sent.message("curve", parts)
    assert json.loads(sent.message("other", parts))["base"] is None
    assert json.loads(Sent().message("curve", parts))["base"] is None


def test_what_the_browser_lacks_is_sent_again_whole():
    sent, parts = Sent(), parts_of(curve(), key="curve", alt="A curve")
    first = sent.message("curve", parts)
    assert sent.message("curve", parts) != first
    sent.forget("curve")
    assert sent.message("curve", parts) == first
    sent.forget("never sent")


def test_the_server_remembers_the_figures_that_were_shown_last():
    sent, parts = Sent(), parts_of(curve(), key="curve", alt="A curve")

    def is_whole(key):
        return json.loads(sent.message(key, parts))["base"] is None

    keys = [str(number) for number in range(REMEMBERED)]
    assert all(map(is_whole, keys))
    assert not any(map(is_whole, keys))
    assert is_whole("one more")  # "0", shown longest ago, is forgotten for it
    assert not is_whole("1")
    assert is_whole("0")


VALUES = st.dictionaries(
    st.sampled_from(["alt", "data/0/x", "data/0/y", "data/1/y", "layout/xaxis"]),
    st.sampled_from(["1", "[1,2,3,4,5]", '"a rather long text, longer than the others"', "null"]),
)


@given(st.lists(st.tuples(VALUES, st.sampled_from(["arrives", "is lost", "is asked for"]))))
def test_the_browser_has_what_the_server_means_or_knows_that_it_has_not(story):
    sent, browser = Sent(), Browser()
    for parts, fate in story:
        message = sent.message("curve", parts)
        if fate == "is lost":
            continue
        got = browser.take(message)
        if got is None:
            sent.forget("curve")
            got = browser.take(sent.message("curve", parts))
        assert got == {path: json.loads(text) for path, text in parts.items()}


def test_a_lesson_sends_a_fraction_of_its_figures_when_a_number_changes():
    logits = np.array([1.0, 2.0, 3.0])
    for bars in (logit_bars, exponential_bars, probability_bars):
        sent, sizes = Sent(), []
        for c in (2.0, 2.5):
            figure = bars(shift_softmax(logits, c, 1.0, "float64"))
            sizes.append(len(sent.message("bars", parts_of(figure, key="bars", alt=f"c = {c}"))))
        assert sizes[1] < 0.4 * sizes[0], bars.__name__


# --- in a page -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "value", "complaint"),
    [
        ("key", "", "key must be a non-empty string, got ''"),
        ("alt", " ", "alt must say what the figure shows, got ' '"),
        ("height", 0, "height must be a number of pixels > 0, got 0"),
    ],
)
def test_what_cannot_be_is_refused(option, value, complaint):
    with pytest.raises(ValueError) as caught:
        show_figure(go.Figure(), **{"key": "curve", "alt": "A curve", "height": 300, option: value})
    assert str(caught.value) == complaint


def two_figures():
    import plotly.graph_objects as go

    from metl_ui.components.figure import show_figure

    show_figure(go.Figure(go.Scatter(y=[1, 2])), key="one", alt="One", height=200)
    show_figure(go.Figure(go.Scatter(y=[1, 2])), key="two", alt="Two")


def messages(app):
    return [json.loads(element.proto.bytes) for element in app.main.children.values()]


def test_a_page_shows_figures():
    app = AppTest.from_function(two_figures).run()
    assert not app.exception
    assert [element.type for element in app.main.children.values()] == ["bidi_component"] * 2
    assert [message["set"]["alt"] for message in messages(app)] == ["One", "Two"]


def test_a_page_that_runs_again_sends_what_changed_and_a_new_session_everything():
    app = AppTest.from_function(two_figures).run()
    first = messages(app)
    second = messages(app.run())
    assert [message["set"] for message in second] == [{}, {}]
    assert [message["base"] for message in second] == [message["version"] for message in first]
    assert messages(AppTest.from_function(two_figures).run()) == first


def a_figure_that_asks():
    import plotly.graph_objects as go
    import streamlit as st

    from metl_ui.components.figure import show_figure

    def pick(value):
        st.session_state["value"] = value

    figure = go.Figure(go.Scatter(y=[1, 2]))
    more = None if st.session_state.get("enough") else lambda: None
    show_figure(figure, key="one", alt="One", on_drawn=more, on_pick=pick)


def test_a_figure_that_asks_for_more_asks_each_time_it_is_shown_and_not_when_it_is_complete():
    app = AppTest.from_function(a_figure_that_asks).run()
    marks = [messages(app.run())[0]["set"].get("drawn") for _ in range(3)]
    assert None not in marks
    assert len(set(marks)) == 3
    app.session_state["enough"] = True
    last = messages(app.run())[0]
    assert "drawn" not in last["set"]
    assert last["base"] is None or last["gone"] == ["drawn"]


def test_only_a_figure_that_is_picked_from_says_so():
    assert messages(AppTest.from_function(a_figure_that_asks).run())[0]["set"]["picks"] is True
    assert "picks" not in messages(AppTest.from_function(two_figures).run())[0]["set"]


def test_what_is_picked_reaches_the_caller_whatever_it_is(monkeypatch):
    from metl_ui.components.figure import figure as module

    heard = []
    for state in ({"one": {"picked": 0.3}}, {"one": {"picked": ["junk"]}}, {"one": {}}, {}):
        monkeypatch.setattr(module.st, "session_state", state)
        module._tell("one", heard.append)
    assert heard == [0.3, ["junk"], None, None]
