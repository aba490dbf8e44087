"""The steps of the network are right, and each wrong one is wrong in the way it says."""

import numpy as np
import pytest
from scipy import special

from metl_core.planted_bugs import (
    BUGS,
    NO_BUG,
    Steps,
    gradients_by,
    loss_by,
    shifted_softmax,
    softmax_shifted_by_minimum,
    steps_with,
)
from metl_core.problem import MATRICES, small_problem


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "identity"])
def test_the_steps_as_they_should_be_are_the_network(activation):
    problem = small_problem(3, 4, 3, 5, activation, seed=2)
    expected, computed = problem.gradients(), gradients_by(Steps(), problem)
    for name in MATRICES:
        np.testing.assert_allclose(
            getattr(computed, name), getattr(expected, name), rtol=1e-13, atol=1e-16, strict=True
        )
    assert loss_by(Steps(), problem) == problem.loss()


def test_a_bug_is_one_wrong_step():
    assert steps_with(NO_BUG) == Steps()
    for name, bug in BUGS.items():
        assert bug.right is not bug.wrong
        assert steps_with(name) == Steps()._replace(**{bug.step: bug.wrong})


def test_each_slip_does_what_its_name_says():
    problem = small_problem(3, 3, 2, 4, seed=5)
    right = gradients_by(Steps(), problem)
    wrong = {bug: gradients_by(steps_with(bug), problem) for bug in BUGS}
    for name in MATRICES:
        lost = getattr(wrong["lost 1/N"], name)
        np.testing.assert_allclose(lost, 4 * getattr(right, name), rtol=1e-13)
    assert not wrong["bias gradient left at 0"].b2.any()
    z1 = problem.X @ problem.parameters.W1 + problem.parameters.b1
    a1 = special.expit(z1)
    p = special.softmax(a1 @ problem.parameters.W2 + problem.parameters.b2, axis=1)
    delta1 = (p - np.eye(2)[problem.labels]) / 4
    delta3 = (delta1 @ problem.parameters.W2.T) * a1 * (1 - a1)
    np.testing.assert_allclose(wrong["= for +="].W2, np.outer(a1[-1], delta1[-1]), rtol=1e-12)
    np.testing.assert_allclose(
        wrong["missing σ′"].W1, problem.X.T @ (delta1 @ problem.parameters.W2.T), rtol=1e-12
    )
    np.testing.assert_allclose(wrong["transposed W1"].X, delta3 @ problem.parameters.W1, rtol=1e-12)


def test_the_shift_by_the_minimum_is_right_until_exp_overflows():
    logits = np.array([[1.0, -2.0, 0.5], [30.0, 0.0, 700.0]])
    np.testing.assert_allclose(
        softmax_shifted_by_minimum(logits), special.softmax(logits, axis=1), rtol=1e-12
    )
    np.testing.assert_allclose(shifted_softmax(logits), special.softmax(logits, axis=1), rtol=1e-12)
    with np.errstate(over="ignore", invalid="ignore"):
        for low, high in ((0.0, 710.0), (-400.0, 400.0)):
            assert np.isnan(softmax_shifted_by_minimum(np.array([[low, high]]))).any()


def test_an_unknown_bug_is_named():
    with pytest.raises(ValueError, match=r"^bug must be one of "):
        steps_with("typo")
