"""Forward and backward, by hand, by complex steps of a loss written anew, and by scikit-learn."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import special
from sklearn.neural_network import MLPClassifier

from metl_core.losses import one_hot
from metl_core.network import accuracy, backward, forward, loss
from metl_core.parameters import PARAMETER_NAMES, Parameters

FLOATS = [np.float16, np.float32, np.float64]
ACTIVATIONS = ["sigmoid", "tanh", "relu", "identity"]
PENALTIES = [(0.0, 0.0), (0.1, 0.0), (0.0, 0.2), (0.1, 0.2)]
GRADIENT_NAMES = (*PARAMETER_NAMES, "X")


def network(seed=0, n=5, n_inputs=2, n_hidden=3, n_outputs=4, dtype=np.float64):
    """Parameters, X and labels. All sizes differ, so that no wrong axis or transpose fits."""
    generator = np.random.default_rng(seed)
    shapes = [(n_inputs, n_hidden), (n_hidden,), (n_hidden, n_outputs), (n_outputs,)]
    parameters = Parameters(*(generator.normal(size=shape).astype(dtype) for shape in shapes))
    X = generator.normal(size=(n, n_inputs)).astype(dtype)
    return parameters, X, generator.integers(0, n_outputs, n)


# The oracle: the loss once more, in other words, for complex numbers -------------------

PLAIN = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": lambda z: (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1),
    "relu": lambda z: z * (z.real > 0),
    "identity": lambda z: z,
}


def plain_loss(arrays, targets, activation, reduction, l1=0.0, l2=0.0):
    hidden = PLAIN[activation](np.einsum("ni,ih->nh", arrays["X"], arrays["W1"]) + arrays["b1"])
    logits = np.einsum("nh,hk->nk", hidden, arrays["W2"]) + arrays["b2"]
    log_sums = np.log(np.exp(logits).sum(axis=1))
    total = (targets.sum(axis=1) * log_sums - (targets * logits).sum(axis=1)).sum()
    weights = np.concatenate([arrays["W1"].ravel(), arrays["W2"].ravel()])
    magnitudes = weights * np.sign(weights.real)
    data_loss = total / len(targets) if reduction == "mean" else total
    return data_loss + l1 * magnitudes.sum() + 0.5 * l2 * (weights**2).sum()


def plain_gradients(arrays, *rest, h=1e-30):
    """Complex steps: Im f(x + ih) / h, with no subtraction, so good to the last few bits."""
    gradients = {}
    for name, array in arrays.items():
        gradients[name] = np.zeros(array.shape)
        for index in np.ndindex(array.shape):
            moved = array.astype(complex)
            moved[index] += 1j * h
            gradients[name][index] = plain_loss({**arrays, name: moved}, *rest).imag / h
    return gradients


def arrays_of(parameters, X):
    return {name: getattr(parameters, name) for name in PARAMETER_NAMES} | {"X": X}


# Forward -------------------------------------------------------------------------------


def hand_worked():
    W2 = [[np.log(2), 0], [5, 7]]
    return Parameters([[1, -1], [0, 1]], [0, -2], W2, [0, np.log(3)]), [[1, 2]]


def test_the_forward_pass_of_a_hand_worked_example():
    f = forward(*hand_worked(), "relu")
    assert f.X.tolist() == [[1, 2]]
    assert f.z1.tolist() == [[1, -1]]
    assert f.a1.tolist() == [[1, 0]]
    np.testing.assert_allclose(f.logits, np.log([[2, 3]]), rtol=1e-15)
    np.testing.assert_allclose(f.probabilities, [[0.4, 0.6]], rtol=1e-15)
    assert f.activation == "relu"


def test_the_hidden_activation_is_the_sigmoid_unless_named():
    parameters, X, _ = network()
    f = forward(parameters, X)
    assert f.activation == "sigmoid"
    np.testing.assert_allclose(f.a1, special.expit(f.z1), rtol=1e-15)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_each_activation_is_applied_to_the_hidden_layer_alone(activation):
    parameters, X, _ = network(1)
    f = forward(parameters, X, activation)
    np.testing.assert_allclose(f.z1, X @ parameters.W1 + parameters.b1, rtol=1e-15)
    np.testing.assert_allclose(f.a1, PLAIN[activation](f.z1), rtol=1e-14)
    np.testing.assert_allclose(f.logits, f.a1 @ parameters.W2 + parameters.b2, rtol=1e-15)
    np.testing.assert_allclose(f.probabilities, special.softmax(f.logits, axis=1), rtol=1e-14)


def test_each_row_goes_through_by_itself():
    parameters, X, _ = network(2)
    together = forward(parameters, X).probabilities
    for row, alone in zip(together, X, strict=True):
        np.testing.assert_allclose(forward(parameters, alone[None]).probabilities[0], row)


def test_a_forward_pass_of_no_rows_has_no_rows():
    parameters, X, _ = network()
    f = forward(parameters, X[:0])
    assert f.z1.shape == (0, 3)
    assert f.probabilities.shape == (0, 4)


def test_weights_a_thousand_times_too_large_saturate_without_a_warning():
    parameters, X, labels = network(3)
    steep = Parameters.from_vector(1e4 * parameters.to_vector(), *parameters.sizes)
    for activation in ACTIVATIONS:
        f = forward(steep, X, activation)
        assert np.isfinite(f.probabilities).all()
        assert np.isfinite(loss(steep, X, labels, activation))
        assert np.isfinite(backward(steep, f, labels).to_vector()).all()


# Loss ----------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize(("l1", "l2"), PENALTIES)
def test_the_loss_is_cross_entropy_plus_penalties_on_the_weights(activation, reduction, l1, l2):
    parameters, X, labels = network(4)
    computed = loss(parameters, X, labels, activation, reduction, l1=l1, l2=l2)
    targets = np.eye(4)[labels]
    expected = plain_loss(arrays_of(parameters, X), targets, activation, reduction, l1, l2)
    assert type(computed) is float
    assert computed == pytest.approx(expected, rel=1e-13)


def test_the_penalty_is_not_divided_by_the_number_of_rows_and_spares_the_biases():
    parameters, X, labels = network(5)
    weights = np.concatenate([parameters.W1.ravel(), parameters.W2.ravel()])
    for reduction in ("mean", "sum"):
        bare = loss(parameters, X, labels, "tanh", reduction)
        l1 = loss(parameters, X, labels, "tanh", reduction, l1=1.0) - bare
        l2 = loss(parameters, X, labels, "tanh", reduction, l2=1.0) - bare
        assert l1 == pytest.approx(np.abs(weights).sum(), rel=1e-13)
        assert l2 == pytest.approx((weights**2).sum() / 2, rel=1e-13)


# Backward ------------------------------------------------------------------------------


def test_the_gradients_of_a_hand_worked_example():
    parameters, X = hand_worked()
    f = forward(parameters, X, "relu")
    gradients = backward(parameters, f, [0])
    d = -0.6 * np.log(2)  # δ3 of the one hidden unit that is on
    expected = {
        "W1": [[d, 0], [2 * d, 0]],
        "b1": [d, 0],
        "W2": [[-0.6, 0.6], [0, 0]],
        "b2": [-0.6, 0.6],
        "X": [[d, 0]],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(getattr(gradients, name), values, rtol=1e-14)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize(("l1", "l2"), PENALTIES)
def test_every_gradient_is_the_complex_step_of_the_loss(activation, reduction, l1, l2):
    for seed in range(2):
        parameters, X, labels = network(seed)
        f = forward(parameters, X, activation)
        for targets in (labels, np.random.default_rng(seed).dirichlet(np.ones(4), 5)):
            computed = backward(parameters, f, targets, reduction, l1=l1, l2=l2)
            rows = targets if targets.ndim == 2 else np.eye(4)[targets]
            expected = plain_gradients(
                arrays_of(parameters, X), rows, activation, reduction, l1, l2
            )
            for name in GRADIENT_NAMES:
                np.testing.assert_allclose(
                    getattr(computed, name), expected[name], rtol=1e-12, atol=1e-14, err_msg=name
                )


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "identity"])
def test_the_gradients_of_square_layers_are_not_transposed(activation):
    parameters, X, labels = network(6, n=3, n_inputs=3, n_hidden=3, n_outputs=3)
    computed = backward(parameters, forward(parameters, X, activation), labels)
    expected = plain_gradients(arrays_of(parameters, X), np.eye(3)[labels], activation, "mean")
    for name in GRADIENT_NAMES:
        np.testing.assert_allclose(getattr(computed, name), expected[name], rtol=1e-12, atol=1e-14)


def test_the_mean_is_what_is_reduced_unless_named_and_none_is_the_sum():
    parameters, X, labels = network(7)
    f = forward(parameters, X)
    mean, also_mean, total, each = (
        backward(parameters, f, labels, *reduction)
        for reduction in ((), ("mean",), ("sum",), ("none",))
    )
    for name in GRADIENT_NAMES:
        value = getattr(mean, name)
        np.testing.assert_array_equal(value, getattr(also_mean, name))
        np.testing.assert_allclose(getattr(total, name), 5 * value, rtol=1e-13)
        np.testing.assert_array_equal(getattr(each, name), getattr(total, name))


def test_each_gradient_has_the_shape_of_what_it_is_the_gradient_of():
    parameters, X, labels = network(8)
    gradients = backward(parameters, forward(parameters, X), labels)
    for name, array in arrays_of(parameters, X).items():
        assert getattr(gradients, name).shape == array.shape


def test_one_hot_rows_have_the_gradients_of_their_labels():
    parameters, X, labels = network(9)
    f = forward(parameters, X)
    by_label = backward(parameters, f, labels)
    by_row = backward(parameters, f, one_hot(labels, 4))
    for name in GRADIENT_NAMES:
        np.testing.assert_array_equal(getattr(by_row, name), getattr(by_label, name))


def test_labels_that_miss_1_by_their_rounding_still_have_the_gradients_of_their_loss():
    parameters, X, _ = network(9)
    labels = np.tile([0.25, 0.25, 0.25, 0.2505], (5, 1))
    computed = backward(parameters, forward(parameters, X), labels).to_vector()
    vector, h = parameters.to_vector(), 1e-30
    for i, unit in enumerate(np.eye(len(vector))):
        moved = Parameters.from_vector(vector + 1j * h * unit, *parameters.sizes)
        assert computed[i] == pytest.approx(loss(moved, X, labels).imag / h, rel=1e-12, abs=1e-15)


def test_the_gradients_of_a_sum_add_up_over_the_rows():
    parameters, X, labels = network(10)
    whole = backward(parameters, forward(parameters, X, "tanh"), labels, "sum")
    rows = [
        backward(parameters, forward(parameters, X[i : i + 1], "tanh"), labels[i : i + 1], "sum")
        for i in range(5)
    ]
    np.testing.assert_allclose(sum(row.to_vector() for row in rows), whole.to_vector(), rtol=1e-12)
    np.testing.assert_allclose(np.concatenate([row.X for row in rows]), whole.X, rtol=1e-12)


def test_hidden_units_in_another_order_are_the_same_network():
    parameters, X, labels = network(11)
    order = [2, 0, 1]
    moved = Parameters(
        parameters.W1[:, order], parameters.b1[order], parameters.W2[order], parameters.b2
    )
    plain = backward(parameters, forward(parameters, X), labels)
    other = backward(moved, forward(moved, X), labels)
    np.testing.assert_allclose(other.W1, plain.W1[:, order], rtol=1e-13)
    np.testing.assert_allclose(other.b1, plain.b1[order], rtol=1e-13)
    np.testing.assert_allclose(other.W2, plain.W2[order], rtol=1e-13)
    np.testing.assert_allclose(other.X, plain.X, rtol=1e-12)


def test_a_small_step_against_the_gradient_lowers_the_loss():
    for seed, activation in enumerate(ACTIVATIONS):
        parameters, X, labels = network(seed, n=20)
        losses = [loss(parameters, X, labels, activation)]
        for _ in range(20):
            gradients = backward(parameters, forward(parameters, X, activation), labels)
            vector = parameters.to_vector() - 0.01 * gradients.to_vector()
            parameters = Parameters.from_vector(vector, *parameters.sizes)
            losses.append(loss(parameters, X, labels, activation))
        assert all(after < before for before, after in pairwise(losses))


# dtypes, memory ------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_forward_and_backward_keep_the_dtype(dtype, activation, reduction):
    parameters, X, labels = network(12, dtype=dtype)
    f = forward(parameters, X, activation)
    for array in (f.X, f.z1, f.a1, f.logits, f.probabilities):
        assert array.dtype == dtype
    exact = Parameters.from_vector(parameters.to_vector().astype(float), *parameters.sizes)
    soft = np.full((5, 4), 0.25)
    for y in (labels, soft):  # neither integers nor float64 labels widen a float32 network
        for l1, l2 in [(0, 0), (0.1, 0.2)]:
            gradients = backward(parameters, f, y, reduction, l1=l1, l2=l2)
            reference = backward(
                exact, forward(exact, X.astype(float), activation), y, reduction, l1=l1, l2=l2
            )
            for name in GRADIENT_NAMES:
                computed = getattr(gradients, name)
                assert computed.dtype == dtype, name
                # A handful of sums of a handful of products, each of order 1.
                atol = 30 * np.finfo(dtype).eps
                np.testing.assert_allclose(
                    computed, getattr(reference, name), rtol=atol, atol=atol, err_msg=name
                )


@pytest.mark.parametrize("dtype", FLOATS)
def test_a_penalty_that_is_a_float64_of_numpy_does_not_widen_the_gradients(dtype):
    parameters, X, labels = network(12, dtype=dtype)
    l1, l2 = np.linspace(0.1, 0.2, 2)
    gradients = backward(parameters, forward(parameters, X), labels, l1=l1, l2=l2)
    for name in GRADIENT_NAMES:
        assert getattr(gradients, name).dtype == dtype, name


def test_nothing_given_is_written_to():
    parameters, X, labels = network(13)
    before = parameters.to_vector(), X.copy(), labels.copy()
    for array in (*arrays_of(parameters, X).values(), labels):
        array.flags.writeable = False
    for activation in ACTIVATIONS:
        f = forward(parameters, X, activation)
        kept = f.z1.copy(), f.a1.copy(), f.probabilities.copy()
        backward(parameters, f, labels, l1=0.1, l2=0.1)
        loss(parameters, X, labels, activation, l1=0.1, l2=0.1)
        for now, then in zip((f.z1, f.a1, f.probabilities), kept, strict=True):
            np.testing.assert_array_equal(now, then)
    for now, then in zip((parameters.to_vector(), X, labels), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_every_layout_of_x_gives_the_same():
    parameters, X, labels = network(14)
    expected = backward(parameters, forward(parameters, X), labels)
    reversed_rows, spread = X[::-1].copy()[::-1], np.repeat(X, 2, axis=1)[:, ::2]
    for same in (np.asfortranarray(X), reversed_rows, spread, X.tolist()):
        computed = backward(parameters, forward(parameters, same), labels)
        for name in GRADIENT_NAMES:
            np.testing.assert_allclose(
                getattr(computed, name), getattr(expected, name), rtol=1e-13, atol=1e-15
            )


# Scikit-learn --------------------------------------------------------------------------

THEIR_NAME = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu", "identity": "identity"}


def their_network(parameters, X, labels, activation, alpha, learning_rate):
    """An MLPClassifier that has our parameters and is about to make its first plain step."""
    classifier = MLPClassifier(
        hidden_layer_sizes=parameters.b1.shape,
        activation=THEIR_NAME[activation],
        solver="sgd",
        alpha=alpha,
        batch_size=len(X),
        learning_rate_init=learning_rate,
        momentum=0,
        nesterovs_momentum=False,
        shuffle=False,
        random_state=0,
    )
    classifier.partial_fit(X, labels, classes=range(len(parameters.b2)))  # makes the arrays
    for theirs, ours in zip(
        (*classifier.coefs_, *classifier.intercepts_),
        (parameters.W1, parameters.W2, parameters.b1, parameters.b2),
        strict=True,
    ):
        theirs[...] = ours
    return classifier


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("alpha", [0.0, 0.5])
def test_a_gradient_step_is_that_of_scikit_learn(activation, alpha):
    for seed in range(3):
        parameters, X, labels = network(seed, n=8)
        theirs = their_network(parameters, X, labels, activation, alpha, learning_rate=0.1)
        f = forward(parameters, X, activation)
        np.testing.assert_allclose(theirs.predict_proba(X), f.probabilities, rtol=1e-13)

        l2 = alpha / len(X)  # theirs is divided by the number of rows, ours is not
        gradients = backward(parameters, f, labels, l2=l2)
        theirs.partial_fit(X, labels)
        assert theirs.loss_ == pytest.approx(
            loss(parameters, X, labels, activation, l2=l2), rel=1e-13
        )
        stepped = parameters.to_vector() - 0.1 * gradients.to_vector()
        after = Parameters(
            theirs.coefs_[0], theirs.intercepts_[0], theirs.coefs_[1], theirs.intercepts_[1]
        )
        np.testing.assert_allclose(after.to_vector(), stepped, rtol=1e-12, atol=1e-14)


# What it must be, and what it got ------------------------------------------------------


@pytest.mark.parametrize(
    ("X", "error"),
    [
        (None, TypeError),
        ("abc", TypeError),
        ([["a", "b"]], TypeError),
        (np.zeros((1, 2), object), TypeError),
        ([1.0, 2.0], ValueError),
        (3.0, ValueError),
        ([[1.0, 2.0, 3.0]], ValueError),
        (np.zeros((1, 2, 1)), ValueError),
        ([[1.0, 2.0], [3.0]], ValueError),
    ],
    ids=str,
)
def test_bad_inputs_are_named(X, error):
    parameters, _, _ = network()
    with pytest.raises(error, match=r"^X must .+, got "):
        forward(parameters, X)
    with pytest.raises(error, match=r"^X must .+, got "):
        loss(parameters, X, [0])


@pytest.mark.parametrize(
    ("activation", "error"), [("Sigmoid", ValueError), ("softmax", ValueError), (None, TypeError)]
)
def test_an_unknown_activation_is_named(activation, error):
    parameters, X, _ = network()
    with pytest.raises(error, match=r"^activation must be one of 'sigmoid', 'tanh', .+, got "):
        forward(parameters, X, activation)


@pytest.mark.parametrize(
    ("reduction", "error"), [("average", ValueError), ("MEAN", ValueError), (None, TypeError)]
)
def test_an_unknown_reduction_is_named(reduction, error):
    parameters, X, labels = network()
    with pytest.raises(error, match=r"^reduction must be one of 'mean', 'sum'.*, got "):
        backward(parameters, forward(parameters, X), labels, reduction)
    with pytest.raises(error, match=r"^reduction must be one of 'mean', 'sum', got "):
        loss(parameters, X, labels, reduction=reduction)


def test_the_loss_is_one_number_so_it_has_to_be_reduced():
    parameters, X, labels = network()
    with pytest.raises(ValueError, match=r"^reduction must be one of 'mean', 'sum', got 'none'$"):
        loss(parameters, X, labels, reduction="none")


@pytest.mark.parametrize(
    ("labels", "error"),
    [
        ([0, 1, 2, 3], ValueError),
        ([0, 1, 2, 3, 4], ValueError),
        ([0, 1, 2, 3, -1], ValueError),
        ([0.0, 1, 2, 3, 0], TypeError),
        ([True] * 5, TypeError),
        (None, ValueError),
        ([[0], [1], [2], [3], [0]], ValueError),
        (np.ones((5, 4)), ValueError),
        ([[0], [1], [2], [3], [0, 1]], ValueError),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bad_labels_are_named(labels, error):
    parameters, X, _ = network()
    with pytest.raises(error, match=r"^labels must .+, got "):
        backward(parameters, forward(parameters, X), labels)
    with pytest.raises(error, match=r"^labels must .+, got "):
        loss(parameters, X, labels)


@pytest.mark.parametrize("name", ["l1", "l2"])
@pytest.mark.parametrize(
    ("strength", "error"),
    [
        (-0.1, ValueError),
        (np.nan, ValueError),
        (np.inf, ValueError),
        ("0.1", TypeError),
        (None, TypeError),
        (True, TypeError),
    ],
)
def test_a_bad_penalty_is_named_by_the_loss_and_by_its_gradient(name, strength, error):
    parameters, X, labels = network()
    with pytest.raises(error, match=rf"^{name} must be a finite number ≥ 0, got "):
        loss(parameters, X, labels, **{name: strength})
    with pytest.raises(error, match=rf"^{name} must be a finite number ≥ 0, got "):
        backward(parameters, forward(parameters, X), labels, **{name: strength})


def test_no_rows_have_neither_a_loss_nor_gradients():
    parameters, X, _ = network()
    with pytest.raises(ValueError, match=r" must .+, got "):
        loss(parameters, X[:0], [])
    with pytest.raises(ValueError, match=r" must .+, got "):
        backward(parameters, forward(parameters, X[:0]), [])


def test_what_is_no_parameters_is_named():
    parameters, X, labels = network()
    with pytest.raises(TypeError, match=r"^parameters must be .+, got "):
        forward(parameters.to_vector(), X)
    with pytest.raises(TypeError, match=r"^parameters must be .+, got "):
        backward(None, forward(parameters, X), labels)


def test_the_forward_pass_of_another_network_is_refused():
    parameters, X, labels = network()
    wider, _, _ = network(n_hidden=6)
    with pytest.raises(TypeError, match=r"^forward_pass must be .+, got "):
        backward(parameters, X, labels)
    with pytest.raises(ValueError, match=r"^forward_pass.* must .+, got "):
        backward(parameters, forward(wider, X), labels)


# Accuracy ------------------------------------------------------------------------------


def test_accuracy_is_the_share_of_rows_whose_largest_probability_is_at_the_label():
    probabilities = [[0.7, 0.2, 0.1], [0.2, 0.3, 0.5], [0.1, 0.8, 0.1], [0.4, 0.3, 0.3]]
    assert accuracy(probabilities, [0, 2, 1, 0]) == 1
    assert accuracy(probabilities, [0, 2, 0, 1]) == 0.5
    assert accuracy(probabilities, [1, 0, 0, 2]) == 0
    assert type(accuracy(probabilities, [0, 2, 1, 0])) is float


def test_the_accuracy_of_no_rows_is_nan():
    assert np.isnan(accuracy(np.zeros((0, 3)), []))


@pytest.mark.parametrize(
    "labels",
    [[0], [0, 1, 2], [[0], [1]], ["a", "b"], None, [[0], [1, 2]], [0.5, 1.0], [0, 3]],
    ids=str,
)
def test_the_accuracy_of_bad_labels_is_no_number(labels):
    with pytest.raises((ValueError, TypeError), match=r"^labels must .+, got "):
        accuracy([[0.5, 0.25, 0.25]] * 2, labels)
