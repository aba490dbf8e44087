"""The colours: seen on both pages, told apart by every eye, and texts shown as they are."""

import itertools
import json
import tomllib
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from metl_ui.charts import theme
from metl_ui.charts.learning_rates import LINES

ROOT = Path(__file__).resolve().parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
PAGES = {scheme: CONFIG["theme"][scheme]["backgroundColor"] for scheme in ("light", "dark")}
ROLES = {name: value for name, value in vars(theme).items() if isinstance(value, str)}
COLOURS = sorted(
    {value for value in ROLES.values() if value.startswith("#")}
    | set(theme.CLASSES)
    | set(theme.PARAMETERS.values())
    | set(theme.DIFFERENCES.values())
)
TOGETHER = {
    "parts": [theme.TRAINING, theme.TEST],
    "curves": [theme.FUNCTION, theme.DERIVATIVE, theme.MEASURED],
    "slips": [theme.DERIVATIVE, theme.NAIVE, theme.REFERENCE],
    "stability": [theme.STABLE, theme.NAIVE, theme.REFERENCE],
    "saturation": [theme.LOGITS, theme.DERIVATIVE, theme.PARAMETERS["W1"]],
    "rates": [line["color"] for line in LINES.values()],
    "differences": list(theme.DIFFERENCES.values()),
    "signs": [theme.POSITIVE, theme.NEGATIVE],
    "gradients": list(theme.PARAMETERS.values()),
    "classes": list(theme.CLASSES),
}

# What a colour becomes for an eye without one kind of cone, in linear RGB: Machado, Oliveira and
# Fernandes 2009, severity 1.0.
EYES = {
    "all cones": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear_rgb(colour):
    """sRGB "#rrggbb" -> linear RGB from 0 to 1 (IEC 61966-2-1)."""
    value = np.array(list(bytes.fromhex(colour[1:]))) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """The contrast ratio of WCAG 2.2."""
    light, dark = sorted(
        (float(linear_rgb(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other)),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb):
    """Linear RGB -> OKLab (Ottosson 2020), where distance is close to what an eye makes of it."""
    cones = np.cbrt(
        np.clip(rgb, 0, 1)
        @ np.array(
            [
                [0.4122214708, 0.2119034982, 0.0883024619],
                [0.5363325363, 0.6806995451, 0.2817188376],
                [0.0514459929, 0.1073969566, 0.6299787005],
            ]
        )
    )
    return cones @ np.array(
        [
            [0.2104542553, 1.9779984951, 0.0259040371],
            [0.7936177850, -2.4285922050, 0.7827717662],
            [-0.0040720468, 0.4505937099, -0.8086757660],
        ]
    )


def distance(one, other, eye):
    return float(np.linalg.norm(oklab(linear_rgb(one) @ eye.T) - oklab(linear_rgb(other) @ eye.T)))


def test_the_measures_know_black_from_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert distance("#000000", "#ffffff", np.eye(3)) == pytest.approx(1, abs=1e-6)  # 9 digits given


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("colour", COLOURS)
def test_every_data_colour_stands_out_from_the_page(colour, page):
    assert contrast(colour, PAGES[page]) >= 3  # WCAG 2.2, 1.4.11: graphical objects


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("group", TOGETHER)
def test_colours_of_one_figure_are_told_apart_by_every_eye(group, eye):
    # 0.02 in OKLab is a just noticeable difference of large areas; lines and points need more.
    for one, other in itertools.combinations(TOGETHER[group], 2):
        assert distance(one, other, EYES[eye]) >= 0.05, (one, other)


@pytest.mark.parametrize("eye", EYES)
def test_the_first_three_classes_are_far_apart(eye):
    for one, other in itertools.combinations(theme.CLASSES[:3], 2):
        assert distance(one, other, EYES[eye]) >= 0.1, (one, other)


def test_no_other_meaning_borrows_the_colour_of_the_first_three_classes():
    # But for the signs, which are drawn so on purpose.
    others = {name: value for name, value in ROLES.items() if name not in ("POSITIVE", "NEGATIVE")}
    used = {*others.values(), *theme.PARAMETERS.values(), *theme.DIFFERENCES.values()}
    assert used.isdisjoint(theme.CLASSES[:3])


def test_what_shares_a_figure_is_told_apart_without_colour_too():
    for looks in (
        [(line["dash"], line["width"]) for line in LINES.values()],
        list(theme.DIFFERENCE_SYMBOLS.values()),
        [theme.TEST_DASH, "solid"],
    ):
        assert len(set(looks)) == len(looks)
    assert set(theme.DIFFERENCE_SYMBOLS) == set(theme.DIFFERENCES)


def test_every_class_has_a_colour_and_a_shape_of_its_own():
    assert len({theme.class_colour(label) for label in range(10)}) == 10
    assert len({theme.class_symbol(label) for label in range(10)}) == 10
    assert theme.class_colour(10) == theme.class_colour(0)
    go.Scatter(marker_symbol=list(theme.CLASS_SYMBOLS))  # raises for a symbol Plotly has not


def test_parameters_are_told_apart_by_colour_and_line():
    assert set(theme.PARAMETERS) == set(theme.PARAMETER_DASHES) == {"W1", "b1", "W2", "b2", "X"}
    for weights, biases in (("W1", "b1"), ("W2", "b2")):
        assert theme.PARAMETER_DASHES[weights] != theme.PARAMETER_DASHES[biases]


def test_a_translucent_colour_is_the_same_colour():
    assert theme.translucent("#0080ff", 0.25) == "rgba(0,128,255,0.25)"


@pytest.mark.parametrize("scale", [theme.diverging(), theme.sequential()])
def test_plotly_takes_the_colour_scales(scale):
    assert go.Heatmap(colorscale=scale).colorscale[0][0] == 0


def test_zero_is_the_page_itself_on_the_signed_scale():
    positions = [position for position, _ in theme.diverging()]
    middle = [colour for position, colour in theme.diverging() if position == 0.5]
    assert positions == [0, 0.5, 0.5, 1]
    assert all(colour.endswith(",0)") for colour in middle)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>setosa</b>", "&lt;b&gt;setosa&lt;/b&gt;"),
        ('<a href="https://example.org">x</a>', '&lt;a href="https://example.org"&gt;x&lt;/a&gt;'),
        ("a<br>b", "a&lt;br&gt;b"),
        ("R&D &lt; &#60;", "R&amp;D &amp;lt; &amp;#60;"),
        ("%{x}", "&#37;{x}"),
        (7, "7"),
    ],
)
def test_plain_leaves_nothing_for_plotly_to_interpret(text, shown):
    assert theme.plain(text) == shown


def test_a_bare_figure_carries_no_template():
    figure = theme.bare_figure(go.Scatter(x=[1, 2], y=[3, 4]), x_title="x", y_title="y")
    assert len(json.dumps(figure.to_plotly_json()["layout"]["template"])) < 100
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("x", "y")


def test_a_bare_figure_takes_plotlys_own_layout():
    figure = theme.bare_figure(yaxis_type="log", barmode="group", margin_t=5)
    assert (figure.layout.yaxis.type, figure.layout.barmode) == ("log", "group")
    assert (figure.layout.margin.t, figure.layout.margin.l) == (5, 8)


def test_no_grid_shows_through_cells():
    assert theme.bare_figure(go.Heatmap(z=[[1]])).layout.xaxis.showgrid is False
    assert theme.bare_figure(go.Scatter(y=[1])).layout.xaxis.showgrid is True


def test_charts_know_no_streamlit():
    for file in (ROOT / "metl_ui" / "charts").glob("*.py"):
        assert "import streamlit" not in file.read_text(encoding="utf-8"), file.name
