"""Figures of many learning rates: every number of them is in the record."""

import numpy as np
import plotly.graph_objects as go
import pytest

from metl_core.comparing import mean_losses, rate_verdicts
from metl_ui.charts.learning_rates import LINES, SYMBOLS, rate_curves, rate_outcomes, spaced

RATES = (0.001, 0.01, 0.1, 1.0)
LOSSES = np.array(
    [[1, 1, 1, 1], [0.95, 0.3, 0.2, 30], [0.9, 0.1, 0.05, 1e9], [0.88, 0.04, 0.01, np.nan]]
)
VERDICTS = rate_verdicts(RATES, LOSSES)


def curves(n_epochs=100):
    figure = go.Figure(rate_curves(RATES, LOSSES, VERDICTS, n_epochs).to_dict())
    return figure, {trace.meta: trace for trace in figure.data if trace.meta}


def test_each_rate_has_its_curve_which_a_click_can_tell_from_the_others():
    figure, of_rate = curves()
    assert VERDICTS == ["slow", "good", "best", "diverging"]
    assert set(of_rate) == set(RATES)
    for rate, losses in zip(RATES[:3], LOSSES.T, strict=False):
        assert of_rate[rate].x.tolist() == [1, 2, 3]
        assert of_rate[rate].y.tolist() == losses[1:].tolist()
    assert figure.data[-1].meta == 0.1  # the best is drawn on top


def test_what_leaves_the_figure_leaves_it_upwards():
    figure, of_rate = curves()
    bottom, top = figure.layout.yaxis.range
    y = of_rate[1.0].y
    assert y[0] == 30
    assert top < np.log10(y[1]) < 3
    assert np.isnan(y[2])
    assert bottom < np.log10(0.01)


def test_the_axis_has_room_for_the_epochs_to_come():
    figure, _ = curves(n_epochs=1000)
    assert figure.layout.xaxis.range[1] == pytest.approx(3, abs=0.05)


def test_verdicts_are_told_apart_without_colour():
    assert len({(line["dash"], line["width"]) for line in LINES.values()}) == len(LINES)
    assert len(set(SYMBOLS.values())) == len(SYMBOLS) == len(LINES)
    legend = [trace.name for trace in curves()[0].data if trace.showlegend is not False]
    assert legend == ["best: rate 0.1", "good: 1", "slow: 1", "diverging: 1"]


def test_each_rate_has_a_mark_at_its_mean_loss():
    figure = go.Figure(rate_outcomes(RATES, LOSSES, VERDICTS, 0.03).to_dict())
    top = 10 ** figure.layout.yaxis.range[1]
    assert list(figure.data[0].x) == [0.03, 0.03]
    for trace, verdict in zip(figure.data[1:], LINES, strict=True):
        rates = [rate for rate, its in zip(RATES, VERDICTS, strict=True) if its == verdict]
        assert list(trace.x) == list(trace.customdata) == rates
        assert trace.marker.symbol == SYMBOLS[verdict]
        for rate, y in zip(rates, trace.y, strict=True):
            mean = mean_losses(LOSSES)[RATES.index(rate)]
            assert y == mean if verdict != "diverging" else top / 10 < y < top


def test_epochs_are_evenly_spaced_on_a_logarithmic_axis():
    some = spaced(500)
    assert (some[0], some[-1]) == (1, 500)
    assert len(some) <= 60
    assert np.diff(np.log(some[20:])).max() < 2.5 * np.diff(np.log(some[20:])).min()
    assert spaced(1).tolist() == [1]
