"""The lines of the proof, against mpmath on paper and against NumPy scalars in each dtype."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metl_core.shift import DTYPES
from metl_core.shift_proof import shift_proof

EVERY_DTYPE = pytest.mark.parametrize("dtype", DTYPES)


def on_paper(logits, i, T):
    with mpmath.workdps(60):
        powers = [mpmath.exp(mpmath.mpf(z) / T) for z in logits]
        return powers[i - 1] / mpmath.fsum(powers)


@given(
    st.lists(st.floats(-20, 20), min_size=2, max_size=10),
    st.floats(-50, 50),
    st.sampled_from([0.5, 1.0, 4.0]),
    st.data(),
)
def test_where_nothing_overflows_every_line_is_the_same_number(logits, c, T, data):
    i = data.draw(st.integers(1, len(logits)))
    proof = shift_proof(logits, c, i, T)
    truth = on_paper(logits, i, T)
    for line in proof.lines:
        assert line.outcome == "fine"
        # float64: exponents up to 140 with an error of half an ulp, 1.4e-14, and sums of ten
        assert abs(line.value / truth - 1) < 1e-12
    assert abs(proof.probability / truth - 1) < 1e-13
    assert proof.probability_outcome == "fine"
    assert proof.log_on_paper == pytest.approx(float(mpmath.log(truth)), rel=1e-12, abs=1e-15)


@EVERY_DTYPE
def test_each_fraction_is_computed_as_it_is_written(dtype):
    z, c, T = np.array([0.5, -1.25, 2.0], dtype), np.array(3, dtype)[()], np.array(2, dtype)[()]
    proof = shift_proof(z, 3, 3, 2.0, dtype)
    e = [np.exp(one / T) for one in z]
    e_c = np.exp(c / T)
    whole = [np.exp((one + c) / T) for one in z]
    expected = (
        (whole[2], whole[0] + whole[1] + whole[2]),
        (e[2] * e_c, e[0] * e_c + e[1] * e_c + e[2] * e_c),
        (e_c * e[2], e_c * (e[0] + e[1] + e[2])),
        (e[2], e[0] + e[1] + e[2]),
    )
    for line, (above, below) in zip(proof.lines, expected, strict=True):
        assert line.above.dtype == line.below.dtype == line.value.dtype == np.dtype(dtype)
        assert line.above == above
        assert line.below == pytest.approx(below, rel=4 * float(np.finfo(dtype).eps))


@pytest.mark.parametrize(
    ("dtype", "c", "outcomes"),
    [
        ("float32", 2, ["fine", "fine", "fine", "fine"]),
        ("float32", 100, ["overflow", "overflow", "overflow", "fine"]),
        ("float64", 100, ["fine", "fine", "fine", "fine"]),
        ("float64", -1000, ["underflow", "underflow", "underflow", "fine"]),
        ("float32", -102, ["rounded", "rounded", "rounded", "fine"]),
        ("float16", 8, ["overflow", "overflow", "overflow", "fine"]),  # the sum passes 65504
        ("float16", 1e5, ["overflow", "overflow", "overflow", "fine"]),  # c itself does
    ],
)
def test_the_lines_without_c_hold_where_those_with_it_break(dtype, c, outcomes):
    proof = shift_proof([1, 2, 3], c, 2, dtype=dtype)
    assert [line.outcome for line in proof.lines] == outcomes
    assert proof.probability_outcome == "fine"


def test_only_the_stable_form_is_left_where_the_logits_are_large():
    proof = shift_proof([1000, 1001], 5, 1)
    assert [line.outcome for line in proof.lines] == ["overflow"] * 4
    assert proof.probability_outcome == "fine"


def test_what_no_float_can_hold_is_known_on_paper_all_the_same():
    proof = shift_proof([-10_000, 0], 0, 1)
    assert proof.probability == 0
    assert proof.probability_outcome == "underflow"
    assert proof.log_on_paper == pytest.approx(-10_000)


def test_a_dtype_with_too_few_digits_for_the_logits_is_seen():
    proof = shift_proof([1000.3, 1000], 0, 1, dtype="float16")  # 1000.5 in float16
    assert proof.probability_outcome == "rounded"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"logits": []}, ValueError),
        ({"logits": [1, np.inf]}, ValueError),
        ({"c": np.nan}, ValueError),
        ({"i": 0}, ValueError),
        ({"i": 3}, ValueError),
        ({"i": 1.0}, TypeError),
        ({"temperature": 0}, ValueError),
        ({"dtype": "float8"}, ValueError),
    ],
)
def test_bad_input_is_named(arguments, error):
    with pytest.raises(error, match=f"{next(iter(arguments))} must"):
        shift_proof(**{"logits": [1, 2], "c": 1, "i": 1, **arguments})
