"""Figures of what a scale does to a softmax."""

from functools import lru_cache

import numpy as np

from metl_core.scale import ScaleCurves, Scaled
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing, upright
from metl_ui.charts.softmax import two_rows_of_probabilities
from metl_ui.charts.theme import class_colour, class_symbol


def added_and_multiplied_bars(scaled: Scaled) -> Drawing:
    """p of z + s above p of s z, both from 0 to 1."""
    return two_rows_of_probabilities(
        {"p of z + s": scaled.probabilities_added, "p of s z": scaled.probabilities_multiplied}
    )


def scale_figure(curves: ScaleCurves, scaled: Scaled) -> Drawing:
    """The probability of each class over the scale, with a mark of the class at s."""
    s = scaled.s
    return bare_drawing(
        *_curves(curves),
        upright(s, 0, 1),
        *(_mark(k, s, float(p)) for k, p in enumerate(scaled.probabilities_multiplied)),
        legend={"title": {"text": "class "}},
        xaxis={"title": {"text": "scale s"}, "range": [-0.2, float(curves.s[-1]) + 0.2]},
        yaxis={"title": {"text": "probability of the class"}, "range": [-0.04, 1.06]},
    )


@lru_cache(maxsize=8)
def _curves(curves: ScaleCurves) -> list[Trace]:
    """What does not move is made once."""
    return [
        {
            "type": "scatter",
            "x": curves.s,
            "y": p,
            "mode": "lines",
            "line": {"color": class_colour(k), "width": 2.5},
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for k, p in enumerate(np.ascontiguousarray(curves.probabilities.T))
    ]


def _mark(k: int, s: float, p: float) -> Trace:
    return {
        "type": "scatter",
        "x": [s],
        "y": [p],
        "mode": "markers",
        "name": str(k + 1),
        "marker": {"color": class_colour(k), "symbol": class_symbol(k), "size": 12},
        "hovertemplate": f"class {k + 1}: %{{y:.4f}}<extra></extra>",
    }
