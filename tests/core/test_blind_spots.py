"""Each blind spot is there, and is where the lesson says."""

import numpy as np
import pytest

from metl_core.blind_spots import (
    ABSOLUTE_TOLERANCE,
    check_zero_gradient,
    checked_run,
    error_absolute_below_one,
    slopes_of_relu,
)
from metl_core.parameters import PARAMETER_NAMES
from metl_core.problem import small_problem
from tests.exact_network import gradients_of

PROBLEM = small_problem()


def largest_element() -> float:
    """Of the gradient of PROBLEM's loss to the parameters."""
    gradients = gradients_of(PROBLEM)
    return max(float(np.abs(gradients[name]).max()) for name in PARAMETER_NAMES)


@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e-6, 1e-7, 1e-9, 1e-12, 1e-100])
def test_an_all_zero_gradient_passes_one_test_once_the_loss_is_small_and_ours_never(scale):
    zero = check_zero_gradient(PROBLEM, scale)
    expected = scale * largest_element()
    assert zero.largest == pytest.approx(expected, rel=1e-8)
    assert zero.error == pytest.approx(expected, rel=1e-8)
    assert zero.passed is (expected < 1e-7)
    assert not zero.report.passed
    assert zero.report.max_relative_error == 1


def test_the_error_that_is_absolute_below_one():
    computed = error_absolute_below_one([0, 1e-9, 200.0, -0.5], [1e-9, 3e-9, 100.0, 0.5])
    np.testing.assert_allclose(computed, [1e-9, 2e-9, 0.5, 1.0])
    assert ABSOLUTE_TOLERANCE == 1e-7


@pytest.mark.parametrize("h", [1e-5, 0.25, 3.0])
@pytest.mark.parametrize("u", [-2, -1, -0.9, -0.5, -0.1, 0, 0.1, 0.5, 0.9, 1, 2])
def test_the_slopes_of_relu_near_its_kink(u, h):
    kink = slopes_of_relu(u * h, h)
    assert kink.central == pytest.approx(np.clip((u + 1) / 2, 0, 1), abs=1e-9)
    assert kink.forward == pytest.approx(np.clip(u + 1, 0, 1), abs=1e-9)
    assert kink.backward == pytest.approx(np.clip(u, 0, 1), abs=1e-9)
    assert kink.analytic == (u > 0)
    assert kink.straddled is (abs(u) < 1)
    assert kink.report.passed is (abs(u) >= 1)


def test_at_the_kink_three_differences_give_three_slopes():
    kink = slopes_of_relu(0)
    assert (kink.backward, kink.central, kink.forward) == (0, 0.5, 1)


@pytest.mark.parametrize(("rate", "diverges"), [(0.1, False), (1.0, False), (10.0, True)])
def test_the_check_passes_whether_the_run_learns_or_diverges(rate, diverges):
    run = checked_run(rate)
    assert run.passed
    assert run.diverged is diverges
    assert run.epochs.tolist() == list(range(7))
    assert len(run.reports) == len(run.losses) == 7
    if diverges:
        assert run.losses[-1] > 1e6
    else:
        assert (np.diff(run.losses) < 0).all()


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match=r"^scale must be a finite number > 0, got 0"):
        check_zero_gradient(PROBLEM, 0)
    with pytest.raises(ValueError, match=r"^h must be a finite number > 0, got -1"):
        slopes_of_relu(0, -1)
    with pytest.raises(ValueError, match=r"^learning_rate must be a finite number > 0, got -1"):
        checked_run(-1)
