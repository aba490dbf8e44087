"""Colours and their fixed meaning, and the bare figure that every chart starts from.

Every data colour stands out at 3:1 or better from a white page and from a dark one, and the
ten class colours stay apart for the three kinds of colour blindness. Text, grid and background
are not here: the browser takes them from the page's own theme, so that they follow it.
"""

import html
from typing import Any

import plotly.graph_objects as go

# What comes first in CLASSES is told apart best.
CLASSES = (
    "#0072b2",  # blue
    "#d55e00",  # vermilion
    "#18a29c",  # teal
    "#967efc",  # lavender
    "#905460",  # plum
    "#7830fc",  # violet
    "#ba3612",  # brick
    "#ea6672",  # coral
    "#c60c9c",  # magenta
    "#6c8ac6",  # steel
)
# A shape beside the colour: no class is known by its colour alone.
CLASS_SYMBOLS = (
    "circle",
    "diamond",
    "square",
    "triangle-up",
    "cross",
    "triangle-down",
    "x",
    "pentagon",
    "star",
    "hexagon",
)

# A layer has a hue; its weights are the dark line, its biases the light and dashed one.
PARAMETERS = {
    "W1": "#7830fc",
    "b1": "#967efc",
    "W2": "#ba3612",
    "b2": "#ea6672",
    "X": "#6c8ac6",
}
PARAMETER_DASHES = {"W1": "solid", "b1": "dash", "W2": "solid", "b2": "dash", "X": "dot"}

TRAINING = "#55860e"  # green
TEST = "#c60c9c"  # magenta
TEST_DASH = "dash"

FUNCTION = "#5c7cab"  # slate: the function itself, sigma, p or a loss
DERIVATIVE = "#a87400"  # ochre: its derivative and its tangent
MEASURED = "#a64dff"  # purple: a slope found from values alone, without a formula
LOGITS = "#6c8ac6"  # steel: what is at the logits
STABLE = FUNCTION  # the form that holds is the function itself
NAIVE = "#ba3612"  # brick: the form that breaks, and what it spoils
REFERENCE = "#808080"  # grey: what things are compared with, a guide line, an old value

# Numerical derivatives, and a marker for each: the crude one, the secant, the exact one.
DIFFERENCES = {"forward": NAIVE, "central": MEASURED, "complex": FUNCTION}
DIFFERENCE_SYMBOLS = {"forward": "triangle-up", "central": "circle", "complex": "square-open"}

# The two signs are the two classes' colours: where there are two classes, one pulls either way.
POSITIVE = "#0072b2"
NEGATIVE = "#d55e00"

# The ticks of an axis over many powers of ten. Plotly writes powers a quarter larger than others.
POWERS: dict[str, Any] = {"exponentformat": "power", "tickfont": {"size": 10}}


def class_colour(label: int) -> str:
    """The colour of class `label`; they repeat after ten."""
    return CLASSES[label % len(CLASSES)]


def class_symbol(label: int) -> str:
    """The marker of class `label`; they repeat after ten."""
    return CLASS_SYMBOLS[label % len(CLASS_SYMBOLS)]


def translucent(colour: str, opacity: float) -> str:
    """`colour` ("#rrggbb") at an `opacity` from 0 to 1: what is under it shines through."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"rgba({red},{green},{blue},{opacity:g})"


def diverging(negative: str = NEGATIVE, positive: str = POSITIVE) -> list[list[float | str]]:
    """A colour scale for signed values, to be used with `zmid=0`: 0 is the page itself."""
    return [
        [0.0, negative],
        [0.5, translucent(negative, 0)],
        [0.5, translucent(positive, 0)],
        [1.0, positive],
    ]


def sequential(colour: str = POSITIVE) -> list[list[float | str]]:
    """A colour scale from nothing (the page itself) to `colour`."""
    return [[0.0, translucent(colour, 0)], [1.0, colour]]


def plain(text: object) -> str:
    """`text` so that Plotly shows it letter by letter.

    Plotly reads <b>, <a href> and entities in every text it is given, and %{x} in templates.
    Whatever a reader may have written (names of columns and classes) passes through here first.
    """
    return html.escape(str(text), quote=False).replace("%", "&#37;")


def bare_figure(*traces: Any, x_title: str = "", y_title: str = "", **layout: Any) -> go.Figure:
    """A figure of `traces` with the house's margins and nothing else drawn.

    `layout` is Plotly's own, in Plotly's own words: `yaxis_type="log"`, `barmode="group"`.
    """
    # Cells fill the plane; the grid would show through those that are nearly transparent.
    grid = not any(trace.type in ("heatmap", "contour", "image") for trace in traces)
    axis = {"automargin": True, "showgrid": grid, "zeroline": grid}
    house: dict[str, Any] = {
        "template": "none",  # the usual one is most of a small figure's JSON
        "margin": {"l": 8, "r": 8, "t": 28, "b": 8},  # axes make their own room
        "legend": {"orientation": "h", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"},
        "hovermode": "closest",
        "xaxis": {**axis, "title": {"text": x_title}},
        "yaxis": {**axis, "title": {"text": y_title}},
    }
    # All at once: Plotly takes ten times as long to update a layout as to make one.
    for name, value in layout.items():
        of_house = house.get(name)
        if isinstance(of_house, dict) and isinstance(value, dict):
            value = {**of_house, **value}
        house[name] = value
    return go.Figure(data=traces, layout=go.Layout(**house))
