"""The error against h: measured from the truth, and as steep as Taylor's formula says."""

import mpmath
import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from metl_core.problem import small_problem
from metl_core.v_curve import V_DTYPES, V_METHODS, derivatives, measure, v_curve
from tests.exact_network import exact_loss

PROBLEM = small_problem()
ENTRIES = [("W1", (0, 1)), ("b1", (2,)), ("W2", (0, 0)), ("b2", (1,)), ("X", (3, 0))]
ORDER = {"forward": 1, "central": 2, "complex": 2}


@pytest.mark.parametrize(("name", "index"), ENTRIES)
@pytest.mark.parametrize("seed", [0, 7])
def test_the_derivatives_are_those_of_a_network_written_anew(name, index, seed):
    problem = small_problem(seed=seed)
    d = derivatives(problem, name, index)
    f = exact_loss(problem, name, index)
    with mpmath.workdps(60):
        x = mpmath.mpf(float(problem.array(name)[index]))
        value, slope, second, third = mpmath.taylor(f, x, 3)
    assert d.x == x
    assert d.value == pytest.approx(float(value), rel=1e-15)
    # The truth has to be better than what is measured from it: 1e-19 in 80 bits, 1e-16 in 64.
    truth = np.longdouble(mpmath.nstr(slope, 30))
    assert abs(d.slope - truth) <= 64 * np.finfo(np.longdouble).eps * abs(truth)
    assert d.second == pytest.approx(float(2 * second), rel=1e-12)
    assert d.third == pytest.approx(float(6 * third), rel=1e-7)  # a central difference


@pytest.mark.parametrize(("name", "index"), ENTRIES)
def test_where_truncation_rules_the_errors_are_those_of_exact_differences(name, index):
    f = exact_loss(PROBLEM, name, index)
    steps = np.array([1.0, 0.1, 0.03])
    measured = measure(PROBLEM, name, index, steps)
    with mpmath.workdps(40):
        x = mpmath.mpf(float(PROBLEM.array(name)[index]))
        slope = mpmath.diff(f, x)
        for i, h in enumerate(map(mpmath.mpf, steps)):
            exact = {
                "forward": (f(x + h) - f(x)) / h,
                "central": (f(x + h) - f(x - h)) / (2 * h),
                "complex": f(x + 1j * h).imag / h,
            }
            for method, derivative in exact.items():
                assert measured.numeric[method][i] == pytest.approx(float(derivative), rel=1e-12)
                error = float(abs(derivative - slope) / abs(slope))
                assert measured.error[method][i] == pytest.approx(error, rel=1e-6)


@pytest.fixture(scope="module", params=[(e, d) for e in ENTRIES[:3] for d in V_DTYPES], ids=str)
def curve(request):
    (name, index), dtype = request.param
    return v_curve(PROBLEM, name, index, dtype)


def test_the_predicted_slopes_are_those_of_the_dots(curve):
    h = curve.measured.h
    for method in V_METHODS:
        expected, error = curve.predicted(method, h), curve.measured.error[method]
        size = curve.predictions[method]
        truncated = size.truncation * h**size.order > 100 * size.rounding / h
        truncated &= (h < 0.05) & (expected > 100 * curve.eps)
        if truncated.sum() > 2:
            np.testing.assert_allclose(error[truncated], expected[truncated], rtol=0.2)
            slope, _ = np.polyfit(np.log(h[truncated]), np.log(error[truncated]), 1)
            assert slope == pytest.approx(ORDER[method], abs=0.05)


def test_rounding_is_as_large_as_predicted_and_no_larger(curve):
    h = curve.measured.h
    for method in ("forward", "central"):
        size = curve.predictions[method]
        rounded = (size.rounding / h > 10 * size.truncation * h**size.order) & (h > 4 * curve.eps)
        ratio = (curve.measured.error[method] / curve.predicted(method, h))[rounded]
        assert ratio.max() < 4  # a few roundings inside f
        assert np.median(ratio) > 0.01


def test_the_complex_step_has_no_v(curve):
    small = curve.measured.h < np.sqrt(curve.eps) / 10
    assert curve.measured.error["complex"][small].max() < 8 * curve.eps


def test_the_best_step_is_where_the_sum_of_both_errors_is_least(curve):
    for method in ("forward", "central"):
        size = curve.predictions[method]

        def total(log_h, size=size):
            h = 10**log_h
            return np.log(size.truncation * h**size.order + size.rounding / h)

        least = minimize_scalar(total, bounds=(-12, 0), method="bounded", options={"xatol": 1e-9})
        assert size.best_step == pytest.approx(10**least.x, rel=1e-5)
        eps = curve.eps
        assert curve.best[method] == pytest.approx(eps ** (1 / 2 if method == "forward" else 1 / 3))
    assert curve.predictions["complex"].best_step == 0


def test_a_smaller_h_is_not_always_better(curve):
    for method in ("forward", "central"):
        error = curve.measured.error[method]
        best = error.argmin()
        assert 0 < best < len(error) - 1
        assert error[0] > 0.01
        assert error[0] > 1e3 * error[best]
        near = np.abs(np.log10(curve.measured.h / curve.best[method])) < 0.2
        assert error[near].min() < 0.01 * error[0]


def test_a_step_that_is_lost_has_an_error_of_one_hundred_per_cent(curve):
    x = np.dtype(curve.dtype).type(curve.derivatives.x)
    h = float(abs(x) * curve.eps / 16)
    name, index = next(e for e in ENTRIES if PROBLEM.array(e[0])[e[1]] == x)
    lost = measure(PROBLEM, name, index, np.array([h]), curve.dtype)
    assert lost.error["forward"] == lost.error["central"] == [1.0]


def test_the_regime_says_on_which_side_of_the_best_step_h_is(curve):
    for method in ("forward", "central"):
        best = curve.predictions[method].best_step
        assert curve.regime(method, 1.01 * best) == "truncation"
        assert curve.regime(method, best / 1.01) == "rounding"
    assert curve.regime("complex", 0.5) == "truncation"
    assert curve.regime("complex", 1e-12) == "flat"


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match=r"^dtype must be one of "):
        v_curve(PROBLEM, "W1", (0, 0), "float16")
    with pytest.raises(ValueError, match=r"^name must be one of "):
        v_curve(PROBLEM, "W3", (0, 0))
    with pytest.raises(ValueError, match=r"^index must be of an entry of b1 \(3,\), got \(3,\)"):
        v_curve(PROBLEM, "b1", (3,))
    with pytest.raises(ValueError, match=r"^h must be a finite number > 0, got 0"):
        measure(PROBLEM, "b1", (0,), np.array([0.0]))
