"""Figures of the sigmoid lesson: tangent and secant, the slope far out, and the usual slips."""

from functools import lru_cache

import numpy as np
import plotly.graph_objects as go

from metl_core.checks import Array
from metl_core.secant import Secant
from metl_core.slip import Handed
from metl_core.tails import SigmoidCurves, SigmoidPoint, Tails
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing, upright
from metl_ui.charts.theme import (
    DERIVATIVE,
    FUNCTION,
    MEASURED,
    NAIVE,
    POWERS,
    REFERENCE,
    STABLE,
)

REACH = 2.5  # of the tangent, to either side
LONG_REACH = 5.0  # of tangent and secant where they are compared
LOWEST_SLIP = -2.5  # that is still in the figure
MARGIN = 0.4  # for the point at either end


def tangent_figure(curves: SigmoidCurves, point: SigmoidPoint) -> Drawing:
    """σ and σ' over x, with the tangent of σ in one point and its slope on σ'."""
    x, y, slope = float(point.x), float(point.value), float(point.slope)
    ends = np.array([x - REACH, x + REACH])
    return bare_drawing(
        upright(x, 0, 1),
        *_curves(curves),
        _line(ends, point.tangent(ends), "tangent", DERIVATIVE),
        _dot(x, y, f"σ = {y:.4f}", FUNCTION),
        _dot(x, slope, f"σ′ = {slope:.4f}", DERIVATIVE),
        xaxis=_x_axis(curves.x),
        yaxis={
            "title": {"text": "σ(x) and σ′(x)"},
            "range": [-0.06, 1.1],
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
        },
    )


def secant_figure(curves: SigmoidCurves, secant: Secant, point: SigmoidPoint) -> Drawing:
    """σ with the tangent in one point, and the secant through one point on either side of it."""
    x, h = secant.x, secant.h
    ends = np.array([x - LONG_REACH, x + LONG_REACH])
    sigma, _ = _curves(curves)
    return bare_drawing(
        sigma,
        _line(ends, point.tangent(ends), "tangent", DERIVATIVE),
        _line(ends, secant.line(ends), "secant", MEASURED, dash="dash"),
        _dot(x - h, secant.low, "σ(x − h)", MEASURED),
        _dot(x + h, secant.high, "σ(x + h)", MEASURED),
        xaxis=_x_axis(curves.x),
        yaxis={
            "title": {"text": "σ(x)"},
            "range": [-0.06, 1.1],
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
        },
    )


def slip_figure(curves: Handed, here: Handed) -> Drawing:
    """σ′(x), and the curves of its two functions each handed what the other takes."""
    x = float(here.x)
    low, high = LOWEST_SLIP, 0.6
    dots = ((here.derivative_of_x, DERIVATIVE), (here.from_output_of_x, NAIVE))
    return bare_drawing(
        upright(x, low, high),
        *_slips(curves),
        *(_dot(x, float(y), "here", colour) for y, colour in dots),
        _dot(x, float(here.derivative_of_s), "here", REFERENCE),
        xaxis=_x_axis(curves.x),
        yaxis={"title": {"text": "what comes out"}, "range": [low, high]},
    )


def tails_figure(tails: Tails, point: SigmoidPoint) -> Drawing:
    """σ' on a logarithmic axis by two expressions, each down to where it falls to 0.

    point is marked on both, where it is not 0.
    """
    bottom = float(np.finfo(tails.x.dtype).smallest_subnormal)
    dots = ((point.from_both_sides, STABLE), (point.from_output, NAIVE))
    top = 0.5  # decades above 1
    return bare_drawing(
        *_tails(tails),
        upright(float(point.x), bottom, 10**top),
        *(_dot(float(point.x), float(y), "here", colour) for y, colour in dots if y > 0),
        xaxis={"title": {"text": "x"}, "range": [0, float(tails.x[-1])]},
        yaxis={
            "title": {"text": "slope σ′(x), logarithmic"},
            "type": "log",
            "range": [float(np.log10(bottom)), top],
            **POWERS,
            "dtick": 10 ** int(np.log10(-np.log10(bottom))),  # decades: 100, 10 or 1
        },
        uirevision=tails.dtype,
    )


# What does not move is made once.


@lru_cache(maxsize=4)
def _curves(curves: SigmoidCurves) -> list[Trace]:
    value = {"color": FUNCTION, "width": 3, "dash": "solid"}
    slope = {"color": DERIVATIVE, "width": 3, "dash": "dash"}
    return _made(
        go.Scatter(x=curves.x, y=curves.value, mode="lines", name="σ(x)", line=value),
        go.Scatter(x=curves.x, y=curves.slope, mode="lines", name="σ′(x), the slope", line=slope),
    )


@lru_cache(maxsize=4)
def _slips(curves: Handed) -> list[Trace]:
    slope = {"color": DERIVATIVE, "width": 3, "dash": "dash"}
    of_x, of_s = {"color": NAIVE, "width": 3}, {"color": REFERENCE, "width": 3, "dash": "dot"}
    x, right, one, other = (
        curves.x,
        curves.derivative_of_x,
        curves.from_output_of_x,
        curves.derivative_of_s,
    )
    return _made(
        go.Scatter(x=x, y=right, mode="lines", name="σ′(x), the slope", line=slope),
        go.Scatter(x=x, y=one, mode="lines", name="x (1 − x)", line=of_x),
        go.Scatter(x=x, y=other, mode="lines", name="σ′(σ(x))", line=of_s),
    )


@lru_cache(maxsize=4)
def _tails(tails: Tails) -> list[Trace]:
    both = f"σ(x) σ(−x): 0 from x = {float(tails.from_both_sides_is_zero_from):.4g}"
    output = f"σ(x) (1 − σ(x)): 0 from x = {float(tails.from_output_is_zero_from):.4g}"
    wide = {"color": STABLE, "width": 7}
    return _made(
        _tail(tails.x, tails.from_both_sides, both, wide),
        _tail(tails.x, tails.from_output, output, {"color": NAIVE, "width": 3}),
    )


def _tail(x: Array, slope: Array, name: str, line: dict[str, object]) -> go.Scatter:
    """The curve as far as it is above 0, and then straight down."""
    seen = slope > 0  # a logarithmic axis has no 0
    bottom = float(np.finfo(x.dtype).smallest_subnormal)
    return go.Scatter(
        x=np.append(x[seen], x[seen][-1]).astype(float),
        y=np.append(slope[seen].astype(float), bottom),
        mode="lines",
        name=name,
        line=line,
    )


def _made(*traces: go.Scatter) -> list[Trace]:
    made: list[Trace] = go.Figure(traces).to_dict()["data"]
    return made


def _x_axis(x: Array) -> dict[str, object]:
    return {"title": {"text": "x"}, "range": [float(x[0]) - MARGIN, float(x[-1]) + MARGIN]}


def _line(x: Array, y: Array, name: str, colour: str, dash: str = "solid") -> Trace:
    """A straight line between two points."""
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "name": name,
        "line": {"color": colour, "width": 3, "dash": dash},
        "hoverinfo": "skip",
    }


def _dot(x: float, y: float, name: str, colour: str) -> Trace:
    return {
        "type": "scatter",
        "x": [x],
        "y": [y],
        "mode": "markers",
        "name": name,
        "marker": {"color": colour, "size": 13},
        "showlegend": False,
    }
