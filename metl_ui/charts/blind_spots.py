"""Figures of what a gradient check does not see: small functions, a kink, a run that diverges."""

from collections.abc import Sequence

import numpy as np

from metl_core.blind_spots import ABSOLUTE_TOLERANCE, CheckedRun, Kink, ZeroGradient
from metl_core.checks import Array
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing
from metl_ui.charts.theme import (
    DIFFERENCE_SYMBOLS,
    DIFFERENCES,
    FUNCTION,
    NAIVE,
    POWERS,
    REFERENCE,
    STABLE,
    TRAINING,
    translucent,
)

REACH = 3.2  # of the kink's axis, in h
LOSSES = [-1.0, 11.0]  # decades of the loss's axis: the whole run at the largest rate


def scale_figure(checked: Sequence[ZeroGradient], here: ZeroGradient) -> Drawing:
    """What two tests measure of an all-zero gradient, against the scale of the function."""
    scales = [one.scale for one in checked]
    ends = [min(scales) / 2, max(scales) * 2]
    ours, theirs = (
        [one.report.max_relative_error for one in checked],
        [one.error for one in checked],
    )
    return bare_drawing(
        _line(ends, [ABSOLUTE_TOLERANCE] * 2, "passes below 10<sup>−7</sup>", REFERENCE, "dash"),
        _line(scales, ours, "relative test", STABLE, "solid"),
        _line(scales, theirs, "test absolute below 1", NAIVE, "solid"),
        _dot(here.scale, here.report.max_relative_error, STABLE, "circle"),
        _dot(here.scale, here.error, NAIVE, "diamond"),
        xaxis={"title": {"text": "scale of the loss"}, "range": [float(np.log10(x)) for x in ends]}
        | {"type": "log", "dtick": 3, **POWERS},
        yaxis={"title": {"text": "error that the test measures"}, "range": [-13.2, 0.8]}
        | {"type": "log", "dtick": 3, **POWERS},
    )


def kink_figure(kink: Kink) -> Drawing:
    """relu around 0, in units of h, with the window from x - h to x + h and its two secants."""
    x = kink.x / kink.h
    low, at, high = (max(0.0, x + step) for step in (-1, 0, 1))
    window = {
        "type": "scatter",
        "x": [x - 1, x + 1, x + 1, x - 1],
        "y": [-9, -9, 9, 9],
        "fill": "toself",
        "fillcolor": translucent(REFERENCE, 0.15),
        "mode": "lines",
        "line": {"width": 0},
        "name": "from x − h to x + h",
        "hoverinfo": "skip",
    }
    forward, central = DIFFERENCES["forward"], DIFFERENCES["central"]
    return bare_drawing(
        window,
        _line([-REACH, 0, REACH], [0, 0, REACH], "relu", FUNCTION, "solid", width=7, opacity=0.55),
        _line([x - 1, x + 1], [low, high], "central", central, "solid"),
        _line([x, x + 1], [at, high], "forward", forward, "dash"),
        _dot(x - 1, low, central, DIFFERENCE_SYMBOLS["central"]),
        _dot(x + 1, high, central, DIFFERENCE_SYMBOLS["central"]),
        _dot(x, at, forward, DIFFERENCE_SYMBOLS["forward"]),
        xaxis={"title": {"text": "input, in units of h"}, "range": [-REACH, REACH], "dtick": 1},
        yaxis={"title": {"text": "relu, in units of h"}, "range": [-0.5, REACH], "dtick": 1},
    )


def run_figure(run: CheckedRun) -> Drawing:
    """The training loss, epoch by epoch."""
    symbols = ["circle" if report.passed else "x" for report in run.reports]
    return bare_drawing(
        _line(run.epochs, run.losses, "training loss; dot: the check passes", TRAINING, "solid")
        | {"mode": "lines+markers", "marker": {"color": TRAINING, "symbol": symbols, "size": 11}},
        showlegend=True,
        xaxis={
            "title": {"text": "epoch"},
            "range": [-0.4, float(run.epochs[-1]) + 0.4],
            "dtick": 1,
        },
        yaxis={"title": {"text": "loss in nats"}, "type": "log", "range": LOSSES}
        | {"dtick": 2, **POWERS},
    )


def _line(
    x: Array | Sequence[float],
    y: Array | Sequence[float],
    name: str,
    colour: str,
    dash: str,
    width: float = 3,
    opacity: float = 1,
) -> Trace:
    return {
        "type": "scatter",
        "x": np.asarray(x, dtype=float),
        "y": np.asarray(y, dtype=float),
        "mode": "lines",
        "name": name,
        "line": {"color": translucent(colour, opacity), "dash": dash, "width": width},
        "hoverinfo": "skip",
    }


def _dot(x: float, y: float, colour: str, symbol: str) -> Trace:
    return {
        "type": "scatter",
        "x": [x],
        "y": [y],
        "mode": "markers",
        "marker": {"color": colour, "symbol": symbol, "size": 13},
        "hoverinfo": "skip",
        "showlegend": False,
    }
