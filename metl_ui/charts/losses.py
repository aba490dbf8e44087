"""Figures of losses side by side: where one ends in infinity, fades, or is stepped over."""

from functools import lru_cache

import numpy as np

from metl_core.checks import Array
from metl_core.log_of_softmax import LogOfSoftmax, Losses
from metl_core.rival_losses import LossAlong
from metl_core.sum_or_mean import SumAndMean
from metl_ui.charts.cross_entropy import dot
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing, upright
from metl_ui.charts.theme import FUNCTION, NAIVE, REFERENCE, STABLE

UPPER, LOWER = [0.56, 1.0], [0.0, 0.44]  # shares of the figure's height
POWERS = {"tickvals": [1, 10, 100, 1000], "ticktext": ["1", "10", "100", "1000"]}


def log_of_softmax_figure(losses: Losses, here: LogOfSoftmax) -> Drawing:
    """The loss over the gap by both ways, on logarithmic axes; here is marked on both.

    -log(p) ends in a cross where p becomes 0 and the loss infinite.
    """
    at, end = float(here.gap), float(losses.infinite_from)
    dots = ((here.from_logits, STABLE), (here.from_probability, NAIVE))
    return bare_drawing(
        *_both_ways(losses),
        upright(at, 0.5, 2000),
        *(
            {"type": "scatter", "x": [at], "y": [float(y)], "mode": "markers", "showlegend": False}
            | {"marker": {"color": colour, "size": size}, "hoverinfo": "skip"}
            for (y, colour), size in zip(dots, (15, 9), strict=True)
            if np.isfinite(y)
        ),
        {"type": "scatter", "x": [end], "y": [end], "mode": "markers+text", "showlegend": False}
        | {"text": [f"inf from {end:.4g}"], "textposition": "top left", "hoverinfo": "skip"}
        | {"marker": {"color": NAIVE, "size": 13, "symbol": "x"}},
        xaxis={"title": {"text": "gap between the logits"}, "type": "log", "range": [0, 3.4]}
        | POWERS,
        yaxis={"title": {"text": "loss in nats"}, "type": "log", "range": [-0.1, 3.2]} | POWERS,
        uirevision=losses.dtype,
    )


def rivals_figure(lines: tuple[LossAlong, LossAlong], here: tuple[LossAlong, LossAlong]) -> Drawing:
    """Cross-entropy from logits and softmax twice: above the losses, below their slopes.

    lines over all z, here at one.
    """
    styles = (
        {"color": STABLE, "width": 3, "dash": "solid"},
        {"color": NAIVE, "width": 3, "dash": "dash"},
    )
    names = ("cross-entropy from logits", "softmax twice")
    z = lines[0].z
    traces: list[Trace] = []
    for line, point, style, called in zip(lines, here, styles, names, strict=True):
        marker = {"color": style["color"], "size": 12}
        for yaxis, heights, height in (
            ("y", line.loss, point.loss),
            ("y2", line.slope, point.slope),
        ):
            traces += [
                {"type": "scatter", "x": z, "y": heights, "mode": "lines", "line": style}
                | {"name": called, "yaxis": yaxis, "showlegend": yaxis == "y"},
                {"type": "scatter", "x": point.z, "y": height, "mode": "markers"}
                | {"marker": marker, "yaxis": yaxis, "showlegend": False, "hoverinfo": "skip"},
            ]
    return bare_drawing(
        *traces,
        xaxis={
            "title": {"text": "z₁"},
            "anchor": "y2",
            "range": [float(z[0]) - 0.4, float(z[-1]) + 0.4],
        },
        yaxis={"title": {"text": "loss in nats"}, "range": [-0.4, 13], "domain": UPPER},
        yaxis2={"title": {"text": "gradient to z₁"}, "range": [-1.1, 0.1], "domain": LOWER}
        | {"automargin": True},
    )


def steps_figure(sizes: Array, losses: Array, both: SumAndMean, rate: float) -> Drawing:
    """The mean loss over the size of a step against the gradient, with the two steps on it.

    The sum's gradient is N times the mean's, and so its step is N times as long.
    """
    top = float(losses.max())
    steps = (
        (rate, both.mean.loss, "mean", STABLE, "circle"),
        (rate * both.n, both.sum.loss, "sum", NAIVE, "diamond"),
    )
    return bare_drawing(
        {"type": "scatter", "x": sizes, "y": losses, "mode": "lines", "showlegend": False}
        | {"line": {"color": FUNCTION, "width": 3}},
        {"type": "scatter", "x": sizes[[0, -1]], "y": [both.loss] * 2, "mode": "lines"}
        | {"name": "before the step", "line": {"color": REFERENCE, "dash": "dash", "width": 2}},
        *(
            dot(size, loss, colour, side="bottom center", symbol=symbol)
            | {"name": f"after the {name}’s step", "showlegend": True}
            for size, loss, name, colour, symbol in steps
        ),
        xaxis={"title": {"text": "size of the step, in gradients of the mean"}, "type": "log"}
        | {"range": [float(np.log10(sizes[0])) - 0.1, float(np.log10(sizes[-1])) + 0.2]}
        | {"tickvals": [0.01, 0.1, 1, 10], "ticktext": ["0.01", "0.1", "1", "10"]},
        yaxis={"title": {"text": "mean loss in nats"}, "range": [-0.1 * top, 1.1 * top]},
    )


@lru_cache(maxsize=4)
def _both_ways(losses: Losses) -> list[Trace]:
    finite = np.isfinite(losses.from_probability)
    ways = (
        (losses.gap, losses.from_logits, "−log_softmax(z)", STABLE, 8),
        (losses.gap[finite], losses.from_probability[finite], "−log(softmax(z))", NAIVE, 3),
    )
    return [
        {"type": "scatter", "x": gap.astype(float), "y": loss.astype(float), "mode": "lines"}
        | {"name": name, "line": {"color": colour, "width": width}}
        for gap, loss, name, colour, width in ways
    ]
