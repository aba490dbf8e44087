"""Why from the logits: log(softmax) ends in infinity and its gradient in nan."""

from functools import cache

import streamlit as st

from metl_core.log_of_softmax import LogOfSoftmax, log_of_softmax, losses_over_gaps
from metl_ui.charts.losses import log_of_softmax_figure
from metl_ui.charts.numerals import true_minus
from metl_ui.components.figure import Panel
from metl_ui.controls import live_slider, segments
from metl_ui.digits import show_table
from metl_ui.lesson import notice
from metl_ui.lessons.cross_entropy.settings import DTYPE, GAP
from metl_ui.live_figures import LiveFigures

losses_in = cache(losses_over_gaps)


# The arguments are called as in the link.
def from_logits_panels(*, gap: int, dtype: str) -> list[Panel]:
    """The loss over the gap, by both ways."""
    losses, here = losses_in(dtype), log_of_softmax(gap, dtype)
    alt = (
        f"In {dtype}, −log(softmax) becomes inf at a gap of {float(losses.infinite_from):.4g}; "
        f"−log_softmax goes on. At a gap of {gap} they are {here.from_probability} and "
        f"{here.from_logits}."
    )
    return [Panel(log_of_softmax_figure(losses, here), key="log-of-softmax", alt=alt)]


FROM_LOGITS = LiveFigures("from-logits", (GAP, DTYPE), from_logits_panels)


@st.fragment
def from_logits() -> None:
    """Let the reader widen the gap until log(softmax) breaks."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        dtype = segments(DTYPE)
    with right:
        gap = live_slider(GAP, moves=FROM_LOGITS)
    figure_side, table_side = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with figure_side:
        (panel,) = from_logits_panels(gap=gap, dtype=dtype)
        panel.show(height=380)
    here = log_of_softmax(gap, dtype)
    rows = {
        "p of the right class": here.probability,
        "loss −log(p)": here.from_probability,
        "loss −log_softmax(z)": here.from_logits,
        "∂L/∂p = −1 / p": here.loss_slope,
        "∂p/∂z = p (1 − p)": here.probability_slope,
        "their product": here.through_probability,
        "p − 1": here.gradient,
    }
    with table_side:
        show_table(
            {f"at a gap of {gap}": rows, dtype: map(true_minus, rows.values())},
            alt=f"Loss and gradient at a gap of {gap}, in {dtype}",
        )
    notice(in_words(here, dtype))


def in_words(here: LogOfSoftmax, dtype: str) -> str:
    """What has become of the loss and of the gradient that goes through p."""
    losses = losses_in(dtype)
    if here.outcome == "nan":
        return (
            f"In {dtype} $p$ is 0 from a gap of {float(losses.infinite_from):.4g} on: the loss of "
            "log(softmax) is infinite, and its gradient, infinity times 0, is **nan**: not a "
            "number. $p - 1$ is as good as ever."
        )
    if here.outcome == "infinite":
        return (
            f"$p$ is not 0 yet, but $1 / p$ is larger than the largest {dtype}: the gradient "
            "through $p$ is infinite, and $p - 1$ is still what it should be."
        )
    return (
        f"At this gap {dtype} can do it either way. Widen the gap, or choose a smaller type: "
        f"$1 / p$ becomes infinite at {float(losses.slope_infinite_from):.4g}, the loss at "
        f"{float(losses.infinite_from):.4g}."
    )
