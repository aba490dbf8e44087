"""Squares and bars of parameters."""

from itertools import product

import plotly.graph_objects as go
import pytest

from metl_core.parameter_guesses import parameter_guesses
from metl_ui.charts.parameters import guess_bars, parameter_blocks
from metl_ui.charts.theme import PARAMETERS

SIZES = list(product((1, 3, 6), repeat=3))


def squares(trace) -> list[tuple[float, float]]:
    """The centres of the squares of a trace."""
    x = [value for value in trace["x"] if value is not None]
    y = [value for value in trace["y"] if value is not None]
    return [(sum(x[at : at + 4]) / 4, sum(y[at : at + 4]) / 4) for at in range(0, len(x), 4)]


@pytest.mark.parametrize("sizes", SIZES)
def test_there_is_one_square_for_every_parameter_and_none_lies_on_another(sizes):
    Dx, H, Dy = sizes
    drawing = parameter_blocks(sizes, 6)
    by_name = {trace["name"]: squares(trace) for trace in drawing.data[:4]}
    counts = {name: len(places) for name, places in by_name.items()}
    assert counts == {"W1": Dx * H, "b1": H, "W2": H * Dy, "b2": Dy}
    places = {(round(x, 6), round(y, 6)) for places in by_name.values() for x, y in places}
    assert len(places) == (Dx + 1) * H + (H + 1) * Dy
    assert go.Figure(drawing.to_dict()).data


def test_squares_have_the_colours_of_their_parameters():
    for trace in parameter_blocks((2, 3, 2), 6).data[:4]:
        assert trace["fillcolor"] == PARAMETERS[trace["name"]]


def test_the_axes_stay_where_they_are_and_hold_the_largest_network():
    small, large = (parameter_blocks(sizes, 6) for sizes in ((1, 1, 1), (6, 6, 6)))
    for axis in ("xaxis", "yaxis"):
        assert small.layout[axis] == large.layout[axis]
    low, high = large.layout["xaxis"]["range"]
    bottom, top = large.layout["yaxis"]["range"]
    for trace in large.data[:4]:
        for x, y in squares(trace):
            assert low + 0.5 <= x <= high - 0.5
            assert top + 0.5 <= y <= bottom - 0.5


def test_bars_are_as_long_as_their_guesses_and_named_by_them():
    guesses = parameter_guesses(4, 5, 3)
    drawing = guess_bars(guesses, 84)
    lengths = [sum(trace["x"][row] for trace in drawing.data) for row in range(4)]
    assert lengths == [43, 5, 35, 45]
    names = drawing.layout["yaxis"]["ticktext"]
    assert [name.strip("<b> /").split(" = ")[1].strip() for name in names] == [
        "43",
        "5",
        "35",
        "45",
    ]
    assert go.Figure(drawing.to_dict()).data
