"""The sigmoid lesson: its numbers and its links."""

import math
import random
import re
from dataclasses import dataclass
from functools import cache

import mpmath
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from metl_core.secant import measure_slope
from metl_ui.lessons.sigmoid.secant import in_words
from metl_ui.lessons.sigmoid.settings import FAR_OUT, STEPS
from tests.pages.opening import open_page, texts

mpmath.mp.dps = 50

NEAR, SECANT, OF_X, OF_S, LEARNING, FAR = range(6)  # the tables of the page
MINUS = "−"
ROWS = ["σ(x)", "1 − σ(x)", "σ(−x)", "σ(x) (1 − σ(x))", "σ(x) σ(−x)"]

draw = random.Random(20)
SOME_X = (-10.0, 0.0, 0.5, 1.0, 2.0, 4.6, 9.8, 10.0)
STATES = [
    *((x, draw.choice(STEPS)) for x in SOME_X),
    *((round(draw.uniform(-10, 10), 1), h) for h in STEPS),
]
EVERY_STATE = pytest.mark.parametrize(("x", "h"), STATES)
SOME_HANDED = (-1.0, 0.0, 1e-7, 0.1, 0.5, 0.9, 1.0, 2.0)
SOME_STARTS = (1.0, 2.0, 4.5, 4.6, 6.0, 8.0, 9.9, 10.0)
MORE = range(len(STATES) - len(SOME_STARTS))
OTHERS = dict(  # what the other two sliders are at, so that one run of the page serves all tests
    zip(
        STATES,
        zip(
            (*SOME_HANDED, *(round(draw.uniform(-1, 2), 1) for _ in MORE)),
            (*SOME_STARTS, *(round(draw.uniform(1, 10), 1) for _ in MORE)),
            strict=True,
        ),
        strict=True,
    )
)


def lesson(**link: object) -> AppTest:
    return open_page("sigmoid", **link)


@cache
def opened() -> AppTest:
    return lesson()


@dataclass(frozen=True)
class Seen:
    """What the lesson showed."""

    tables: list[dict[str, list[str]]]  # heading -> cells
    notices: list[str]
    formulas: list[str]
    words: str

    def rows(self, table: int) -> dict[str, str]:
        """Name of the row -> its number, as it is written but for the minus."""
        names, numbers = self.tables[table].values()
        return {name: read(number) for name, number in zip(names, numbers, strict=True)}


def read(cell: str) -> str:
    """A cell as Python would write it; in the page no number has a hyphen for a minus."""
    assert not re.search(r"-\d", cell)
    return cell.replace(MINUS, "-")


@cache
def at(**settings: object) -> Seen:
    """What the one opened lesson shows for these settings: far cheaper than to open another."""
    app = opened()
    for key, value in settings.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    return Seen(
        tables=[table.value.to_dict("list") for table in app.table],
        notices=[one.value for one in app.markdown if "**What to notice.**" in one.value],
        formulas=[block.value for block in app.latex],
        words=texts(app),
    )


def at_state(x: float, h: float) -> Seen:
    handed_x, start = OTHERS[x, h]
    return at(x=x, secant_h=h, handed_x=handed_x, start=start)


def sigma(x: float) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-mpmath.mpf(x)))


def slope(x: float) -> mpmath.mpf:
    return sigma(x) * (1 - sigma(x))


def assert_shown(number: str | float, expected: mpmath.mpf, digits: int, abs_tol: float = 0):
    """`number` is `expected` to so many significant digits."""
    allowed = abs(expected) * mpmath.mpf(10) ** (1 - digits) * 0.51 + abs_tol
    assert abs(mpmath.mpf(number) - expected) <= allowed, (number, expected)


# --- the tangent -------------------------------------------------------------------------------


@EVERY_STATE
def test_the_numbers_at_x_are_those_of_mpmath(x, h):
    seen = at_state(x, h)
    shown = seen.rows(NEAR)
    assert list(shown) == ROWS
    s = sigma(x)
    truth = [s, 1 - s, 1 - s, s * (1 - s), s * (1 - s)]
    for number, expected in zip(shown.values(), truth, strict=True):
        assert_shown(number, expected, digits=6, abs_tol=3e-16)  # of float64 near 1
    assert list(seen.tables[NEAR]) == [f"at x = {x:g}".replace("-", MINUS), "value"]
    told = [number_in(tex) for tex in re.findall(r"\$(.*?)\$", seen.notices[0])[1:5]]
    for number, expected in zip(np.delete(told, 2), [s, 1 - s, slope(x)], strict=True):
        assert_shown(number, expected, digits=6, abs_tol=1e-16)
    assert ("is **saturated**." in seen.notices[0]) is bool(slope(x) < 0.01)


@EVERY_STATE
def test_the_sigmoid_at_x_is_the_softmax_of_x_and_0(x, h):
    formula = at_state(x, h).formulas[0]
    assert r"\frac{e^x}{e^x + e^0} = \frac{1}{1 + e^{-x}}" in formula
    _, _, numbers = formula.partition(rf"\sigma({x:g}) &= \frac{{1}}{{1 + ")
    below, result = numbers.partition(r" \end")[0].split(r"} \\[1ex] &= ")
    assert_shown(number_in(below), mpmath.exp(-mpmath.mpf(x)), digits=6)
    of_x, of_0 = mpmath.exp(mpmath.mpf(x)), mpmath.mpf(1)
    assert_shown(number_in(result), of_x / (of_x + of_0), digits=6)


# --- the derivation ----------------------------------------------------------------------------


def number_in(tex: str) -> float:
    """The value of a formula of numbers; nan if it is none."""
    mantissa, _, exponent = tex.replace("}", "").partition(r" \cdot 10^{")
    try:
        return float(mantissa) * 10 ** int(exponent or 0)
    except ValueError:
        return math.nan


def value(tex: str, x: float) -> mpmath.mpf:
    """What a line's TeX comes to, read as it stands, for this x."""
    text = tex.partition("&=")[2].replace(r"\left", "").replace(r"\right", "").replace(r"\,", "")
    text = text.replace("e^{-x}", "E").replace(r"\sigma(x)", "S").replace(r"\cdot", "*")
    text = re.sub(r"\^(?:\{(-?\d+)\}|(\d))", r"**(\1\2)", text)
    while r"\frac" in text:
        text = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
    text = re.sub(r"([\dES)])\s*\(", r"\1*(", text)
    text = re.sub(r"(?<![\w.])(\d+\.?\d*)(?![\w.])", r"M('\1')", text)
    assert re.fullmatch(r"[-+*/()\s.\dESM']+", text), tex
    names = {"M": mpmath.mpf, "E": mpmath.exp(-mpmath.mpf(x)), "S": sigma(x)}
    return eval(text, {"__builtins__": {}}, names)


def derivation(seen: Seen) -> list[tuple[str, str]]:
    """Formula and numbers of each line; the second has no numbers."""
    inside = [
        re.search(r"\\rule\{0pt\}\{1.9em\} (.*) \\end", one, re.S)[1] for one in seen.formulas
    ]
    inside.insert(4, "")
    return list(zip(inside[1:17:2], inside[2:17:2], strict=True))


@EVERY_STATE
def test_every_line_of_the_derivation_comes_to_the_slope_at_x(x, h):
    lines = derivation(at_state(x, h))
    assert len(lines) == 8
    for symbols, _ in lines[:2]:  # what is to be differentiated
        inner = symbols.replace(r"\frac{d}{dx}", "")
        tiny = mpmath.mpf("1e-20")
        numeric = (value(inner, x + tiny) - value(inner, x - tiny)) / (2 * tiny)
        assert abs(numeric / slope(x) - 1) < 1e-15
    left, e, below = re.fullmatch(r"(.*) &= 1 \+ (.*) \\\\ &= (.*)", lines[0][1]).groups()
    power = re.fullmatch(r"1 \+ e\^\{(.*)\}", left)[1]
    assert float(power) == -x and power != "-0"
    assert_shown(number_in(e), mpmath.exp(-mpmath.mpf(x)), digits=8)
    assert_shown(number_in(below), 1 + mpmath.exp(-mpmath.mpf(x)), digits=8)
    assert not lines[1][1]
    for number, (symbols, numbers) in enumerate(lines[2:], start=3):
        assert abs(value(symbols, x) / slope(x) - 1) < 1e-40, number
        expression, _, result = numbers.rpartition(r"\\ &= ")
        assert_shown(number_in(result), slope(x), digits=6)
        # Two factors of six digits; also where the sixth and seventh line take 1 away.
        assert abs(value(expression, x) / slope(x) - 1) < 1.1e-5, number
    assert lines[2][1].startswith(rf"&\sigma'({x:g}) \\ &=")


def test_a_small_x_of_a_link_is_a_power_of_ten_in_a_formula():
    seen = at(x=1e-7, secant_h=0.01)
    assert r"\sigma(1 \cdot 10^{-7}) &=" in seen.formulas[0]
    assert r"e^{-1 \cdot 10^{-7}} &= 1 + 0.9999999 \\ &= 1.9999999" in derivation(seen)[0][1]
    assert not re.search(r"\de-\d", "".join([*seen.formulas, *seen.notices]))


def sigma64(x: float) -> float:
    """σ as it comes out in float64."""
    e = float(np.exp(-abs(x)))
    return (1 if x >= 0 else e) / (1 + e)


# --- the secant --------------------------------------------------------------------------------


@EVERY_STATE
def test_the_secant_and_both_parts_of_its_error_are_those_of_mpmath(x, h):
    seen = at_state(x, h)
    *outputs, shown_secant, tangent, formula = list(seen.rows(SECANT).values())[:5]
    errors = list(seen.rows(SECANT).values())[5:]
    high, low = sigma64(x + h), sigma64(x - h)
    to_the_last = f"{high:.6g}" == f"{low:.6g}"  # where six digits do not tell them apart
    for shown, in_float, there in zip(outputs, (high, low), (x + h, x - h), strict=True):
        assert abs(in_float - sigma(there)) < 3e-16  # at x ± h as float64 has it
        assert_shown(shown, mpmath.mpf(in_float), digits=6)
        assert float(shown) == in_float or not to_the_last
    secant = (high - low) / (2 * h)
    assert_shown(shown_secant, mpmath.mpf(secant), digits=6)
    assert_shown(tangent, slope(x), digits=6)
    assert_shown(formula, slope(x), digits=6, abs_tol=3e-16)
    step = mpmath.mpf(h)
    on_paper = (sigma(mpmath.mpf(x) + step) - sigma(mpmath.mpf(x) - step)) / (2 * step)
    bend, rounding = on_paper - slope(x), mpmath.mpf(secant) - on_paper
    for shown, expected in zip(errors, (bend + rounding, bend, rounding), strict=True):
        if shown == "under 1e-16":
            assert abs(expected) < 2e-16
        else:
            assert_shown(shown, expected, digits=2, abs_tol=1e-16)
    said = seen.notices[1]
    if high == low:
        assert "the secant lies flat" in said
    else:
        assert ("because between its two points the curve bends" in said) is (
            abs(bend) >= abs(rounding)
        )
        error = number_in(re.search(r"by \$(.*?)\$|of \$(.*?)\$", said).group().split("$")[1])
        assert_shown(error, abs(bend + rounding), digits=2, abs_tol=1e-16)


@pytest.mark.parametrize("x", [1.3, 1.5, 1.9, 2.0, 1e-7, *(0.7 * k for k in range(-14, 15))])
def test_what_a_tenth_of_the_step_leaves_is_measured(x):
    for h in STEPS:
        secant, tenth = measure_slope(x, h), h / 10
        found = re.search(r"At a tenth of the step it misses it by \$(.*?)\$", in_words(secant))
        assert bool(found) is (secant.fault == "bend"), h
        if found:
            error = mpmath.mpf((sigma64(x + tenth) - sigma64(x - tenth)) / (2 * tenth)) - slope(x)
            allowed = 2.5e-16 / tenth  # σ by another formula
            assert_shown(number_in(found[1]), abs(error), digits=2, abs_tol=allowed)


def test_a_too_small_h_fails():
    seen = at(x=1.0, secant_h=1e-16)
    assert "not always better" in seen.notices[1]
    assert seen.rows(SECANT)["Slope of the secant"] == "0"


# --- the slip ----------------------------------------------------------------------------------


@EVERY_STATE
def test_both_functions_give_what_mpmath_makes_of_x_and_of_its_output(x, h):
    seen, (x, _) = at_state(x, h), OTHERS[x, h]
    s = sigma(x)
    truth = {OF_X: [slope(x), slope(s)], OF_S: [mpmath.mpf(x) * (1 - mpmath.mpf(x)), s * (1 - s)]}
    for table, expected in truth.items():
        for shown, number in zip(seen.tables[table]["gives"], expected, strict=True):
            assert_shown(read(shown), number, digits=6, abs_tol=1e-15)
        handed = seen.tables[table]["handed"]
        assert read(handed[0]) == f"x = {x:g}"
        assert_shown(handed[1].removeprefix("σ(x) = "), s, digits=6)
    assert seen.tables[OF_X]["which is"] == ["the slope", "a slip"]
    assert seen.tables[OF_S]["which is"] == ["a slip", "the slope"]
    said, slip = seen.notices[2], x * (1 - x)
    assert ("a negative slope" in said) is (slip < 0)
    assert ("no slope at all" in said) is (slip == 0)
    assert ("One number is no test" in said) is (slip > 0)
    near = slip > 0 and abs(slip / slope(x) - 1) <= 0.1
    assert ("not so far off that one would see it" in said) is bool(near)
    assert_shown(number_in(re.search(r"gives \$(.*?)\$", said)[1]), slip, 6, abs_tol=1e-15)


def test_the_listings_beside_each_other_do_not_give_the_answer_away():
    listings = [block.value for block in opened().code[:2]]
    for listing, name in zip(
        listings, ("sigmoid_derivative", "sigmoid_derivative_from_output"), strict=True
    ):
        assert listing.startswith(f"def {name}(")
        assert "return np.asarray(" in listing
        assert '"""' not in listing and "Beware" not in listing


# --- learning ----------------------------------------------------------------------------------


def steps_back(x: float, squared: bool) -> tuple[float, int, int]:
    """The first move, the steps that begin where the slope is below 0.01, and all of them."""
    here, saturated, n = x, 0, 0
    while here > 0:
        rest = 1 / (2 * math.cosh(here / 2)) ** 2  # the slope, in another form
        saturated += rest < 0.01
        here -= (1 + math.tanh(here / 2)) / 2 * (rest if squared else 1)
        n += 1
        if n == 1:
            first = here - x
    return first, saturated, n


@EVERY_STATE
def test_the_steps_back_from_saturation_are_those_of_a_second_simulation(x, h):
    seen, (_, start) = at_state(x, h), OTHERS[x, h]
    for name, squared in (("squared error", True), ("cross-entropy", False)):
        move, saturated, n = seen.tables[LEARNING][name]
        expected = steps_back(start, squared)
        assert_shown(read(move), mpmath.mpf(expected[0]), digits=2, abs_tol=1e-12)
        assert (saturated, n) == (f"{expected[1]:,}", f"{expected[2]:,}")
    said = seen.notices[3]
    first, saturated, n = steps_back(start, True)
    assert ("stays a factor" in said) is (saturated > 0)
    assert ("into the grey band" in said) is (saturated == 0)
    assert f"From $x = {start:g}$ it takes {n:,} steps by the squared error" in said
    assert f"{steps_back(start, False)[2]} by the cross-entropy" in said.replace("and ", "")
    if saturated:
        moved = number_in(re.search(r"by only \$(.*?)\$", said)[1])
        assert_shown(moved, mpmath.mpf(-first), digits=2)


def test_the_page_says_what_the_note_for_teachers_promises():
    assert at(start=10.0).tables[LEARNING]["cross-entropy"][2] == "11"
    assert at(handed_x=2.0).tables[OF_S]["gives"][0] == "−2"


# --- far out -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dtype", "far", "by_output", "by_both"),
    [
        ("float64", 36, 2.2e-16, 2.3e-16),
        ("float64", 40, 0, 4.2e-18),
        ("float64", 745, 0, 5e-324),
        ("float64", 746, 0, 0),
        ("float32", 16, 1.2e-07, 1.1e-07),
        ("float32", 17, 0, 4.1e-08),
        ("float32", 104, 0, 0),
        ("float16", 8, 0, 3.4e-04),
        ("float16", 18, 0, 0),
    ],
)
def test_far_out_one_expression_is_zero_long_before_the_other(dtype, far, by_output, by_both):
    assert far in FAR_OUT
    shown = at(dtype=dtype, far=far).rows(FAR)
    assert float(shown[ROWS[3]]) == pytest.approx(by_output, rel=0.1)
    assert float(shown[ROWS[4]]) == pytest.approx(by_both, rel=0.1)
    assert np.dtype(dtype).type(shown[ROWS[4]]) == np.dtype(dtype).type(float(shown[ROWS[4]]))


@pytest.mark.parametrize(
    ("dtype", "first", "second"),
    [("float64", "36.74", "745.1"), ("float32", "16.64", "104"), ("float16", "7.625", "17.34")],
)
def test_the_page_says_where_each_expression_ends(dtype, first, second):
    words = at(dtype=dtype).words
    assert f"From $x = {first}$ on, {dtype} rounds" in words
    assert f"until ${{x = {second}}}$" in words


# --- links -------------------------------------------------------------------------------------


def test_a_link_sets_everything():
    app = lesson(
        x="-4.5", secant_h="1e-05", handed_x="-0.5", start="7.5", far="103", dtype="float32"
    )
    assert not app.warning
    assert app.session_state["x"] == -4.5
    assert app.session_state["secant_h"] == 1e-5
    assert app.session_state["handed_x"] == -0.5
    assert app.session_state["start"] == 7.5
    assert app.session_state["far"] == 103
    assert "float32" in app.table[FAR].value.columns


@pytest.mark.parametrize(
    ("key", "junk"),
    [
        ("x", "11"),
        ("x", "nan"),
        ("secant_h", "3"),
        ("start", "-8"),
        ("far", "-1"),
        ("dtype", "int8"),
        ("y", "1"),
    ],
)
def test_junk_in_a_link_gets_a_sentence_and_the_lesson_goes_on(key, junk):
    app = lesson(**{key: junk})
    assert len(app.warning) == 1
    assert key in app.warning[0].value
    assert len(app.table) == 6


def test_the_code_that_ran_is_on_the_page():
    code = "\n".join(block.value for block in opened().code)
    for name in ("sigmoid", "sigmoid_derivative", "sigmoid_derivative_from_output"):
        assert f"def {name}(" in code
    for name in ("measure_slope", "squared_error_gradient", "log_loss_gradient", "relearn"):
        assert f"def {name}(" in code
