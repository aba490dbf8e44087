"""Numbers on the page."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from metl_ui.digits import exact, formula, tex, with_true_minus


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (22026.4657948, "22026.5"),
        (4.539580773e-05, r"4.53958 \cdot 10^{-5}"),
        (2.5e15, r"2.5 \cdot 10^{15}"),
        (np.float32(0.1), "0.1"),
        (0, "0"),
    ],
)
def test_a_number_in_a_formula_has_six_digits_and_no_e(value, text):
    assert tex(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.float64(3), "3"),
        (np.float64(1e16 + 2), "10000000000000002"),
        (np.float32(0.1), "0.1"),
        (np.float64(0.1) + 0.2, "0.30000000000000004"),
        (np.float64(1e300), "1e+300"),
        (np.float64("inf"), "inf"),
        (np.float64("nan"), "nan"),
    ],
)
def test_an_exact_number_is_as_short_as_it_can_be(value, text):
    assert exact(value) == text


@given(st.floats(allow_nan=False))
def test_an_exact_number_reads_back_as_itself(value):
    assert float(exact(np.float64(value))) == value


def test_a_table_keeps_every_digit():
    def page():
        import numpy as np

        from metl_ui.digits import show_table

        show_table({"i": range(1, 3), "p": np.array([1 / 3, np.nan])}, alt="Two numbers")

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert app.table[0].value.to_dict("list") == {
        "i": ["1", "2"],
        "p": ["0.3333333333333333", "nan"],
    }


def test_the_lines_of_a_formula_stand_under_each_other():
    one, two = formula("a = b"), formula("a &= b", "&= c")
    assert one.count(r"\\") == 0
    assert "a = b" in one
    assert r"a &= b \\[1ex] &= c" in two
    for tex_of in (one, two):
        assert tex_of.count(r"\begin{aligned}") == tex_of.count(r"\end{aligned}") == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-0.5", "−0.5"),
        ("3e-16, -2", "3e−16, −2"),
        ("-inf", "−inf"),
        ("[-1, 2]", "[−1, 2]"),
        ("under 1e-16", "under 1e−16"),
        ("log-sum-exp", "log-sum-exp"),
        ("softmax(x)-1", "softmax(x)-1"),
        ("2026-11-23", "2026-11-23"),
    ],
)
def test_a_number_in_a_table_has_a_true_minus_and_a_word_keeps_its_hyphen(text, shown):
    assert with_true_minus(text) == shown
