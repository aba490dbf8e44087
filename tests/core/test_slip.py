"""What the two functions of the slope give for x and for σ(x), by hand."""

import numpy as np
import pytest

from metl_core.slip import handed, handed_curves


@pytest.mark.parametrize("x", [-7.3, 0, 0.5, 2, 10])
def test_each_function_gives_what_its_formula_says(x):
    here = handed(x)
    s = (1 + np.tanh(x / 2)) / 2
    slope = 1 / (2 * np.cosh(x / 2)) ** 2
    assert here.s == pytest.approx(s, rel=1e-12)
    assert here.derivative_of_x == pytest.approx(slope, rel=1e-12)
    assert here.from_output_of_s == pytest.approx(slope, rel=1e-11)  # 1 - s has lost digits
    assert here.from_output_of_x == pytest.approx(x - x * x, rel=1e-14)
    assert here.derivative_of_s == pytest.approx(1 / (2 * np.cosh(s / 2)) ** 2, rel=1e-12)


def test_the_slip_gives_minus_two_at_two():
    assert handed(2).from_output_of_x == -2


def test_the_curves_are_the_points_side_by_side():
    curves = handed_curves(-3, 3, 7)
    for name in vars(curves):
        expected = [getattr(handed(x), name) for x in range(-3, 4)]
        np.testing.assert_allclose(getattr(curves, name), expected, rtol=1e-15)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: handed(np.inf), "x must be a finite number"),
        (lambda: handed_curves(1, 1), "maximum must be a finite number > 1"),
        (lambda: handed_curves(0, 1, 1), "n must be an integer ≥ 2"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
