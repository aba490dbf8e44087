"""The loss of one example, its gradient by three ways, and soft targets."""

import mpmath
import numpy as np
import pytest
import scipy.special

from metl_core.cross_entropy_steps import (
    loss_point,
    losses_over_first_logit,
    smoothed,
    ways,
)

RNG = np.random.default_rng(4)
LOGITS = [
    *RNG.normal(scale=3, size=(20, 3)),
    *RNG.normal(scale=20, size=(5, 6)),
    np.array([0.0, 0.0, 0.0]),
    np.array([1000.0, 1001.0, 999.0]),
]


def targets_for(logits):
    k = len(logits)
    return [np.eye(k)[RNG.integers(k)], RNG.dirichlet(np.ones(k))]


def exact(logits):
    """p to 60 digits."""
    with mpmath.workdps(60):
        powers = [mpmath.exp(mpmath.mpf(float(z))) for z in logits]
        return [power / sum(powers) for power in powers]


@pytest.mark.parametrize("logits", LOGITS, ids=str)
def test_the_loss_is_minus_the_mean_log_probability_under_the_target(logits):
    p = exact(logits)
    for target in targets_for(logits):
        point = loss_point(logits, target)
        with mpmath.workdps(60):
            terms = [-t * mpmath.log(q) for t, q in zip(map(float, target), p, strict=True)]
            assert point.loss == pytest.approx(float(sum(terms)), rel=1e-13)
        assert point.probabilities == pytest.approx([float(q) for q in p], rel=1e-12)
        assert point.entropy == pytest.approx(
            scipy.special.entr(target).sum(), rel=1e-13, abs=1e-15
        )
        assert point.target_terms.sum() == pytest.approx(point.entropy, rel=1e-15)


@pytest.mark.parametrize("logits", LOGITS, ids=str)
def test_three_ways_to_the_gradient_meet(logits):
    p = np.array([float(q) for q in exact(logits)])
    for target in targets_for(logits):
        found = ways(logits, target)
        truth = p - target
        assert not found.chain_breaks
        for gradient in (found.point.gradient, found.by_log_sum_exp, found.by_chain_rule):
            np.testing.assert_allclose(gradient, truth, atol=1e-13)
        # h² / 6 of the third derivative, and the rounding of a loss of up to 1000 over h
        np.testing.assert_allclose(found.measured, truth, atol=1e-8)
        assert abs(found.by_log_sum_exp.sum()) < 1e-14
        assert abs(found.by_log_sum_exp).max() <= 1


def test_the_parts_of_the_chain_rule_are_those_of_the_page():
    p = np.array([0.2, 0.3, 0.5])
    found = ways(np.log(p), [0.1, 0.9, 0])
    np.testing.assert_allclose(found.loss_slopes, [-0.5, -3, 0], rtol=1e-13)
    np.testing.assert_allclose(found.jacobian, np.diag(p) - p[:, None] * p, rtol=1e-13)
    expected = np.array([[-0.5 * 0.16, 0.5 * 0.06, 0.5 * 0.1], [0.18, -0.63, 0.45], [0, 0, 0]])
    np.testing.assert_allclose(found.products, expected, rtol=1e-12, atol=1e-17)
    np.testing.assert_allclose(found.by_diagonal, [-0.08, -0.63, 0], rtol=1e-12, atol=1e-17)
    assert found.log_sum_exp == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("gap", [710, 744, 746, 2000])
def test_the_chain_rule_breaks_where_one_over_p_ends_and_the_other_ways_do_not(gap):
    found = ways([0, 0, gap], [1, 0, 0])
    assert found.chain_breaks
    assert np.isnan(found.by_chain_rule[0])
    np.testing.assert_allclose(found.by_log_sum_exp, [-1, 0, 1], atol=1e-15)
    np.testing.assert_allclose(found.measured, [-1, 0, 1], atol=1e-8)
    assert found.point.loss == gap


def test_a_class_of_no_probability_that_is_not_in_the_target_harms_nothing():
    found = ways([0, 0, -2000], [0.5, 0.5, 0])
    assert not found.chain_breaks
    np.testing.assert_allclose(found.by_chain_rule, [0, 0, 0], atol=1e-15)


def test_where_p_is_the_target_the_loss_is_the_entropy_and_the_gradient_zero():
    for target in RNG.dirichlet(np.ones(4), size=20):
        point = loss_point(np.log(target) + 3, target)
        assert point.loss == pytest.approx(scipy.special.entr(target).sum(), rel=1e-13)
        np.testing.assert_allclose(point.gradient, 0, atol=1e-15)
        for other in RNG.normal(size=(20, 4)):
            assert loss_point(other, target).loss >= point.entropy


def test_smoothing_spreads_its_share_over_all_classes():
    np.testing.assert_allclose(smoothed(1, 4, 0.2), [0.05, 0.85, 0.05, 0.05], rtol=1e-15)
    np.testing.assert_array_equal(smoothed(2, 3, 0), [0, 0, 1])
    np.testing.assert_allclose(smoothed(0, 3, 1), [1 / 3] * 3, rtol=1e-15)


def test_the_losses_over_the_first_logit_are_those_of_the_points():
    target = smoothed(0, 3, 0.3)
    z = np.linspace(-4, 8, 7)
    single = [loss_point([at, 0, 0], target).loss for at in z]
    np.testing.assert_allclose(losses_over_first_logit(z, target), single, rtol=1e-14)


def test_the_tangent_touches_the_curve_and_lies_below_it():
    target = smoothed(0, 3, 0.3)
    z = np.linspace(-4, 8, 97)
    for at in (-3.0, 0.0, 2.1, 6.0):
        point = loss_point([at, 0, 0], target)
        assert point.tangent(np.array(at)) == pytest.approx(point.loss, rel=1e-15)
        assert (point.tangent(z) <= losses_over_first_logit(z, target) + 1e-14).all()


@pytest.mark.parametrize(("p", "verdict"), [(0.04, "wrong"), (0.5, "unsure"), (0.96, "right")])
def test_an_answer_is_judged_by_the_probability_of_the_right_class(p, verdict):
    assert loss_point(np.log([1 - p, p]), [0, 1]).verdict(1) == verdict


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: loss_point([1, np.inf], [1, 0]), "logits must be finite"),
        (lambda: loss_point([[1, 2]], [1, 0]), "logits must have shape"),
        (lambda: loss_point([1, 2], [1, 0, 0]), "target must have shape"),
        (lambda: loss_point([1, 2], [0.7, 0.7]), "sum to 1"),
        (lambda: ways([1, 2], [np.nan, 1]), "target must be finite"),
        (lambda: smoothed(3, 3, 0), "label must be an integer from 0 to 2"),
        (lambda: smoothed(0, 3, 1.5), "smoothing must be a finite number from 0 to 1"),
        (lambda: losses_over_first_logit([np.nan], [1, 0]), "z must be finite"),
    ],
)
def test_what_cannot_be_used_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
