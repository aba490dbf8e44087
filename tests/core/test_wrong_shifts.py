"""Which number may be subtracted: against SciPy, and against the ends of each dtype."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from metl_core.shift import DTYPES
from metl_core.wrong_shifts import BATCHES, RIGHT_SHIFT, WRONG_AND_RIGHT, shift_rows

USUAL = list(BATCHES)[:3]
S, W, N = "same", "wrong", "nan"


@pytest.mark.parametrize(
    ("shift", "m"),
    [
        ("nothing", [0, 0]),
        ("row minimum", [-5, -9]),
        ("row mean", [-1, -6]),
        ("array maximum", [4, 4]),
        ("max(0, row maximum)", [4, 0]),
        ("row maximum", [4, -4]),
    ],
)
def test_each_shift_subtracts_what_it_says(shift, m):
    rows = np.array([[4.0, -5.0, -2.0], [-4.0, -9.0, -5.0]])
    result = shift_rows(rows, shift)
    np.testing.assert_array_equal(result.subtracted, m)
    np.testing.assert_array_equal(result.exponents, rows - np.array(m)[:, np.newaxis])
    np.testing.assert_allclose(result.exponentials, np.exp(result.exponents), rtol=1e-15)
    np.testing.assert_allclose(result.totals, result.exponentials.sum(axis=1), rtol=1e-15)


@given(st.sampled_from(list(WRONG_AND_RIGHT)), arrays(float, (3, 4), elements=st.floats(-100, 100)))
def test_on_moderate_logits_every_shift_gives_the_same(shift, rows):
    p = shift_rows(rows, shift).probabilities
    # float64: exponents up to 200 are off by up to 3e-14, and with them the powers
    np.testing.assert_allclose(p, scipy.special.softmax(rows, axis=1), rtol=2e-13)


@given(st.sampled_from(list(DTYPES)), arrays(float, (2, 3), elements=st.floats(-1e4, 1e4)))
def test_the_row_maximum_breaks_on_nothing(dtype, rows):
    result = shift_rows(rows, RIGHT_SHIFT, dtype)
    assert result.verdict == "same"
    assert {one for one in result.outcomes} == {"fine"}


@pytest.mark.parametrize(
    ("shift", "in_float64"),
    [
        ("nothing", [S, N, N, N, N]),
        ("row minimum", [S, S, S, N, S]),
        ("row mean", [S, S, S, N, S]),
        ("array maximum", [S, N, S, S, W]),
        ("max(0, row maximum)", [S, S, N, S, S]),
        ("row maximum", [S, S, S, S, S]),
    ],
)
def test_every_wrong_shift_is_broken_by_some_input_that_is_offered(shift, in_float64):
    assert [shift_rows(rows, shift).verdict for rows in BATCHES.values()] == in_float64
    for dtype in DTYPES:
        verdicts = {shift_rows(rows, shift, dtype).verdict for rows in BATCHES.values()}
        assert (verdicts == {"same"}) is (shift == RIGHT_SHIFT), dtype


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shift", ["row minimum", "row mean"])
def test_the_usual_tests_do_not_notice_the_minimum_or_the_mean(shift, dtype):
    assert {shift_rows(BATCHES[name], shift, dtype).verdict for name in USUAL} == {"same"}
    assert shift_rows(BATCHES["[1000, 0, 0, 0]"], shift, dtype).outcomes == ("overflow",)


def test_a_row_far_below_the_maximum_of_the_array_underflows():
    result = shift_rows([[1001, 1002], [3, 4]], "array maximum")
    assert result.verdicts == ("same", "nan")
    assert result.outcomes == ("fine", "underflow")
    np.testing.assert_array_equal(result.exponentials[1], [0, 0])


def test_so_close_to_zero_the_result_is_wrong_without_a_warning():
    result = shift_rows([[1001, 1002], [258, 259]], "array maximum")
    np.testing.assert_allclose(result.probabilities[1], [1 / 3, 2 / 3])  # 5e-324 and 1e-323
    assert result.outcomes[1] == "digits lost"
    assert result.verdicts[1] == "wrong"


def test_every_step_is_in_the_dtype_asked_for():
    for dtype in DTYPES:
        result = shift_rows([[1, 2]], "row mean", dtype)
        for steps in (result.rows, result.subtracted, result.exponentials, result.probabilities):
            assert steps.dtype == dtype


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"rows": [1, 2]}, ValueError, r"rows must have shape \(N, K\)"),
        ({"rows": [[]]}, ValueError, "rows must hold at least one number"),
        ({"rows": [[np.nan]]}, ValueError, "rows must be finite"),
        ({"shift": "row median"}, ValueError, "shift must be one of 'nothing', 'row minimum'"),
        ({"dtype": "int"}, ValueError, "dtype must be one of"),
    ],
)
def test_bad_input_is_named(arguments, error, message):
    with pytest.raises(error, match=message):
        shift_rows(**{"rows": [[1, 2]], "shift": "nothing", **arguments})
