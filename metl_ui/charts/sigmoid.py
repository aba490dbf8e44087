"""Figures of the sigmoid lesson: the tangent that moves, and the slope far out."""

import numpy as np
import plotly.graph_objects as go

from metl_core.checks import Array
from metl_core.tails import SigmoidCurves, SigmoidPoint, Tails
from metl_ui.charts.theme import (
    DERIVATIVE,
    FUNCTION,
    NAIVE,
    REFERENCE,
    STABLE,
    bare_figure,
    translucent,
)

REACH = 2.5  # of the tangent, to either side
MARGIN = 0.4  # for the point at either end


def tangent_figure(curves: SigmoidCurves, point: SigmoidPoint) -> go.Figure:
    """σ and σ' over x, with the tangent of σ in one point and its slope on σ'."""
    x, y, slope = float(point.x), float(point.value), float(point.slope)
    ends = np.array([x - REACH, x + REACH])
    return bare_figure(
        go.Scatter(
            x=[x, x],
            y=[0, 1],
            mode="lines",
            line={"color": REFERENCE, "dash": "dot", "width": 1.5},
            hoverinfo="skip",
            showlegend=False,
        ),
        _curve(curves.x, curves.value, "σ(x)", FUNCTION),
        _curve(curves.x, curves.slope, "σ′(x), the slope", DERIVATIVE, dash="dash"),
        go.Scatter(
            x=ends,
            y=point.tangent(ends),
            mode="lines",
            name="tangent",
            line={"color": DERIVATIVE, "width": 3},
            hoverinfo="skip",
        ),
        _dot(x, y, f"σ = {y:.4f}", FUNCTION),
        _dot(x, slope, f"σ′ = {slope:.4f}", DERIVATIVE),
        x_title="x",
        y_title="σ(x) and σ′(x)",
        xaxis_range=[float(curves.x[0]) - MARGIN, float(curves.x[-1]) + MARGIN],
        yaxis_range=[-0.06, 1.1],
        yaxis_tickvals=[0, 0.25, 0.5, 0.75, 1],
    )


def tails_figure(tails: Tails, point: SigmoidPoint) -> go.Figure:
    """σ' on a logarithmic axis by two expressions, each down to where it falls to 0.

    point is marked on both, where it is not 0.
    """
    both = f"σ(x) σ(−x): 0 from x = {float(tails.from_both_sides_is_zero_from):.4g}"
    output = f"σ(x) (1 − σ(x)): 0 from x = {float(tails.from_output_is_zero_from):.4g}"
    bottom = float(np.finfo(tails.x.dtype).smallest_subnormal)
    dots = ((point.from_both_sides, STABLE), (point.from_output, NAIVE))
    return bare_figure(
        _tail(tails.x, tails.from_both_sides, bottom, name=both, color=STABLE, width=7),
        _tail(tails.x, tails.from_output, bottom, name=output, color=NAIVE, width=3),
        *(_dot(float(point.x), float(y), "here", colour) for y, colour in dots if y > 0),
        x_title="x",
        y_title="slope σ′(x), logarithmic",
        xaxis_range=[0, float(tails.x[-1])],
        yaxis={
            "type": "log",
            "range": [np.log10(bottom), 0.5],
            "exponentformat": "power",
            "dtick": 10 ** int(np.log10(-np.log10(bottom))),  # decades: 100, 10 or 1
        },
        shapes=[
            {"type": "line", "yref": "paper", "y0": 0, "y1": 1}
            | {"x0": float(point.x), "x1": float(point.x)}
            | {"line": {"width": 1.5, "dash": "dot", "color": REFERENCE}}
        ],
        uirevision=tails.dtype,
    )


def _curve(x: Array, y: Array, name: str, colour: str, dash: str = "solid") -> go.Scatter:
    line = {"color": colour, "width": 3, "dash": dash}
    return go.Scatter(x=x, y=y, mode="lines", name=name, line=line)


def _tail(
    x: Array, slope: Array, bottom: float, *, name: str, color: str, width: int
) -> go.Scatter:
    """The curve as far as it is above 0, and then straight down."""
    seen = slope > 0  # a logarithmic axis has no 0
    x = x.astype(float)
    return go.Scatter(
        x=[*x[seen], x[seen][-1]],
        y=[*slope[seen].astype(float), bottom],
        mode="lines",
        name=name,
        line={"color": translucent(color, 0.5) if width > 3 else color, "width": width},
    )


def _dot(x: float, y: float, name: str, colour: str) -> go.Scatter:
    return go.Scatter(
        x=[x],
        y=[y],
        mode="markers",
        name=name,
        marker={"color": colour, "size": 13},
        showlegend=False,
    )
