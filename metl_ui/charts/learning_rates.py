"""Figures of many learning rates: the loss of each as it falls, and where it has come to."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from metl_core.checks import Array
from metl_core.comparing import Verdict, mean_losses
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing, upright
from metl_ui.charts.theme import DERIVATIVE, FUNCTION, LOGITS, MEASURED, NAIVE, POWERS

# Told apart by dash, width and symbol too.
LINES: dict[Verdict, dict[str, Any]] = {
    "best": {"color": MEASURED, "width": 4.5, "dash": "solid"},
    "good": {"color": FUNCTION, "width": 1.5, "dash": "solid"},
    "slow": {"color": LOGITS, "width": 1.5, "dash": "dot"},
    "overshooting": {"color": DERIVATIVE, "width": 1.5, "dash": "dashdot"},
    "diverging": {"color": NAIVE, "width": 1.5, "dash": "dash"},
}
SYMBOLS: dict[Verdict, str] = {
    "best": "star",
    "good": "circle",
    "slow": "triangle-left-open",
    "overshooting": "triangle-right-open",
    "diverging": "x-thin",
}
TICKS = {"dtick": 1, "exponentformat": "none"}  # at powers of ten, written out
POINTS = 60  # of a curve, evenly spaced on a logarithmic axis
ROOM = 0.25  # below the lowest, for its mark; a power of ten
LOWEST = -6  # as a power of ten; below it nothing is to be learnt
ABOVE = 10.0  # times the first loss: what is beyond has left the figure


def spaced(n_epochs: int) -> Array:
    """Some of the epochs 1 … n_epochs, evenly spaced on a logarithmic axis, the ends included."""
    return np.unique(np.geomspace(1, n_epochs, POINTS).round().astype(int))


def epoch_axis(n_epochs: int) -> dict[str, Any]:
    """Logarithmic, from the first epoch to the last there will be."""
    ends = [0, float(np.log10(n_epochs)) + 0.02]
    return {"title": {"text": "epoch, logarithmic"}, "type": "log", "range": ends, **TICKS}


def rate_curves(
    rates: Sequence[float], losses: Array, verdicts: Sequence[Verdict], n_epochs: int
) -> Drawing:
    """The losses (E, R) of epochs 0 to E - 1, of n_epochs to come, on logarithmic axes."""
    some = spaced(len(losses) - 1) if len(losses) > 1 else np.zeros(0, int)
    # What is above the figure stays there, as a line that leaves it.
    ceiling = 10 * ABOVE * float(losses[0].max())
    order = sorted(range(len(rates)), key=lambda r: (verdicts[r] == "best", r))  # that on top
    curves = [_curve(rates[r], some, losses[some, r], verdicts[r], ceiling) for r in order]
    return bare_drawing(
        *_legend(rates, verdicts),
        *curves,
        xaxis=epoch_axis(n_epochs),
        yaxis=_loss_axis(losses[[0]], losses[-1], "training loss (nats)"),
    )


def _curve(rate: float, epochs: Array, losses: Array, verdict: Verdict, ceiling: float) -> Trace:
    return {
        "type": "scatter",
        "x": epochs,
        "y": np.minimum(losses, ceiling),
        "mode": "lines",
        "name": f"{rate:g}",
        "meta": rate,
        "line": LINES[verdict],
        "showlegend": False,
        "hovertemplate": f"rate {rate:g}, {verdict}<br>epoch %{{x}}: %{{y:.4g}}<extra></extra>",
    }


def _legend(rates: Sequence[float], verdicts: Sequence[Verdict]) -> list[Trace]:
    """A line in each style, with how many there are of it."""
    best = f"best: rate {rates[verdicts.index('best')]:g}"
    return [
        {
            "type": "scatter",
            "x": [None],
            "y": [None],
            "mode": "lines",
            "name": f"{verdict}: {verdicts.count(verdict)}" if verdict != "best" else best,
            "line": line,
            "hoverinfo": "skip",
        }
        for verdict, line in LINES.items()
        if verdict in verdicts
    ]


def rate_outcomes(
    rates: Sequence[float], losses: Array, verdicts: Sequence[Verdict], current: float
) -> Drawing:
    """The mean losses over the rates; those beyond the figure stand at its upper edge."""
    axis = _loss_axis(losses[[0]], mean_losses(losses), "mean of the training loss (nats)")
    means = np.minimum(mean_losses(losses), 10 ** (axis["range"][1] - 0.1))
    return bare_drawing(
        _in_the_studio(current, axis["range"]),
        *(
            _marks(
                verdict,
                [rate for rate, its in zip(rates, verdicts, strict=True) if its == verdict],
                means[[its == verdict for its in verdicts]],
            )
            for verdict in LINES
        ),
        xaxis={"title": {"text": "learning rate, logarithmic"}, "type": "log"} | TICKS,
        yaxis=axis,
    )


def _marks(verdict: Verdict, rates: Sequence[float], losses: Array) -> Trace:
    colour = LINES[verdict]["color"]
    return {
        "type": "scatter",
        "x": list(rates),
        "y": losses,
        "customdata": list(rates),
        "mode": "markers",
        "name": verdict,
        "showlegend": False,
        "marker": {
            "symbol": SYMBOLS[verdict],
            "color": colour,
            "size": 16 if verdict == "best" else 10,
            "line": {"color": colour, "width": 2},
        },
        "hovertemplate": f"rate %{{x}}, {verdict}<br>%{{y:.4g}}<extra></extra>",
    }


def _in_the_studio(rate: float, ends: Sequence[float]) -> Trace:
    low, high = (10**end for end in ends)
    return upright(rate, low, high) | {"name": f"in the studio: {rate:g}", "showlegend": True}


def _loss_axis(first: Array, later: Array, title: str) -> dict[str, Any]:
    """Logarithmic, from below the lowest to some way above the first."""
    start = float(first.max())
    low = min(float(later[later > 0].min(initial=start)), start / 10)
    return {
        "title": {"text": f"{title}, logarithmic"},
        "type": "log",
        "range": [max(float(np.log10(low)), LOWEST) - ROOM, float(np.log10(ABOVE * start))],
        "dtick": 1,
        **POWERS,
    }
