"""What travels to the browser for a figure."""

import base64
import json

import numpy as np
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from metl_ui.components.figure.figure import payload


def sent(figure, **options):
    return json.loads(
        payload(figure, **{"key": "curve", "alt": "A curve", "height": 300, **options})
    )


def test_the_payload_says_what_the_figure_is():
    message = sent(go.Figure(go.Scatter(y=[1, 2])))
    assert (message["key"], message["alt"], message["height"]) == ("curve", "A curve", 300)
    assert message["data"] == [{"type": "scatter", "y": [1, 2]}]


def test_the_template_stays_at_home():
    assert "template" not in sent(go.Figure(go.Scatter(y=[1])))["layout"]


@pytest.mark.parametrize("dtype", ["f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4"])
def test_an_array_travels_to_the_last_bit(dtype):
    z = np.arange(6).reshape(2, 3).astype(dtype) / np.array(1, dtype)
    z = z.astype(dtype)
    array = sent(go.Figure(go.Heatmap(z=z)))["data"][0]["z"]
    assert (array["dtype"], array["shape"]) == (dtype, "2, 3")
    assert base64.b64decode(array["bdata"]) == z.tobytes()


def test_nan_and_infinity_in_a_list_are_gaps():
    y = [1.0, float("nan"), float("inf"), -float("inf")]
    assert sent(go.Figure(go.Scatter(y=y)))["data"][0]["y"] == [1.0, None, None, None]


def test_zoom_is_kept_unless_the_caller_says_otherwise():
    assert sent(go.Figure())["layout"]["uirevision"] == "curve"
    assert sent(go.Figure(layout_uirevision="moons"))["layout"]["uirevision"] == "moons"


def test_the_same_figure_is_the_same_payload_and_the_figure_is_left_alone():
    figure = go.Figure(go.Scatter(y=np.arange(3.0)))
    before = figure.to_json()
    assert sent(figure) == sent(figure)
    assert figure.to_json() == before


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
        sent(go.Figure(), **{option: value})
    assert str(caught.value) == complaint


def test_a_page_shows_figures():
    def page():
        import plotly.graph_objects as go

        from metl_ui.components.figure import show_figure

        show_figure(go.Figure(go.Scatter(y=[1, 2])), key="one", alt="One")
        show_figure(go.Figure(go.Scatter(y=[1, 2])), key="two", alt="Two")

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert [element.type for element in app.main.children.values()] == ["bidi_component"] * 2
