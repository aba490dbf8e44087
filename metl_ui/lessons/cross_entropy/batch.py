"""Sum or mean over a batch: the same learning rate, and another step."""

import numpy as np
import streamlit as st

from metl_core.sum_or_mean import SumAndMean, losses_after, sum_and_mean
from metl_ui.charts.losses import steps_figure
from metl_ui.components.figure import Panel
from metl_ui.controls import live_slider
from metl_ui.lesson import notice
from metl_ui.lessons.cross_entropy.settings import COPIES
from metl_ui.lessons.cross_entropy.words import rounded
from metl_ui.live_figures import LiveFigures

START = (-1.0, 1.0, 0.0)
LABELS = (0, 0, 0, 1)  # counted from 0: three of class 1, one of class 2
ETA = 0.5
SIZES = np.geomspace(0.1, ETA * COPIES.maximum * len(LABELS), 161)
LOSSES = losses_after(START, LABELS, SIZES)


# The argument is called as in the link.
def batch_panels(*, copies: int) -> list[Panel]:
    """The mean loss over the size of the step, with both steps."""
    both = sum_and_mean(START, LABELS, copies, ETA)
    alt = (
        f"The mean loss falls from {both.loss:.4g} to a least and rises again as the step grows. "
        f"With {both.n} examples it is {both.mean.loss:.4g} after the mean’s step and "
        f"{both.sum.loss:.4g} after the sum’s, which is {both.n} times as long."
    )
    return [Panel(steps_figure(SIZES, LOSSES, both, ETA), key="steps", alt=alt)]


BATCH = LiveFigures("sum-or-mean", (COPIES,), batch_panels)


@st.fragment
def sum_or_mean() -> None:
    """Let the reader grow the batch, and see both steps from the same logits."""
    copies = live_slider(COPIES, moves=BATCH)
    (panel,) = batch_panels(copies=copies)
    panel.show(height=380)
    notice(in_words(sum_and_mean(START, LABELS, copies, ETA)))


def in_words(both: SumAndMean) -> str:
    """What the longer step did."""
    longer = (
        f"The sum’s step is {both.n} times as long as the mean’s. The mean’s takes "
        f"the loss from {rounded(both.loss)} to {rounded(both.mean.loss)} nats, the sum’s to "
        f"{rounded(both.sum.loss)}"
    )
    if both.sum.loss > both.loss:
        end = ": it went too far."
    elif both.sum.loss > both.mean.loss:
        end = ": it went past the least."
    else:
        end = ": the longer step still ends lower. Add copies, and see how long that lasts."
    return f"{longer}{end} With η / N the two would be the same."
