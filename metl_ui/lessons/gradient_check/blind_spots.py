"""Three blind spots of a gradient check, each to be tried."""

from typing import Any

import streamlit as st

from metl_core.blind_spots import checked_run, slopes_of_relu
from metl_ui.controls import live_slider
from metl_ui.digits import show_table
from metl_ui.lesson import notice
from metl_ui.lessons.gradient_check import words
from metl_ui.lessons.gradient_check.panels import KINKED, RUN, SCALED
from metl_ui.lessons.gradient_check.settings import (
    H_OF_CHECK,
    KINK,
    RATE,
    SCALE,
    zero_gradient_at,
)
from metl_ui.live_figures import LiveFigures


@st.fragment
def small_functions() -> None:
    """A test that is absolute below 1, and an all-zero gradient."""
    scale = live_slider(SCALE, moves=SCALED)
    zero = zero_gradient_at(scale)
    rows = {
        r"|a − n| / max(1, |a|, |n|)": (zero.error, zero.passed),
        r"|a − n| / max(|a|, |n|)": (zero.report.max_relative_error, zero.report.passed),
    }
    beside(
        SCALED,
        {"shrink": scale},
        {
            "test": rows,
            "error": (f"{error:.3g}" for error, _ in rows.values()),
            "says": (words.verdict(passed) for _, passed in rows.values()),
        },
        f"What two tests say of an all-zero gradient at the scale {scale:g}",
    )
    notice(words.scale_in_words(zero))


@st.fragment
def kink() -> None:
    """relu where it has no gradient."""
    x = live_slider(KINK, moves=KINKED)
    slopes = slopes_of_relu(x * H_OF_CHECK)
    rows = {
        "central": slopes.central,
        "forward, from x to x + h": slopes.forward,
        "backward, from x − h to x": slopes.backward,
        "relu_derivative(x)": slopes.analytic,
    }
    columns = {"slope": rows, f"at x = {x:g} h": (f"{slope:.4g}" for slope in rows.values())}
    beside(KINKED, {"kink": x}, columns, f"Slopes of relu at x = {x:g} h")
    notice(words.kink_in_words(slopes))


@st.fragment
def diverging_run() -> None:
    """A right gradient, and a learning rate that is too large."""
    rate = live_slider(RATE, moves=RUN)
    run = checked_run(rate)
    first_and_last = [0, -1]
    columns = {
        "epoch": run.epochs[first_and_last].astype(int),
        "loss in nats": (f"{loss:.3g}" for loss in run.losses[first_and_last]),
        "the check": (words.verdict(run.reports[i].passed) for i in first_and_last),
    }
    alt = f"Loss and verdict at the first and the last epoch, at the rate {rate:g}"
    beside(RUN, {"pace": rate}, columns, alt)
    notice(words.run_in_words(run))


def beside(
    figures: LiveFigures, settings: dict[str, Any], columns: dict[str, Any], alt: str
) -> None:
    """The figure, with its numbers on its right."""
    figure_side, number_side = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with figure_side:
        (panel,) = figures.panels(**settings)
        panel.show(height=360)
    with number_side:
        show_table(columns, alt=alt)
