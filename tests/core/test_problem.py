"""A small problem is what its seed says, and one entry at a time can be moved."""

import numpy as np
import pytest

from metl_core.network import backward, forward, loss
from metl_core.problem import MATRICES, loss_along, slope_along, small_problem


def test_the_same_seed_gives_the_same_problem_and_another_seed_another():
    first, again, other = (small_problem(seed=seed) for seed in (3, 3, 4))
    for name in MATRICES:
        np.testing.assert_array_equal(first.array(name), again.array(name))
        assert (first.array(name) != other.array(name)).any()


@pytest.mark.parametrize("seed", range(5))
def test_every_number_is_the_same_in_float32(seed):
    problem = small_problem(4, 5, 3, 6, seed=seed)
    for name in MATRICES:
        array = problem.array(name)
        np.testing.assert_array_equal(array.astype(np.float32).astype(float), array)
    assert set(problem.labels) == {0, 1, 2}


def test_loss_and_gradients_are_those_of_the_network():
    problem = small_problem(activation="tanh", seed=1)
    p, X, labels = problem.parameters, problem.X, problem.labels
    assert problem.loss() == loss(p, X, labels, "tanh")
    expected = backward(p, forward(p, X, "tanh"), labels)
    for name in MATRICES:
        np.testing.assert_array_equal(
            getattr(problem.gradients(), name), getattr(expected, name), strict=True
        )


@pytest.mark.parametrize(("name", "index"), [("W1", (1, 2)), ("b2", (0,)), ("X", (3, 1))])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128, np.longdouble])
def test_an_entry_moves_alone_and_the_dtype_is_that_of_its_value(name, index, dtype):
    problem = small_problem()
    before = {one: problem.array(one).copy() for one in MATRICES}
    at = problem.array(name)[index]
    moved = problem.array(name).copy()
    moved[index] = at + 0.5
    expected = problem.with_array(name, moved)
    eps = float(max(np.finfo(dtype).eps, np.finfo(float).eps))  # the expected numbers are float64
    value = loss_along(problem, name, index)(np.asarray(at + 0.5, dtype))
    assert value == pytest.approx(expected.loss(), rel=16 * eps)
    slope = slope_along(problem, name, index)(np.asarray(at + 0.5, dtype))
    assert np.asarray(slope).dtype == dtype
    assert complex(slope) == pytest.approx(getattr(expected.gradients(), name)[index], rel=99 * eps)
    for one in MATRICES:
        np.testing.assert_array_equal(problem.array(one), before[one])


@pytest.mark.parametrize(("name", "index"), [("W1", (2, 0)), ("b1", (0, 0)), ("W2", (-1, 0))])
def test_an_entry_that_is_not_there_is_named(name, index):
    with pytest.raises(ValueError, match=f"^index must be of an entry of {name}"):
        loss_along(small_problem(), name, index)


@pytest.mark.parametrize(
    ("sizes", "words"),
    [({"n_inputs": 0}, "n_inputs"), ({"n_examples": 1}, "n_examples"), ({"seed": -1}, "seed")],
)
def test_sizes_that_cannot_be_are_named(sizes, words):
    with pytest.raises(ValueError, match=f"^{words} must be "):
        small_problem(**sizes)
    with pytest.raises(ValueError, match=r"^activation must be one of "):
        small_problem(activation="softplus")
