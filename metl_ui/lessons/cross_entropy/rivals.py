"""What is lost when cross-entropy is handed probabilities, or squared error takes its place."""

from collections.abc import Iterable

import numpy as np
import streamlit as st

from metl_core.checks import Array
from metl_core.rival_losses import LOSSES, LossAlong, least_loss_of_softmax_twice, loss_along
from metl_ui.charts.losses import rivals_figure
from metl_ui.components.figure import Panel
from metl_ui.controls import live_slider, segments
from metl_ui.digits import show_table, tex
from metl_ui.lesson import notice
from metl_ui.lessons.cross_entropy.settings import CLASSES, RIVAL, Z_RIVAL
from metl_ui.lessons.cross_entropy.words import rounded
from metl_ui.live_figures import LiveFigures

Z = np.linspace(Z_RIVAL.minimum, Z_RIVAL.maximum, 201)


# The arguments are called as in the link.
def rival_panels(*, rival: str, classes: int, z_rival: float) -> list[Panel]:
    """Loss and slope over z₁, of cross-entropy from logits and of its rival."""
    lines = _both(rival, Z, classes)
    right, other = here = _both(rival, np.array([z_rival]), classes)
    alt = (
        f"Above the losses over z₁, below their gradients to z₁. At z₁ = {z_rival:g} cross-entropy "
        f"from logits is {right.loss[0]:.4g} with the gradient {right.slope[0]:.4g}; {rival} is "
        f"{other.loss[0]:.4g} with {other.slope[0]:.4g}."
    )
    return [Panel(rivals_figure(rival, lines, here), key="rivals", alt=alt)]


RIVALS = LiveFigures("rival-losses", (RIVAL, CLASSES, Z_RIVAL), rival_panels)


@st.fragment
def rivals() -> None:
    """Let the reader try to bring both losses to 0."""
    first, second, third = st.columns([2, 2, 3], gap="medium")
    with first:
        rival = segments(RIVAL)
    with second:
        classes = live_slider(CLASSES, moves=RIVALS)
    with third:
        z = live_slider(Z_RIVAL, moves=RIVALS)
    figure_side, table_side = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with figure_side:
        (panel,) = rival_panels(rival=rival, classes=classes, z_rival=z)
        panel.show(height=460)
    right, other = _both(rival, np.array([z]), classes)
    columns: dict[str, Iterable[object]] = {
        f"at z₁ = {rounded(z)}": ["loss", "gradient to z₁"],
        "from logits": [rounded(right.loss[0]), rounded(right.slope[0])],
        rival: [rounded(other.loss[0]), rounded(other.slope[0])],
    }
    with table_side:
        show_table(columns, alt=f"Loss and gradient from logits and of {rival}")
    notice(in_words(rival, classes, right, other))


def in_words(rival: str, classes: int, right: LossAlong, other: LossAlong) -> str:
    """What the rival lacks."""
    slope = (
        f"Here the gradient is ${tex(abs(other.slope[0]), 2)}$, against "
        f"${tex(abs(right.slope[0]), 2)}$ from "
        "the logits"
    )
    if rival == "softmax twice":
        return (
            "However large $z_1$ becomes, softmax twice never costs less than "
            rf"$\log(1 + {classes - 1} / e) = {least_loss_of_softmax_twice(classes):.4f}$ nats: a "
            "loss that stops there gives the mistake away. "
            f"{slope}; at either end it fades to nothing."
        )
    return (
        f"{slope}. Squared error is multiplied by the slope of softmax, which is nearly 0 where "
        "softmax is sure, even if wrong. In cross-entropy that factor cancels, in this last layer."
    )


def _both(rival: str, z: Array, classes: int) -> tuple[LossAlong, LossAlong]:
    return loss_along(LOSSES[0], z, classes), loss_along(rival, z, classes)
