"""Bars of a softmax before and after a shift of its logits, one row above the other."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from metl_core.checks import Array
from metl_core.shift import Shift
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing
from metl_ui.charts.theme import REFERENCE, class_colour, translucent

SLIDES = 5.0  # shifts up to this size leave the axis of z where it is
ROOM = 1.25  # of an axis that is 1 high: space above the tallest bar for its number
MOST_LABELS = 6  # with more bars there is no space for a number over each
# Pixels; fixed, so that the bars do not move when the scale grows, and nothing has to be measured.
MARGIN = {"l": 58, "r": 8, "t": 28, "b": 48}
UPPER, LOWER = [0.57, 1.0], [0.0, 0.43]  # shares of the figure's height


@dataclass(frozen=True, eq=False)
class _Row:
    """One row of bars: where a height is infinite the bar leaves the axis, nan has none."""

    title: str
    heights: Array
    labels: list[str]
    axis: dict[str, Any]
    end: float | None = None  # a dashed line: the largest number of the dtype


def logit_bars(shift: Shift) -> Drawing:
    """z above z + c on one scale, which stays as it is for shifts up to ±5."""
    before, after = shift.before.logits, shift.after.logits
    axis = {"range": _logit_range(shift), "nticks": 4, "tickformat": "~g"}
    return _two_rows(
        _Row("z", before, [short(z) for z in before], axis),
        _Row("z + c", after, [short(z) for z in after], axis),
    )


def exponential_bars(shift: Shift) -> Drawing:
    """The exponentials before and after, each row on a scale of its own: its tallest bar is 1.

    Where one is infinite, the scale ends at the largest number of the dtype, a dashed line.
    """
    plain = shift.temperature == 1
    return _two_rows(
        _own_scale("exp(z)" if plain else "exp(z / T)", shift.before.exponentials),
        _own_scale("exp(z + c)" if plain else "exp((z + c) / T)", shift.after.exponentials),
    )


def probability_bars(shift: Shift) -> Drawing:
    """p above p after the shift, by the stable formula, both from 0 to 1."""
    return _two_rows(
        _probabilities("p before the shift", shift.before.probabilities),
        _probabilities("p after the shift", shift.after.probabilities),
    )


def bars_of_probabilities(probabilities: Array) -> Drawing:
    """One row of probabilities (K,), from 0 to 1."""
    row = _probabilities("probability", probabilities)
    return bare_drawing(
        *_traces(row, "y"),
        showlegend=False,
        bargap=0.35,
        xaxis=_classes(row),
        yaxis=row.axis | {"range": [0, 1.1], "title": {"text": row.title}},
    )


def short(value: float | np.floating) -> str:
    """A number in as few letters as tell what it is: 2.72, 2981, 100000001, 1.04e+23, inf."""
    number = float(value)
    if number.is_integer() and abs(number) < 1e9:
        return f"{number:.0f}"
    return f"{number:.0f}" if 1000 <= abs(number) < 1e5 else f"{number:.3g}"


def _two_rows(upper: _Row, lower: _Row) -> Drawing:
    rows = ((upper, UPPER, "y"), (lower, LOWER, "y2"))
    return bare_drawing(
        *_traces(upper, "y"),
        *_traces(lower, "y2"),
        showlegend=False,
        bargap=0.35,
        margin=MARGIN,
        xaxis=_classes(lower) | {"anchor": "y2", "automargin": False},
        yaxis=upper.axis | {"domain": UPPER, "automargin": False},
        yaxis2=lower.axis | {"domain": LOWER, "automargin": False},
        annotations=[
            {"text": f"<b>{row.title}</b>", "showarrow": False, "yshift": 4}
            | {"xref": "paper", "x": 0, "xanchor": "left"}
            | {"yref": "paper", "y": top, "yanchor": "bottom"}
            for row, (_, top), _ in rows
        ],
        shapes=[
            {"type": "line", "line": {"color": REFERENCE, "dash": "dash"}}
            | {"xref": "paper", "x0": 0, "x1": 1}
            | {"yref": yaxis, "y0": row.end, "y1": row.end}
            for row, _, yaxis in rows
            if row.end is not None
        ],
    )


def _classes(row: _Row) -> dict[str, Any]:
    tickvals = list(range(1, len(row.labels) + 1))
    return {"title": {"text": "class i"}, "tickvals": tickvals, "showgrid": False}


def _traces(row: _Row, yaxis: str) -> list[Trace]:
    """The bars, and the words on those that are infinite."""
    heights = row.heights.astype(float)
    infinite = np.isinf(heights)
    classes = np.arange(1, len(heights) + 1)
    colours = [class_colour(k) for k in range(len(heights))]
    low, high = row.axis["range"]
    beyond = [heights == np.inf, heights == -np.inf]
    bars: Trace = {
        "type": "bar",
        "x": classes,
        "y": np.select(beyond, [high, low], np.nan_to_num(heights)),
        "yaxis": yaxis,
        "name": row.title,
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "customdata": row.labels,
        "hovertemplate": "class %{x}: %{customdata}",
        "marker": {
            "color": [
                translucent(colour, 0.3) if pale else colour
                for colour, pale in zip(colours, infinite, strict=True)
            ],
            "line": {"color": colours, "width": 1},
        },
    }
    if len(heights) <= MOST_LABELS:
        bars["text"] = np.where(infinite, "", row.labels)
    # Not the bars' own text: inside a bar Plotly would choose a colour for the light scheme.
    words: Trace = {
        "type": "scatter",
        "x": classes[infinite],
        "y": np.full(infinite.sum(), high / 2),
        "yaxis": yaxis,
        "mode": "text",
        "text": np.array(row.labels)[infinite],
        "hoverinfo": "skip",
    }
    return [bars, words] if infinite.any() else [bars]


def _probabilities(title: str, p: Array) -> _Row:
    axis = {"range": [0, ROOM], "tickvals": [0, 0.5, 1], "ticktext": ["0", "0.5", "1"]}
    return _Row(title, p, [f"{p_i:.3f}" for p_i in p], axis)


def _own_scale(title: str, exponentials: Array) -> _Row:
    overflow = np.isinf(exponentials).any()
    top = float(np.finfo(exponentials.dtype).max if overflow else exponentials.max())
    ticks = {0: "0", 1: short(top)} if top else {0: "0"}
    axis = {"range": [0, ROOM], "tickvals": list(ticks), "ticktext": list(ticks.values())}
    heights = exponentials.astype(float) / (top or 1)
    return _Row(title, heights, [short(e) for e in exponentials], axis, 1 if overflow else None)


def _logit_range(shift: Shift) -> list[float]:
    """Room for z and z + c; the same for all c up to SLIDES, then growing by powers of ten."""
    low, high = min(0.0, shift.before.logits.min()), max(0.0, shift.before.logits.max())
    if abs(shift.c) <= SLIDES:
        return [float(low) - SLIDES, float(high) + SLIDES * ROOM]
    size = min(abs(float(shift.c)), float(shift.limits.max))
    reach = 10.0 ** np.ceil(np.log10(size))
    if shift.c > 0:
        return [float(low), float(high) + reach * ROOM]
    return [float(low) - reach * ROOM, float(high) + reach * 0.1]
