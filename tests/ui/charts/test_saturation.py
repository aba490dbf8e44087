"""The curves of what goes back."""

import numpy as np
import plotly.graph_objects as go

from metl_core.saturation import saturation
from metl_ui.charts.saturation import HIGHEST, LOWEST, saturation_figure

FACTORS = (0.5, 1.0, 20.0, 100.0)
FOUND = saturation((1, 2, 3, 2), 16, "sigmoid", FACTORS)


def test_the_curves_are_the_sizes_and_the_line_is_at_the_factor():
    line, *curves = saturation_figure(FOUND, 20.0).data
    assert line["x"] == [20.0, 20.0]
    for curve, sizes in zip(curves, (FOUND.delta1, FOUND.slope, FOUND.delta3), strict=True):
        np.testing.assert_array_equal(curve["customdata"], sizes)
        np.testing.assert_array_equal(curve["y"], np.maximum(sizes, 1e-16))


def test_what_is_too_small_for_the_axis_lies_on_its_edge():
    curve = saturation_figure(FOUND, 1.0).data[3]
    assert curve["y"][-1] == 10.0**LOWEST > FOUND.delta3[-1]
    assert max(curve["y"]) < 10.0**HIGHEST


def test_the_axes_do_not_move_with_the_factor():
    one, other = (saturation_figure(FOUND, factor) for factor in (1.0, 100.0))
    assert one.layout == other.layout
    assert go.Figure(one.to_dict()).data
