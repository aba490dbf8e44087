"""Where along the shifts each formula still gives the same probabilities, in each dtype."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import log10
from typing import NamedTuple

import plotly.graph_objects as go

from metl_core.shift import Verdict, Verdicts
from metl_ui.charts.numerals import true_minus
from metl_ui.charts.theme import NAIVE, REFERENCE, STABLE, bare_figure, translucent

NAMED = 7  # shifts in a row that give space for a word, on a phone too
THICKNESS = 0.75  # of a row
COLOURS = {"textbook": NAIVE, "stable": STABLE}


class _Run(NamedTuple):
    """Shifts side by side, from index `start` on, where p is in one state."""

    row: int
    formula: str
    state: Verdict
    start: int
    length: int


def breaking_points(
    by_dtype: Mapping[str, Verdicts], shifts: Sequence[float], current: float
) -> go.Figure:
    """For each dtype and formula a band over the shifts: the same p, a wrong p, nan.

    by_dtype holds the verdicts on all of `shifts`, which lie side by side at equal distances;
    a line marks `current`, one of them.
    """
    names = [f"{formula} · {dtype}" for dtype in by_dtype for formula in COLOURS]
    runs = list(_runs(by_dtype))
    kinds = sorted({(run.formula, run.state) for run in runs})
    ticks = [index for index, c in enumerate(shifts) if _has_tick(c)]
    here = list(shifts).index(current)
    return bare_figure(
        *(
            _bars([run for run in runs if (run.formula, run.state) == kind], shifts)
            for kind in kinds
        ),
        go.Scatter(words_beside_line(by_dtype, here)),
        barmode="overlay",
        showlegend=False,
        xaxis={
            "title": {"text": "shift c"},
            "range": [-0.5, len(shifts) - 0.5],
            "tickvals": ticks,
            "ticktext": [_tick(shifts[index]) for index in ticks],
            "tickangle": 0,
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={
            "range": [len(names) - 0.5, -0.5],
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "ticklabelstandoff": 8,
            "showgrid": False,
            "zeroline": False,
        },
        shapes=[
            {"type": "line", "x0": here, "x1": here, "y0": 0, "y1": 1, "yref": "paper"}
            | {"line": {"color": REFERENCE, "width": 2}}
        ],
    )


def _runs(by_dtype: Mapping[str, Verdicts]) -> Iterator[_Run]:
    row = 0
    for verdicts in by_dtype.values():
        for formula, states in (("textbook", verdicts.naive), ("stable", verdicts.stable)):
            start = 0
            for state, run in groupby(states):
                length = len(list(run))
                yield _Run(row, formula, state, start, length)
                start += length
            row += 1


def _bars(runs: Sequence[_Run], shifts: Sequence[float]) -> go.Bar:
    """The runs of one formula in one state."""
    formula, state = runs[0].formula, runs[0].state
    return go.Bar(
        orientation="h",
        base=[run.start - 0.5 for run in runs],
        x=[run.length for run in runs],
        y=[run.row for run in runs],
        width=THICKNESS,  # else Plotly takes it from the distances between a trace's own rows
        name=f"{formula}: {state}",
        hovertext=[
            f"{state} from c = {shifts[run.start]:g} to {shifts[run.start + run.length - 1]:g}"
            for run in runs
        ],
        hoverinfo="text",
        marker=_fill(state, COLOURS[formula]),
    )


def words_beside_line(by_dtype: Mapping[str, Verdicts], here: int) -> dict[str, object]:
    """The states by name, where there is room and the line at index `here` strikes none through.

    Not the bars' own text, whose colour would be that of one scheme.
    """
    placed = [(run, _place(run, here)) for run in _runs(by_dtype)]
    named = [(run, x) for run, x in placed if x is not None]
    return {
        "type": "scatter",
        "x": [x for _, x in named],
        "y": [run.row for run, _ in named],
        "text": [run.state for run, _ in named],
        "mode": "text",
        "hoverinfo": "skip",
    }


def _place(run: _Run, here: int) -> float | None:
    """The middle of the run, or of what the line leaves of it."""
    start, end = run.start - 0.5, run.start + run.length - 0.5
    if abs((start + end) / 2 - here) < NAMED / 2:
        start, end = max((start, here), (here, end), key=lambda part: part[1] - part[0])
    return (start + end) / 2 if end - start >= NAMED else None


def _fill(state: Verdict, colour: str) -> dict[str, object]:
    """Full, hatched and empty: told apart without colour."""
    line = {"color": colour, "width": 1}
    if state == "same":
        return {"color": translucent(colour, 0.4), "line": line}
    if state == "nan":
        return {"color": translucent(colour, 0), "line": line}
    hatch = {"shape": "/", "fgcolor": colour, "bgcolor": translucent(colour, 0), "size": 5}
    return {"color": translucent(colour, 0), "line": line, "pattern": hatch}


def _has_tick(c: float) -> bool:
    return abs(c) in (0, 10, 1000) or c == 1e17


def _tick(c: float) -> str:
    if abs(c) < 1000:
        return true_minus(f"{c:g}")
    return f"{'−' if c < 0 else ''}10<sup>{log10(abs(c)):.0f}</sup>"
