"""Sum or mean over a batch: the same learning rate, and another step."""

from collections.abc import Iterable

import numpy as np
import streamlit as st

from metl_core.sum_or_mean import SumAndMean, losses_after, sum_and_mean
from metl_ui.charts.losses import steps_figure
from metl_ui.components.figure import Panel
from metl_ui.controls import live_slider
from metl_ui.digits import show_table
from metl_ui.lesson import notice
from metl_ui.lessons.cross_entropy.settings import COPIES, ETA
from metl_ui.lessons.cross_entropy.words import rounded
from metl_ui.live_figures import LiveFigures

START = (-1.0, 1.0, 0.0)
LABELS = (0, 0, 0, 1)  # counted from 0: three of class 1, one of class 2
SIZES = np.geomspace(ETA.options[0], ETA.options[-1] * COPIES.maximum * len(LABELS), 161)
LOSSES = losses_after(START, LABELS, SIZES)


# The arguments are called as in the link.
def batch_panels(*, copies: int, eta: float) -> list[Panel]:
    """The mean loss over the size of the step, with both steps."""
    both = sum_and_mean(START, LABELS, copies, eta)
    alt = (
        f"The mean loss falls from {both.loss:.4g} to a least and rises again as the step grows. "
        f"With {both.n} examples it is {both.mean.loss:.4g} after the mean’s step and "
        f"{both.sum.loss:.4g} after the sum’s, which is {both.n} times as long."
    )
    return [Panel(steps_figure(SIZES, LOSSES, both, eta), key="steps", alt=alt)]


BATCH = LiveFigures("sum-or-mean", (COPIES, ETA), batch_panels)


@st.fragment
def sum_or_mean() -> None:
    """Let the reader grow the batch, and see both steps from the same logits."""
    left, right = st.columns(2, gap="medium")
    with left:
        copies = live_slider(COPIES, moves=BATCH)
    with right:
        eta = live_slider(ETA, moves=BATCH)
    figure_side, table_side = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with figure_side:
        (panel,) = batch_panels(copies=copies, eta=eta)
        panel.show(height=400)
    both = sum_and_mean(START, LABELS, copies, eta)
    with table_side:
        show_table(columns(both), alt=f"One step of the mean and of the sum, N = {both.n}")
    notice(in_words(both))


def columns(both: SumAndMean) -> dict[str, Iterable[object]]:
    """One step of both, to four significant digits."""
    names = [f"gradient to z{k}" for k in "₁₂₃"] + [f"z{k} after" for k in "₁₂₃"]
    rows: dict[str, Iterable[object]] = {f"N = {both.n}": [*names, "loss before", "loss after"]}
    for name, step in (("mean", both.mean), ("sum", both.sum)):
        numbers = [*step.gradient, *step.logits, both.loss, step.loss]
        rows[name] = [rounded(number) for number in numbers]
    return rows


def in_words(both: SumAndMean) -> str:
    """What the longer step did."""
    longer = f"The sum’s gradient is {both.n} times the mean’s, and so is its step."
    if both.sum.loss > both.loss:
        end = "It went too far: the loss is higher than before. "
    elif both.sum.loss > both.mean.loss:
        end = "It went past the least: the mean’s shorter step ended lower. "
    else:
        end = "Here the longer step still ends lower: add copies, and see how long that lasts. "
    return f"{longer} {end}With η divided by N the sum would make the very step of the mean."
