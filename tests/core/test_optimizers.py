"""The optimizers by hand, and against the papers' formulas written anew in plain floats."""

import math
import tracemalloc

import numpy as np
import pytest

from metl_core.optimizers import OPTIMIZERS, make_optimizer

NAMES = ["sgd", "momentum", "rmsprop", "adam"]


# The oracle: one parameter at a time, in Python's own floats ---------------------------


def plain_path(name, theta, gradients, learning_rate):
    """Every θ after the first, for one parameter. The constants are the papers' own."""
    velocity = mean = mean_square = 0.0
    path = []
    for t, g in enumerate(gradients, start=1):
        if name == "sgd":
            theta -= learning_rate * g
        elif name == "momentum":
            velocity = 0.9 * velocity + g
            theta -= learning_rate * velocity
        elif name == "rmsprop":
            mean_square = 0.9 * mean_square + 0.1 * g**2
            theta -= learning_rate * g / (math.sqrt(mean_square) + 1e-8)
        elif name == "adam":
            mean = 0.9 * mean + 0.1 * g
            mean_square = 0.999 * mean_square + 0.001 * g**2
            mean_hat = mean / (1 - 0.9**t)
            mean_square_hat = mean_square / (1 - 0.999**t)
            theta -= learning_rate * mean_hat / (math.sqrt(mean_square_hat) + 1e-8)
        path.append(theta)
    return path


def path_of(name, theta, gradients, learning_rate):
    """The same by the optimizer: θ (size,) after each of the gradients (steps, size)."""
    optimizer = make_optimizer(name, len(theta))
    theta, path = theta.copy(), []
    for gradient in gradients:
        optimizer.update(theta, gradient, learning_rate)
        path.append(theta.copy())
    return np.array(path)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scale", [1e-8, 1e-3, 1.0, 1e6])  # at 1e-8 it matters where ε stands
@pytest.mark.parametrize("learning_rate", [0.3, 1e-3])
def test_fifty_steps_are_those_of_the_papers_formulas(name, scale, learning_rate):
    generator = np.random.default_rng(7)
    theta = generator.normal(size=6)
    gradients = scale * generator.normal(size=(50, 6))
    gradients[::3, 1] = 0  # a parameter that often has no gradient
    gradients[:, 2] = 0  # and one that never has
    path = path_of(name, theta, gradients, learning_rate)
    for i in range(6):
        expected = np.array(plain_path(name, theta[i], gradients[:, i].tolist(), learning_rate))
        # Each step rounds θ once and its change some five times; 50 steps of either add up.
        steps = np.abs(np.diff(expected, prepend=theta[i])).cumsum()
        bound = 50 * np.finfo(float).eps * (np.abs(expected) + np.abs(theta[i]) + 10 * steps)
        assert (np.abs(path[:, i] - expected) <= bound).all()


def two_steps(name, theta, gradient, learning_rate):
    return path_of(name, np.array([theta]), np.array([[gradient], [gradient]]), learning_rate)[:, 0]


def test_sgd_goes_down_by_the_rate_times_the_gradient():
    # 1 - 1/4 · 2 = 1/2, and again 1/2 - 1/2 = 0: all exact.
    assert two_steps("sgd", 1.0, 2.0, 0.25).tolist() == [0.5, 0.0]


def test_momentum_keeps_nine_tenths_of_the_last_velocity():
    # v = 2, θ = 1 - 2/4 = 0.5;  v = 1.8 + 2 = 3.8, θ = 0.5 - 3.8/4 = -0.45
    path = two_steps("momentum", 1.0, 2.0, 0.25)
    np.testing.assert_allclose(path, [0.5, -0.45], rtol=1e-15)


def test_rmsprop_divides_by_the_root_of_the_mean_square():
    # s = 0.1 · 10 = 1, √s = 1: a gradient of √10 makes a step of √10 η / (1 + 1e-8).
    # s = 0.9 + 1 = 1.9.
    g = math.sqrt(10)
    path = two_steps("rmsprop", 0.0, g, 0.5)
    first = -0.5 * g / 1.00000001
    second = first - 0.5 * g / (math.sqrt(1.9) + 1e-8)
    np.testing.assert_allclose(path, [first, second], rtol=1e-15)


def test_adam_with_a_constant_gradient_makes_constant_steps():
    # m̂ = 2 and ŝ = 4 at every t: each step is 0.5 · 2 / (2 + 1e-8) = 0.5 / (1 + 5e-9).
    path = two_steps("adam", 1.0, 2.0, 0.5)
    step = 0.5 / 1.000000005
    # 1 - 0.999 loses 13 bits to cancellation, in the mean and in its correction alike.
    np.testing.assert_allclose(path, [1 - step, 1 - 2 * step], rtol=0, atol=1e-13)


def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_size_of_the_gradient():
    gradient = np.array([3.0, -3.0, 1e6, -1e6, 1e-3, -1e-3])
    first = path_of("adam", np.zeros(6), gradient[None], 0.01)[0]
    np.testing.assert_allclose(first, -0.01 * np.sign(gradient), rtol=2e-5)  # ε / 1e-3 = 1e-5


def test_a_gradient_of_zero_at_the_start_leaves_every_parameter_where_it_is():
    theta = np.array([1.0, -2.0])
    for name in NAMES:
        assert path_of(name, theta, np.zeros((3, 2)), 0.1).tolist() == [theta.tolist()] * 3


def test_without_a_gradient_momentum_rolls_on_and_sgd_stands():
    gradients = np.array([[1.0], [0.0], [0.0]])
    assert np.unique(path_of("sgd", np.zeros(1), gradients, 1.0)).tolist() == [-1]
    path = path_of("momentum", np.zeros(1), gradients, 1.0)[:, 0]
    np.testing.assert_allclose(path, [-1, -1.9, -2.71], rtol=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_the_gradient_is_only_read(name):
    gradient = np.array([1.5, -2.5, 0.0])
    gradient.setflags(write=False)
    path_of(name, np.ones(3), [gradient] * 3, 0.1)
    assert gradient.tolist() == [1.5, -2.5, 0.0]


@pytest.mark.parametrize("name", NAMES)
def test_two_optimizers_of_a_kind_remember_nothing_of_each_other(name):
    gradients = np.random.default_rng(1).normal(size=(5, 3))
    alone = path_of(name, np.zeros(3), gradients, 0.1)
    first, second = make_optimizer(name, 3), make_optimizer(name, 3)
    a, b = np.zeros(3), np.zeros(3)
    for gradient in gradients:
        first.update(a, gradient, 0.1)
        second.update(b, -gradient, 0.1)
    assert (a == alone[-1]).all()
    assert (b == -alone[-1]).all()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_remembered_is_all_in_the_state(name):
    gradients = np.random.default_rng(2).normal(size=(9, 3))
    whole = path_of(name, np.zeros(3), gradients, 0.1)
    first, second = make_optimizer(name, 3), make_optimizer(name, 3)
    theta = np.zeros(3)
    for gradient in gradients[:4]:
        first.update(theta, gradient, 0.1)
    assert set(first.state) == set(second.state)
    for key, array in first.state.items():
        assert array.dtype == np.float64
        second.state[key][:] = array
    for gradient in gradients[4:]:
        second.update(theta, gradient, 0.1)
    assert (theta == whole[-1]).all()


@pytest.mark.parametrize("name", NAMES)
def test_an_update_allocates_nothing(name):
    size = 10_000
    optimizer = make_optimizer(name, size)
    theta, gradient = np.zeros(size), np.ones(size)
    optimizer.update(theta, gradient, 0.1)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(200):
            optimizer.update(theta, gradient, 0.1)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - before < 4_000  # bytes; one vector would be 80,000


def test_the_optimizers_are_these_four():
    assert list(OPTIMIZERS) == NAMES
    for name in NAMES:
        assert type(make_optimizer(name, 1)) is OPTIMIZERS[name]


@pytest.mark.parametrize("name", ["Adam", "", "nesterov", None, 3, ["sgd"]])
def test_an_unknown_optimizer_is_refused_by_name(name):
    with pytest.raises((ValueError, TypeError), match=r"optimizer must be one of 'sgd', .*, got"):
        make_optimizer(name, 3)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [0, -1, 2.0, True, None, "3"])
def test_a_size_that_is_no_count_is_refused(name, size):
    with pytest.raises((ValueError, TypeError), match="size must be an integer ≥ 1, got"):
        make_optimizer(name, size)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_rows_of_a_matrix_go_their_own_ways_each_at_its_rate(name):
    generator = np.random.default_rng(0)
    start, gradients = generator.normal(size=(3, 5)), generator.normal(size=(4, 3, 5))
    gradients[2:, 1] = [[np.inf], [np.nan]]  # one that breaks
    rates = np.array([[0.1], [3.0], [1e-5]])
    together, alone = make_optimizer(name, 3, 5), [make_optimizer(name, 5) for _ in range(3)]
    matrix, vectors = start.copy(), start.copy()
    with np.errstate(all="ignore"):
        for gradient in gradients:
            together.update(matrix, gradient, rates)
            for vector, optimizer, of_row, rate in zip(
                vectors, alone, gradient, rates, strict=True
            ):
                optimizer.update(vector, of_row, float(rate[0]))
    np.testing.assert_array_equal(matrix, vectors)
    assert np.isfinite(matrix[[0, 2]]).all()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_large_vector_is_stepped_like_a_small_one(name):
    gradient = np.random.default_rng(0).normal(size=30_000)
    large, small = np.ones(30_000), np.ones(5)
    of_large, of_small = make_optimizer(name, 30_000), make_optimizer(name, 5)
    for _ in range(3):
        of_large.update(large, gradient, 0.1)
        of_small.update(small, gradient[:5], 0.1)
    assert large[:5].tolist() == small.tolist()
    assert not np.isnan(large).any()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_in_float32_everything_is_float32(name):
    fine, coarse = np.ones(4), np.ones(4, np.float32)
    of_fine, of_coarse = make_optimizer(name, 4), make_optimizer(name, 4, dtype=np.float32)
    gradient = np.array([1, -0.5, 0.01, 3.0])
    for _ in range(5):
        of_fine.update(fine, gradient, 0.1)
        of_coarse.update(coarse, gradient.astype(np.float32), 0.1)
    np.testing.assert_allclose(coarse, fine, rtol=0, atol=1e-6)  # float32 has seven digits
    memory = {key: value for key, value in of_coarse.state.items() if key != "steps"}
    assert all(array.dtype == np.float32 for array in memory.values())
