"""What the figure of the steps out of saturation shows."""

import numpy as np
import plotly.graph_objects as go
import pytest

from metl_core.relearning import log_loss_gradient, relearn, squared_error_gradient
from metl_ui.charts.relearning import relearning_figure


def figure(x: float) -> go.Figure:
    paths = (relearn(x, gradient) for gradient in (squared_error_gradient, log_loss_gradient))
    return go.Figure(relearning_figure(*paths).to_dict())


@pytest.mark.parametrize("x", [1, 2.5, 6.3, 10])
def test_both_paths_lie_within_the_axes(x):
    drawn = figure(x)
    (left, right), (low, high) = drawn.layout.xaxis.range, drawn.layout.yaxis.range
    for trace in drawn.data:
        assert trace.x[0] == 1
        assert trace.y[0] == x
        assert left <= np.log10(trace.x).min() and np.log10(trace.x).max() <= right
        assert low < min(trace.y) and max(trace.y) < high


def test_the_axes_stay_while_x_moves():
    layouts = [figure(x).layout for x in (1, 4, 10)]
    assert len({(one.xaxis.range, one.yaxis.range) for one in layouts}) == 1


def test_the_band_is_where_the_slope_is_below_a_hundredth():
    (band,) = figure(1).layout.shapes
    s = 1 / (1 + np.exp(-min(band.y0, band.y1)))
    assert s * (1 - s) == pytest.approx(0.01, rel=1e-12)
    assert max(band.y0, band.y1) == figure(1).layout.yaxis.range[1]


def test_the_two_losses_are_told_apart_by_more_than_colour():
    squared, log_loss = figure(8).data
    assert squared.line.color != log_loss.line.color
    assert squared.line.dash != log_loss.line.dash
