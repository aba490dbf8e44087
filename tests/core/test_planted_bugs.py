"""Every planted bug is caught, the right matrices are named, and there is no false alarm."""

import numpy as np
import pytest
from scipy import special

from metl_core.gradient_check import check_gradient
from metl_core.network import loss
from metl_core.parameters import PARAMETER_NAMES
from metl_core.planted_bugs import (
    BUG_NAMES,
    BUGS,
    INPUTS,
    NO_BUG,
    Steps,
    check_bug,
    gradients_by,
    loss_by,
    shifted_softmax,
    softmax_shifted_by_minimum,
    steps_with,
)
from metl_core.problem import MATRICES, small_problem

# What each bug must be pinned on, said here once more.
SPOILT = {
    "transposed W1": "X",
    "missing σ′": "W1 b1 X",
    "lost 1/N": "W1 b1 W2 b2 X",
    "bias not added": "b1",
    "bias gradient left at 0": "b2",
    "= for +=": "W2",
    "softmax shifted by the minimum": "W1 b1 W2 b2 X",
    "no bug": "",
}


def problem_of(seed: int, activation: str):
    draw = np.random.default_rng([seed, len(activation)])
    n_inputs, n_outputs = int(draw.integers(2, 4)), int(draw.integers(2, 4))
    n_examples = n_outputs + int(draw.integers(0, 2))
    return small_problem(n_inputs, n_inputs, n_outputs, n_examples, activation, seed)


@pytest.mark.parametrize("bug", BUG_NAMES)
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
def test_the_check_names_the_matrices_that_the_bug_spoils_and_no_others(bug, activation):
    check = check_bug(bug, problem_of(BUG_NAMES.index(bug), activation))
    assert check.named == tuple(SPOILT[bug].split())
    hidden = bug == "softmax shifted by the minimum"
    assert check.telling == INPUTS[1 if hidden else 0]
    for name, matrix in check.matrices[check.telling].items():
        assert matrix.passed is (name not in check.named)


@pytest.mark.parametrize("seed", range(4))
def test_without_a_bug_there_is_no_alarm(seed):
    assert check_bug(NO_BUG, small_problem(3, 3, 2, 4, seed=seed)).named == ()


def test_every_bug_says_itself_what_it_spoils():
    assert set(SPOILT) == set(BUG_NAMES)
    for name, bug in BUGS.items():
        assert " ".join(bug.spoils) == SPOILT[name]
        assert bug.right is not bug.wrong
        assert steps_with(name) == Steps()._replace(**{bug.step: bug.wrong})


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "identity"])
def test_the_steps_as_they_should_be_are_the_network(activation):
    problem = small_problem(3, 4, 3, 5, activation, seed=2)
    expected, computed = problem.gradients(), gradients_by(Steps(), problem)
    for name in MATRICES:
        np.testing.assert_allclose(
            getattr(computed, name), getattr(expected, name), rtol=1e-13, atol=1e-16, strict=True
        )
    assert loss_by(Steps(), problem) == problem.loss()


def test_each_slip_does_what_its_name_says():
    problem = small_problem(3, 3, 2, 4, seed=5)
    right = gradients_by(Steps(), problem)
    wrong = {bug: gradients_by(steps_with(bug), problem) for bug in BUGS}
    for name in MATRICES:
        lost = getattr(wrong["lost 1/N"], name)
        np.testing.assert_allclose(lost, 4 * getattr(right, name), rtol=1e-13)
    assert not wrong["bias gradient left at 0"].b2.any()
    lost = check_bug("lost 1/N", problem).matrices[INPUTS[0]]
    for name in MATRICES:  # however small an element is, it is wrong by the same factor
        np.testing.assert_allclose(lost[name].error, 0.75, rtol=1e-3)
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


def test_without_its_bias_the_loss_does_not_depend_on_it():
    problem = small_problem(3, 3, 2, 4)
    check = check_bug("bias not added", problem)
    assert not check.matrices[INPUTS[0]]["b1"].report.numerical_gradient.any()
    assert check.matrices[INPUTS[0]]["b1"].analytic.all()


def test_the_shift_by_the_minimum_is_right_until_exp_overflows():
    logits = np.array([[1.0, -2.0, 0.5], [30.0, 0.0, 700.0]])
    np.testing.assert_allclose(
        softmax_shifted_by_minimum(logits), special.softmax(logits, axis=1), rtol=1e-12
    )
    np.testing.assert_allclose(shifted_softmax(logits), special.softmax(logits, axis=1), rtol=1e-12)
    with np.errstate(over="ignore", invalid="ignore"):
        for low, high in ((0.0, 710.0), (-400.0, 400.0)):
            assert np.isnan(softmax_shifted_by_minimum(np.array([[low, high]]))).any()
    check = check_bug("softmax shifted by the minimum", small_problem(3, 3, 2, 4))
    assert all(matrix.passed for matrix in check.matrices[INPUTS[0]].values())
    assert not any(matrix.passed for matrix in check.matrices[INPUTS[1]].values())


def test_the_check_of_a_matrix_is_that_of_all_parameters_at_once():
    problem = small_problem(3, 3, 2, 4, seed=1)
    wrong = gradients_by(steps_with("missing σ′"), problem)
    whole = check_gradient(lambda p: loss(p, problem.X, problem.labels), problem.parameters, wrong)
    check = check_bug("missing σ′", problem)
    ordinary = check.matrices[INPUTS[0]]
    parts = [ordinary[name].report.numerical_gradient.ravel() for name in PARAMETER_NAMES]
    np.testing.assert_array_equal(np.concatenate(parts), whole.numerical_gradient)


def test_bad_arguments_are_named():
    problem = small_problem(2, 3, 2, 4)
    with pytest.raises(ValueError, match=r"^bug must be one of "):
        check_bug("typo", problem)
    with pytest.raises(ValueError, match=r"^W1 must be square for this bug, got \(2, 3\)"):
        check_bug("transposed W1", problem)
    assert check_bug("missing σ′", problem).named == ("W1", "b1", "X")
