"""The lab sheet's sum, taken at its word."""

from math import exp, fsum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metl_core.mixed_index import mixed_index


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=10), st.sampled_from([0.5, 1.0, 2.0]))
def test_the_sum_adds_one_number_n_times(logits, T):
    mixed = mixed_index(logits, T)
    x = [z / T for z in logits]
    for j in range(len(x)):
        below = fsum(exp(x[j]) for _ in range(len(x)))
        assert mixed.sums[j] == pytest.approx(below, rel=1e-14)
        shares = [exp(x_i) / below for x_i in x]
        np.testing.assert_allclose(mixed.shares[j], shares, rtol=1e-13)
        assert mixed.totals[j] == pytest.approx(fsum(shares), rel=1e-13)
    assert mixed.right_sum == pytest.approx(fsum(map(exp, x)), rel=1e-13)


def test_far_out_there_are_infinities_and_no_nan():
    mixed = mixed_index([-10_000, 0, 10_000], 0.25)
    assert mixed.sums[0] == 0
    assert mixed.sums[2] == np.inf
    assert not np.isnan(mixed.shares).any()
    assert not np.isnan(mixed.totals).any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([],), "logits must hold at least one"),
        (([[1]],), r"logits must have shape \(n,\)"),
        (([np.nan],), "logits must be finite"),
        (([1], 0), "temperature must be a finite number > 0"),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        mixed_index(*arguments)
