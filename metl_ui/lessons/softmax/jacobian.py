"""The part of the softmax lesson on its Jacobian: what moves when one logit moves."""

import streamlit as st

from metl_core.nudge import Nudge, nudge
from metl_ui.charts.jacobian import decimals, jacobian_figure
from metl_ui.components.figure import show_figure
from metl_ui.controls import live_slider
from metl_ui.digits import formula
from metl_ui.lesson import notice
from metl_ui.lessons.softmax.class_pick import pick_class
from metl_ui.lessons.softmax.panels import NUDGES
from metl_ui.lessons.softmax.settings import CLASS_J, NUDGE

SATURATED = 5e-4  # a Jacobian with all entries below this shows as zeros


@st.fragment
def show_jacobian(logits: tuple[float, ...], T: float) -> None:
    """The matrix with its row sums, and one logit to nudge."""
    st.header("What moves when one logit moves?")
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.markdown(
        "The **Jacobian** $J$ holds all derivatives: $J_{ij}$ is how fast $p_i$ grows with $z_j$. "
        f"On the diagonal stands $p_i (1 - p_i)${'' if T == 1 else ' (over $T$)'}; the rest is "
        "there because what one class gains, the others lose."
    )
    matrix = r"\mathrm{diag}(p) - p \, p^\top"
    right.latex(formula(f"J = {matrix}" if T == 1 else rf"J = \frac{{{matrix}}}{{T}}"))
    j = pick_class(CLASS_J, len(logits))
    size = live_slider(NUDGE, moves=NUDGES)
    there = nudge(logits, j, size, T)
    matrix_side, bars_side = st.columns(2, gap="medium")
    with matrix_side:
        show_figure(
            jacobian_figure(there), key="Jacobian", alt=jacobian_in_words(there), height=420
        )
    with bars_side:
        (panel,) = NUDGES.panels(logits=logits, T=T, j=j, nudge=size)
        panel.show(height=420)
    notice(nudge_in_words(there))


def jacobian_in_words(there: Nudge) -> str:
    """The alternative of the heatmap."""
    rows = "; ".join(", ".join(map(decimals, row)) for row in there.jacobian)
    return f"The Jacobian, row by row: {rows}. Every row adds up to 0. Column {there.j} is framed."


def nudge_in_words(there: Nudge) -> str:
    """Why the rows add up to 0, and what the diagonal alone would miss."""
    largest = float(abs(there.row_sums).max())
    rounding = "" if largest == 0 else f" (the largest here is {largest:.1g}, by rounding)"
    rows = (
        f"Every row of $J$ adds up to 0{rounding}. Its sum is what $p_i$ does if all logits grow "
        "alike: nothing. **That is the shift invariance again.**"
    )
    if float(abs(there.jacobian).max()) < SATURATED:
        return (
            f"{rows} Here all of $J$ is close to 0: one class has nearly all, and softmax is "
            "**saturated**. A small nudge moves hardly anything."
        )
    if there.size == 0:
        return f"{rows} Nudge one logit: which probabilities move?"
    return (
        f"{rows} Column {there.j}, times the nudge, predicts the changes for a small nudge; here "
        f"it misses by up to {there.missed:.2g}. By the diagonal alone no class but {there.j} "
        "would move, and the sum of the probabilities would differ from 1 by "
        f"{abs(there.by_diagonal).sum():.2g}."
    )
