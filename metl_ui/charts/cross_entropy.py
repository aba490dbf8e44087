"""Figures of one example's loss: its probabilities beside the target, the gradient, the loss."""

from functools import lru_cache
from math import inf
from typing import Any

import numpy as np

from metl_core.checks import Array
from metl_core.cross_entropy_steps import LossPoint
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing
from metl_ui.charts.numerals import true_minus
from metl_ui.charts.theme import DERIVATIVE, FUNCTION, REFERENCE, class_colour

MOST_SOFT_LOSS = 6.0  # nats: above what any of its settings reach
MOST_LOSS = 8.0  # nats, where the axis of the loss ends; beyond it an arrow stands for the point
REACH = 1.5  # of the tangent, to either side
ROOM = 1.18  # of an axis that is 1 high: space above the tallest bar for its number


def share_bars(point: LossPoint, right: int) -> Drawing:
    """p beside the target, for each class; class `right`, counted from 0, is marked."""
    return bare_drawing(
        _bars("p", point.probabilities, {"color": _colours(point)}),
        _bars(
            "target t",
            point.target,
            {"color": REFERENCE, "pattern": {"shape": "/", "fillmode": "replace"}},
        ),
        barmode="group",
        bargap=0.25,
        showlegend=False,  # p has a colour for each class, and no swatch could show them all
        xaxis=_classes(point, right),
        yaxis={"title": {"text": "p (filled), target t (hatched)"}, "range": [0, ROOM]}
        | {"tickvals": [0, 0.5, 1]},
    )


def gradient_bars(point: LossPoint, right: int) -> Drawing:
    """p - t for each logit: a bar upwards where the loss grows with it, so that it goes down."""
    bars = _bars(
        "gradient",
        point.gradient,
        {"color": _colours(point)},
        [f"{signed(slope)}<br>{_way(slope)}" for slope in point.gradient],
    )
    return bare_drawing(
        bars,
        showlegend=False,
        bargap=0.35,
        xaxis=_classes(point, right),
        yaxis={
            "title": {"text": "gradient p − t"},
            "range": [-1.6, 1.6],
            "tickvals": [-1, -0.5, 0, 0.5, 1],
        },
    )


def loss_curve(point: LossPoint, right: int) -> Drawing:
    """-log p over p, with the point of class `right`: an arrow where it is beyond the axis."""
    p = float(point.probabilities[right])
    side = "middle right" if p < 0.5 else "top center"  # beside the curve, not on it
    return bare_drawing(
        _minus_log(),
        dot(p, point.loss, class_colour(right), top=MOST_LOSS, side=side),
        showlegend=False,
        xaxis={"title": {"text": "p of the right class"}, "range": [-0.03, 1.17]}
        | {"tickvals": [0, 0.5, 1]},
        yaxis={"title": {"text": "loss −log p in nats"}, "range": [-0.25, MOST_LOSS + 0.9]},
    )


def soft_curve(z: Array, loss: Array, point: LossPoint) -> Drawing:
    """The loss over the first logit, with its least value, the entropy, and the point's tangent."""
    at, least = float(point.logits[0]), point.entropy
    side = "middle right" if point.gradient[0] < 0 else "top center"  # beside the curve, not on it
    ends = np.array([at - REACH, at + REACH])
    return bare_drawing(
        {"type": "scatter", "x": z, "y": loss, "mode": "lines", "name": "loss"}
        | {"line": {"color": FUNCTION, "width": 3}},
        {"type": "scatter", "x": z[[0, -1]], "y": [least, least], "mode": "lines"}
        | {"name": "entropy of t", "line": {"color": REFERENCE, "dash": "dash", "width": 2}},
        {"type": "scatter", "x": ends, "y": point.tangent(ends), "mode": "lines"}
        | {"name": "slope p₁ − t₁", "line": {"color": DERIVATIVE, "width": 3}, "hoverinfo": "skip"},
        dot(at, point.loss, FUNCTION, side=side),
        xaxis={"title": {"text": "z₁"}, "range": [float(z[0]) - 0.3, float(z[-1]) + 0.3]},
        yaxis={"title": {"text": "loss in nats"}, "range": [-0.25, MOST_SOFT_LOSS]},
    )


def dot(
    x: float,
    y: float,
    colour: str,
    *,
    top: float = inf,
    side: str = "top center",
    symbol: str = "circle",
) -> Trace:
    """A point with its height on one side of it; above `top` an arrow stands at the top for it."""
    return {
        "type": "scatter",
        "x": [x],
        "y": [min(y, top)],
        "mode": "markers+text",
        "text": [true_minus(f"{y:.3g}" if y < 0.001 else f"{y:.4g}")],
        "textposition": side,
        "textfont": {"size": 15},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "marker": {"color": colour, "size": 14, "symbol": "arrow-up" if y > top else symbol},
        "showlegend": False,
    }


def signed(value: float | np.floating) -> str:
    """With three decimals and its sign, but for a 0: +0.665, −0.910, 0.000."""
    text = true_minus(f"{float(value):+.3f}")
    return text[1:] if text in ("+0.000", "−0.000") else text


def _way(slope: float) -> str:
    """Where learning moves the logit: against its slope."""
    return "stays" if signed(slope) == "0.000" else "↓ goes down" if slope > 0 else "↑ goes up"


def _colours(point: LossPoint) -> list[str]:
    return [class_colour(k) for k in range(len(point.logits))]


def _bars(
    name: str, heights: Array, marker: dict[str, Any], labels: list[str] | None = None
) -> Trace:
    return {
        "type": "bar",
        "x": np.arange(1, len(heights) + 1),
        "y": heights,
        "name": name,
        "marker": marker,
        "text": labels or [f"{height:.3f}" for height in heights],
        "textposition": "outside",
        "textangle": 0,
        "constraintext": "none",  # else a number is the smaller the less room it has
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _classes(point: LossPoint, right: int) -> dict[str, Any]:
    names = [str(k + 1) + (" (right)" if k == right else "") for k in range(len(point.logits))]
    tickvals = list(range(1, len(names) + 1))
    return {"title": {"text": "class"}, "tickvals": tickvals, "ticktext": names, "showgrid": False}


@lru_cache(maxsize=1)
def _minus_log() -> Trace:
    loss = np.linspace(0, MOST_LOSS, 200)  # even along the steep side, where p is small
    line = {"color": FUNCTION, "width": 3}
    return {"type": "scatter", "x": np.exp(-loss), "y": loss, "mode": "lines", "line": line}
