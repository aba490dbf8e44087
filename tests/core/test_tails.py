"""The slope of the sigmoid, against mpmath and the floats themselves."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metl_core.shift import DTYPES
from metl_core.tails import (
    sigmoid_curves,
    sigmoid_point,
    sigmoid_tails,
    slope_from_both_sides,
    slope_from_output,
)

EVERY_DTYPE = pytest.mark.parametrize("dtype", DTYPES)


@given(st.floats(-30, 30))
def test_a_point_holds_what_mpmath_says(x):
    point = sigmoid_point(x)
    with mpmath.workdps(50):
        e = mpmath.exp(-mpmath.mpf(x))
        s = 1 / (1 + e)
        truth = {
            "exponential": e,
            "denominator": 1 + e,
            "value": s,
            "mirrored": e / (1 + e),
            "slope": s * (1 - s),
            "from_both_sides": s * (1 - s),
        }
        for name, expected in truth.items():
            # float64: a handful of roundings, each of 1.1e-16
            assert abs(getattr(point, name) / expected - 1) < 2e-15, name
        # 1 - σ(x) subtracts from 1, so that its error is that of 1
        assert abs(point.complement - (1 - s)) < 2e-16
        assert abs(point.from_output - s * (1 - s)) < 3e-16


@EVERY_DTYPE
def test_every_number_of_a_point_is_in_the_dtype(dtype):
    point = sigmoid_point(1.5, dtype)
    assert {np.asarray(number).dtype for number in vars(point).values()} == {np.dtype(dtype)}


def test_the_tangent_touches_the_curve_and_has_its_slope():
    point = sigmoid_point(0.8)
    h = 1e-4
    curve = sigmoid_point(0.8 + h).value
    assert point.tangent(np.array(0.8)) == point.value
    # what parts curve and tangent is σ'' h² / 2, and |σ''| < 0.1
    assert abs(point.tangent(np.array(0.8 + h)) - curve) < 0.1 * h**2


@pytest.mark.parametrize(("x", "saturated"), [(0, False), (4.5, False), (4.7, True), (-5, True)])
def test_a_point_is_saturated_where_the_slope_is_below_a_hundredth(x, saturated):
    assert sigmoid_point(x).saturated is saturated


def test_the_curves_span_the_interval_and_the_slope_peaks_at_a_quarter():
    curves = sigmoid_curves(-10, 10, 201)
    assert (curves.x[0], curves.x[-1], len(curves.x)) == (-10, 10, 201)
    assert curves.slope.max() == 0.25
    assert abs(curves.x[curves.slope.argmax()]) < 1e-12
    numeric = np.gradient(curves.value, curves.x)
    np.testing.assert_allclose(curves.slope[1:-1], numeric[1:-1], atol=3e-4)  # h = 0.1: h² σ'''/6


@EVERY_DTYPE
def test_the_ends_are_the_very_first_floats_with_a_slope_of_zero(dtype):
    tails = sigmoid_tails(dtype)
    for slope, end in (
        (slope_from_output, tails.from_output_is_zero_from),
        (slope_from_both_sides, tails.from_both_sides_is_zero_from),
    ):
        assert end.dtype == dtype
        assert slope(np.asarray(end)) == 0
        assert slope(np.asarray(np.nextafter(end, end.dtype.type(0)))) > 0


def test_the_ends_are_where_the_arithmetic_puts_them():
    tails = sigmoid_tails("float64")
    # 1 + e^-x rounds to 1 once e^-x is at most half of 2^-52
    assert tails.from_output_is_zero_from == pytest.approx(53 * np.log(2), abs=1e-9)
    # e^-x becomes 0 below half of the smallest float, 2^-1074
    assert tails.from_both_sides_is_zero_from == pytest.approx(1075 * np.log(2), abs=1e-9)
    assert sigmoid_tails("float32").from_both_sides_is_zero_from == pytest.approx(
        150 * np.log(2), abs=1e-4
    )


@EVERY_DTYPE
def test_the_tails_reach_a_little_beyond_the_last_end(dtype):
    tails = sigmoid_tails(dtype)
    assert tails.x[0] == 0
    assert tails.from_both_sides[-1] == 0
    assert 1 < tails.x[-1] / tails.from_both_sides_is_zero_from < 1.1
    assert tails.x.dtype == tails.from_output.dtype == tails.from_both_sides.dtype == dtype


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sigmoid_point(np.nan), "x must be a finite number"),
        (lambda: sigmoid_point(1, "half"), "dtype must be one of"),
        (lambda: sigmoid_curves(1, 1), "maximum must be a finite number > 1"),
        (lambda: sigmoid_curves(0, 1, 1), "n must be an integer ≥ 2"),
        (lambda: sigmoid_tails("half"), "dtype must be one of"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
