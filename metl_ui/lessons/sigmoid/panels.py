"""The figures of the sigmoid lesson, each of which moves with a slider."""

from metl_core.tails import sigmoid_point
from metl_ui.charts.sigmoid import tails_figure, tangent_figure
from metl_ui.components.figure import Panel
from metl_ui.lessons.sigmoid.settings import CURVES, DTYPE, FAR, X, tails_in
from metl_ui.live_figures import LiveFigures


# The arguments are called as in the link.
def tangent_panels(*, x: float) -> list[Panel]:
    """σ and σ′ with the tangent at x."""
    point = sigmoid_point(x)
    alt = (
        f"σ rises from 0 to 1; its slope σ′ is a hill around x = 0, 0.25 high. At x = {x:g}, "
        f"σ is {point.value:.4f}, and the tangent has the slope {point.slope:.4f}."
    )
    return [Panel(tangent_figure(CURVES, point), key="tangent", alt=alt)]


def tails_panels(*, far: int, dtype: str) -> list[Panel]:
    """The slope far out, by two expressions, with marks at the x called far."""
    tails, there = tails_in(dtype), sigmoid_point(far, dtype)
    alt = (
        f"In {dtype}, σ(x)(1 − σ(x)) falls to 0 at x = {tails.from_output_is_zero_from:.4g}; "
        f"σ(x)σ(−x) goes on to x = {tails.from_both_sides_is_zero_from:.4g}. At x = {far} they are "
        f"{there.from_output} and {there.from_both_sides}."
    )
    return [Panel(tails_figure(tails, there), key="tails", alt=alt)]


TANGENT = LiveFigures("tangent", (X,), tangent_panels)
TAILS = LiveFigures("tails", (FAR, DTYPE), tails_panels)
