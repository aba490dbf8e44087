"""What is lost when cross-entropy, which wants logits, is handed probabilities."""

from collections.abc import Iterable

import numpy as np
import streamlit as st

from metl_core.checks import Array
from metl_core.rival_losses import LossAlong, least_loss_of_softmax_twice, loss_along
from metl_ui.charts.losses import rivals_figure
from metl_ui.components.figure import Panel
from metl_ui.controls import live_slider
from metl_ui.digits import show_table
from metl_ui.lesson import notice
from metl_ui.lessons.cross_entropy.settings import CLASSES, Z_RIVAL
from metl_ui.lessons.cross_entropy.words import rounded
from metl_ui.live_figures import LiveFigures

Z = np.linspace(Z_RIVAL.minimum, Z_RIVAL.maximum, 201)


# The arguments are called as in the link.
def rival_panels(*, classes: int, z_rival: float) -> list[Panel]:
    """Loss and slope over z₁, of cross-entropy from logits and from probabilities."""
    right, twice = here = _both(np.array([z_rival]), classes)
    alt = (
        f"Above the losses over z₁, below their gradients to z₁. At z₁ = {rounded(z_rival)} "
        f"cross-entropy from logits is {rounded(right.loss[0])} with the gradient "
        f"{rounded(right.slope[0])}; softmax twice is {rounded(twice.loss[0])} with "
        f"{rounded(twice.slope[0])}."
    )
    return [Panel(rivals_figure(_both(Z, classes), here), key="rivals", alt=alt)]


RIVALS = LiveFigures("rival-losses", (CLASSES, Z_RIVAL), rival_panels)


@st.fragment
def rivals() -> None:
    """Let the reader try to bring both losses to 0."""
    left, right = st.columns(2, gap="medium")
    with left:
        classes = live_slider(CLASSES, moves=RIVALS)
    with right:
        z = live_slider(Z_RIVAL, moves=RIVALS)
    figure_side, table_side = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with figure_side:
        (panel,) = rival_panels(classes=classes, z_rival=z)
        panel.show(height=460)
    once, twice = _both(np.array([z]), classes)
    columns: dict[str, Iterable[object]] = {
        f"at z₁ = {rounded(z)}": ["loss", "gradient to z₁"],
        "from logits": [rounded(once.loss[0]), rounded(once.slope[0])],
        "softmax twice": [rounded(twice.loss[0]), rounded(twice.slope[0])],
    }
    with table_side:
        show_table(columns, alt="Loss and gradient from logits and of softmax twice")
    notice(in_words(classes))


def in_words(classes: int) -> str:
    """What softmax twice lacks."""
    return (
        "Softmax twice never costs less than "
        rf"$\log(1 + {classes - 1} / e) = {least_loss_of_softmax_twice(classes):.4f}$ nats: a "
        "loss that stops there gives the mistake away. Its gradient fades at either end."
    )


def _both(z: Array, classes: int) -> tuple[LossAlong, LossAlong]:
    return loss_along("cross-entropy", z, classes), loss_along("softmax twice", z, classes)
