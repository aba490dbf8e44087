"""The softmax lesson: its numbers, its links, and what a reader may type."""

import numpy as np
import pytest
import scipy.special
from streamlit.testing.v1 import AppTest

from tests.pages.opening import column, open_page, texts


def lesson(**link: object) -> AppTest:
    return open_page("softmax", **link)


@pytest.mark.parametrize(
    ("logits", "c", "T", "dtype"),
    [
        ("1, 2, 3", "2", "1", "float64"),
        ("0.3 -1.5 2.25 7", "-9", "1", "float32"),
        ("5;5;5", "3", "4", "float16"),
        ("[1001, 1002]", "1000", "0.25", "float64"),
    ],
)
def test_the_tables_hold_the_steps_of_both_formulas(logits, c, T, dtype):
    app = lesson(logits=logits, c=c, T=T, dtype=dtype)
    z = np.array(logits.strip("[]").replace(",", " ").replace(";", " ").split(), dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        u = (z + np.array(c, dtype)) / np.array(T, dtype)
        exponentials = np.exp(u)
        naive = exponentials / exponentials.sum()
    textbook, stable = 0, 1
    assert [float(x) for x in column(app, textbook, "u")] == list(u)
    np.testing.assert_array_equal(np.array(column(app, textbook, "p"), dtype), naive)
    lowered = np.array(column(app, stable, "u − m"), float)
    np.testing.assert_allclose(lowered, u.astype(float) - u.max(), rtol=5e-3)  # three digits shown
    truth = scipy.special.softmax(u.astype(float))
    p = np.array(column(app, stable, "p"), dtype)
    np.testing.assert_allclose(p, truth, rtol=4 * np.finfo(dtype).eps)


@pytest.mark.parametrize(
    ("link", "textbook", "stable"),
    [
        ({"c": "5"}, None, "0"),
        ({"c": "100", "dtype": "float32"}, "nan", "0"),
        ({"c": "-1000"}, "nan", "0"),
        ({"c": "8", "dtype": "float16"}, "14,674", "0"),  # p of 0.665 has become 0
        ({"c": "100000", "dtype": "float16"}, "nan", "nan"),
    ],
)
def test_the_change_is_told_down_to_the_last_bit(link, textbook, stable):
    by_textbook, by_stable = lesson(**link).metric
    assert by_stable.value == stable
    assert textbook is None or by_textbook.value == textbook


def test_even_the_stable_form_breaks_once_the_sum_is_rounded():
    app = lesson(c="100000000", dtype="float32")
    assert column(app, 1, "p") == ["0.33333334"] * 3
    assert "rounded before softmax began" in texts(app)


@pytest.mark.parametrize(
    ("preset", "words"),
    [
        ("Shift by 5", "Not one bit of $p$ changed"),
        ("Overflow", "exp(103) is larger than the largest float32, 3.4e+38"),
        ("Overflow in the sum", "their sum is larger than the largest float16, 65504"),
        ("Underflow", "Even exp(-997) is smaller than the smallest float64"),
        ("The stable form breaks too", "On paper $p$ stays as it was. In float32 it does not"),
    ],
)
def test_each_preset_sets_a_state_that_is_worth_a_look(preset, words):
    app = lesson(logits="7, 8", T="4")
    next(button for button in app.button if button.label == preset).click().run()
    assert not app.exception
    assert words in texts(app)
    assert app.text_input[0].value == "1, 2, 3"


def test_a_link_sets_everything():
    app = lesson(logits="1, 2, 4", c="1e+16", T="0.5", dtype="float32")
    assert not app.warning
    assert app.text_input[0].value == "1, 2, 4"
    assert app.session_state["c"] == 1e16
    assert app.session_state["T"] == 0.5
    assert app.button_group[0].value == "float32"


@pytest.mark.parametrize(
    ("key", "junk"),
    [("c", "3.14"), ("c", "nan"), ("T", "0"), ("dtype", "float8"), ("colour", "red")],
)
def test_junk_in_a_link_gets_a_sentence_and_the_lesson_goes_on(key, junk):
    app = lesson(logits="2, 4", **{key: junk})
    assert len(app.warning) == 1
    assert key in app.warning[0].value
    assert app.text_input[0].value == "2, 4"
    assert len(app.table) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1", "must be 2 to 10 numbers"),
        ("", "must be 2 to 10 numbers"),
        ("1, two", "must be numbers from -10000 to 10000; number 2 of 2 is `two`"),
        ("1, 1e5", "number 2 of 2 is `1e5`"),
        ("1, nan", "number 2 of 2 is `nan`"),
        (", ".join(["1"] * 11), "got 11"),
        ("<script>alert(1)</script> 1", "number 1 of 2 is"),
    ],
)
def test_bad_logits_get_a_sentence_and_stay_in_the_box(typed, words):
    app = lesson(logits="4, 6")
    app.text_input[0].set_value(typed).run()
    assert not app.exception
    assert words in app.error[0].value
    assert app.text_input[0].value == typed
    assert column(app, 0, "u") == ["6", "8"]  # the last good ones, with c = 2


def test_bad_logits_in_a_link_get_the_same_sentence():
    app = lesson(logits="1, two")
    assert "number 2 of 2 is `two`" in app.error[0].value
    assert app.text_input[0].value == "1, two"
    assert column(app, 0, "u") == ["3", "4", "5"]  # the default, with c = 2


@pytest.mark.parametrize("logits", ["-10000, 10000", "1,2,3,4,5,6,7,8,9,10"])
def test_no_setting_makes_the_lesson_fall_over(logits):
    app = lesson(logits=logits, T="0.25")
    for dtype in ("float16", "float32", "float64"):
        app.button_group[0].set_value(dtype)
        for c in (-1000.0, -20.0, 0.0, 9.0, 2048.0, 1e5, 1e17):
            app.session_state["c"] = c
            app.run()
            assert not app.exception, (dtype, c)
            assert len(app.metric) == 2


def test_the_code_that_ran_is_on_the_page():
    code = "\n".join(block.value for block in lesson().code)
    assert "def softmax(" in code
    assert "def naive_softmax(" in code


@pytest.mark.parametrize(("spelt", "value"), [("1e8", 1e8), ("5.0", 5.0), ("-1e3", -1000.0)])
def test_a_number_in_a_link_may_be_spelt_in_another_way(spelt, value):
    app = lesson(c=spelt)
    assert not app.warning
    assert app.session_state["c"] == value
