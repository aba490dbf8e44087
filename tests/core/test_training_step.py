"""The fast passes against `network.py`, which is the reference."""

import tracemalloc

import numpy as np
import pytest

from metl_core import network
from metl_core.activations import ACTIVATIONS as FUNCTIONS
from metl_core.losses import one_hot
from metl_core.parameters import PARAMETER_NAMES, Gradients, Parameters, parameter_views
from metl_core.training_step import TrainingStep

EPS = np.finfo(np.float64).eps
TINY = np.finfo(np.float64).tiny  # below it numbers lose digits, and exp overflows to σ = 0
UFUNC_BUFFER = 8192 * 8  # bytes, which NumPy takes for the time of one broadcast operation
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
]


def example(n, Dx, H, Dy, scale=1.0, seed=0):
    generator = np.random.default_rng(seed)
    shapes = [(Dx, H), (H,), (H, Dy), (Dy,)]
    parameters = Parameters(*(generator.normal(size=shape) for shape in shapes))
    return parameters, scale * generator.normal(size=(n, Dx)), generator.integers(0, Dy, n)


def fast(parameters, X, labels, activation, l1=0.0, l2=0.0, step=None):
    """Loss, accuracy and Gradients by the fast way."""
    step = step or TrainingStep(len(X), parameters.sizes, activation)
    arrays = tuple(getattr(parameters, name) for name in PARAMETER_NAMES)
    # Every element must be written: what is left over would be nan.
    gradients = parameter_views(np.full(parameters.to_vector().size, np.nan), *parameters.sizes)
    targets = np.ascontiguousarray(one_hot(labels, parameters.sizes[2]).T)
    with np.errstate(over="ignore", under="ignore"):
        step.forward(arrays, X)
        loss, accuracy = step.loss(targets), step.accuracy(labels)
        step.backward(arrays, X, targets, gradients, l1, l2)
        return loss, accuracy, Gradients(*gradients, step.input_gradient(arrays))


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


def assert_equal_passes(parameters, X, labels, activation, l1=0.0, l2=0.0, step=None):
    loss, accuracy, gradients = fast(parameters, X, labels, activation, l1, l2, step)
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
    step = TrainingStep(2, (1, 1, 2), "identity")
    arrays = tuple(getattr(parameters, name) for name in PARAMETER_NAMES)
    with np.errstate(all="raise", under="ignore"):
        step.forward(arrays, X)
        # One row is right for nothing, the other wrong by the whole distance of 2 |logit|.
        assert step.loss(np.eye(2)) == pytest.approx(abs(logit), rel=1e-15)


def test_of_equal_logits_the_first_is_the_predicted_one():
    parameters = Parameters(np.zeros((2, 3)), np.zeros(3), np.zeros((3, 4)), [0, 1, 1, 0])
    step = TrainingStep(4, parameters.sizes, "tanh")
    step.forward(tuple(getattr(parameters, name) for name in PARAMETER_NAMES), np.ones((4, 2)))
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
    step = TrainingStep(6, (2, 3, 4), activation)
    parameters, X, labels = example(6, 2, 3, 4, seed=4)
    first = fast(parameters, X, labels, activation, 0.1, 0.2, step)
    fast(*example(6, 2, 3, 4, scale=1e3, seed=5), activation, 0.0, 0.0, step)
    again = fast(parameters, X, labels, activation, 0.1, 0.2, step)
    assert again[:2] == first[:2]
    for name, gradient in vars(first[2]).items():
        assert (getattr(again[2], name) == gradient).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_rows_of_any_memory_layout_give_the_same(activation):
    parameters, X, labels = example(6, 2, 3, 4)
    expected = fast(parameters, X, labels, activation)[2].to_vector()
    wide = np.zeros((6, 5))
    wide[:, 1::3] = X
    for layout in (np.asfortranarray(X), wide[:, 1::3]):
        computed = fast(parameters, layout, labels, activation)[2].to_vector()
        np.testing.assert_allclose(computed, expected, rtol=0, atol=1e-14)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_neither_the_parameters_nor_the_data_are_written_to(activation):
    parameters, X, labels = example(6, 2, 3, 4)
    for array in (*vars(parameters).values(), X, labels):
        array.setflags(write=False)
    fast(parameters, X, labels, activation, 0.1, 0.2)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_pass_allocates_no_array_for_the_hidden_layer(activation):
    n, Dx, H, Dy = 2000, 2, 64, 3
    parameters, X, labels = example(n, Dx, H, Dy)
    arrays = tuple(getattr(parameters, name) for name in PARAMETER_NAMES)
    gradients = parameter_views(np.zeros(parameters.to_vector().size), Dx, H, Dy)
    targets = np.ascontiguousarray(one_hot(labels, Dy).T)
    step = TrainingStep(n, (Dx, H, Dy), activation)

    def passes():
        step.forward(arrays, X)
        step.loss(targets)
        step.accuracy(labels)  # argmax turns the logits over: one copy of (Dy, N)
        step.backward(arrays, X, targets, gradients, 0.1, 0.2)

    passes()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(20):
            passes()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - before < UFUNC_BUFFER + 8 * n * Dy  # bytes; the hidden layer would be 1,024,000
    assert after - before < 4_000
