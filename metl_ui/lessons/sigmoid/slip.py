"""The classic slip: a function of σ(x) that is handed x, or the other way round."""

from collections.abc import Iterable

import streamlit as st

from metl_core.activations import sigmoid_derivative, sigmoid_derivative_from_output
from metl_core.slip import Handed, handed
from metl_ui.charts.sigmoid import LOWEST_SLIP
from metl_ui.digits import show_table, tex
from metl_ui.lesson import notice, show_function
from metl_ui.lessons.sigmoid.panels import slip_panel


def show_slip(x: float) -> None:
    """Of x, or of its output: which one does the function take?"""
    here = handed(x)
    st.markdown(
        "A network has computed $s = \\sigma(x)$ on its way forwards, and so its slope is at hand "
        "as $s (1 - s)$. Many programs call that function `sigmoid_grad`, and the name does not "
        "say what it takes. Here are both. What comes out when each is handed what the other takes?"
    )
    of_x, of_s = st.columns(2, gap="large", vertical_alignment="bottom")
    with of_x:
        show_function(sigmoid_derivative)
        _values(here, here.derivative_of_x, here.derivative_of_s, right=0)
    with of_s:
        show_function(sigmoid_derivative_from_output)
        _values(here, here.from_output_of_x, here.from_output_of_s, right=1)
    slip_panel(x).show(height=360)
    notice(in_words(here))


def in_words(here: Handed) -> str:
    """What the second function gives for x, and how that would show."""
    x, slip = float(here.x), float(here.from_output_of_x)
    given = f"Handed $x = {x:g}$ itself, $s (1 - s)$ gives ${tex(slip)}$"
    slope = tex(float(here.derivative_of_x))
    if slip < 0:
        beyond = ", far below the figure" * (slip < LOWEST_SLIP)
        return (
            f"{given}{beyond}: a negative slope, of a curve that rises everywhere. Nothing warns; "
            "a network would simply step the wrong way."
        )
    if slip == 0:
        return f"{given}: no slope at all, where it is ${slope}$. A network would not learn there."
    return (
        f"{given}, and the slope is ${slope}$: not so far off that one would see it. One "
        "number is no test; move $x$ beyond 1."
    )


def _values(here: Handed, of_x: object, of_s: object, *, right: int) -> None:
    verdicts = ["a slip", "a slip"]
    verdicts[right] = "the slope"
    columns: dict[str, Iterable[object]] = {
        "handed": [f"x = {here.x:g}", f"σ(x) = {here.s:.6g}"],
        "gives": [f"{of_x:.6g}", f"{of_s:.6g}"],
        "which is": verdicts,
    }
    show_table(columns, alt=f"What it gives for x = {here.x:g} and for σ(x)")
