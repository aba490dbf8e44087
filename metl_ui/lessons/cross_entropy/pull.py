"""Which logits go up, and which down: probabilities, gradient and loss of the reader's logits."""

import streamlit as st

from metl_core.cross_entropy_steps import LossPoint, loss_point, smoothed
from metl_ui.charts.cross_entropy import gradient_bars, loss_curve, share_bars, signed
from metl_ui.components.figure import Panel
from metl_ui.controls import live_slider, segments
from metl_ui.digits import tex
from metl_ui.lesson import notice
from metl_ui.lessons.cross_entropy.settings import LABEL, LOGITS, N_CLASSES
from metl_ui.lessons.cross_entropy.words import listed
from metl_ui.live_figures import LiveFigures


# The arguments are called as in the link.
def pull_panels(*, logit1: float, logit2: float, logit3: float, label: int) -> list[Panel]:
    """p beside the target, the gradient, and the loss on its curve."""
    right = label - 1
    point = one_hot_point((logit1, logit2, logit3), label)
    p, slopes = listed(point.probabilities), ", ".join(map(signed, point.gradient))
    return [
        Panel(
            share_bars(point, right),
            key="pull-shares",
            alt=f"Bars of p: {p}. The target is 1 for class {label} and 0 for the others.",
        ),
        Panel(
            gradient_bars(point, right),
            key="pull-gradient",
            alt=f"Bars of the gradient p − t: {slopes}. Learning moves each logit the other way.",
        ),
        Panel(
            loss_curve(point, right),
            key="pull-loss",
            alt=f"The loss −log p falls from infinity at p = 0 to 0 at p = 1. At p = "
            f"{point.probabilities[right]:.4g} it is {point.loss:.4g} nats.",
        ),
    ]


PULL = LiveFigures("pull", (*LOGITS, LABEL), pull_panels)


def pull() -> tuple[LossPoint, int]:
    """Ask for logits and class, show what the loss makes of them, and hand both on."""
    label = segments(LABEL)
    logits = []
    for column, field in zip(st.columns(3, gap="medium"), LOGITS, strict=True):
        with column:
            logits.append(live_slider(field, moves=PULL))
    panels = pull_panels(logit1=logits[0], logit2=logits[1], logit3=logits[2], label=label)
    for column, panel in zip(st.columns(3), panels, strict=True):
        with column:
            panel.show(height=340)
    point = one_hot_point(logits, label)
    notice(in_words(point, label))
    return point, label


def one_hot_point(logits: list[float] | tuple[float, ...], label: int) -> LossPoint:
    """The loss where class `label`, counted from 1, is the right one."""
    return loss_point(logits, smoothed(label - 1, N_CLASSES, 0))


def in_words(point: LossPoint, label: int) -> str:
    """What to notice about the gradient."""
    right = label - 1
    p, pull = float(point.probabilities[right]), point.pull(right)
    balance = "The right logit is pulled up by as much as the others together are pushed down. "
    has = f"class {label} has $p = {tex(p, 3)}$" if p else f"$p_{label}$ is rounded to 0"
    verdict = point.verdict(right)
    if verdict == "wrong":
        return balance + (
            f"This answer is wrong and sure of it ({has}), and is "
            f"pulled hardest: by {pull:.3f} of at most 1."
        )
    if verdict == "right":
        only = f"only ${tex(pull, 3)}$" if pull else "rounded to 0"
        return balance + (
            f"This answer is right and sure of it: the pull, $1 - p$, is {only}, and learning "
            "leaves it nearly as it is."
        )
    return balance + (
        f"Class {label} has $p = {p:.3f}$ and is pulled up by the rest, {pull:.3f}. Can the pull "
        "be larger than 1?"
    )
