"""What the figures of the sigmoid lesson show."""

import base64

import numpy as np
import plotly.graph_objects as go
import pytest

from metl_core.secant import measure_slope
from metl_core.shift import DTYPES
from metl_core.slip import handed, handed_curves
from metl_core.tails import sigmoid_curves, sigmoid_point, sigmoid_tails
from metl_ui.charts import sigmoid as charts
from metl_ui.charts.theme import DERIVATIVE, FUNCTION, MEASURED, NAIVE
from metl_ui.lessons.sigmoid.settings import HANDED, HANDED_X


def checked(make):
    """What `make` draws, as a figure that Plotly has checked."""
    return lambda *data: go.Figure(unpacked(make(*data).to_dict()))


def unpacked(value):
    """With arrays for what is ready to travel, in base64."""
    if isinstance(value, dict):
        if "bdata" in value:
            return np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
        return {name: unpacked(inner) for name, inner in value.items()}
    return [unpacked(inner) for inner in value] if isinstance(value, list) else value


tangent_figure = checked(charts.tangent_figure)
secant_figure = checked(charts.secant_figure)
slip_figure = checked(charts.slip_figure)
tails_figure = checked(charts.tails_figure)


def tangent_traces(x: float):
    figure = tangent_figure(sigmoid_curves(-10, 10), sigmoid_point(x))
    return figure, {trace.name: trace for trace in figure.data if trace.name}


def test_the_point_lies_on_the_curve_and_its_slope_on_the_derivative():
    figure, _ = tangent_traces(1.5)
    height, slope = (trace for trace in figure.data if trace.mode == "markers")
    assert (height.x[0], slope.x[0]) == (1.5, 1.5)
    s = 1 / (1 + np.exp(-1.5))
    assert height.y[0] == pytest.approx(s, rel=1e-15)
    assert slope.y[0] == pytest.approx(s * (1 - s), rel=1e-15)
    assert (height.marker.color, slope.marker.color) == (FUNCTION, DERIVATIVE)


@pytest.mark.parametrize("x", [-10, -2, 0, 0.7, 10])
def test_the_tangent_goes_through_the_point_with_its_slope(x):
    _, traces = tangent_traces(x)
    (x0, x1), (y0, y1) = traces["tangent"].x, traces["tangent"].y
    s = 1 / (1 + np.exp(-x))
    assert (y1 - y0) / (x1 - x0) == pytest.approx(s * (1 - s), abs=1e-15)
    assert (y0 + y1) / 2 == pytest.approx(s, abs=1e-15)


def test_the_axes_stay_while_the_point_moves():
    layouts = [tangent_traces(x)[0].layout for x in (-10, 0, 3)]
    assert len({(layout.xaxis.range, layout.yaxis.range) for layout in layouts}) == 1


@pytest.mark.parametrize(("x", "h"), [(1, 2), (-3, 0.5), (0, 1e-16), (10, 4)])
def test_the_secant_goes_through_its_two_points_beside_the_tangent(x, h):
    point = sigmoid_point(x)
    figure = secant_figure(sigmoid_curves(-10, 10), measure_slope(x, h), point)
    traces = {trace.name: trace for trace in figure.data}
    low, high = traces["σ(x − h)"], traces["σ(x + h)"]
    assert (low.x[0], high.x[0]) == (x - h, x + h)
    (x0, x1), (y0, y1) = traces["secant"].x, traces["secant"].y
    assert (y1 - y0) / (x1 - x0) == pytest.approx((high.y[0] - low.y[0]) / (2 * h), abs=1e-15)
    assert (y0 + y1) / 2 == pytest.approx((high.y[0] + low.y[0]) / 2, abs=1e-15)
    (x0, x1), (y0, y1) = traces["tangent"].x, traces["tangent"].y
    s = 1 / (1 + np.exp(-x))
    assert (y1 - y0) / (x1 - x0) == pytest.approx(s * (1 - s), abs=1e-15)
    assert traces["secant"].line.color == low.marker.color == MEASURED


def test_the_slips_are_drawn_beside_the_slope():
    figure = slip_figure(handed_curves(-10, 10), handed(1.5))
    x = np.linspace(-10, 10, 401)
    s = 1 / (1 + np.exp(-x))
    curves = {trace.name: trace for trace in figure.data if trace.mode == "lines" and trace.name}
    truth = {"σ′(x), the slope": s * (1 - s), "x (1 − x)": x - x * x}
    truth["σ′(σ(x))"] = 1 / (2 * np.cosh(s / 2)) ** 2
    for name, expected in truth.items():
        np.testing.assert_allclose(curves[name].y, expected, rtol=1e-9, atol=1e-12)
    slip = next(t for t in figure.data if t.mode == "markers" and t.marker.color == NAIVE)
    assert (slip.x[0], slip.y[0]) == (1.5, -0.75)


@pytest.mark.parametrize("x", [HANDED_X.minimum, 0, 0.5, HANDED_X.maximum])
def test_what_is_handed_over_stays_within_the_figure(x):
    figure = slip_figure(HANDED, handed(x))
    low, high = figure.layout.yaxis.range
    for trace in figure.data:
        assert low <= min(trace.y) and max(trace.y) <= high


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_tail_falls_straight_down_where_its_slope_becomes_zero(dtype):
    tails = sigmoid_tails(dtype)
    both, output = tails_figure(tails, sigmoid_point(3, dtype)).data[:2]
    for trace, slope, end in (
        (both, tails.from_both_sides, tails.from_both_sides_is_zero_from),
        (output, tails.from_output, tails.from_output_is_zero_from),
    ):
        assert trace.name.endswith(f"0 from x = {float(end):.4g}")
        assert trace.x[-1] == trace.x[-2] < end
        assert trace.y[-1] == np.finfo(dtype).smallest_subnormal
        assert min(trace.y) > 0  # a logarithmic axis has no 0
        assert len(trace.x) == (slope > 0).sum() + 1


def test_the_axis_holds_the_smallest_number_of_the_dtype():
    for dtype in DTYPES:
        axis = tails_figure(sigmoid_tails(dtype), sigmoid_point(3, dtype)).layout.yaxis
        assert axis.type == "log"
        assert np.isfinite(axis.range).all()
        assert axis.range[0] <= np.log10(float(np.finfo(dtype).smallest_subnormal))
        assert axis.dtick in (1, 10, 100)


def test_a_slope_of_zero_is_not_marked():
    def marks(x: float) -> int:
        figure = tails_figure(sigmoid_tails(), sigmoid_point(x))
        return sum(trace.mode == "markers" for trace in figure.data)

    assert [marks(x) for x in (30, 40, 746)] == [2, 1, 0]


def test_another_dtype_starts_with_a_fresh_view():
    layouts = [tails_figure(sigmoid_tails(d), sigmoid_point(3, d)).layout for d in DTYPES]
    assert len({layout.uirevision for layout in layouts}) == len(DTYPES)
