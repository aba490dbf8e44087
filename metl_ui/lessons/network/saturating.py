"""What a factor on W1 does to the gradients, on the page."""

import streamlit as st

from metl_core.saturation import flat_units, is_right, mean_sizes
from metl_core.walk import Walk
from metl_ui.components.figure import Panel
from metl_ui.digits import show_table
from metl_ui.lesson import notice
from metl_ui.lessons.network.notation import letters_of, number_tex
from metl_ui.lessons.network.settings import FACTOR

COLLAPSED = 0.01  # of δ1: by then hardly anything reaches W1


def show_saturation(walk: Walk, plain: Walk, panels: list[Panel], factor: float) -> None:
    """The figure, and the numbers of `walk`, at `factor`, beside those of `plain`, at 1."""
    (panel,) = panels
    figure_side, number_side = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with figure_side:
        panel.show(height=360)
    rows = ("|δ1|", f"|{letters_of('slope', walk.activation)}|", "|δ3|")
    with number_side:
        show_table(
            {
                "mean of": rows,
                "factor 1": map(_short, mean_sizes(plain)),
                f"factor {factor:g}": map(_short, mean_sizes(walk)),
            },
            alt=f"Mean sizes at a factor of 1 and of {factor:g}",
        )
    notice(_in_words(walk, factor))


def _short(size: float) -> str:
    return f"{size:#.3g}" if size else "0"


def _in_words(walk: Walk, factor: float) -> str:
    delta1, _, delta3 = mean_sizes(walk)
    flat, units = flat_units(walk), walk.values["z1"].size
    sizes = rf"The mean $|\delta_1|$ is ${number_tex(delta1, 3)}$, the mean $|\delta_3|$ "
    sizes += f"is ${number_tex(delta3, 3)}$. "
    if walk.activation not in ("sigmoid", "tanh"):
        return sizes + f"{walk.activation} has no flat upper end: it does not saturate as W1 grows."
    sizes += f"Slopes of the {walk.activation} below 0.01: {flat} of {units}. "
    if is_right(walk):
        return sizes + "But here the answer is right already, and little is left to learn."
    if delta3 > COLLAPSED * delta1:
        if factor == FACTOR.options[-1]:
            return sizes + f"Even at {factor:g} something gets through to $W_1$."
        return sizes + "How large must the factor be, for nothing to reach $W_1$?"
    return sizes + (
        "$\\delta_1$ asks for a change, and $W_1$ hardly hears of it. "
        "Cross-entropy takes the slope out of the last layer, and out of no other."
    )
