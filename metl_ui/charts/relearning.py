"""How a saturated unit changes its mind: its x over the steps of gradient descent."""

from math import log10

from metl_core.relearning import SATURATED_FROM, Path
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing
from metl_ui.charts.theme import DERIVATIVE, FUNCTION, REFERENCE, translucent

BOTTOM, TOP = -1.8, 10.8  # of the axis of x
LAST_STEP = 40_000  # beyond that of the longest path


def relearning_figure(squared_error: Path, log_loss: Path) -> Drawing:
    """x over the number of the step, until the output is ½, by either loss.

    A line has the colour of what its steps are in proportion to: σ′, or σ without it.
    """
    return bare_drawing(
        _path(squared_error, "squared error", {"color": DERIVATIVE, "width": 3}),
        _path(log_loss, "cross-entropy", {"color": FUNCTION, "width": 3, "dash": "dash"}),
        xaxis={
            "title": {"text": "step, logarithmic"},
            "type": "log",
            "range": [-0.05, log10(LAST_STEP)],
            "dtick": 1,
            "exponentformat": "none",
        },
        yaxis={"title": {"text": "x"}, "range": [BOTTOM, TOP], "tickvals": [0, 5, 10]},
        shapes=[_band(SATURATED_FROM, TOP)],
        annotations=[_note(9.9, "saturated"), _note(0.5, "output ½")],
    )


def _path(path: Path, name: str, line: dict[str, object]) -> Trace:
    return {
        "type": "scatter",
        "x": path.step,
        "y": path.x,
        "mode": "lines",
        "name": name,
        "line": line,
    }


def _band(low: float, high: float) -> dict[str, object]:
    return {
        "type": "rect",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": low,
        "y1": high,
        "fillcolor": translucent(REFERENCE, 0.15),
        "line": {"width": 0},
        "layer": "below",
    }


def _note(y: float, text: str) -> dict[str, object]:
    place = {"xref": "paper", "x": 0.99, "xanchor": "right", "y": y}
    return {**place, "text": text, "showarrow": False}
