"""The softmax lesson: its numbers, its links, and what a reader may type."""

import re

import mpmath
import numpy as np
import pytest
import scipy.special
from streamlit.testing.v1 import AppTest

from metl_ui.lessons.softmax.settings import ROWS, SUBTRACT
from tests.pages.opening import column, open_page, texts

INDEX, TEXTBOOK, STABLE, WRONG, EVERY_SHIFT, SCALE = range(6)  # the tables, from the top


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
    assert [float(x) for x in column(app, TEXTBOOK, "u")] == list(u)
    np.testing.assert_array_equal(np.array(column(app, TEXTBOOK, "p"), dtype), naive)
    lowered = np.array(column(app, STABLE, "u − m"), float)
    np.testing.assert_allclose(lowered, u.astype(float) - u.max(), rtol=5e-3)  # three digits shown
    truth = scipy.special.softmax(u.astype(float))
    p = np.array(column(app, STABLE, "p"), dtype)
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
    assert column(app, STABLE, "p") == ["0.33333334"] * 3
    assert "rounded before softmax began" in texts(app)


def test_each_preset_sets_a_state_that_is_worth_a_look():
    app = lesson(logits="7, 8", T="4")
    for preset, words in (
        ("Overflow", "exp(103) is larger than the largest float32, 3.4e+38"),
        ("Underflow", "Even exp(-997) is smaller than the smallest float64"),
        ("Underflow", "computed by the stable form: not one bit of $p$ changed"),
        ("The stable form breaks too", "On paper $p$ stays as it was. In float32 it does not"),
    ):
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
    assert len(app.table) == 6


def test_bad_logits_get_a_sentence_and_stay_in_the_box():
    app = lesson(logits="4, 6")
    for typed, words in (
        ("1", "must be 2 to 10 numbers"),
        ("", "must be 2 to 10 numbers"),
        ("1, two", "must be numbers from -10000 to 10000; number 2 of 2 is `two`"),
        ("1, 1e5", "number 2 of 2 is `1e5`"),
        ("1, nan", "number 2 of 2 is `nan`"),
        (", ".join(["1"] * 11), "got 11"),
        ("<script>alert(1)</script> 1", "number 1 of 2 is"),
    ):
        app.text_input[0].set_value(typed).run()
        assert not app.exception
        assert words in app.error[0].value
        assert app.text_input[0].value == typed
        assert column(app, TEXTBOOK, "u") == ["6", "8"]  # the last good ones, with c = 2


def test_bad_logits_in_a_link_get_the_same_sentence():
    app = lesson(logits="1, two")
    assert "number 2 of 2 is `two`" in app.error[0].value
    assert app.text_input[0].value == "1, two"
    assert column(app, TEXTBOOK, "u") == ["3", "4", "5"]  # the default, with c = 2


def test_no_setting_makes_the_lesson_fall_over():
    app = lesson(logits="-10000, 10000", T="0.25")
    for dtype in ("float16", "float32", "float64"):
        app.button_group[0].set_value(dtype)
        for c in (-1000.0, 9.0, 1e5, 1e17):
            app.session_state["c"] = c
            app.run()
            assert not app.exception, (dtype, c)
            assert len(app.metric) == 2


@pytest.mark.parametrize("key", ["i", "j"])
def test_a_class_that_is_not_there_gets_a_sentence_and_another_is_used(key):
    app = lesson(logits="1, 2, 3, 4", **{key: "9"})
    sentence = f"{key} must be from 1 to 4, as there are 4 logits, got 9; 2 is used instead."
    assert [warning.value for warning in app.warning] == [sentence]
    (group,) = (one for one in app.button_group if one.key == key)
    group.set_value(4).run()
    assert not app.warning
    app.text_input[0].set_value("1, 2").run()
    assert "must be from 1 to 2, as there are 2 logits, got 4" in app.warning[0].value
    assert app.session_state[key] == 2


def test_every_other_number_to_subtract_is_broken_by_an_input_on_offer():
    app = lesson(dtype="float64")
    verdicts = {shift: column(app, EVERY_SHIFT, shift) for shift in SUBTRACT.options}
    assert column(app, EVERY_SHIFT, "input") == list(ROWS.options)
    assert verdicts == {
        "nothing": ["right", "nan", "nan", "nan", "nan"],
        "row minimum": ["right", "right", "right", "nan", "right"],
        "row mean": ["right", "right", "right", "nan", "right"],
        "array maximum": ["right", "nan", "right", "right", "wrong"],
        "max(0, row maximum)": ["right", "right", "nan", "right", "right"],
        "row maximum": ["right"] * 5,
    }


def test_what_broke_and_why():
    app = lesson()
    shift, rows = app.selectbox
    for name, of, words in (
        ("nothing", "[1, 2]", "Without any shift, every row is right here"),
        ("row mean", "[1, 2]", "With the row mean subtracted, every row is right here"),
        ("row maximum", "[1000, 0, 0, 0]", "No input breaks it"),
        ("row minimum", "[1000, 0, 0, 0]", "The largest exponent is 1000, and its power is beyond"),
        ("array maximum", "[1001, 1002], [3, 4]", "Row 2: Even the largest exponent is -998"),
        ("array maximum", "[1001, 1002], [258, 259]", "the result is wrong, and nothing warns"),
        ("max(0, row maximum)", "[-1001, -1002]", "Even the largest exponent is -1001"),
    ):
        shift.set_value(name)
        rows.set_value(of).run()
        assert words in texts(app)


def test_the_sentences_know_the_states_that_say_nothing():
    app = lesson(logits="4, 4")
    for words in (
        "Your logits are so much alike that the slip does not show",
        "All your logits are alike, and so are all probabilities",
        "at every shift of the slider from $-1000$ on",
    ):
        assert words in texts(app)
    app.text_input[0].set_value("0, 5000")
    app.session_state["nudge"] = 0.0
    app.run()
    assert "softmax is **saturated**" in texts(app)
    assert "the largest probability is 1.0000 with and without it" in texts(app)
    app.text_input[0].set_value("0, 1")
    app.session_state["s"] = 0.0
    app.run()
    assert "Nudge one logit: which probabilities move?" in texts(app)
    assert "softmax has nothing to choose by" in texts(app)


def test_the_code_that_ran_is_on_the_page():
    code = "\n".join(block.value for block in lesson().code)
    assert "def softmax(" in code
    assert "def naive_softmax(" in code
    assert "def softmax_jacobian(" in code


@pytest.mark.parametrize(("spelt", "value"), [("1e8", 1e8), ("5.0", 5.0), ("-1e3", -1000.0)])
def test_a_number_in_a_link_may_be_spelt_in_another_way(spelt, value):
    app = lesson(c=spelt)
    assert not app.warning
    assert app.session_state["c"] == value


# Every number, over many states of one page -------------------------------------------------


def set_at_random(app: AppTest, rng: np.random.Generator) -> dict[str, object]:
    """Everything on the page at once; the logits are as short as a reader's."""
    before = len(app.text_input[0].value.split(","))
    K = int(rng.integers(2, 11))
    spread = rng.choice([1, 5, 300])
    state = {
        "logits": ", ".join(f"{z:.3g}" for z in rng.normal(0, spread, K)),
        "dtype": str(rng.choice(["float16", "float32", "float64"])),
        "i": int(rng.integers(1, min(K, before) + 1)),
        "j": int(rng.integers(1, min(K, before) + 1)),
        "subtract": str(rng.choice(list(SUBTRACT.options))),
        "rows": str(rng.choice(list(ROWS.options))),
    }
    widgets = (*app.text_input, *app.button_group, *app.selectbox)
    for key, value in state.items():
        next(one for one in widgets if one.key == key).set_value(value)
    moved = {  # by live sliders
        "c": float(rng.choice([-1000, -20, -3, 0, 2, 9, 86, 500, 1e8])),
        "T": float(rng.choice([0.25, 1, 1, 1, 4])),
        "s": float(rng.integers(0, 101) / 10),
        "nudge": float(rng.integers(-40, 41) * 0.05),
    }
    for key, value in moved.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception, state | moved
    return state | moved


def test_every_number_that_the_lesson_adds_is_recomputed_in_many_states():
    app, rng = lesson(), np.random.default_rng(20)
    fine = parted = 0
    for _ in range(15):
        state = set_at_random(app, rng)
        z = np.array([float(word) for word in state["logits"].split(",")])
        counts = check_proof(app, z, state)
        fine, parted = fine + counts[0], parted + counts[1]
        check_mixed_index(app, z / state["T"], state["i"])
        check_notice(app, z, state)
        check_wrong_shifts(app, state)
        check_scale(app, z, state["s"])
        check_nudge(app, z, state)
        check_reach(app, z, state)
    assert fine > 10
    assert parted > 10


def number(tex: str) -> float:
    """What `tex` in digits.py wrote."""
    return float(tex.replace(r" \cdot 10^{", "e").replace("}", "").replace(r"\infty", "inf"))


def check_proof(app: AppTest, z: np.ndarray, state: dict[str, object]) -> tuple[int, int]:
    """How many of the lines hold, and in how many paper and machine part."""
    dtype, i = np.dtype(state["dtype"]).type, state["i"] - 1
    with np.errstate(all="ignore"):
        T, c = dtype(state["T"]), dtype(state["c"])
        u, shifted = z.astype(dtype) / T, (z.astype(dtype) + c) / T
        plain, factor = np.exp(u), np.exp(c / T)
        fractions = [
            (np.exp(shifted)[i], np.exp(shifted).sum()),
            ((plain * factor)[i], (plain * factor).sum()),
            (factor * plain[i], factor * plain.sum()),
            (plain[i], plain.sum()),
        ]
    with mpmath.workdps(50):
        powers = [mpmath.exp(mpmath.mpf(one) / state["T"]) for one in z]
        truth = powers[i] / mpmath.fsum(powers)
    start = next(k for k, block in enumerate(app.latex) if r"\mathrm{softmax}" in block.value)
    lines = [block.value for block in app.latex[start : start + 10]]
    fine = 0
    evaluated = r"\\(approx|to) \\frac{(.+?)}{(\S+?(?: \\cdot 10\^{.+?})?)}(?: |$)"
    for (above, below), numbers in zip(fractions, lines[1:8:2], strict=True):
        found = re.search(evaluated, numbers.partition(r"\\[")[2])
        value = float(above) / float(below) if below else np.nan
        holds = value > 0 and abs(mpmath.log(value) - mpmath.log(truth)) < 0.01
        if found is None:
            assert np.isnan(above) or np.isnan(below), state
            continue
        assert number(found[2]) == pytest.approx(float(above), rel=1e-5), state
        assert number(found[3]) == pytest.approx(float(below), rel=2e-3), state
        assert (found[1] == "approx") is bool(holds), state
        if holds:
            shown = re.findall(r"\\approx ([-\d.]+(?: \\cdot 10\^{-?\d+})?)", numbers)[-1]
            assert abs(number(shown) / truth - 1) < 0.012, state
            fine += 1
    return fine, 4 - fine


def shown(cell: str) -> float:
    return float(cell.replace("∞", "inf"))


def check_mixed_index(app: AppTest, x: np.ndarray, i: int) -> None:
    n = len(x)
    with np.errstate(all="ignore"):
        below = n * np.exp(x)
        ratios = np.exp(np.subtract.outer(x, x)) / n  # column j, row i
    assert [shown(cell) for cell in column(app, INDEX, "n exp(xⱼ)")] == approx(below)
    assert [shown(cell) for cell in column(app, INDEX, f"“p” of class {i}")] == approx(
        ratios[i - 1]
    )
    totals = ratios.sum(axis=0)
    written = column(app, INDEX, "sum of all “p”")
    assert [shown(cell) for cell in written] == pytest.approx(list(totals), rel=6e-6, abs=1e-320)
    if "1" not in written:
        assert "in none do the “probabilities” add up to 1" in texts(app)


def check_notice(app: AppTest, z: np.ndarray, state: dict[str, object]) -> None:
    """What it says that z + c is rounded to, and how far p moved."""
    words = texts(app)
    dtype, c = np.dtype(state["dtype"]).type, state["c"]
    with np.errstate(over="ignore"):
        z, c = z.astype(dtype), dtype(c)
        moved = z + c
    became = re.findall(r"(\S+) \+ c becomes ([-\d.e+]+\d)", words)
    with mpmath.workdps(60):
        exact = [mpmath.mpf(float(one)) + mpmath.mpf(float(c)) for one in z]
        off = [k for k, sum_ in enumerate(exact) if sum_ != mpmath.mpf(float(moved[k]))]
    assert not became or [(dtype(a), dtype(b)) for a, b in became] == [
        (z[k], moved[k]) for k in off[:3]
    ], state
    assert bool(became) == ("is rounded to the nearest" in words), state
    found = re.search(r"the largest change of a probability is ([-\d.e]+)\.\n", words)
    if found:
        T = dtype(state["T"])
        before, after = (scipy.special.softmax((one / T).astype(float)) for one in (z, moved))
        # Two roundings, at most, of numbers below 1 stand between that and what is computed.
        change, eps = float(abs(after - before).max()), float(np.finfo(dtype).eps)
        assert float(found[1]) == pytest.approx(change, rel=0.06, abs=8 * eps), state


def approx(values: np.ndarray) -> object:
    return pytest.approx(list(values), rel=6e-3, abs=1e-320)  # three digits shown


def check_wrong_shifts(app: AppTest, state: dict[str, object]) -> None:
    dtype = np.dtype(state["dtype"])
    cells = [re.findall(r"[^,]+", cell) for cell in column(app, WRONG, "row")]
    rows = np.array(cells, float)
    m = {
        "nothing": np.zeros(len(rows)),
        "row minimum": rows.min(axis=1),
        "row mean": rows.sum(axis=1) / rows.shape[1],
        "array maximum": np.full(len(rows), rows.max()),
        "max(0, row maximum)": np.maximum(rows.max(axis=1), 0),
        "row maximum": rows.max(axis=1),
    }[state["subtract"]].astype(dtype)
    assert [float(x) for x in column(app, WRONG, "m")] == list(m)
    with np.errstate(all="ignore"):
        e = np.exp((rows.astype(dtype) - m[:, None]).astype(dtype))
        p = e / e.sum(axis=1, keepdims=True)
    for name, expected in (("p", p), ("it should be", scipy.special.softmax(rows, axis=1))):
        written = [[float(x) for x in cell.split(",")] for cell in column(app, WRONG, name)]
        np.testing.assert_allclose(written, expected, atol=1e-3)


def check_scale(app: AppTest, z: np.ndarray, s: float) -> None:
    expected = {"z": z, "z + s": z + s, "s z": s * z}
    assert column(app, SCALE, "logits") == list(expected)
    numbers, p = column(app, SCALE, "as numbers"), column(app, SCALE, "p")
    for logits, cell, p_cell in zip(expected.values(), numbers, p, strict=True):
        assert [float(one) for one in cell.split(",")] == pytest.approx(list(logits), rel=1e-5)
        assert "-0" not in cell.split(", ")
        softmax = list(scipy.special.softmax(logits))
        assert [float(one) for one in p_cell.split(",")] == pytest.approx(softmax, abs=6e-5, rel=0)
        assert all(
            (one == "0") == (p_i == 0) for one, p_i in zip(p_cell.split(", "), softmax, strict=True)
        )


def check_nudge(app: AppTest, z: np.ndarray, state: dict[str, object]) -> None:
    """Of the figures there is a test of their own; here what the sentence says."""
    j, T, size = state["j"] - 1, state["T"], state["nudge"]
    p, moved = (
        scipy.special.softmax((z + step) / T) for step in (0, size * (np.arange(len(z)) == j))
    )
    found = re.search(
        r"misses by up to (\S+)\. .* no class but (\d+) would move, .* from 1 by (\S+)\.",
        texts(app),
    )
    if found:
        predicted = p[j] * ((np.arange(len(z)) == j) - p) / T * size
        missed = abs(moved - p - predicted).max()
        assert float(found[1]) == pytest.approx(missed, rel=0.06, abs=1e-14)
        assert int(found[2]) == state["j"]
        assert float(found[3]) == pytest.approx(abs(predicted[j]), rel=0.06, abs=1e-300)
    else:
        assert state["nudge"] == 0 or (p * (1 - p)).max() / state["T"] < 6e-4


def check_reach(app: AppTest, z: np.ndarray, state: dict[str, object]) -> None:
    """Just where the sentence says so, and not before, p is another."""
    found = re.search(r"from \$c = (\S+)\$ to \$(\S+)\$\. \*\*At \$c = (\S+)\$", texts(app))
    if found is None:
        assert "at every shift of the slider" in texts(app) or "do not fit" in texts(app)
        return
    dtype = np.dtype(state["dtype"])
    lowest, highest, fails = (
        float(one.replace("10^{", "1e").replace("}", "")) for one in found.groups()
    )
    with np.errstate(all="ignore"):
        T, z = state["T"], z.astype(dtype)
        right = scipy.special.softmax((z / dtype.type(T)).astype(float))
        for c, kept in ((lowest, True), (highest, True), (fails, False)):
            u = ((z + np.array(c).astype(dtype)) / dtype.type(T)).astype(float)
            p = scipy.special.softmax(u)
            assert bool(np.abs(p - right).max() < 1.5e-3) is kept or dtype == np.float16, state
