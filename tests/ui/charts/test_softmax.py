"""What the bars of the softmax lesson show."""

import numpy as np
import plotly.graph_objects as go
import pytest

from metl_core.shift import shift_softmax
from metl_ui.charts import softmax as charts
from metl_ui.charts.softmax import SLIDES, short
from metl_ui.charts.theme import class_colour


def checked(make):
    """What `make` draws, as a figure that Plotly has checked."""
    return lambda *data: go.Figure(make(*data).to_dict())


logit_bars = checked(charts.logit_bars)
exponential_bars = checked(charts.exponential_bars)
probability_bars = checked(charts.probability_bars)
bars_of_probabilities = checked(charts.bars_of_probabilities)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (2.718281828, "2.72"),
        (-0.25, "-0.25"),
        (2980.958, "2981"),
        (100000001, "100000001"),
        (1.0407e23, "1.04e+23"),
        (np.float16(65504), "65504"),
        (4.9e-324, "4.94e-324"),
        (np.float32("inf"), "inf"),
        (np.nan, "nan"),
    ],
)
def test_a_short_number_says_what_it_is(value, text):
    assert short(value) == text


def test_the_logits_stand_above_the_shifted_ones_on_one_scale():
    figure = logit_bars(shift_softmax([1, 2, -3], 4))
    upper, lower = figure.data
    np.testing.assert_array_equal(upper.y, [1, 2, -3])
    np.testing.assert_array_equal(lower.y, [5, 6, 1])
    assert (upper.yaxis, lower.yaxis) == ("y", "y2")
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert list(lower.text) == ["5", "6", "1"]


def test_the_axis_of_the_logits_stays_while_a_small_shift_moves():
    ranges = {
        logit_bars(shift_softmax([1, 2, 3], c)).layout.yaxis.range
        for c in (-SLIDES, -1, 0, 2.5, SLIDES)
    }
    assert len(ranges) == 1


@pytest.mark.parametrize("c", [-1000, -50, -5, 0, 5, 20, 100, 1e8, 1e17])
@pytest.mark.parametrize("logits", [[1, 2, 3], [-5, -5], [10_000, -10_000, 0]])
def test_every_logit_is_within_its_axis(logits, c):
    figure = logit_bars(shift_softmax(logits, c))
    low, high = figure.layout.yaxis.range
    for bars in figure.data:
        assert low <= bars.y.min() <= bars.y.max() <= high


def test_exponentials_keep_their_shape_and_change_their_scale():
    figure = exponential_bars(shift_softmax([1, 2, 3], 5))
    upper, lower = figure.data
    np.testing.assert_allclose(upper.y, np.exp([-2, -1, 0]), rtol=1e-14)
    np.testing.assert_allclose(lower.y, np.exp([-2, -1, 0]), rtol=1e-14)
    assert list(upper.text) == ["2.72", "7.39", "20.1"]
    assert list(lower.text) == ["403", "1097", "2981"]
    assert figure.layout.yaxis.ticktext == ("0", "20.1")
    assert figure.layout.yaxis2.ticktext == ("0", "2981")
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert not figure.layout.shapes


def test_an_infinite_exponential_goes_through_the_largest_number_and_says_so():
    figure = exponential_bars(shift_softmax([1, 2, 3], 86, dtype="float32"))
    _, lower, words = figure.data
    top = figure.layout.yaxis2.range[1]
    assert figure.layout.yaxis2.ticktext == ("0", "3.4e+38")
    assert lower.y[2] == top > 1  # beyond the line
    np.testing.assert_allclose(lower.y[:2], np.exp([87, 88]) / 3.4028235e38, rtol=1e-5)
    assert (list(words.x), list(words.text), words.yaxis) == ([3], ["inf"], "y2")
    (line,) = figure.layout.shapes
    assert (line.y0, line.y1, line.yref) == (1, 1, "y2")


def test_exponentials_that_vanished_are_bars_of_no_height():
    figure = exponential_bars(shift_softmax([1, 2, 3], -1000))
    np.testing.assert_array_equal(figure.data[1].y, [0, 0, 0])
    assert list(figure.data[1].text) == ["0", "0", "0"]
    assert figure.layout.yaxis2.ticktext == ("0",)


def test_the_titles_name_the_temperature_when_there_is_one():
    titles = [
        [note.text for note in exponential_bars(shift_softmax([1, 2], 1, T)).layout.annotations]
        for T in (1.0, 2.0)
    ]
    assert titles == [
        ["<b>exp(z)</b>", "<b>exp(z + c)</b>"],
        ["<b>exp(z / T)</b>", "<b>exp((z + c) / T)</b>"],
    ]


def test_probabilities_are_drawn_as_they_are_from_zero_to_one():
    shift = shift_softmax([1, 2, 3], 1e8, dtype="float32")
    figure = probability_bars(shift)
    np.testing.assert_array_equal(figure.data[0].y, shift.before.probabilities)
    np.testing.assert_array_equal(figure.data[1].y, shift.after.probabilities)
    assert list(figure.data[1].text) == ["0.333", "0.333", "0.333"]
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range == (0, 1.25)


def test_a_probability_of_nan_has_no_height_and_is_called_nan():
    figure = probability_bars(shift_softmax([1, 2, 3], 1e5, dtype="float16"))
    np.testing.assert_array_equal(figure.data[1].y, [0, 0, 0])
    assert list(figure.data[1].text) == ["nan", "nan", "nan"]


def test_a_class_has_its_colour_in_every_panel():
    shift = shift_softmax([1, 2, 3, 4], 1)
    for figure in (logit_bars(shift), exponential_bars(shift), probability_bars(shift)):
        for bars in figure.data:
            assert list(bars.marker.color) == [class_colour(k) for k in range(4)]


def test_many_bars_keep_their_numbers_for_the_pointer():
    bars = probability_bars(shift_softmax(range(10), 1)).data[0]
    assert bars.text is None
    assert len(bars.customdata) == 10


def test_one_row_of_probabilities():
    figure = bars_of_probabilities(np.array([0.25, 0.75]), ("cat", "dog"))
    (bars,) = figure.data
    assert figure.layout.xaxis.ticktext == ("cat", "dog")
    assert (list(bars.y), list(bars.text)) == ([0.25, 0.75], ["0.250", "0.750"])
