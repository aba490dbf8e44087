"""The slope measured without a formula, by a line through two points of the curve."""

from collections.abc import Iterable

import streamlit as st

from metl_core.secant import Secant, measure_slope
from metl_core.tails import sigmoid_point
from metl_ui.charts.numerals import true_minus
from metl_ui.controls import live_slider
from metl_ui.digits import exact, formula, tex
from metl_ui.lesson import notice
from metl_ui.lessons.sigmoid.beside import beside_its_numbers, rounded
from metl_ui.lessons.sigmoid.panels import SECANT, secant_panel
from metl_ui.lessons.sigmoid.settings import H

NOTHING = 1e-16  # a part of an error below it is rounding of the part itself


def show_secant(x: float) -> None:
    """How small should h be?"""
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.markdown(
        "The slope can be had without any formula: take the point of the curve a step $h$ before "
        "$x$ and the one a step after it, and draw the line through both, the **secant**. Its "
        "slope is the rise over the run. Make $h$ smaller. Does that always make it better?"
    )
    right.latex(formula(r"\sigma'(x) \approx \frac{\sigma(x + h) - \sigma(x - h)}{2h}"))
    h = live_slider(H, moves=SECANT)
    secant = measure_slope(x, h)
    high, low = _outputs(secant)
    rows = {
        "σ(x + h)": high,
        "σ(x − h)": low,
        "Slope of the secant": rounded(secant.slope),
        "Slope of the tangent, σ′(x)": rounded(secant.true_slope),
        "σ(x) (1 − σ(x))": rounded(sigmoid_point(x).from_output),
        "Error of the secant": _short(secant.error),
        "of it, by the bend of the curve": _short(secant.by_bend),
        "of it, by rounding": _short(secant.by_rounding),
    }
    columns: dict[str, Iterable[object]] = {
        true_minus(f"at x = {x:g}, h = {h:g}"): rows,
        "value": rows.values(),
    }
    alt = f"The slope at x = {x:g} in three ways, with h = {h:g}"
    beside_its_numbers(secant_panel(x, h), columns, alt=alt)
    notice(in_words(secant))


def in_words(secant: Secant) -> str:
    """What the error of this secant is made of, and what a smaller h would do."""
    error = tex(abs(secant.error), digits=2)
    if secant.fault == "flat":
        return (
            r"$\sigma(x + h)$ and $\sigma(x - h)$ are rounded to the same number, so their "
            "difference is 0: the secant lies flat, and the measured slope is 0. A smaller $h$ is "
            "not always better."
        )
    if secant.fault == "rounding":
        return (
            f"The error of ${error}$ is mostly rounding: both outputs have the same first digits, "
            "the subtraction cancels these, and what is wrong in the last one is divided by the "
            "small $2h$. On the whole a tenth of $h$ makes it ten times as large, until both "
            "outputs are rounded to the same number."
        )
    at_a_tenth = tex(abs(measure_slope(secant.x, secant.h / 10).error), digits=2)
    return (
        f"The secant misses the slope by ${error}$, mostly because between its two points the "
        f"curve bends. At a tenth of the step it misses it by ${at_a_tenth}$: once $h$ is small, "
        "that part of the error shrinks as $h^2$, until rounding takes over."
    )


def _outputs(secant: Secant) -> tuple[str, str]:
    """Both to six digits, or to the last where six are the same."""
    high, low = rounded(secant.high), rounded(secant.low)
    if high != low:
        return high, low
    return true_minus(exact(secant.high)), true_minus(exact(secant.low))


def _short(part: float) -> str:
    return true_minus(f"{part:.2g}" if abs(part) >= NOTHING else "under 1e-16")
