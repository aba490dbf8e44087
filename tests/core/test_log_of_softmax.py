"""log(softmax) and log_softmax of a confident wrong answer, in each dtype."""

import mpmath
import numpy as np
import pytest

from metl_core.log_of_softmax import log_of_softmax, losses_over_gaps
from metl_core.shift import DTYPES

EVERY_DTYPE = pytest.mark.parametrize("dtype", DTYPES)
GAPS = (0, 1, 5, 10, 12, 16, 18, 50, 88, 90, 103, 104, 300, 709, 711, 744, 746, 1000)


def truth(gap):
    """p and the loss to 50 digits."""
    with mpmath.workdps(50):
        p = 1 / (1 + mpmath.exp(gap))
        return p, mpmath.log1p(mpmath.exp(gap))


@EVERY_DTYPE
@pytest.mark.parametrize("gap", GAPS)
def test_the_loss_from_logits_is_right_at_every_gap(gap, dtype):
    here, (_, loss) = log_of_softmax(gap, dtype), truth(gap)
    eps = float(np.finfo(dtype).eps)
    assert float(here.from_logits) == pytest.approx(float(loss), rel=2 * eps)
    assert float(here.gradient) == pytest.approx(float(truth(gap)[0] - 1), rel=4 * eps)


@EVERY_DTYPE
@pytest.mark.parametrize("gap", GAPS)
def test_through_the_probability_it_is_fine_then_infinite_then_nan(gap, dtype):
    here, (p, loss) = log_of_softmax(gap, dtype), truth(gap)
    limits = np.finfo(dtype)
    if 2 * p < float(limits.smallest_subnormal):  # p rounds to 0
        expected = "nan"
        assert (here.probability, here.from_probability) == (0, np.inf)
        assert np.isnan(here.through_probability)
    elif 1 / p > float(limits.max):
        expected = "infinite"
        assert here.through_probability == here.loss_slope == -np.inf
        assert np.isfinite(here.from_probability)
    else:
        expected = "fine"
        # p itself may be one of the coarse numbers below the smallest normal one
        coarse = 4 * float(limits.eps) + float(limits.smallest_subnormal) / float(p)
        assert float(here.probability) == pytest.approx(float(p), rel=coarse)
        assert float(here.from_probability) == pytest.approx(float(loss), abs=2 * coarse, rel=1e-3)
        assert float(here.through_probability) == pytest.approx(float(p) - 1, rel=2 * coarse)
    assert here.outcome == expected


@EVERY_DTYPE
def test_everything_stays_in_its_dtype(dtype):
    for value in vars(log_of_softmax(7, dtype)).values():
        assert value.dtype == dtype
    losses = losses_over_gaps(dtype)
    assert losses.gap.dtype == losses.from_probability.dtype == losses.from_logits.dtype == dtype


@EVERY_DTYPE
def test_the_first_infinite_gaps_are_exact(dtype):
    losses = losses_over_gaps(dtype)
    at, before = losses.infinite_from, np.nextafter(losses.infinite_from, losses.gap.dtype.type(0))
    assert log_of_softmax(float(at), dtype).from_probability == np.inf
    assert log_of_softmax(float(before), dtype).from_probability < np.inf
    at = losses.slope_infinite_from
    before = np.nextafter(at, losses.gap.dtype.type(0))
    assert log_of_softmax(float(at), dtype).loss_slope == -np.inf
    assert log_of_softmax(float(before), dtype).loss_slope > -np.inf


@pytest.mark.parametrize(
    ("dtype", "loss", "slope"),
    [("float16", 17.33, 11.09), ("float32", 103.97, 88.72), ("float64", 745.13, 709.78)],
)
def test_the_gaps_are_where_the_dtype_ends(dtype, loss, slope):
    losses = losses_over_gaps(dtype)
    assert float(losses.infinite_from) == pytest.approx(loss, abs=0.02)
    assert float(losses.slope_infinite_from) == pytest.approx(slope, abs=0.02)


@EVERY_DTYPE
def test_the_curves_part_only_where_one_becomes_infinite(dtype):
    losses = losses_over_gaps(dtype)
    assert np.isfinite(losses.from_logits).all()
    np.testing.assert_array_equal(
        np.isinf(losses.from_probability), losses.gap >= losses.infinite_from
    )
    near = losses.gap < losses.slope_infinite_from / 2
    np.testing.assert_allclose(
        losses.from_probability[near].astype(float),
        losses.from_logits[near].astype(float),
        rtol=2e-3,
    )


@pytest.mark.parametrize("gap", [-1, 1001, np.nan, np.inf])
def test_a_gap_that_is_none_is_named(gap):
    with pytest.raises(ValueError, match="gap must be a finite number from 0 to 1000"):
        log_of_softmax(gap)


def test_a_dtype_that_is_none_is_named():
    for call in (lambda: log_of_softmax(1, "int8"), lambda: losses_over_gaps("int8")):
        with pytest.raises(ValueError, match="dtype must be one of"):
            call()
