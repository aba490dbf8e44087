"""Cross-entropy beside softmax twice, along one logit."""

import mpmath
import numpy as np
import pytest

from metl_core.rival_losses import (
    LOSSES,
    back_through_softmax,
    least_loss_of_softmax_twice,
    loss_along,
)


def softmax(z):
    powers = [mpmath.exp(one) for one in z]
    return [power / sum(powers) for power in powers]


def exact(loss, z, n_classes):
    """The formula of the loss, in mpmath."""
    p = softmax([z] + [mpmath.mpf(0)] * (n_classes - 1))
    if loss == "cross-entropy":
        return -mpmath.log(p[0])
    return -mpmath.log(softmax(p)[0])


@pytest.mark.parametrize("n_classes", [2, 3, 10])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_and_its_slope_are_those_of_the_formula(loss, n_classes):
    z = np.linspace(-10, 10, 9)
    found = loss_along(loss, z, n_classes)
    with mpmath.workdps(40):
        values = [exact(loss, mpmath.mpf(at), n_classes) for at in z]
        slopes = [mpmath.diff(lambda at: exact(loss, at, n_classes), mpmath.mpf(at)) for at in z]
    np.testing.assert_allclose(found.loss, np.array(values, float), rtol=1e-11)
    # p - t of a p near 1 has lost digits: absolute
    np.testing.assert_allclose(found.slope, np.array(slopes, float), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("n_classes", [2, 3, 10])
def test_softmax_twice_never_costs_less_than_its_floor(n_classes):
    floor = least_loss_of_softmax_twice(n_classes)
    assert floor == pytest.approx(float(np.log(1 + (n_classes - 1) / np.e)), rel=1e-14)
    losses = loss_along("softmax twice", np.linspace(-50, 50, 101), n_classes).loss
    assert (losses >= floor - 1e-15).all()
    assert losses[-1] == pytest.approx(floor, rel=1e-12)


def test_only_cross_entropy_pulls_when_wrong_and_sure():
    pulls = {loss: abs(loss_along(loss, [-10.0], 3).slope[0]) for loss in LOSSES}
    assert pulls["cross-entropy"] > 0.999
    assert pulls["softmax twice"] < 1e-4


def test_slopes_go_back_by_the_jacobian():
    rng = np.random.default_rng(0)
    p, slopes = rng.dirichlet(np.ones(4), size=5), rng.normal(size=(5, 4))
    expected = [(np.diag(q) - np.outer(q, q)) @ s for q, s in zip(p, slopes, strict=True)]
    np.testing.assert_allclose(back_through_softmax(p, slopes), expected, rtol=1e-12, atol=1e-16)


def test_what_cannot_be_used_is_named():
    with pytest.raises(ValueError, match="loss must be one of"):
        loss_along("hinge", [0.0], 3)
    with pytest.raises(ValueError, match="z must be finite"):
        loss_along("cross-entropy", [np.inf], 3)
    with pytest.raises(ValueError, match="n_classes must be an integer ≥ 2"):
        loss_along("cross-entropy", [0.0], 1)
    with pytest.raises(ValueError, match="n_classes must be an integer ≥ 2"):
        least_loss_of_softmax_twice(1)
