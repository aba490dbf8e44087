"""One step on the sum of a batch's losses and one on their mean."""

import numpy as np
import pytest

from metl_core.sum_or_mean import losses_after, sum_and_mean

RNG = np.random.default_rng(7)


def softmax(z):
    return np.exp(z) / np.exp(z).sum()


def by_hand(logits, labels, step):
    """The logits after `step` times the mean's gradient, and the mean loss there."""
    share = np.bincount(labels, minlength=len(logits)) / len(labels)
    after = logits - step * (softmax(logits) - share)
    return after, -(share * np.log(softmax(after))).sum()


@pytest.mark.parametrize("copies", [1, 3, 16])
@pytest.mark.parametrize("rate", [0.01, 0.5])
def test_the_step_of_the_sum_is_n_times_that_of_the_mean(copies, rate):
    for _ in range(10):
        logits, labels = RNG.normal(size=4), RNG.integers(4, size=5)
        both = sum_and_mean(logits, labels, copies, rate)
        assert both.n == 5 * copies
        for found, size in ((both.mean, rate), (both.sum, rate * both.n)):
            after, loss = by_hand(logits, labels, size)
            np.testing.assert_allclose(found.logits, after, rtol=1e-10, atol=1e-12)
            assert found.loss == pytest.approx(loss, rel=1e-10)
        np.testing.assert_allclose(both.sum.gradient, both.n * both.mean.gradient, rtol=1e-12)
        assert both.loss == pytest.approx(by_hand(logits, labels, 0)[1], rel=1e-12)


def test_copies_change_the_sum_and_not_the_mean():
    one, many = (sum_and_mean([-1, 1, 0], [0, 0, 0, 1], copies, 0.5) for copies in (1, 12))
    np.testing.assert_allclose(many.mean.logits, one.mean.logits, rtol=1e-13)
    np.testing.assert_allclose(many.sum.gradient, 12 * one.sum.gradient, rtol=1e-13)


def test_the_curve_goes_through_both_steps():
    both = sum_and_mean([-1, 1, 0], [0, 0, 0, 1], 8, 0.5)
    losses = losses_after([-1, 1, 0], [0, 0, 0, 1], [0, 0.5, 0.5 * 32])
    np.testing.assert_allclose(losses, [both.loss, both.mean.loss, both.sum.loss], rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"logits": [np.nan, 1]}, "logits must be finite"),
        ({"labels": [0, 2]}, "labels must be integers from 0 to 1"),
        ({"copies": 0}, "copies must be an integer ≥ 1"),
        ({"rate": 0.0}, "rate must be a finite number > 0"),
    ],
)
def test_what_cannot_be_used_is_named(change, words):
    good = {"logits": [0.0, 1.0], "labels": [0, 1], "copies": 1, "rate": 0.1}
    with pytest.raises(ValueError, match=words):
        sum_and_mean(**(good | change))
