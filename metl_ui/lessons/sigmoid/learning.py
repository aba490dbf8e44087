"""What saturation does to learning: a unit that has to change its mind."""

from collections.abc import Iterable

import streamlit as st

from metl_core.relearning import Path
from metl_ui.digits import formula, tex
from metl_ui.lesson import notice
from metl_ui.lessons.sigmoid.beside import beside_its_numbers
from metl_ui.lessons.sigmoid.panels import relearning_panel
from metl_ui.lessons.sigmoid.settings import paths_from


def show_learning(x: float) -> None:
    """How many steps does a unit need that is sure of the wrong answer?"""
    squared, log_loss = paths_from(x)
    target = 0 if x >= 0 else 1
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.markdown(
        f"Let $\\sigma(x)$ be the answer of a **unit**, and the right answer $t = {target}$, at "
        "the other end. It learns by **gradient descent**: a **loss** says how wrong the answer "
        "is, and each step takes the slope of the loss away from $x$. The slope of the **squared "
        "error** has $\\sigma'(x)$ as a factor, and where the sigmoid is **saturated**, in the "
        "grey bands, that is below 0.01. In the slope of the **cross-entropy**, minus the "
        "logarithm of the probability $p_t$ that the right answer gets, it cancels. How many steps "
        "is it to an answer of ½?"
    )
    right.latex(
        formula(
            r"\tfrac{d}{dx} \, \tfrac12 (\sigma(x) - t)^2 &= (\sigma(x) - t) \, \sigma'(x)",
            r"\tfrac{d}{dx} \, (-\log p_t) &= \sigma(x) - t",
        )
    )
    columns: dict[str, Iterable[object]] = {
        f"from x = {x:g}": ["The first step moves x by", "Steps in saturation", "Steps to ½"],
        "squared error": _numbers(squared),
        "cross-entropy": _numbers(log_loss),
    }
    alt = f"The steps from x = {x:g} to an output of ½, by two losses"
    beside_its_numbers(relearning_panel(x), columns, alt=alt)
    notice(in_words(x, squared, log_loss))


def in_words(x: float, squared: Path, log_loss: Path) -> str:
    """How long the unit takes from here, and why."""
    if squared.n_steps == 0:
        return "At $x = 0$ the answer is ½ already. Move $x$ outwards, and watch the lines part."
    if squared.n_saturated == 0:
        return (
            f"From $x = {x:g}$ it takes {squared.n_steps} steps by the squared error, and "
            f"{log_loss.n_steps} by the cross-entropy. Move $x$ into a grey band, where "
            r"$\sigma'(x)$ is nearly 0."
        )
    return (
        f"From $x = {x:g}$ it takes {squared.n_steps:,} steps by the squared error, of which the "
        f"first moves $x$ by only ${tex(abs(squared.first_move), 2)}$, and {log_loss.n_steps} by "
        "the cross-entropy. That helps at the output alone: the slopes of units on the way there, "
        r"the **hidden** ones, keep their factor $\sigma'$."
    )


def _numbers(path: Path) -> list[str]:
    return [f"{path.first_move:.2g}", f"{path.n_saturated:,}", f"{path.n_steps:,}"]
