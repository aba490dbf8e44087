"""The Jacobian that can be read, and its predictions as bars."""

import numpy as np
import plotly.graph_objects as go
import pytest

from metl_core.nudge import nudge
from metl_ui.charts.jacobian import decimals, jacobian_figure, nudge_bars


@pytest.mark.parametrize(("K", "digits"), [(2, 3), (6, 3), (7, 2), (10, 2)])
def test_every_entry_and_every_row_sum_is_written_in_its_cell(K, digits):
    there = nudge(np.linspace(-1, 2, K), 2, 0.5)
    heatmap, words, *_ = go.Figure(jacobian_figure(there).to_dict()).data
    np.testing.assert_array_equal(heatmap.z[:, :K], there.jacobian)
    written = dict(zip(zip(words.y, words.x, strict=True), words.text, strict=True))
    assert len(written) == K * (K + 1)
    for (i, j), text in written.items():
        cell = there.jacobian[i, j] if j < K else 0
        assert float(text.replace("−", "-")) == pytest.approx(cell, abs=0.51 * 10**-digits)


def test_no_number_is_below_zero_where_all_its_decimals_are_zero():
    assert [decimals(value) for value in (-1e-9, 1e-9, -0.0006)] == ["0.000", "0.000", "−0.001"]


def test_the_frame_is_around_the_column_of_the_nudged_logit():
    frame = go.Figure(jacobian_figure(nudge([1, 2, 3], 3, 0.5)).to_dict()).data[-1]
    assert (min(frame.x), max(frame.x)) == (1.5, 2.5)
    assert (min(frame.y), max(frame.y)) == (-0.5, 2.5)


def test_a_saturated_softmax_has_a_figure_too():
    figure = go.Figure(jacobian_figure(nudge([0, 10_000], 1, 0.5)).to_dict())
    assert figure.data[0].zmax > 0


def test_the_bars_are_the_change_and_its_two_predictions():
    there = nudge([1, 2, 3], 2, 0.5)
    figure = go.Figure(nudge_bars(there, 0.4).to_dict())
    assert [bar.name for bar in figure.data] == ["true change", "whole Jacobian", "diagonal alone"]
    changes = (there.change, there.by_jacobian, there.by_diagonal)
    for bar, change in zip(figure.data, changes, strict=True):
        np.testing.assert_array_equal(bar.y, change)
    low, high = figure.layout.yaxis.range
    assert -low == high > 0.4


def test_changes_that_are_nearly_nothing_look_so():
    figure = go.Figure(nudge_bars(nudge([0, 10_000], 1, 0.5), 0.0).to_dict())
    assert figure.layout.yaxis.range[1] > 0.01
