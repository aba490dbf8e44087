"""What a shift does to a softmax, against exact fractions, SciPy and the floats themselves."""

from fractions import Fraction

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from metl_core.shift import DTYPES, SAME, shift_softmax, stable_reach, verdicts

EVERY_DTYPE = pytest.mark.parametrize("dtype", DTYPES)


@EVERY_DTYPE
def test_every_step_is_in_the_dtype_asked_for(dtype):
    shift = shift_softmax([1, 2.5, -3], 2, temperature=0.5, dtype=dtype)
    for steps in (shift.before, shift.after):
        arrays = (steps.logits, steps.scaled, steps.exponentials, steps.naive, steps.probabilities)
        assert {array.dtype for array in arrays} == {np.dtype(dtype)}
    assert shift.c.dtype == dtype
    assert shift.limits.dtype == dtype


def test_c_is_rounded_to_the_dtype_before_it_is_added():
    shift = shift_softmax([1, 2], 2049, dtype="float16")  # from 2048 on, float16 has even numbers
    assert shift.c == 2048
    np.testing.assert_array_equal(shift.after.logits, [2048, 2050])


def test_the_probabilities_are_those_of_scipy():
    shift = shift_softmax([0.3, -1.2, 4.5, 2.0], 3.7, temperature=2.0)
    expected = scipy.special.softmax(np.array([0.3, -1.2, 4.5, 2.0]) / 2)
    for p in (
        shift.before.probabilities,
        shift.before.naive,
        shift.after.probabilities,
        shift.after.naive,
    ):
        np.testing.assert_allclose(p, expected, rtol=1e-14)  # float64, a few roundings


def test_the_steps_are_those_of_the_two_formulas():
    after = shift_softmax([1, 2, 3], 4, temperature=2.0).after
    np.testing.assert_array_equal(after.logits, [5, 6, 7])
    np.testing.assert_array_equal(after.scaled, [2.5, 3, 3.5])
    np.testing.assert_allclose(after.exponentials, np.exp([2.5, 3, 3.5]), rtol=1e-15)
    np.testing.assert_allclose(after.total, np.exp([2.5, 3, 3.5]).sum(), rtol=1e-15)
    np.testing.assert_array_equal(after.lowered, [-1, -0.5, 0])
    np.testing.assert_allclose(after.lowered_exponentials, np.exp([-1, -0.5, 0]), rtol=1e-15)


def test_the_logits_are_left_as_they_were():
    logits = np.array([1.0, 2.0, 3.0])
    shift_softmax(logits, 5)
    np.testing.assert_array_equal(logits, [1, 2, 3])


@given(
    st.lists(st.integers(-50, 50), min_size=1, max_size=6),
    st.integers(-(2**40), 2**40),
    st.sampled_from([0.25, 0.5, 1.0, 2.0]),
)
def test_a_shift_that_is_not_rounded_changes_no_bit_of_the_stable_form(logits, c, temperature):
    shift = shift_softmax(logits, c, temperature)  # whole numbers below 2**53: all sums are exact
    assert shift.stable_outcome == "fine"
    assert shift.moved.most_ulps == 0
    assert shift.moved.largest == 0


@pytest.mark.parametrize(
    ("dtype", "c", "outcome"),
    [
        ("float16", 7, "fine"),
        ("float16", 8, "sum overflow"),  # e^9 + e^10 + e^11 = 90029 > 65504
        ("float16", 9, "overflow"),
        ("float16", 1e5, "infinite"),
        ("float16", -14, "digits lost"),
        ("float16", -30, "underflow"),
        ("float32", 85, "fine"),
        ("float32", 86, "overflow"),
        ("float32", -85, "fine"),
        ("float32", -100, "digits lost"),
        ("float32", -110, "underflow"),
        ("float64", 706, "fine"),
        ("float64", 707, "overflow"),
        ("float64", -705, "fine"),
        ("float64", -720, "digits lost"),
        ("float64", -750, "underflow"),
    ],
)
def test_the_textbook_formula_fails_where_its_dtype_ends(dtype, c, outcome):
    shift = shift_softmax([1, 2, 3], c, dtype=dtype)
    assert shift.naive_outcome == outcome
    if outcome in ("overflow", "underflow", "infinite"):
        assert shift.naive_moved.most_ulps is None
        assert np.isnan(shift.naive_moved.largest)
    if outcome == "sum overflow":
        np.testing.assert_array_equal(shift.after.naive, [0, 0, 0])


@pytest.mark.parametrize(
    ("dtype", "c", "outcome", "p"),
    [
        ("float16", 1000, "fine", None),
        ("float16", 1e4, "rounded", 1 / 3),
        ("float16", 1e5, "infinite", np.nan),
        ("float32", 1e7, "fine", None),
        ("float32", 1e8, "rounded", 1 / 3),
        ("float64", 1e15, "fine", None),
        ("float64", 1e17, "rounded", 1 / 3),
    ],
)
def test_the_stable_form_fails_where_the_sum_itself_is_rounded(dtype, c, outcome, p):
    shift = shift_softmax([1, 2, 3], c, dtype=dtype)
    assert shift.stable_outcome == outcome
    expected = shift.before.probabilities if p is None else np.full(3, p, dtype)
    np.testing.assert_array_equal(shift.after.probabilities, expected)


@EVERY_DTYPE
@pytest.mark.parametrize("c", [0.1, -7.3, 123.456, 9999.0])
def test_rounding_is_exactly_what_the_sum_lost(dtype, c):
    shift = shift_softmax([0.1, 0.7, -3.3, 1000.3], c, dtype=dtype)
    for z, total, lost in zip(shift.before.logits, shift.after.logits, shift.rounding, strict=True):
        exact = Fraction(float(z)) + Fraction(float(shift.c))
        assert exact - Fraction(float(total)) == Fraction(float(lost))


@EVERY_DTYPE
def test_ulps_count_the_floats_from_one_probability_to_the_other(dtype):
    shift = shift_softmax([0.1, 0.2, 0.7], 100, dtype=dtype)
    for before, after, ulps in zip(
        shift.before.probabilities, shift.after.probabilities, shift.moved.ulps, strict=True
    ):
        steps = 0
        while before != after:
            before = np.nextafter(before, after)
            steps += 1
        assert ulps == steps
    assert shift.moved.most_ulps == max(shift.moved.ulps) > 0
    assert (
        shift.moved.largest == np.abs(shift.after.probabilities - shift.before.probabilities).max()
    )


def test_a_class_of_nan_has_no_ulps_and_the_others_keep_theirs():
    moved = shift_softmax([1, 2, 3], 86, dtype="float32").naive_moved  # p = 0, 0, nan
    assert moved.ulps[0] > 0
    assert moved.ulps[2] is None
    assert moved.most_ulps is None


def test_the_factor_is_what_every_exponential_grows_by():
    assert shift_softmax([1, 2], 3, temperature=2.0).factor == pytest.approx(np.exp(1.5))
    assert shift_softmax([1, 2], 1e17).factor == np.inf


@EVERY_DTYPE
def test_a_verdict_is_that_of_a_single_shift(dtype):
    shifts = [-1000.0, -100.0, -20.0, 0.0, 5.0, 8.0, 9.0, 86.0, 707.0, 2048.0, 1e5, 1e8, 1e17]
    many = verdicts([1, 2, 3], shifts, dtype=dtype)
    for c, naive, stable in zip(shifts, many.naive, many.stable, strict=True):
        shift = shift_softmax([1, 2, 3], c, dtype=dtype)
        truth = shift.before.probabilities
        for verdict, p in ((naive, shift.after.naive), (stable, shift.after.probabilities)):
            moved = np.abs(p.astype(float) - truth)
            expected = "nan" if np.isnan(moved).any() else "same" if moved.max() < SAME else "wrong"
            assert verdict == expected


def test_the_verdicts_know_all_three_ends():
    many = verdicts([1, 2, 3], [2.0, 8.0, 9.0, 1e4, 1e5], dtype="float16")
    assert many.naive == ("same", "wrong", "nan", "nan", "nan")
    assert many.stable == ("same", "same", "same", "wrong", "nan")


@pytest.mark.parametrize(
    ("logits", "dtype", "lowest", "highest", "breaks_at", "becomes", "gap"),
    [
        ([1, 2, 3], "float64", -1000, 1e15, 1e17, "wrong", 16),
        ([1, 2, 3], "float32", -1000, 1e7, 1e8, "wrong", 8),
        ([1, 2, 3], "float16", -1000, 100, 2048, "wrong", 2),
        ([0.1, 0.2], "float16", 0, 0, 20, "wrong", 2**-6),
        ([-10_000, 10_000], "float16", -1000, 1e4, 1e5, "nan", np.nan),
        ([0, 1000], "float32", -1000, 1e10, 1e15, "wrong", 2**26),
    ],
)
def test_the_reach_of_the_stable_form(logits, dtype, lowest, highest, breaks_at, becomes, gap):
    shifts = [-1000.0, -100.0, -20.0, 0.0, 20.0, 100.0, 2048.0]
    shifts += [1e4, 1e5, 1e7, 1e8, 1e10, 1e15, 1e17]
    reach = stable_reach(verdicts(logits, shifts, dtype=dtype).stable, shifts, dtype)
    assert (reach.lowest, reach.highest, reach.breaks_at) == (lowest, highest, breaks_at)
    assert reach.becomes == becomes
    np.testing.assert_equal(reach.gap, gap)


def test_equal_logits_stay_equal_at_every_shift():
    reach = stable_reach(verdicts([5, 5], [0, 1e17]).stable, [0.0, 1e17])
    assert (reach.lowest, reach.highest, reach.breaks_at) == (0, 1e17, None)


def test_without_a_softmax_at_0_there_is_no_reach():
    assert stable_reach(["nan", "nan"], [0, 1], "float16") is None
    with pytest.raises(ValueError, match="shifts must hold 0"):
        stable_reach(["same"], [1])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"logits": []}, "logits must hold at least one number"),
        ({"logits": [[1, 2]]}, r"logits must have shape \(K,\)"),
        ({"logits": [1, np.nan]}, "logits must be finite"),
        ({"c": np.inf}, "c must be a finite number"),
        ({"temperature": 0}, "temperature must be a finite number > 0"),
        ({"dtype": "float8"}, "dtype must be one of 'float16', 'float32', 'float64', got 'float8'"),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        shift_softmax(**{"logits": [1, 2], "c": 1, **arguments})


def test_bad_shifts_are_named():
    with pytest.raises(ValueError, match=r"shifts must be finite, got nan at index \(1,\)"):
        verdicts([1, 2], [0, np.nan])
