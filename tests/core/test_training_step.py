"""The fast passes against `network.py`, which is the reference."""

import tracemalloc

import numpy as np
import pytest

from metl_core import network
from metl_core.activations import ACTIVATIONS as FUNCTIONS
from metl_core.losses import one_hot
from metl_core.parameters import Gradients, Parameters, parameter_views
from metl_core.training_step import TrainingStep, example_columns

EPS = np.finfo(np.float64).eps
TINY = np.finfo(np.float64).tiny  # below it numbers lose digits, and exp overflows to σ = 0
ACTIVATIONS = ["sigmoid", "tanh", "relu", "identity"]
PENALTIES = [(0.0, 0.0), (0.1, 0.0), (0.0, 0.2), (0.1, 0.2)]
SHAPES = [  # (N, Dx, H, Dy)
    (5, 2, 3, 4),  # all different, so that no wrong axis or transpose fits
    (1, 2, 3, 4),  # one row
    (7, 3, 1, 2),  # one hidden unit
    (6, 1, 4, 2),  # one input
    (1, 1, 1, 1),  # one of everything
    (40, 64, 32, 10),  # digits
    (300, 2, 16, 2),  # the default
    (150, 2, 8, 3),
    (16, 2, 8, 2),  # small batches
    (10, 2, 16, 3),
    (1, 64, 32, 10),
]


def example(n, Dx, H, Dy, scale=1.0, seed=0):
    generator = np.random.default_rng(seed)
    shapes = [(Dx, H), (H,), (H, Dy), (Dy,)]
    parameters = Parameters(*(generator.normal(size=shape) for shape in shapes))
    return parameters, scale * generator.normal(size=(n, Dx)), generator.integers(0, Dy, n)


def new_step(parameters, n_rows, activation):
    """A step for these parameters, and its Gradients, which it writes to (but for X)."""
    vector = parameters.to_vector()
    # Every element must be written: what is left over would be nan.
    gradient = np.full(vector.size, np.nan)
    step = TrainingStep(n_rows, parameters.sizes, activation, vector, gradient)
    return step, parameter_views(gradient, *parameters.sizes)


def fast(parameters, X, labels, activation, l1=0.0, l2=0.0):
    """Loss, accuracy and Gradients by the fast way."""
    step, gradients = new_step(parameters, len(X), activation)
    columns, targets = example_columns(X), one_hot(labels, parameters.sizes[2]).T
    with np.errstate(over="ignore", under="ignore"):
        step.forward(columns)
        loss, accuracy = step.loss(targets), step.accuracy(labels)
        step.backward(columns, targets, l1, l2)
        return loss, accuracy, Gradients(*gradients, step.input_gradient())


def terms(parameters, X, labels, activation, l1=0.0, l2=0.0):
    """For each gradient, the sum of the sizes of the terms that it is a sum of."""
    f = network.forward(parameters, X, activation)
    slope = np.abs(FUNCTIONS[activation].derivative_from_output(f.a1))
    delta1 = np.abs(f.probabilities + one_hot(labels, f.logits.shape[1])) / len(X)
    W1, W2 = np.abs(parameters.W1), np.abs(parameters.W2)
    # The slope is itself a difference, 1 - a or 1 - a²: it is right to eps of 1, not of itself.
    delta3 = delta1 @ W2.T * (slope + 1)
    return Gradients(
        W1=np.abs(X).T @ delta3 + l1 + l2 * W1,
        b1=delta3.sum(axis=0),
        W2=np.abs(f.a1).T @ delta1 + l1 + l2 * W2,
        b2=delta1.sum(axis=0),
        X=delta3 @ W1.T,
    )


def assert_equal_passes(parameters, X, labels, activation, l1=0.0, l2=0.0):
    loss, accuracy, gradients = fast(parameters, X, labels, activation, l1, l2)
    f = network.forward(parameters, X, activation)
    expected = network.backward(parameters, f, labels, l1=l1, l2=l2)

    # Both ways add the same terms in another order, some eps of their sizes apart, and exp hands
    # an absolute error of a logit on as a relative one of the probabilities.
    sizes = np.abs(X) @ np.abs(parameters.W1) + np.abs(parameters.b1)
    logits = np.abs(f.a1) @ np.abs(parameters.W2) + np.abs(parameters.b2)
    if activation in ("relu", "identity"):
        logits = logits + sizes @ np.abs(parameters.W2)
    conditioning = 1 + sizes.max() + logits.max()
    bound = 16 * EPS * conditioning
    reference = network.loss(parameters, X, labels, activation)
    assert abs(loss - reference) <= bound * (1 + reference)
    assert accuracy == (f.logits.argmax(axis=1) == labels).mean()
    for name, scale in vars(terms(parameters, X, labels, activation, l1, l2)).items():
        computed, right = getattr(gradients, name), getattr(expected, name)
        assert computed.shape == right.shape
        assert (np.abs(computed - right) <= bound * scale + TINY).all(), name


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("l1", "l2"), PENALTIES)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_fast_passes_are_the_reference_to_a_few_roundings(activation, l1, l2, shape):
    assert_equal_passes(*example(*shape), activation, l1, l2)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("shape", [(5, 2, 3, 4), (30, 2, 16, 2), (20, 4, 8, 3)])
def test_in_numbers_that_are_neither_large_nor_small_they_agree_to_thirteen_digits(
    activation, shape
):
    parameters, X, labels = example(*shape, seed=2)
    loss, _, gradients = fast(parameters, X, labels, activation)
    f = network.forward(parameters, X, activation)
    assert loss == pytest.approx(network.loss(parameters, X, labels, activation), rel=1e-13)
    expected = network.backward(parameters, f, labels)
    for name, right in vars(expected).items():
        # Relative to the whole array: single elements may be small differences.
        error = np.abs(getattr(gradients, name) - right).max()
        assert error <= 1e-13 * np.abs(right).max()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("shape", [(5, 2, 3, 4), (30, 2, 16, 2), (40, 64, 32, 10)])
def test_in_float32_all_is_computed_in_float32_and_agrees_to_its_digits(activation, shape):
    parameters, X, labels = example(*shape, seed=2)
    X = X / np.sqrt(X.shape[1])
    vector = parameters.to_vector().astype(np.float32)
    gradient = np.full_like(vector, np.nan)
    step = TrainingStep(len(X), parameters.sizes, activation, vector, gradient)
    assert {a.dtype for a in vars(step).values() if isinstance(a, np.ndarray)} <= {
        np.dtype(kind) for kind in (np.float32, np.intp, bool)
    }
    columns = example_columns(X.astype(np.float32))
    targets = one_hot(labels, parameters.sizes[2]).T.astype(np.float32)
    assert columns.dtype == np.float32
    step.forward(columns)
    loss = step.loss(targets)
    step.backward(columns, targets, 0.01, 0.02)
    f = network.forward(parameters, X, activation)
    expected = network.backward(parameters, f, labels, l1=0.01, l2=0.02).to_vector()
    # Some hundred roundings of 6e-8, but more than one in float64.
    assert loss == pytest.approx(network.loss(parameters, X, labels, activation), rel=1e-5)
    error = np.abs(gradient - expected).max() / np.abs(expected).max()
    assert 1e-9 < error < 1e-5


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("size", [1e-150, 1e-30, 1e-9, 1e-3])
def test_activations_of_a_tiny_network_keep_their_digits(activation, size):
    # Close to 0 each activation is a line. That of tanh is right to some eps of 1, not of itself.
    parameters, X, labels = example(12, 2, 3, 4, seed=6)
    parameters = Parameters(size * parameters.W1, np.zeros(3), parameters.W2, parameters.b2)
    f = network.forward(parameters, X, activation)
    expected = network.backward(parameters, f, labels).W2
    computed = fast(parameters, X, labels, activation)[2].W2
    # A mean of a1's, each some eps of itself and of the terms of its z1 away.
    scale = (np.abs(f.a1) + np.abs(X) @ np.abs(parameters.W1)).mean(axis=0)[:, None]
    if activation == "tanh":
        scale += 0.25
    assert (np.abs(computed - expected) <= 16 * EPS * scale).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("scale", [1e-300, 1e-8, 30.0, 1000.0])
def test_saturated_and_vanishing_inputs_too(activation, scale):
    assert_equal_passes(*example(20, 2, 5, 3, scale=scale, seed=1), activation, 0.1, 0.2)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(
    "z", [1000.0, 746.0, 710.0, 40.0, 0.0, -0.0, -40.0, -710.0, -746.0, -1000.0]
)
def test_one_hidden_unit_anywhere_on_its_curve(activation, z):
    parameters = Parameters([[1.0]], [0.0], [[1.0, -1.0]], [0.0, 0.0])
    for label in (0, 1):
        assert_equal_passes(parameters, np.array([[z]]), np.array([label]), activation)


@pytest.mark.parametrize("logit", [1000.0, 1e5, -1e5])
def test_logits_beyond_the_reach_of_exp_make_no_overflow(logit):
    parameters = Parameters([[1.0]], [0.0], [[1.0, -1.0]], [0.0, 0.0])
    X = np.array([[logit], [logit]])
    step, _ = new_step(parameters, 2, "identity")
    with np.errstate(all="raise", under="ignore"):
        step.forward(example_columns(X))
        # One row is right for nothing, the other wrong by the whole distance of 2 |logit|.
        assert step.loss(np.eye(2)) == pytest.approx(abs(logit), rel=1e-15)


def test_of_equal_logits_the_first_is_the_predicted_one():
    parameters = Parameters(np.zeros((2, 3)), np.zeros(3), np.zeros((3, 4)), [0, 1, 1, 0])
    step, _ = new_step(parameters, 4, "tanh")
    step.forward(example_columns(np.ones((4, 2))))
    for label, right in enumerate([0, 1, 0, 0]):
        assert step.accuracy(np.full(4, label)) == right
    assert step.accuracy(np.array([0, 1, 2, 1])) == 0.5


def test_the_loss_is_a_mean_without_penalties():
    parameters, X, labels = example(8, 2, 3, 4)
    twice = fast(parameters, np.vstack([X, X]), np.tile(labels, 2), "tanh")[0]
    with_penalties = fast(parameters, X, labels, "tanh", 3.0, 5.0)[0]
    assert fast(parameters, X, labels, "tanh")[0] == with_penalties
    assert twice == pytest.approx(with_penalties, rel=1e-14)


def test_neither_penalty_touches_a_bias():
    parameters, X, labels = example(8, 2, 3, 4)
    bare, penalised = (fast(parameters, X, labels, "relu", size, size)[2] for size in (0.0, 0.7))
    assert (bare.b1 == penalised.b1).all()
    assert (bare.b2 == penalised.b2).all()
    for name in ("W1", "W2"):
        W = getattr(parameters, name)
        difference = getattr(penalised, name) - getattr(bare, name)
        np.testing.assert_allclose(difference, 0.7 * np.sign(W) + 0.7 * W, rtol=1e-12)


def test_a_weight_of_zero_has_no_l1_penalty():
    zero = Parameters(np.zeros((2, 3)), np.zeros(3), np.zeros((3, 4)), np.zeros(4))
    gradients = fast(zero, np.ones((5, 2)), np.zeros(5, int), "tanh", 0.5, 0.0)[2]
    assert (gradients.W1 == 0).all()
    assert (gradients.W2 == 0).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_nothing_is_left_over_from_the_call_before(activation):
    parameters, X, labels = example(6, 2, 3, 4, seed=4)
    others, huge, other_labels = example(6, 2, 3, 4, scale=1e3, seed=5)
    vector, gradient = np.empty((2, parameters.to_vector().size))
    step = TrainingStep(6, (2, 3, 4), activation, vector, gradient)

    def passes(parameters, X, labels, l1, l2):
        vector[:] = parameters.to_vector()  # read anew at each call
        columns, targets = example_columns(X), one_hot(labels, 4).T
        with np.errstate(over="ignore", under="ignore"):
            step.forward(columns)
            scores = step.loss(targets), step.accuracy(labels)
            step.backward(columns, targets, l1, l2)
        return *scores, *gradient, *step.input_gradient().ravel()

    first = passes(parameters, X, labels, 0.1, 0.2)
    assert passes(others, huge, other_labels, 0.0, 0.0) != first
    assert passes(parameters, X, labels, 0.1, 0.2) == first


def test_examples_stand_in_columns_with_a_one_beneath():
    columns = example_columns(np.array([[1.5, 2.0], [3.0, -4.0], [5.0, 6.0]]))
    assert columns.tolist() == [[1.5, 3.0, 5.0], [2.0, -4.0, 6.0], [1.0, 1.0, 1.0]]
    assert columns.flags.c_contiguous


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("n_rows", [1, 4, 7])
@pytest.mark.parametrize("order", ["C", "F"])
def test_some_columns_of_many_are_as_good_as_columns_of_their_own(activation, n_rows, order):
    parameters, X, labels = example(20, 2, 3, 4)
    some = slice(5, 5 + n_rows)
    columns = np.asarray(example_columns(X), order=order)[:, some]
    targets = np.asarray(one_hot(labels, 4).T, order=order)[:, some]
    step, gradients = new_step(parameters, n_rows, activation)
    step.forward(columns)
    loss, accuracy = step.loss(targets), step.accuracy(labels[some])
    step.backward(columns, targets)
    expected = fast(parameters, X[some], labels[some], activation)
    assert loss == pytest.approx(expected[0], rel=1e-14)
    assert accuracy == expected[1]
    for name, gradient in zip(("W1", "b1", "W2", "b2"), gradients, strict=True):
        np.testing.assert_allclose(gradient, getattr(expected[2], name), rtol=0, atol=1e-14)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_only_the_gradient_is_written_to(activation):
    parameters, X, labels = example(6, 2, 3, 4)
    vector, columns, targets = parameters.to_vector(), example_columns(X), one_hot(labels, 4).T
    for array in (vector, columns, targets, labels):
        array.setflags(write=False)
    step = TrainingStep(6, (2, 3, 4), activation, vector, np.empty_like(vector))
    step.forward(columns)
    step.loss(targets)
    step.accuracy(labels)
    step.backward(columns, targets, 0.1, 0.2)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_steps_on_a_part_of_the_rows_allocate_no_array(activation):
    n, Dx, H, Dy = 2000, 64, 64, 3
    parameters, X, labels = example(n, Dx, H, Dy)
    half = slice(500, 1500)
    rows = np.ascontiguousarray(example_columns(X).T)
    columns, targets, labels = rows[half].T, one_hot(labels, Dy)[half].T, labels[half]
    step, _ = new_step(parameters, 1000, activation)

    def passes():
        step.forward(columns)
        step.loss(targets)
        step.accuracy(labels)  # argmax turns the logits over: one copy of (Dy, N)
        step.backward(columns, targets, 0.1, 0.2)

    passes()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(20):
            passes()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # bytes; the inputs or the hidden layer would be 512,000
    assert peak - before < 8 * 1000 * Dy + 4_000
    assert after - before < 4_000
