"""The classic slip: a function of σ(x) that is handed x, or the other way round."""

import ast
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from metl_core.activations import sigmoid_derivative, sigmoid_derivative_from_output
from metl_core.checks import Array
from metl_core.slip import Handed, handed
from metl_ui.charts.numerals import true_minus
from metl_ui.controls import live_slider
from metl_ui.digits import show_table, tex
from metl_ui.lesson import notice
from metl_ui.lessons.sigmoid.beside import rounded
from metl_ui.lessons.sigmoid.panels import SLIP, slip_panel
from metl_ui.lessons.sigmoid.settings import HANDED_X

NEAR = 0.1  # of the slope: so far off a wrong one may be and still look right


@st.fragment
def show_slip() -> None:
    """Of x, or of its output: which one does the function take?"""
    st.markdown(
        "A network has computed $s = \\sigma(x)$ on its way forwards, and so its slope is at hand "
        "as $s (1 - s)$. Many programs call that function `sigmoid_grad`, and the name does not "
        "say what it takes. Here are both. What comes out when each is handed what the other takes?"
    )
    x = live_slider(HANDED_X, moves=SLIP)
    here = handed(x)
    of_x, of_s = st.columns(2, gap="large")
    with of_x:
        _listing(sigmoid_derivative)
        _values(here, here.derivative_of_x, here.derivative_of_s, right=0)
    with of_s:
        _listing(sigmoid_derivative_from_output)
        _values(here, here.from_output_of_x, here.from_output_of_s, right=1)
    slip_panel(x).show(height=360)
    notice(in_words(here))


def in_words(here: Handed) -> str:
    """What the second function gives for x, and how that would show."""
    x, slip = float(here.x), float(here.from_output_of_x)
    given = f"Handed $x = {tex(x, 15)}$ itself, $s (1 - s)$ gives ${tex(slip)}$"
    right = float(here.derivative_of_x)
    slope = tex(right)
    if slip < 0:
        return (
            f"{given}: a negative slope, of a curve that rises everywhere. Nothing warns; a "
            "network would simply step the wrong way."
        )
    if slip == 0:
        return f"{given}: no slope at all, where it is ${slope}$. A network would not learn there."
    near = abs(slip - right) <= NEAR * right
    fault = "not so far off that one would see it" if near else "another one, but no sign tells"
    return (
        f"{given}, and the slope is ${slope}$: {fault}. One number is no test; move $x$ beyond 1."
    )


def _listing(function: Callable[..., Any]) -> None:
    """The bare code of a function: its docstring would give the answer away."""
    source = inspect.getsource(function)
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    docstring = definition.body[0]
    lines = source.splitlines()
    del lines[docstring.lineno - 1 : docstring.end_lineno]
    st.code(
        "\n".join(line.partition("  #")[0] for line in lines), language="python", wrap_lines=True
    )


def _values(here: Handed, of_x: Array, of_s: Array, *, right: int) -> None:
    verdicts = ["a slip", "a slip"]
    verdicts[right] = "the slope"
    columns: dict[str, Iterable[object]] = {
        "handed": [true_minus(f"x = {here.x:g}"), f"σ(x) = {rounded(here.s)}"],
        "gives": [rounded(of_x), rounded(of_s)],
        "which is": verdicts,
    }
    show_table(columns, alt=f"What it gives for x = {here.x:g} and for σ(x)")
