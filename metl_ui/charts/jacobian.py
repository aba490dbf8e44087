"""The Jacobian of a softmax with its row sums, and what it predicts for a nudge."""

from functools import partial
from typing import Any

import numpy as np

from metl_core.checks import Array
from metl_core.nudge import Nudge
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing
from metl_ui.charts.matrix import matrix_figure
from metl_ui.charts.numerals import true_minus
from metl_ui.charts.theme import DERIVATIVE, FUNCTION, REFERENCE, translucent

PALER = 1.5  # than full colours, so that numbers can be read on them
SMALLEST_REACH = 0.01  # of the axis of changes: what is nearly 0 looks so
MANY = 6  # classes; with more, a phone has room for short numbers only


def jacobian_figure(there: Nudge) -> Drawing:
    """The Jacobian as a matrix, its row sums beside it, and a frame around the nudged column."""
    K = len(there.probabilities)
    classes = [str(k) for k in range(1, K + 1)]
    cells = np.column_stack([there.jacobian, there.row_sums])
    drawing = matrix_figure(
        cells,
        rows=classes,
        columns=[*classes, "sum"],
        row_title="class i, whose probability moves",
        column_title="class j, whose logit moves",
        largest=PALER * float(np.abs(there.jacobian).max()) or None,
        write=partial(decimals, digits=2 if K > MANY else 3),
    )
    left, right = there.j - 1.5, there.j - 0.5
    frame = _outline([left, right, right, left, left], [-0.5, -0.5, K - 0.5, K - 0.5, -0.5], 4)
    divider = _outline([K - 0.5, K - 0.5], [-0.5, K - 0.5], 2)
    return Drawing([*drawing.data, divider, frame], drawing.layout)


def nudge_bars(there: Nudge, reach: float) -> Drawing:
    """For every class its true change beside both predictions; none is beyond ±`reach`."""
    end = 1.05 * max(reach, SMALLEST_REACH)
    classes = np.arange(1, len(there.change) + 1)
    bars = (
        ("true change", there.change, {"color": FUNCTION}),
        ("whole Jacobian", there.by_jacobian, _hatched(DERIVATIVE, ".")),
        ("diagonal alone", there.by_diagonal, _hatched(REFERENCE, "/")),
    )
    return bare_drawing(
        *(_bars(classes, values, name, marker) for name, values, marker in bars),
        barmode="group",
        xaxis={"title": {"text": "class i"}, "tickvals": classes, "showgrid": False},
        yaxis={"title": {"text": "change of the probability"}, "range": [-end, end]},
    )


def _bars(classes: Array, values: Array, name: str, marker: dict[str, Any]) -> Trace:
    return {
        "type": "bar",
        "x": classes,
        "y": values,
        "name": name,
        "marker": marker,
        "hovertemplate": f"class %{{x}}, {name}: %{{y:.4f}}<extra></extra>",
    }


def _hatched(colour: str, shape: str) -> dict[str, Any]:
    pattern = {"shape": shape, "fgcolor": colour, "bgcolor": translucent(colour, 0.15), "size": 5}
    return {"color": colour, "line": {"color": colour, "width": 1}, "pattern": pattern}


def decimals(value: float, digits: int = 3) -> str:
    """A number with so many decimals, and no sign where all of them are 0."""
    return true_minus(f"{value:z.{digits}f}")


def _outline(x: list[float], y: list[float], width: float) -> Trace:
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"color": REFERENCE, "width": width},
        "hoverinfo": "skip",
        "showlegend": False,
    }
