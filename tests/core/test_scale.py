"""Adding and multiplying, against SciPy."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from metl_core.scale import add_and_multiply, scale_curves

LOGITS = st.lists(st.floats(-50, 50), min_size=1, max_size=10)


@given(LOGITS, st.floats(0, 10))
def test_what_is_added_changes_nothing_and_what_is_multiplied_does(logits, s):
    scaled = add_and_multiply(logits, s)
    z = np.array(logits)
    for p, of in (
        (scaled.probabilities, z),
        (scaled.probabilities_added, z),
        (scaled.probabilities_multiplied, z * s),
    ):
        # float64: exponents up to 500 are off by up to 6e-14, and with them the powers
        np.testing.assert_allclose(p, scipy.special.softmax(of), rtol=2e-13)
    np.testing.assert_array_equal(scaled.added, z + s)
    np.testing.assert_array_equal(scaled.multiplied, z * s)
    assert not np.signbit(scaled.multiplied[scaled.multiplied == 0]).any()


def test_equal_differences_and_not_equal_ratios_give_equal_probabilities():
    scaled = add_and_multiply([1, 2], 10)
    np.testing.assert_array_equal(scaled.added, [11, 12])
    np.testing.assert_array_equal(scaled.multiplied, [10, 20])
    np.testing.assert_array_equal(scaled.probabilities_added, scaled.probabilities)
    np.testing.assert_allclose(scaled.probabilities_multiplied[0], 1 / (1 + np.exp(10)))


@given(LOGITS)
def test_the_curves_begin_evenly_and_hold_the_softmax_of_every_scale(logits):
    curves = scale_curves(logits, 10, 5)
    np.testing.assert_array_equal(curves.s, [0, 2.5, 5, 7.5, 10])
    np.testing.assert_array_equal(curves.probabilities[0], np.full(len(logits), 1 / len(logits)))
    for s, p in zip(curves.s, curves.probabilities, strict=True):
        np.testing.assert_allclose(p, scipy.special.softmax(s * np.array(logits)), rtol=2e-13)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: add_and_multiply([], 1), "logits must hold at least one"),
        (lambda: add_and_multiply([np.inf], 1), "logits must be finite"),
        (lambda: add_and_multiply([[1]], 1), r"logits must have shape \(K,\)"),
        (lambda: add_and_multiply([1], -1), "s must be a finite number ≥ 0"),
        (lambda: scale_curves([1], 0), "largest must be a finite number > 0"),
        (lambda: scale_curves([1], 1, 1), "n must be an integer ≥ 2"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
