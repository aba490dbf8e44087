"""What saturation does to learning: an output that has to come down from the wrong end."""

from collections.abc import Iterable

import streamlit as st

from metl_core.relearning import Path
from metl_ui.charts.numerals import true_minus
from metl_ui.controls import live_slider
from metl_ui.digits import formula, tex
from metl_ui.lesson import notice
from metl_ui.lessons.sigmoid.beside import beside_its_numbers
from metl_ui.lessons.sigmoid.panels import LEARNING, relearning_panel
from metl_ui.lessons.sigmoid.settings import START, paths_from


@st.fragment
def show_learning() -> None:
    """How many steps does it take from a sure and wrong answer to an undecided one?"""
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.markdown(
        r"Say $\sigma(x)$ is near 1 and 0 would be right: $x$ has to come down. **Gradient "
        "descent** takes a step at a time, and each subtracts from $x$ the slope of a **loss**, a "
        "number that says how wrong the answer is. With the **squared error** as the loss, that "
        r"slope has $\sigma'(x)$ as a factor, nearly 0 in the grey band where the sigmoid is "
        "saturated; with the **cross-entropy** it has not, as the next lesson shows."
        "\n\nHow many steps is it to ½, an undecided answer?"
    )
    right.latex(
        formula(
            r"\tfrac{d}{dx} \, \tfrac12 \, \sigma(x)^2 &= \sigma(x) \, \sigma'(x)",
            r"\tfrac{d}{dx} \, \bigl(-\log (1 - \sigma(x))\bigr) &= \sigma(x)",
        )
    )
    start = live_slider(START, moves=LEARNING)
    squared, log_loss = paths_from(start)
    columns: dict[str, Iterable[object]] = {
        f"from x = {start:g}": ["The first step moves x by", "Steps in saturation", "Steps to ½"],
        "squared error": _numbers(squared),
        "cross-entropy": _numbers(log_loss),
    }
    alt = f"The steps from x = {start:g} to an output of ½, by two losses"
    beside_its_numbers(relearning_panel(start), columns, alt=alt)
    notice(in_words(start, squared, log_loss))


def in_words(start: float, squared: Path, log_loss: Path) -> str:
    """How long it takes from here, and why."""
    if squared.n_saturated == 0:
        return (
            f"From $x = {start:g}$ it takes {squared.n_steps} steps by the squared error, and "
            f"{log_loss.n_steps} by the cross-entropy. Move the start into the grey band, where "
            r"$\sigma'(x)$ is nearly 0."
        )
    return (
        f"From $x = {start:g}$ it takes {squared.n_steps:,} steps by the squared error, of which "
        f"the first moves $x$ by only ${tex(abs(squared.first_move), 2)}$, and {log_loss.n_steps} "
        "by the cross-entropy. That helps at the output alone: further back in a network "
        r"$\sigma'$ stays a factor."
    )


def _numbers(path: Path) -> list[str]:
    return [true_minus(f"{path.first_move:.2g}"), f"{path.n_saturated:,}", f"{path.n_steps:,}"]
