"""What goes back through a network, as its first weights grow."""

import numpy as np

from metl_core.checks import Array
from metl_core.saturation import Saturation
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing, upright
from metl_ui.charts.theme import DERIVATIVE, LOGITS, PARAMETERS, POWERS

LOWEST, HIGHEST = -16, 2  # powers of ten; what is smaller lies on the lower edge


def saturation_figure(found: Saturation, factor: float) -> Drawing:
    """Mean |δ1|, slope and |δ3| over the factor on W1, all logarithmic, with a line at `factor`."""
    ends = np.log10(found.factors[[0, -1]])
    return bare_drawing(
        upright(factor, 10.0**LOWEST, 10.0**HIGHEST, width=2),
        _curve("|δ1|, at the logits", found.factors, found.delta1, LOGITS, "solid"),
        _curve("slope", found.factors, found.slope, DERIVATIVE, "dash"),
        _curve("|δ3|, at z1", found.factors, found.delta3, PARAMETERS["W1"]),
        xaxis={
            "title": {"text": "factor on W1, logarithmic"},
            "type": "log",
            "range": [ends[0] - 0.05, ends[1] + 0.05],
            "tickvals": [0.25, 1, 5, 20, 100],
            "ticktext": ["0.25", "1", "5", "20", "100"],
        },
        yaxis={
            "title": {"text": "mean size, logarithmic"},
            "type": "log",
            "range": [LOWEST, HIGHEST],
            **POWERS,
            "dtick": 4,
        },
    )


def _curve(name: str, x: Array, y: Array, colour: str, dash: str = "solid") -> Trace:
    return {
        "type": "scatter",
        "x": x,
        "y": np.maximum(y, 10.0**LOWEST),
        "customdata": y,
        "mode": "lines+markers",
        "name": name,
        "line": {"color": colour, "width": 3, "dash": dash},
        "marker": {"size": 6},
        "hovertemplate": f"factor %{{x}}: %{{customdata:.3g}}<extra>{name}</extra>",
    }
