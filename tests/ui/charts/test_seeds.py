"""Figures of many seeds."""

import numpy as np
import plotly.graph_objects as go
import pytest

from metl_core.comparing import band
from metl_ui.charts.seeds import FAR, accuracy_spread, seed_band

LOSSES = np.random.default_rng(0).uniform(0.1, 1, (4, 9))  # four epochs, nine seeds


def test_the_band_holds_every_seed_and_ones_own_is_marked():
    figure = go.Figure(seed_band(band(LOSSES), LOSSES[:, 3], 12, 100).to_dict())
    highest, lowest, upper, lower, median, own = figure.data
    ordered = np.sort(LOSSES[1:], axis=1).T
    for trace, place in ((lowest, 0), (lower, 2), (median, 4), (upper, 6), (highest, 8)):
        assert trace.y.tolist() == ordered[place].tolist()
    assert own.y.tolist() == LOSSES[1:, 3].tolist()
    assert own.name == "your seed: 12"
    assert (lowest.fill, lower.fill) == ("tonexty", "tonexty")
    assert own.line.dash != median.line.dash
    assert figure.layout.yaxis.range[0] < np.log10(LOSSES[1:].min())


def test_a_band_without_an_end_leaves_the_figure():
    broken = LOSSES.copy()
    broken[2:, 0] = np.nan
    figure = go.Figure(seed_band(band(broken), broken[:, 0], 0, 100).to_dict())
    assert figure.data[0].y.tolist()[1:] == [FAR, FAR]
    assert figure.layout.yaxis.range[1] <= 2
    assert np.isfinite(figure.layout.yaxis.range).all()


def test_each_accuracy_has_a_bar_and_ones_own_a_mark():
    figure = go.Figure(accuracy_spread(np.array([0.9, 1, 0.95, 1, 1]), 0.95, 7, "test").to_dict())
    bars, mark = figure.data
    assert (bars.x.tolist(), bars.y.tolist()) == ([90, 95, 100], [1, 1, 3])
    assert (mark.x.tolist(), mark.y.tolist()) == ([95], [1])
    assert mark.text == ("your seed: 7",)
    assert bars.width[0] == pytest.approx(4)


def test_seeds_that_all_end_alike_are_one_bar():
    bars, _ = go.Figure(accuracy_spread(np.ones(4), 1.0, 0, "test").to_dict()).data
    assert (bars.x.tolist(), bars.y.tolist()) == ([100], [4])
    assert bars.width[0] > 0
