"""A target that is not certain: the gradient is p − t still, and the loss has a least above 0."""

import numpy as np
import streamlit as st

from metl_core.cross_entropy_steps import (
    LossPoint,
    loss_point,
    losses_over_first_logit,
    smoothed,
)
from metl_ui.charts.cross_entropy import share_bars, signed, soft_curve
from metl_ui.components.figure import Panel
from metl_ui.controls import live_slider
from metl_ui.derivation import Line, show_derivation
from metl_ui.digits import tex
from metl_ui.lesson import notice
from metl_ui.lessons.cross_entropy.settings import N_CLASSES, SMOOTHING, Z_SOFT
from metl_ui.lessons.cross_entropy.words import listed, p_minus_t, rounded
from metl_ui.live_figures import LiveFigures

ONE_HOT = 1e-9  # nats: a target of less entropy is, for these logits, as good as one-hot
Z = np.linspace(Z_SOFT.minimum, Z_SOFT.maximum, 241)


# The arguments are called as in the link.
def soft_panels(*, smoothing: float, z_soft: float) -> list[Panel]:
    """p beside a soft target, and the loss over z₁ with its least value."""
    point = soft_point(smoothing, z_soft)
    return [
        Panel(
            share_bars(point, 0),
            key="soft-shares",
            alt=f"Bars of p: {listed(point.probabilities)}; of the target: {listed(point.target)}.",
        ),
        Panel(
            soft_curve(Z, losses_over_first_logit(Z, point.target), point),
            key="soft-loss",
            alt=f"The loss over z₁ and its tangent; at z₁ = {rounded(z_soft)} it is "
            f"{point.loss:.4g} nats and rises by {signed(point.gradient[0])} a unit. It is never "
            f"below the entropy of the target, {point.entropy:.4g}.",
        ),
    ]


SOFT = LiveFigures("soft-labels", (SMOOTHING, Z_SOFT), soft_panels)


@st.fragment
def soft_labels() -> None:
    """Let the reader look for the least loss of a smoothed target."""
    left, right = st.columns(2, gap="medium")
    with left:
        smoothing = live_slider(SMOOTHING, moves=SOFT)
    with right:
        z = live_slider(Z_SOFT, moves=SOFT)
    for column, panel in zip(
        st.columns(2), soft_panels(smoothing=smoothing, z_soft=z), strict=True
    ):
        with column:
            panel.show(height=340)
    point = soft_point(smoothing, z)
    notice(in_words(point))
    with st.expander("Why is the gradient still p − t, and the least loss not 0?"):
        show_derivation(*derivation(point), key="soft")


def soft_point(smoothing: float, z: float) -> LossPoint:
    """Logits (z, 0, 0) against the smoothed target of class 1."""
    return loss_point([z] + [0.0] * (N_CLASSES - 1), smoothed(0, N_CLASSES, smoothing))


def in_words(point: LossPoint) -> str:
    """Where the point is, seen from the least loss."""
    slope = signed(point.gradient[0])
    if point.entropy < ONE_HOT:
        return (
            f"With ε = 0 the target is one-hot, and the slope, {slope}, is below 0 however far "
            "you go: the loss comes near 0 and never reaches it, and the logits grow without end."
        )
    least = f"the entropy of the target, ${tex(point.entropy, 4)}$ nats"
    if abs(point.gradient[0]) < 0.01:
        return (
            "Here $p$ is (nearly) the target, and the gradient (nearly) 0. The loss is "
            f"${tex(point.loss, 4)}$ and not 0; its least is {least}."
        )
    way = "too sure: learning takes $z_1$ back" if point.gradient[0] > 0 else "not sure enough"
    return (
        f"The slope $p_1 - t_1 = {slope}$ says {way}. Move $z_1$ until it is 0. The loss is never "
        f"less than {least}."
    )


def derivation(point: LossPoint) -> tuple[Line, ...]:
    """p − t needs no one-hot target; and the loss where p is the target."""
    p, t, slope = p_minus_t(point.probabilities[0], point.target[0], point.gradient[0])
    *terms, last = (tex(term, 7) for term in point.target_terms)
    return (
        Line(
            r"\frac{\partial L}{\partial z_i} &= "
            r"-\sum_k \frac{t_k}{p_k} \, p_k \, (1[k = i] - p_i)",
            "",
            "The chain rule as above, with all $t_k$ in it.",
        ),
        Line(
            r"&= -t_i + p_i \sum\nolimits_k t_k = p_i - t_i",
            rf"\frac{{\partial L}}{{\partial z_1}} &= {p} - {t} \\ &= {slope}",
            r"All it takes is ${\sum_k t_k = 1}$.",
        ),
        Line(
            r"L &= -\sum_k t_k \log t_k = H(t)",
            rf"H(t) &= {' + '.join(terms)} \\ &\quad + {last} = {tex(point.entropy)}",
            "Where the gradient is 0, $p = t$. This least loss is the **entropy** of the target: "
            "its own doubt, which no network can take away.",
        ),
    )
