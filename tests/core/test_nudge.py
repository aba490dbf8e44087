"""What a nudge does and what the Jacobian predicts, against SciPy and finite differences."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from metl_core.nudge import nudge, nudge_reach

LOGITS = st.lists(st.floats(-8, 8), min_size=2, max_size=10)
TEMPERATURES = st.sampled_from([0.25, 1.0, 4.0])


@given(LOGITS, TEMPERATURES, st.floats(-2, 2), st.data())
def test_the_true_change_is_that_of_scipy(logits, T, size, data):
    j = data.draw(st.integers(1, len(logits)))
    there = nudge(logits, j, size, T)
    before = scipy.special.softmax(np.array(logits) / T)
    moved = np.array(logits)
    moved[j - 1] += size
    np.testing.assert_allclose(there.probabilities, before, rtol=1e-13)
    after = scipy.special.softmax(moved / T)
    np.testing.assert_allclose(there.change, after - before, atol=1e-15)  # of numbers up to 1


@given(LOGITS, TEMPERATURES)
def test_the_jacobian_is_that_of_finite_differences_and_its_rows_add_up_to_nothing(logits, T):
    there = nudge(logits, 1, 0.5, T)
    z, h = np.array(logits), 1e-5
    for j, step in enumerate(np.eye(len(z)) * h):
        ends = (scipy.special.softmax((z + sign * step) / T) for sign in (1, -1))
        slope = np.subtract(*ends) / (2 * h)
        np.testing.assert_allclose(there.jacobian[:, j], slope, atol=2e-8)  # h², times 1 / T³
    alike = there.jacobian @ np.ones(len(z))  # all logits grow at the same rate
    np.testing.assert_allclose([there.row_sums, alike], 0, atol=4e-15)  # ten terms up to 1


@given(LOGITS, TEMPERATURES, st.data())
def test_a_small_change_is_what_the_whole_jacobian_says_and_not_the_diagonal(logits, T, data):
    j = data.draw(st.integers(1, len(logits)))
    size = 1e-4
    there = nudge(logits, j, size, T)
    np.testing.assert_allclose(there.change, there.by_jacobian, atol=size**2 / T**2)
    np.testing.assert_allclose(there.by_jacobian.sum(), 0, atol=1e-18)
    p_j = there.probabilities[j - 1]
    expected = np.zeros(len(logits))
    expected[j - 1] = p_j * (1 - p_j) / T * size
    np.testing.assert_allclose(there.by_diagonal, expected, rtol=1e-9, atol=1e-20)


@pytest.mark.parametrize("logits", [[0, 2], [2, 0], [0, 0, 0], [5, -5, 1, 1]])
@pytest.mark.parametrize("T", [0.25, 1.0, 4.0])
def test_no_change_leaves_the_reach_and_one_fills_it(logits, T):
    reach = nudge_reach(logits, 1, 2, T)
    there = [nudge(logits, 1, size, T) for size in np.linspace(-2, 2, 21)]
    changes = [(one.change, one.by_jacobian, one.by_diagonal) for one in there]
    assert np.abs(changes).max() == pytest.approx(reach)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"logits": [1, np.nan]}, "logits must be finite"),
        ({"j": 0}, "j must be an integer from 1 to 2"),
        ({"j": 3}, "j must be an integer from 1 to 2"),
        ({"size": np.inf}, "size must be a finite number"),
        ({"temperature": -1}, "temperature must be a finite number > 0"),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        nudge(**{"logits": [1, 2], "j": 1, "size": 1, **arguments})
