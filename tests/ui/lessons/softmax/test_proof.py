"""The proof is a formula, and a true one, whatever the reader's numbers."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metl_core.shift import DTYPES
from metl_core.shift_proof import shift_proof
from metl_ui.derivation import Line
from metl_ui.lessons.softmax.proof import on_paper, proof_lines
from metl_ui.lessons.softmax.settings import SHIFTS, TEMPERATURE


def lines(logits, c, i, T=1.0, dtype="float64") -> tuple[Line, ...]:
    return proof_lines(shift_proof(logits, c, i, T, dtype), logits, c, i, T)


def substituted(line: Line) -> str:
    """The first of the formulas with numbers, without the spaces of TeX."""
    return re.sub(r"\\[,;]|\s", "", line.numbers.partition(r"\\[")[0])


@given(
    st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=10),
    st.sampled_from(SHIFTS),
    st.sampled_from(TEMPERATURE.options),
    st.sampled_from(list(DTYPES)),
    st.data(),
)
def test_no_formula_is_broken(logits, c, T, dtype, data):
    i = data.draw(st.integers(1, len(logits)))
    for line in lines(logits, c, i, T, dtype):
        assert line.numbers.count("{") == line.numbers.count("}")
        assert "nan" not in line.numbers
        assert not re.search(r"(?<![a-z\\])inf", line.numbers)
        assert not line.numbers.endswith(("=", r"\approx", r"\to"))
        parted = "part:**" in line.why or "On paper this is" in line.why
        assert (r"\approx" in line.numbers) is not parted


def written(tex: str) -> float:
    """What `tex` in digits.py wrote."""
    return float(re.sub(r" \\cdot 10\^{(.+)}", r"e\1", tex))


def agree(quotient: float, value: float, digits: int) -> bool:
    """Whether they are the same, rounded to so many digits, or to more that are noughts."""
    return any(float(f"{quotient:.{n}g}") == value for n in range(digits, 5))


def test_a_quotient_is_shown_to_the_digits_that_both_sides_share():
    *_, cancelled, _ = lines([1, 2, 3], 2, 1, 0.5, "float16")
    assert cancelled.numbers.endswith(r"\approx \frac{7.39062}{465.5} \approx 0.0159")
    rng, seen = np.random.default_rng(3), 0
    for _ in range(300):
        logits, dtype = rng.normal(0, 3, 3).round(2).tolist(), str(rng.choice(list(DTYPES)))
        for line in lines(logits, int(rng.integers(-5, 6)), 1, 1.0, dtype):
            if sides := re.search(r"approx \\frac{(.+)}{(.+)} \\approx (.+)", line.numbers):
                above, below, value = map(written, sides.groups())
                digits = len(sides[3].partition(" ")[0].replace(".", "").strip("0"))
                assert agree(above / below, value, digits), (line.numbers, dtype)
                seen += 1
    assert seen > 900


def test_the_readers_numbers_are_in_every_line():
    first, split, taken_out, cancelled, last = lines([1, 2.5, -3], 4, 2)
    assert substituted(first) == r"&=\frac{e^{2.5+4}}{e^{1+4}+e^{2.5+4}+e^{-3+4}}"
    assert substituted(split) == r"&=\frac{e^{2.5}e^{4}}{e^{1}e^{4}+e^{2.5}e^{4}+e^{-3}e^{4}}"
    assert substituted(taken_out) == r"&=\frac{e^{4}e^{2.5}}{e^{4}(e^{1}+e^{2.5}+e^{-3})}"
    assert substituted(cancelled) == r"&=\frac{e^{2.5}}{e^{1}+e^{2.5}+e^{-3}}"
    assert last.numbers == r"&\approx 0.8149"


def test_a_temperature_divides_every_exponent():
    first, split, *_, last = lines([1, 2], -4, 1, 2.0)
    assert substituted(first) == r"&=\frac{e^{(1-4)/2}}{e^{(1-4)/2}+e^{(2-4)/2}}"
    assert substituted(split) == r"&=\frac{e^{1/2}e^{-4/2}}{e^{1/2}e^{-4/2}+e^{2/2}e^{-4/2}}"
    assert "z/T" in last.symbols


def test_long_sums_are_shortened():
    ten = [0.5 * k for k in range(10)]
    assert substituted(lines(ten, 1, 3)[3]) == r"&=\frac{e^{1}}{e^{0}+e^{0.5}+\dots+e^{4.5}}"
    long = [-1234.56 - k for k in range(10)]
    assert substituted(lines(long, 1e16, 1)[0]).endswith(
        r"{e^{-1234.56+10^{16}}+\dots+e^{-1243.56+10^{16}}}"
    )
    assert substituted(lines(long, 1000, 1, 0.25)[0]).endswith(r"{e^{(-1234.56+1000)/0.25}+\dots}")


def test_where_paper_and_machine_part_the_line_says_so_and_the_next_may_hold_again():
    first, split, taken_out, cancelled, last = lines([1, 2, 3], 100, 2, dtype="float32")
    assert r"\to \frac{\infty}{\infty}" in first.numbers
    assert "**Here paper and machine part:** what is beyond 3.4e+38 becomes ∞" in first.why
    assert "On paper the line is still $0.2447$" in first.why
    for line in (split, taken_out):
        assert "**Here too they part:**" in line.why
    for line in (cancelled, last):
        assert "part" not in line.why
        assert line.numbers.endswith(r"\approx 0.2447")


@pytest.mark.parametrize(
    ("logits", "c", "i", "dtype", "number", "words"),
    [
        ([1, 2, 3], -1000, 2, "float64", 0, "every power became 0, and 0\u00a0/\u00a00"),
        ([1, 2, 3], 8, 1, "float16", 0, "8104\u00a0/\u00a0∞ is 0"),
        ([-1000, 0], 1000, 1, "float64", 1, "a factor became 0 and the other ∞"),
        ([-200, 0], 1, 1, "float32", 0, "the power above is too small for float32"),
        ([1, 2, 3], -102, 2, "float32", 0, "float32 has too few digits here"),
    ],
)
def test_how_the_machine_differs_in_words(logits, c, i, dtype, number, words):
    assert words in lines(logits, c, i, 1.0, dtype)[number].why


@pytest.mark.parametrize(
    ("logits", "i", "T", "dtype", "words"),
    [
        ([-10_000, 10_000], 1, 1.0, "float64", "$10^{-8686}$, too small for float64"),
        ([1000.3, 1000], 1, 1.0, "float16", "$0.5744$: float16 had to round $z$ first"),
        ([10_000, 0], 2, 0.0625, "float16", "do not fit into float16"),
    ],
)
def test_the_last_line_tells_where_even_the_stable_form_fails(logits, i, T, dtype, words):
    assert words in lines(logits, 0, i, T, dtype)[-1].why


def test_a_probability_on_paper_is_told_however_small():
    assert on_paper(shift_proof([-10_000, 10_000], 0, 1)) == "10^{-8686}"  # 20000 / ln 10
    assert on_paper(shift_proof([0, 100], 0, 1)) == r"3.72 \cdot 10^{-44}"
