"""Every planted bug is caught, the right matrices are named, and there is no false alarm."""

import numpy as np
import pytest

from metl_core.bug_check import check_bug
from metl_core.gradient_check import check_gradient
from metl_core.network import loss
from metl_core.parameters import PARAMETER_NAMES
from metl_core.planted_bugs import BUG_NAMES, BUGS, INPUTS, NO_BUG, gradients_by, steps_with
from metl_core.problem import MATRICES, small_problem
from tests.spoilt import SPOILT


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


def test_however_small_an_element_is_it_is_wrong_by_the_same_factor():
    lost = check_bug("lost 1/N", small_problem(3, 3, 2, 4, seed=5)).matrices[INPUTS[0]]
    for name in MATRICES:
        np.testing.assert_allclose(lost[name].error, 0.75, rtol=1e-3)


def test_without_its_bias_the_loss_does_not_depend_on_it():
    problem = small_problem(3, 3, 2, 4)
    check = check_bug("bias not added", problem)
    assert not check.matrices[INPUTS[0]]["b1"].report.numerical_gradient.any()
    assert check.matrices[INPUTS[0]]["b1"].analytic.all()


def test_the_shift_by_the_minimum_shows_with_large_logits_alone():
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
