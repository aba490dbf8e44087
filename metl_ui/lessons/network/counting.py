"""The count of the parameters on the page, beside what is usually guessed."""

import streamlit as st

from metl_core.parameter_guesses import parameter_guesses
from metl_ui.controls import live_slider
from metl_ui.lesson import notice
from metl_ui.lessons.network.panels import COUNT
from metl_ui.lessons.network.settings import CLASSES, INPUTS, UNITS
from metl_ui.parameter_formula import parameter_formula


def show_count() -> None:
    """Three sliders, a square for each parameter, the formula, and the guesses."""
    first, second, third = st.columns(3, gap="medium")
    with first:
        Dx = live_slider(INPUTS, moves=COUNT)
    with second:
        H = live_slider(UNITS, moves=COUNT)
    with third:
        Dy = live_slider(CLASSES, moves=COUNT)
    squares, bars = COUNT.panels(inputs=Dx, units=H, outputs=Dy)
    left, beside = st.columns(2, gap="medium", vertical_alignment="center")
    with left:
        squares.show(height=320)
        st.latex(parameter_formula((Dx, H, Dy)))
    with beside:
        bars.show(height=380)
    right, units, weights, twice = parameter_guesses(Dx, H, Dy)
    missing = right.count - weights.count
    st.markdown(
        f"The lab sheet says $H$, here {units.count}: a count of units, not of their weights. "
        f"$H (D_x + D_y)$ leaves out the {missing} biases."
    )
    notice(_last_guess_in_words(twice.count - right.count))


def _last_guess_in_words(difference: int) -> str:
    if difference == 0:
        return (
            "$(D_x + D_y + 2)\\,H$ is right here. Compare $H$ with $D_y$: how many biases does "
            "it give the second layer, and how many are there?"
        )
    return (
        f"$(D_x + D_y + 2)\\,H$ is off by {abs(difference)}. Move the sliders: at which sizes is "
        "it right, and why only there?"
    )
