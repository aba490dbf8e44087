"""The slope far out, where what is equal on paper is not in a computer."""

import streamlit as st

from metl_core.tails import sigmoid_point
from metl_ui.controls import live_slider, segments
from metl_ui.lesson import notice
from metl_ui.lessons.sigmoid.beside import beside_its_numbers, numbers_of
from metl_ui.lessons.sigmoid.panels import TAILS, tails_panel
from metl_ui.lessons.sigmoid.settings import DTYPE, FAR, tails_in


@st.fragment
def show_far_out() -> None:
    """Two forms of the slope, each until it is rounded to 0."""
    st.markdown(
        r"On paper $\sigma(x) \, (1 - \sigma(x))$ and $\sigma(x) \, \sigma(-x)$ are equal. From "
        "which $x$ does each give 0?"
    )
    left, right = st.columns([2, 3], gap="medium")
    with left:
        dtype = segments(DTYPE)
    with right:
        far = live_slider(FAR, moves=TAILS)
    tails, there = tails_in(dtype), sigmoid_point(far, dtype)
    alt = f"σ at x = {far}, in {dtype}"
    beside_its_numbers(tails_panel(far, dtype), numbers_of(there, dtype, str), alt=alt)
    notice(
        rf"From $x = {tails.from_output_is_zero_from:.4g}$ on, {dtype} rounds $\sigma(x)$ to 1. "
        r"Then $1 - \sigma(x)$ is 0, and so is the slope. $\sigma(-x)$ is the same small rest, "
        "computed as a number of its own: floats lie closest together near 0, and it lasts until "
        rf"${{x = {tails.from_both_sides_is_zero_from:.4g}}}$."
    )
