"""Bars of a softmax before and after a shift of its logits, one row above the other."""

from collections.abc import Mapping, Sequence
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
    axis = _logit_axis(shift)
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
    return two_rows_of_probabilities(
        {
            "p before, by the stable form": shift.before.probabilities,
            "p after, by the stable form": shift.after.probabilities,
        }
    )


def two_rows_of_probabilities(rows: Mapping[str, Array]) -> Drawing:
    """Two rows of probabilities (K,) by their titles, the first above, both from 0 to 1."""
    upper, lower = (_probabilities(title, p) for title, p in rows.items())
    return _two_rows(upper, lower)


def bars_of_probabilities(probabilities: Array, names: Sequence[str]) -> Drawing:
    """One row of probabilities (K,), from 0 to 1, each class with its name below it."""
    row = _probabilities("probability", probabilities)
    return bare_drawing(
        *_traces(row, "y"),
        showlegend=False,
        bargap=0.35,
        xaxis=_classes(row) | {"ticktext": list(names), "title": {"text": "class"}},
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


def _logit_axis(shift: Shift) -> dict[str, Any]:
    """Room for z and z + c, and for shifts up to SLIDES.

    It reaches to 1, 2 or 5 times a power of ten, up, down or both ways: whatever that is, its ticks
    stand in the same places.
    """
    z, moved = shift.before.logits.astype(float), shift.after.logits.astype(float)
    values = np.concatenate([z - SLIDES, z + SLIDES, moved[np.isfinite(moved)]])
    low, high = float(values.min()), float(values.max())
    reach = _round_up(max(high, -low))
    if low >= -reach / 2:
        start, shares, end = -0.5, [-0.5, 0.0, 0.5, 1.0], ROOM
    elif high <= reach / 2:
        start, shares, end = -ROOM, [-1.0, -0.5, 0.0, 0.5], 0.5
    else:
        start, shares, end = -ROOM, [-1.0, 0.0, 1.0], ROOM
    ticks = [share * reach for share in shares]
    texts = [f"{tick:g}".replace("-", "−", 1) for tick in ticks]
    return {"range": [start * reach, end * reach], "tickvals": ticks, "ticktext": texts}


def _round_up(number: float) -> float:
    """The next of 1, 2, 5, 10, 20, …"""
    power = 10.0 ** np.floor(np.log10(number))
    return float(next(step * power for step in (1, 2, 5, 10) if number <= step * power))
