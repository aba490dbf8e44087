"""The count of the parameters on the page, beside what is usually guessed."""

import streamlit as st

from metl_core.parameter_guesses import Guess, parameter_guesses
from metl_ui.components.figure import Panel
from metl_ui.controls import live_slider, number, toggle
from metl_ui.lesson import notice
from metl_ui.lessons.network.panels import COUNT
from metl_ui.lessons.network.settings import CLASSES, COUNT_IS_SHOWN, GUESS, INPUTS, UNITS
from metl_ui.parameter_formula import parameter_formula

Guesses = tuple[Guess, ...]  # the right count first


def show_count() -> None:
    """Three sliders, a square for each parameter, the reader's guess; then formula and bars."""
    first, second, third = st.columns(3, gap="medium")
    with first:
        Dx = live_slider(INPUTS, moves=COUNT)
    with second:
        H = live_slider(UNITS, moves=COUNT)
    with third:
        Dy = live_slider(CLASSES, moves=COUNT)
    squares, bars = COUNT.panels(inputs=Dx, units=H, outputs=Dy)
    guesses = parameter_guesses(Dx, H, Dy)
    left, beside = st.columns(2, gap="medium", vertical_alignment="center")
    with left:
        squares.show(height=320)
    with beside:
        with st.container(width=190):
            guess = number(GUESS)
        if guess:
            st.markdown(_guess_in_words(guess, guesses))
        is_shown = toggle(COUNT_IS_SHOWN)
    if is_shown:
        _show_answer((Dx, H, Dy), guesses, bars)


def _show_answer(sizes: tuple[int, int, int], guesses: Guesses, bars: Panel) -> None:
    left, beside = st.columns(2, gap="medium", vertical_alignment="center")
    with left:
        st.latex(parameter_formula(sizes))
    with beside:
        bars.show(height=320)
    right, units, weights, twice = guesses
    missing = right.count - weights.count
    st.markdown(
        f"The lab sheet says $H$, here {units.count}: a count of units, not of their weights. "
        f"$H (D_x + D_y)$ leaves out the {missing} biases."
    )
    notice(_last_guess_in_words(twice.count - right.count))


def _guess_in_words(count: int, guesses: Guesses) -> str:
    """What the reader's number would count."""
    what = (
        "right: every weight and every bias.",
        "$H$, the hidden units. Each has a weight for every input, and more.",
        "$H (D_x + D_y)$, the weights alone. Where are the biases?",
        "$(D_x + D_y + 2)\\,H$: each hidden unit would give the second layer a bias.",
    )
    for words, guess in zip(what, guesses, strict=True):
        if guess.count == count:
            return f"{count} is {words}"
    return f"{count} is too {'few' if count < guesses[0].count else 'many'}."


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
