"""Figures of many seeds: the band of their losses, and how far their accuracies are apart."""

from typing import Any

import numpy as np

from metl_core.checks import Array
from metl_core.comparing import Band
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing
from metl_ui.charts.learning_rates import epoch_axis, spaced
from metl_ui.charts.theme import POWERS, TEST, TRAINING, translucent

OWN = {"color": TEST, "width": 3, "dash": "dash"}
FAR = 1e6  # nats; a loss beyond it, or none, leaves the figure


def seed_band(losses: Band, own: Array, seed: int, n_epochs: int) -> Drawing:
    """The band of losses (E,) of epochs 0 to E - 1, of n_epochs to come, and one's own."""
    some = spaced(len(own) - 1) if len(own) > 1 else np.zeros(0, int)
    lowest, lower, median, upper, highest = (np.minimum(loss[some], FAR) for loss in losses)
    light, dark = translucent(TRAINING, 0.18), translucent(TRAINING, 0.4)
    seen = np.concatenate([lowest, highest, own[some]]) if some.size else np.ones(1)
    seen = seen[np.isfinite(seen) & (seen > 0)]
    return bare_drawing(
        _edge(some, highest),
        _edge(some, lowest, name="all seeds", fill=light),
        _edge(some, upper),
        _edge(some, lower, name="the middle half", fill=dark),
        _line(some, median, "median", {"color": TRAINING, "width": 3}),
        _line(some, np.minimum(own[some], FAR), f"your seed: {seed}", OWN),
        xaxis=epoch_axis(n_epochs),
        yaxis={
            "title": {"text": "training loss (nats), logarithmic"},
            "type": "log",
            "range": [
                float(np.log10(seen.min())) - 0.1,
                min(float(np.log10(seen.max())) + 0.1, 2.0),
            ],
            "dtick": 1,
            **POWERS,
        },
    )


def _line(epochs: Array, losses: Array, name: str, line: dict[str, Any]) -> Trace:
    return {
        "type": "scatter",
        "x": epochs,
        "y": losses,
        "mode": "lines",
        "name": name,
        "line": line,
        "hovertemplate": f"{name}<br>epoch %{{x}}: %{{y:.4g}}<extra></extra>",
    }


def _edge(epochs: Array, losses: Array, name: str = "", fill: str | None = None) -> Trace:
    """An edge of a band; with a `fill`, the area up to the edge before it."""
    return {
        "type": "scatter",
        "x": epochs,
        "y": losses,
        "mode": "lines",
        "name": name,
        "line": {"color": translucent(TRAINING, 0.6), "width": 1},
        "fill": "tonexty" if fill else "none",
        "fillcolor": fill,
        "showlegend": fill is not None,
        "hoverinfo": "skip",
    }


def accuracy_spread(accuracies: Array, own: float, seed: int, part: str) -> Drawing:
    """How many seeds end at each accuracy (0 to 1) of the part of the data; one's own is marked."""
    values, counts = np.unique(np.round(100 * accuracies, 2), return_counts=True)
    mine = values == round(100 * own, 2)
    marks = {
        "type": "scatter",
        "x": values[mine],
        "y": counts[mine],
        "mode": "markers+text",
        "text": [f"your seed: {seed}"],
        "textposition": "top center",
        "cliponaxis": False,
        "marker": {"symbol": "diamond", "size": 11, "color": TEST},
        "showlegend": False,
        "hoverinfo": "skip",
    }
    room = max(float(np.ptp(values)) * 0.12, 1.0)
    return bare_drawing(
        {
            "type": "bar",
            "x": values,
            "y": counts,
            "width": np.full(len(values), _width(values)),
            "marker": {
                "color": translucent(TRAINING, 0.5),
                "line": {"color": [TEST if m else TRAINING for m in mine], "width": 1.5},
            },
            "showlegend": False,
            "hovertemplate": "%{x:.4g} %: %{y} seeds<extra></extra>",
        },
        marks,
        xaxis={
            "title": {"text": f"accuracy on the {part} examples (%)"},
            "range": [float(values[0]) - room, float(values[-1]) + room],
        },
        yaxis={
            "title": {"text": "seeds"},
            "range": [0, float(counts.max()) * 1.2],
            "rangemode": "tozero",
        },
    )


def _width(values: Array) -> float:
    """Of a bar: as wide as the two nearest accuracies are apart."""
    return 0.8 * float(np.diff(values).min()) if len(values) > 1 else 0.5
