"""What the bands over the shifts show."""

from typing import NamedTuple

import plotly.graph_objects as go

from metl_core.shift import verdicts
from metl_ui.charts.breaking_points import breaking_points
from metl_ui.charts.theme import NAIVE, STABLE

SHIFTS = [0.0, 8.0, 9.0, 100.0, 1e4, 1e5]


class Bar(NamedTuple):
    """One bar of a trace that holds many."""

    base: float
    length: float
    trace: go.Bar
    words: str


def bands(figure: go.Figure) -> dict[str, list[Bar]]:
    """Name of the band -> its bars from left to right."""
    found: list[list[Bar]] = [[] for _ in figure.layout.yaxis.ticktext]
    for trace in figure.data:
        if trace.type == "bar":
            parts = zip(trace.y, trace.base, trace.x, trace.hovertext, strict=True)
            for row, base, length, words in parts:
                found[row].append(Bar(base, length, trace, words))
    return dict(zip(figure.layout.yaxis.ticktext, map(sorted_by_base, found), strict=True))


def sorted_by_base(bars: list[Bar]) -> list[Bar]:
    return sorted(bars, key=lambda bar: bar.base)


def drawn(current: float = 8.0) -> go.Figure:
    by_dtype = {name: verdicts([1, 2, 3], SHIFTS, dtype=name) for name in ("float16", "float64")}
    return breaking_points(by_dtype, SHIFTS, current)


def test_each_dtype_has_a_band_for_either_formula():
    assert list(bands(drawn())) == [
        "textbook · float16",
        "stable · float16",
        "textbook · float64",
        "stable · float64",
    ]


def test_a_band_covers_all_shifts_with_a_bar_for_each_run_of_one_state():
    for bars in bands(drawn()).values():
        edges = [-0.5]
        for bar in bars:
            assert bar.base == edges[-1]
            edges.append(bar.base + bar.length)
        assert edges[-1] == len(SHIFTS) - 0.5


def test_a_band_stays_in_its_row():
    assert all(bar.trace.width < 1 for bars in bands(drawn()).values() for bar in bars)


def test_the_states_are_told_apart_without_colour():
    same, wrong, nan = bands(drawn())["textbook · float16"]
    assert same.words == "same from c = 0 to 0"
    assert wrong.words == "wrong from c = 8 to 8"
    assert nan.words == "nan from c = 9 to 100000"
    assert [bar.trace.marker.pattern.shape for bar in (same, wrong, nan)] == [None, "/", None]
    assert same.trace.marker.color.endswith("0.4)")
    assert nan.trace.marker.color.endswith(",0)")


def test_a_formula_has_its_colour():
    by_name = bands(drawn())
    assert {bar.trace.marker.line.color for bar in by_name["textbook · float64"]} == {NAIVE}
    assert {bar.trace.marker.line.color for bar in by_name["stable · float64"]} == {STABLE}


def test_a_line_stands_at_the_shift_of_now():
    (line,) = drawn(current=100.0).layout.shapes
    assert line.x0 == line.x1 == SHIFTS.index(100.0)


def test_long_runs_bear_their_name_beside_the_line():
    shifts = [float(c) for c in range(20)]
    by_dtype = {"float16": verdicts([1, 2, 3], shifts, dtype="float16")}
    for here, places in (
        (0.0, [("same", 3.5, 0), ("nan", 14, 0), ("same", 9.5, 1)]),  # 0 to 7, 9 to 19, all
        (8.0, [("same", 3.5, 0), ("nan", 14, 0), ("same", 13.75, 1)]),  # the line, and beside it
        (4.0, [("nan", 14, 0), ("same", 9.5, 1)]),  # no room on either side
    ):
        words = breaking_points(by_dtype, shifts, here).data[-1]
        assert list(zip(words.text, words.x, words.y, strict=True)) == places
