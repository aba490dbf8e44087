"""Cross-entropy and its gradient, against 50-digit arithmetic, SciPy, scikit-learn and by hand."""

import re
import warnings

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import special
from sklearn.metrics import log_loss

from metl_core.losses import (
    class_indices,
    cross_entropy,
    cross_entropy_gradient,
    one_hot,
    penalty,
    penalty_gradient,
    target_rows,
)

FLOATS = [np.float16, np.float32, np.float64]
REDUCTIONS = ["mean", "sum", "none"]
INF, NAN = np.inf, np.nan

stable = settings(max_examples=40, deadline=None, derandomize=True)

mp = mpmath.mp.clone()
mp.dps = 50


def example(seed, n=7, k=4, scale=3.0):
    """Logits (n, k), labels (n,) and soft labels (n, k) that no reduction or axis can mistake."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(0, scale, (n, k))
    return logits, generator.integers(0, k, n), generator.dirichlet(np.ones(k), n)


def complex_step(f, x, h=1e-30):
    """∂f/∂x of a scalar function, one element at a time, good to the last few bits."""
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[index] += 1j * h
        gradient[index] = f(moved).imag / h
    return gradient


# One-hot -------------------------------------------------------------------------------


def test_one_hot_puts_a_single_1_at_each_label():
    assert one_hot([2, 0, 2], 3).tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 1]]
    assert one_hot([2, 0], 3).dtype == np.float64


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int64, np.uint64])
def test_one_hot_takes_integers_of_any_width(dtype):
    assert one_hot(np.array([1, 0], dtype), 2).tolist() == [[0, 1], [1, 0]]


def test_one_hot_of_no_labels_has_no_rows():
    assert one_hot([], 3).shape == (0, 3)


@given(hnp.arrays(np.int64, st.integers(0, 20), elements=st.integers(0, 6)))
@stable
def test_one_hot_is_undone_by_argmax(labels):
    rows = one_hot(labels, 7)
    assert rows.sum() == len(labels)
    assert (rows.argmax(axis=1) == labels).all()


@pytest.mark.parametrize(
    ("n_classes", "error"),
    [(0, ValueError), (-1, ValueError), (3.0, TypeError), (True, TypeError), ("3", TypeError)],
)
def test_one_hot_needs_a_number_of_classes(n_classes, error):
    with pytest.raises(error, match=r"^n_classes must be an integer ≥ 1, got "):
        one_hot([0], n_classes)


# Cross-entropy: values -----------------------------------------------------------------


def test_cross_entropy_of_hand_worked_examples():
    assert cross_entropy([[0, 0]], [0]) == pytest.approx(np.log(2), rel=1e-15)
    assert cross_entropy(np.log([[1, 2, 5]]), [2]) == pytest.approx(np.log(8 / 5), rel=1e-15)
    logits, labels = np.log([[1, 3], [4, 1]]), [1, 1]  # -log 3/4, -log 1/5
    assert cross_entropy(logits, labels, "none") == pytest.approx(np.log([4 / 3, 5]), rel=1e-14)
    assert cross_entropy(logits, labels, "sum") == pytest.approx(np.log(20 / 3), rel=1e-14)
    assert cross_entropy(logits, labels) == pytest.approx(np.log(20 / 3) / 2, rel=1e-14)
    soft = [[0.25, 0.75], [0.5, 0.5]]
    expected = [np.log(4) - 0.75 * np.log(3), np.log(5) - 0.5 * np.log(4)]
    assert cross_entropy(logits, soft, "none") == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("scale", [1e-3, 1, 30, 300])
def test_cross_entropy_is_that_of_50_digit_arithmetic(scale):
    logits, labels, soft = example(0, scale=scale)
    log_p = []
    for row in logits:
        shifted = [mp.mpf(float(z)) - mp.mpf(float(row.max())) for z in row]
        rest = mp.fsum(mp.exp(z) for z in shifted if z != 0)  # 1 + rest may take 100s of digits
        log_p.append([z - mp.log1p(rest) for z in shifted])
    hard = [float(-row[label]) for row, label in zip(log_p, labels, strict=True)]
    mixed = [
        float(-mp.fsum(mp.mpf(float(y)) * value for y, value in zip(targets, row, strict=True)))
        for targets, row in zip(soft, log_p, strict=True)
    ]
    # The logits' differences are rounded, half an ulp of up to 1,000; where the label is
    # the surest class, exp makes that a relative error of the loss.
    rtol = 1e-15 * (4 + 3 * scale)
    np.testing.assert_allclose(cross_entropy(logits, labels, "none"), hard, rtol=rtol)
    np.testing.assert_allclose(cross_entropy(logits, soft, "none"), mixed, rtol=rtol)
    np.testing.assert_allclose(cross_entropy(logits, labels, "sum"), sum(hard), rtol=rtol)
    np.testing.assert_allclose(cross_entropy(logits, soft), sum(mixed) / 7, rtol=rtol)


def test_cross_entropy_is_that_of_scipy_and_of_scikit_learn():
    logits, labels, soft = example(1)
    log_p = special.log_softmax(logits, axis=1)
    np.testing.assert_allclose(cross_entropy(logits, labels), -log_p[range(7), labels].mean())
    np.testing.assert_allclose(cross_entropy(logits, soft), -(soft * log_p).sum(axis=1).mean())
    theirs = log_loss(labels, special.softmax(logits, axis=1), labels=range(4))
    np.testing.assert_allclose(cross_entropy(logits, labels), theirs, rtol=1e-13)


def test_one_hot_rows_mean_the_same_as_their_labels():
    logits, labels, _ = example(2)
    rows = one_hot(labels, 4)
    for reduction in REDUCTIONS:
        for same in (rows, rows.astype(int), rows.astype(bool), rows.tolist(), np.float32(rows)):
            np.testing.assert_array_equal(
                cross_entropy(logits, same, reduction), cross_entropy(logits, labels, reduction)
            )
            np.testing.assert_array_equal(
                cross_entropy_gradient(logits, same, reduction),
                cross_entropy_gradient(logits, labels, reduction),
            )


def test_cross_entropy_is_computed_from_the_logits():
    # log(softmax) is -inf here, and 0 where the loss is e^-100.
    assert cross_entropy([[0, 2000]], [0]) == 2000
    assert cross_entropy([[1e300, -1e300]], [1]) == 2e300
    assert cross_entropy([[0, -100]], [0]) == pytest.approx(np.exp(-100.0), rel=1e-14, abs=0)


@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_a_constant_shift_of_a_row_changes_nothing(reduction):
    logits, labels, _ = example(3)
    logits = np.round(8 * logits) / 8  # so that the shift is exact
    for function in (cross_entropy, cross_entropy_gradient):
        np.testing.assert_array_equal(
            function(logits + 2.0**40, labels, reduction), function(logits, labels, reduction)
        )


def test_a_masked_class_of_label_0_costs_nothing():
    with_mask = [[1.0, -INF, 2.0], [0.0, -INF, -1.0]]
    without = [[1.0, 2.0], [0.0, -1.0]]
    for reduction in REDUCTIONS:
        np.testing.assert_array_equal(
            cross_entropy(with_mask, [2, 0], reduction), cross_entropy(without, [1, 0], reduction)
        )
    soft = [[0.25, 0, 0.75], [0.5, 0, 0.5]]
    expected = cross_entropy(without, [[0.25, 0.75], [0.5, 0.5]])
    assert cross_entropy(with_mask, soft) == pytest.approx(expected, rel=1e-15)
    assert (cross_entropy_gradient(with_mask, [2, 0])[:, 1] == 0).all()


def test_a_label_on_a_masked_class_costs_infinity():
    assert cross_entropy([[1.0, -INF, 2.0]], [1]) == INF
    assert cross_entropy([[1.0, -INF], [0.0, 0.0]], [1, 0], "none")[0] == INF


def test_a_nan_among_the_logits_is_not_hidden():
    assert cross_entropy([[0, NAN], [0, 0]], [0, 1], "none").tolist() == pytest.approx(
        [NAN, np.log(2)], nan_ok=True
    )
    assert np.isnan(cross_entropy([[0, NAN]], [0]))


@pytest.mark.parametrize("dtype", FLOATS)
def test_the_reduced_loss_is_a_plain_float_and_a_rows_loss_has_the_logits_dtype(dtype):
    logits, labels, soft = example(4)
    for y in (labels, soft):
        assert type(cross_entropy(logits.astype(dtype), y)) is float
        assert type(cross_entropy(logits.astype(dtype), y, "sum")) is float
        losses = cross_entropy(logits.astype(dtype), y, "none")
        assert losses.shape == (7,)
        assert losses.dtype == dtype
        exact = cross_entropy(logits.astype(dtype).astype(np.float64), y, "none")
        np.testing.assert_allclose(losses, exact, rtol=8 * np.finfo(dtype).eps)


def test_one_row_and_one_class_are_enough():
    assert cross_entropy([[5.0]], [0]) == 0
    assert cross_entropy_gradient([[5.0]], [0]).tolist() == [[0]]


@pytest.mark.parametrize("dtype", FLOATS)
def test_many_rows_of_the_largest_losses_have_a_finite_mean(dtype):
    # Their sum is no number of the dtype, their mean is.
    largest = np.finfo(dtype).max
    logits = np.array([[0, -largest]] * 4)
    assert cross_entropy(logits, [1, 1, 1, 1]) == float(largest)


def test_the_sum_of_the_largest_float32_losses_is_finite_too():
    logits = np.array([[0, -3e38]] * 4, np.float32)  # the answer is a float of Python: 64 bits
    assert cross_entropy(logits, [1, 1, 1, 1], "sum") == pytest.approx(1.2e39, rel=1e-6)


# The gradient --------------------------------------------------------------------------


def test_the_gradient_of_a_hand_worked_example():
    logits = np.log([[1.0, 3.0], [4.0, 1.0]])
    expected = np.array([[0.25, -0.25], [0.8, -0.8]])
    for reduction, factor in (("mean", 0.5), ("sum", 1), ("none", 1)):
        computed = cross_entropy_gradient(logits, [1, 1], reduction)
        np.testing.assert_allclose(computed, factor * expected, rtol=1e-14)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("soft", [False, True])
def test_the_gradient_is_the_complex_step_of_the_loss(reduction, soft):
    for seed in range(5):
        logits, labels, probabilities = example(seed)
        y = probabilities if soft else labels
        expected = complex_step(lambda z, y=y: cross_entropy(z, y, reduction), logits)
        computed = cross_entropy_gradient(logits, y, reduction)
        np.testing.assert_allclose(computed, expected, rtol=1e-13, atol=1e-15)


def test_the_gradient_of_none_is_of_each_rows_own_loss():
    logits, labels, _ = example(6)
    computed = cross_entropy_gradient(logits, labels, "none")
    for i in range(len(labels)):
        own = complex_step(
            lambda row, i=i: cross_entropy(row[None], labels[i : i + 1], "none")[0], logits[i]
        )
        np.testing.assert_allclose(computed[i], own, rtol=1e-13, atol=1e-15)


def test_labels_that_miss_1_by_their_rounding_still_have_the_gradient_of_their_loss():
    # Three digits of a third: a table of rounded probabilities is accepted as it is.
    logits, labels = np.array([[0.3, -1.0, 2.0]]), [[0.3335, 0.333, 0.333]]
    expected = complex_step(lambda z: cross_entropy(z, labels), logits)
    computed = cross_entropy_gradient(logits, labels)
    np.testing.assert_allclose(computed, expected, rtol=1e-13)
    assert abs(computed.sum()) < 1e-15


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_the_gradient_keeps_the_dtype_and_is_probabilities_minus_one_hot(dtype, reduction):
    logits, labels, _ = example(7)
    computed = cross_entropy_gradient(logits.astype(dtype), labels, reduction)
    assert computed.dtype == dtype
    expected = special.softmax(logits.astype(dtype).astype(float), axis=1) - np.eye(4)[labels]
    expected /= len(labels) if reduction == "mean" else 1
    np.testing.assert_allclose(computed, expected, atol=2 * np.finfo(dtype).eps)


finite_logits = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=5),
    elements=st.floats(allow_nan=False, allow_infinity=False) | st.floats(-30, 30),
)


@given(finite_logits, st.data())
@stable
def test_gradient_rows_sum_to_zero_and_point_away_from_the_label(logits, data):
    n, k = logits.shape
    labels = np.array(data.draw(st.lists(st.integers(0, k - 1), min_size=n, max_size=n)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gradient = cross_entropy_gradient(logits, labels, "sum")
        losses = cross_entropy(logits, labels, "none")
    np.testing.assert_allclose(gradient.sum(axis=1), 0, atol=2e-15)  # five terms of at most 1
    at_label = gradient[np.arange(n), labels]
    assert ((at_label >= -1) & (at_label <= 0)).all()
    assert (np.delete(gradient.ravel(), np.arange(n) * k + labels) >= 0).all()
    assert (losses >= 0).all()
    assert not np.isnan(losses).any()


@given(finite_logits, st.randoms())
@stable
def test_a_permutation_of_classes_and_labels_changes_no_loss(logits, random):
    n, k = logits.shape
    labels = np.arange(n) % k
    order = list(range(k))
    random.shuffle(order)
    moved = np.argsort(order)[labels]
    for function in (cross_entropy, cross_entropy_gradient):
        value = function(logits, labels, "none")
        back = function(logits[:, order], moved, "none")
        value = value[:, order] if value.ndim == 2 else value
        np.testing.assert_allclose(back, value, rtol=1e-14, atol=1e-15)


def test_neither_logits_nor_labels_are_written_to():
    logits, labels, soft = example(8)
    for y in (labels, soft):
        frozen = [array.copy() for array in (logits, y)]
        for array in frozen:
            array.flags.writeable = False
        for function in (cross_entropy, cross_entropy_gradient):
            for reduction in REDUCTIONS:
                np.testing.assert_array_equal(
                    function(*frozen, reduction), function(logits, y, reduction)
                )
        strided = np.asfortranarray(logits)[::-1].copy(order="F")[::-1], y[::-1].copy()[::-1]
        assert cross_entropy(*strided) == pytest.approx(cross_entropy(logits, y), rel=1e-15)


def test_the_mean_over_more_rows_than_float16_can_count():
    n = 70_000  # the largest float16 is 65,504
    gradient = cross_entropy_gradient(np.zeros((n, 2), np.float16), np.zeros(n, int))
    assert gradient.dtype == np.float16
    np.testing.assert_allclose(gradient[0], [-0.5 / n, 0.5 / n], atol=2.0**-25)  # a subnormal


# What it must be, and what it got ------------------------------------------------------

TWO_ROWS = np.zeros((2, 3))

BAD_LABELS = [
    # of the wrong kind
    (None, ValueError),
    ("abc", ValueError),
    (0, ValueError),
    ({0, 1}, ValueError),
    (["a", "b"], TypeError),
    ([None, 0], TypeError),
    (np.array([0, 1], object), TypeError),
    ([0.0, 1.0], TypeError),
    ([NAN, 0], TypeError),
    ([True, False], TypeError),
    ([0j, 1j], TypeError),
    (np.array(["2020", "2021"], "datetime64[Y]"), TypeError),
    # out of range
    ([0, -1], ValueError),
    ([0, 3], ValueError),
    ([2**62, 0], ValueError),
    (np.array([0, 2**64 - 1], np.uint64), ValueError),
    # of the wrong shape
    ([], ValueError),
    ([0], ValueError),
    ([0, 1, 2], ValueError),
    ([[0], [1]], ValueError),
    ([[0, 1]], ValueError),
    ([[0], [1, 2]], ValueError),
    (np.zeros((2, 4)), ValueError),
    (np.zeros((3, 3)), ValueError),
    (np.zeros((2, 3, 1)), ValueError),
    # no probabilities
    ([[1, 0, 0], [0, 0, 0]], ValueError),
    ([[1, 0, 0], [1, 1, 0]], ValueError),
    ([[1, 0, 0], [1.5, -0.5, 0]], ValueError),
    ([[1, 0, 0], [NAN, 1, 0]], ValueError),
    ([[1, 0, 0], [INF, -INF, 1]], ValueError),
    ([[1, 0, 0], [INF, 0, 0]], ValueError),
    ([[1, 0, 0], [1e308, 1e308, 0]], ValueError),
    (np.array([[1, 0, 0], [6e4, 6e4, 0]], np.float16), ValueError),
    ([[1, 0, 0], [1j, 0, 1]], TypeError),
    ([[1, 0, 0], ["a", "b", "c"]], TypeError),
    (np.array([[1, 0, 0], [0, 1, 0]], object), TypeError),
]

BAD_LOGITS = [
    (None, TypeError),
    ("abc", TypeError),
    ([["a", "b"], ["c", "d"]], TypeError),
    (np.zeros((2, 3), object), TypeError),
    (5.0, ValueError),
    ([1.0, 2.0, 3.0], ValueError),
    (np.zeros((2, 3, 1)), ValueError),
    (np.zeros((0, 3)), ValueError),
    (np.zeros((2, 0)), ValueError),
    ([], ValueError),
    ([[1, 2, 3], [1, 2]], ValueError),
]


def assert_teaches(error, argument):
    """The sentence names the argument, what it must be, and what it got."""
    assert re.match(rf"{argument} must .+, got .+", str(error)), str(error)


@pytest.mark.parametrize("function", [cross_entropy, cross_entropy_gradient])
@pytest.mark.parametrize(("labels", "error"), BAD_LABELS, ids=lambda value: str(value)[:40])
def test_bad_labels_are_named(function, labels, error):
    for reduction in REDUCTIONS:
        with pytest.raises(error) as caught:
            function(TWO_ROWS, labels, reduction)
        assert_teaches(caught.value, "labels")


@pytest.mark.parametrize("function", [cross_entropy, cross_entropy_gradient])
@pytest.mark.parametrize(("logits", "error"), BAD_LOGITS, ids=lambda value: str(value)[:40])
def test_bad_logits_are_named(function, logits, error):
    with pytest.raises(error) as caught:
        function(logits, [0, 1])
    assert_teaches(caught.value, "logits")


@pytest.mark.parametrize("function", [cross_entropy, cross_entropy_gradient])
@pytest.mark.parametrize(
    ("reduction", "error"),
    [("avg", ValueError), ("Mean", ValueError), ("", ValueError), (None, TypeError)],
)
def test_a_bad_reduction_is_named(function, reduction, error):
    with pytest.raises(error, match=r"^reduction must be one of 'mean', 'sum', 'none', got "):
        function(TWO_ROWS, [0, 1], reduction)


@pytest.mark.parametrize(
    ("labels", "error"),
    [
        (None, TypeError),
        ("ab", TypeError),
        ([0.0, 1.0], TypeError),
        ([True], TypeError),
        ([0j], TypeError),
        ([None], TypeError),
        (np.array([0], object), TypeError),
        (1, ValueError),
        ([[0], [1]], ValueError),
        ([[0], [1, 2]], ValueError),
        ([0, -1], ValueError),
        ([0, 3], ValueError),
    ],
    ids=str,
)
def test_one_hot_names_bad_labels(labels, error):
    with pytest.raises(error) as caught:
        one_hot(labels, 3)
    assert_teaches(caught.value, "labels")


def test_the_first_label_out_of_range_is_pointed_at():
    with pytest.raises(ValueError, match=r"from 0 to 2, got 7 at index 2$"):
        class_indices([0, 2, 7, -1], 3)


def test_the_first_row_that_is_no_distribution_is_pointed_at():
    with pytest.raises(ValueError, match=r"got \[0\.5, 0\.25, 0\.0\] in row 1$"):
        target_rows([[1, 0, 0], [0.5, 0.25, 0], [2, 0, 0]], 3, 3)


@pytest.mark.parametrize("dtype", FLOATS)
def test_probabilities_rounded_to_their_dtype_are_proper_labels(dtype):
    for k in (2, 3, 10, 1000):
        p = special.softmax(np.random.default_rng(k).normal(size=(3, k)), axis=1).astype(dtype)
        assert np.isfinite(cross_entropy(np.zeros((3, k)), p))


# Penalties -----------------------------------------------------------------------------


def test_the_penalty_of_a_hand_worked_example():
    W = np.array([[1.0, -2.0], [0.0, 3.0]])
    assert penalty(W, l1=0.5) == 3.0  # 0.5 · 6
    assert penalty(W, l2=0.5) == 3.5  # 0.25 · 14
    assert penalty(W, l1=0.5, l2=0.5) == 6.5
    assert penalty(W) == 0
    assert penalty_gradient(W, l1=0.5).tolist() == [[0.5, -0.5], [0, 0.5]]
    assert penalty_gradient(W, l2=0.5).tolist() == [[0.5, -1], [0, 1.5]]
    assert penalty_gradient(W, 0.5, 0.5).tolist() == [[1, -1.5], [0, 2]]


def test_the_penalty_gradient_is_the_complex_step_of_the_penalty():
    W = np.random.default_rng(9).normal(size=(3, 4))
    expected = complex_step(lambda w: penalty(w, 0.3, 0.7), W)
    np.testing.assert_allclose(penalty_gradient(W, 0.3, 0.7), expected, rtol=1e-14)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("strength", [0.01, np.float64(0.01), 1])
def test_the_penalty_gradient_keeps_the_weights_dtype(dtype, strength):
    gradient = penalty_gradient(np.ones((2, 2), dtype), l1=strength, l2=strength)
    assert gradient.dtype == dtype  # also where the strength is a float64 of NumPy's own
    assert type(penalty(np.ones((2, 2), dtype), l1=strength, l2=strength)) is float
