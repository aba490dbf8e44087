"""The measured slope of the sigmoid, against mpmath and against what a float can hold."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metl_core.secant import measure_slope

EPS = float(np.finfo(float).eps)


@given(st.floats(-30, 30), st.floats(1e-16, 20))
def test_both_parts_of_the_error_are_what_mpmath_says(x, h):
    secant = measure_slope(x, h)
    with mpmath.workdps(60):

        def sigma(at):
            return 1 / (1 + mpmath.exp(-at))

        at, step = mpmath.mpf(x), mpmath.mpf(h)
        on_paper = (sigma(at + step) - sigma(at - step)) / (2 * step)
        slope = sigma(at) * sigma(-at)
        # a few roundings of a number of this size
        assert abs(secant.slope_on_paper - on_paper) <= 40 * EPS * on_paper
        assert abs(secant.by_bend - (on_paper - slope)) <= 40 * EPS * (on_paper + slope)
        assert abs(secant.by_rounding - (secant.slope - on_paper)) <= 50 * EPS * (
            on_paper + secant.slope
        )
    assert secant.error == pytest.approx(secant.by_bend + secant.by_rounding, abs=EPS)


def test_the_bend_of_the_curve_adds_a_sixth_of_the_third_derivative_times_h_squared():
    s = 1 / (1 + np.exp(-0.7))
    third = s * (1 - s) * (1 - 6 * s * (1 - s))
    for h in (0.1, 0.01):
        assert measure_slope(0.7, h).by_bend == pytest.approx(h**2 * third / 6, rel=h)


@pytest.mark.parametrize(
    ("x", "h", "fault"),
    [(1, 1, "bend"), (1, 1e-3, "bend"), (1, 1e-8, "rounding"), (1, 1e-16, "flat"), (40, 1, "flat")],
)
def test_the_larger_part_of_the_error_is_named(x, h, fault):
    assert measure_slope(x, h).fault == fault


def test_the_secant_goes_through_both_points():
    secant = measure_slope(0.4, 1.5)
    heights = secant.line(np.array([0.4 - 1.5, 0.4 + 1.5]))
    np.testing.assert_allclose(heights, [secant.low, secant.high], rtol=1e-15)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: measure_slope(np.nan, 1), "x must be a finite number from -100 to 100"),
        (lambda: measure_slope(101, 1), "x must be a finite number from -100 to 100"),
        (lambda: measure_slope(1, 0), "h must be a finite number > 0 and ≤ 100"),
        (lambda: measure_slope(1, 101), "h must be a finite number > 0 and ≤ 100"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
