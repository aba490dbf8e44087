"""The sigmoid lesson: its numbers and its links."""

import mpmath
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opening import open_page, texts

ROWS = ["σ(x)", "1 − σ(x)", "σ(−x)", "σ(x) (1 − σ(x))", "σ(x) σ(−x)"]


def lesson(**link: object) -> AppTest:
    return open_page("sigmoid", **link)


def rows(app: AppTest, table: int) -> dict[str, str]:
    """Name of the row -> its number, as it is written."""
    names, numbers = app.table[table].value.to_dict("list").values()
    return dict(zip(names, numbers, strict=True))


@pytest.mark.parametrize("x", ["-10", "-3.3", "0", "1", "7.5", "10"])
def test_the_numbers_at_x_are_those_of_mpmath(x):
    shown = rows(lesson(x=x), 0)
    assert list(shown) == ROWS
    with mpmath.workdps(50):
        s = 1 / (1 + mpmath.exp(-mpmath.mpf(float(x))))
        truth = [s, 1 - s, 1 - s, s * (1 - s), s * (1 - s)]
        for (name, number), expected in zip(shown.items(), truth, strict=True):
            assert abs(mpmath.mpf(number) - expected) < 3e-16, name  # of float64 near 1


@pytest.mark.parametrize(
    ("dtype", "far", "by_output", "by_both"),
    [
        ("float64", "36", 2.2e-16, 2.3e-16),
        ("float64", "40", 0, 4.2e-18),
        ("float64", "745", 0, 5e-324),
        ("float64", "746", 0, 0),
        ("float32", "16", 1.2e-07, 1.1e-07),
        ("float32", "17", 0, 4.1e-08),
        ("float32", "104", 0, 0),
        ("float16", "8", 0, 3.4e-04),
        ("float16", "18", 0, 0),
    ],
)
def test_far_out_one_expression_is_zero_long_before_the_other(dtype, far, by_output, by_both):
    shown = rows(lesson(dtype=dtype, far=far), 1)
    assert float(shown[ROWS[3]]) == pytest.approx(by_output, rel=0.1)
    assert float(shown[ROWS[4]]) == pytest.approx(by_both, rel=0.1)
    assert np.dtype(dtype).type(shown[ROWS[4]]) == np.dtype(dtype).type(float(shown[ROWS[4]]))


@pytest.mark.parametrize(
    ("dtype", "first", "second"),
    [("float64", "36.74", "745.1"), ("float32", "16.64", "104"), ("float16", "7.625", "17.34")],
)
def test_the_page_says_where_each_expression_ends(dtype, first, second):
    words = texts(lesson(dtype=dtype))
    assert f"From $x = {first}$ on, {dtype} rounds" in words
    assert f"until ${{x = {second}}}$" in words


def test_the_derivation_has_the_readers_number_in_every_line():
    values = "".join(block.value for block in lesson(x="2").latex)
    e = np.exp(-2)
    s = 1 / (1 + e)
    for number in (e, 1 + e, s, 1 - s, s * (1 - s)):
        assert f"{number:.6g}" in values
    assert r"\sigma'(2)" in values


@pytest.mark.parametrize(("x", "saturated"), [("0", False), ("4", False), ("-7", True)])
def test_the_page_says_where_the_sigmoid_is_saturated(x, saturated):
    assert ("Here the sigmoid is **saturated**" in texts(lesson(x=x))) is saturated


def test_a_link_sets_everything():
    app = lesson(x="-4.5", far="103", dtype="float32")
    assert not app.warning
    assert app.session_state["x"] == -4.5
    assert app.session_state["far"] == 103
    assert "float32" in app.table[1].value.columns


@pytest.mark.parametrize(
    ("key", "junk"), [("x", "11"), ("x", "nan"), ("far", "-1"), ("dtype", "int8"), ("y", "1")]
)
def test_junk_in_a_link_gets_a_sentence_and_the_lesson_goes_on(key, junk):
    app = lesson(**{key: junk})
    assert len(app.warning) == 1
    assert key in app.warning[0].value
    assert len(app.table) == 2


def test_the_code_that_ran_is_on_the_page():
    code = "\n".join(block.value for block in lesson().code)
    assert "def sigmoid(" in code
    assert "def sigmoid_derivative(" in code
