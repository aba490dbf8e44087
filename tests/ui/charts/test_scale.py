"""The figures of the scale."""

import numpy as np
import plotly.graph_objects as go

from metl_core.scale import add_and_multiply, scale_curves
from metl_ui.charts.scale import added_and_multiplied_bars, scale_figure
from metl_ui.charts.theme import class_symbol

SCALED, CURVES = add_and_multiply([1, 2, 3], 2.5), scale_curves([1, 2, 3], 10)


def test_the_upper_row_is_what_was_added_and_the_lower_what_was_multiplied():
    upper, lower = go.Figure(added_and_multiplied_bars(SCALED).to_dict()).data
    np.testing.assert_array_equal(upper.y, SCALED.probabilities_added)
    np.testing.assert_array_equal(lower.y, SCALED.probabilities_multiplied)
    assert (upper.name, lower.name) == ("p of z + s", "p of s z")


def test_every_class_has_its_curve_and_its_own_mark_at_s():
    traces = go.Figure(scale_figure(CURVES, SCALED).to_dict()).data
    for k, curve in enumerate(traces[:3]):
        np.testing.assert_array_equal(curve.y, CURVES.probabilities[:, k])
    for k, mark in enumerate(traces[-3:]):
        assert (mark.x[0], mark.y[0]) == (2.5, SCALED.probabilities_multiplied[k])
        assert mark.marker.symbol == class_symbol(k)


def test_the_axes_stay_where_they_are_while_s_moves():
    layouts = [
        go.Figure(scale_figure(CURVES, add_and_multiply([1, 2, 3], s)).to_dict()).layout
        for s in (0, 3, 10)
    ]
    assert len({layout.xaxis.range for layout in layouts}) == 1
    assert len({layout.yaxis.range for layout in layouts}) == 1
