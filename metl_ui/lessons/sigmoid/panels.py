"""The figures of the sigmoid lesson, each of which moves with a slider."""

from metl_core.secant import measure_slope
from metl_core.slip import handed
from metl_core.tails import sigmoid_point
from metl_ui.charts.relearning import relearning_figure
from metl_ui.charts.sigmoid import secant_figure, slip_figure, tails_figure, tangent_figure
from metl_ui.components.figure import Panel
from metl_ui.lessons.sigmoid.settings import (
    CURVES,
    DTYPE,
    FAR,
    HANDED,
    HANDED_X,
    START,
    H,
    X,
    paths_from,
    tails_in,
)
from metl_ui.live_figures import LiveFigures


def tangent_panel(x: float) -> Panel:
    """σ and σ′ with the tangent at x."""
    point = sigmoid_point(x)
    alt = (
        f"σ rises from 0 to 1; its slope σ′ is a hill around x = 0, 0.25 high. At x = {x:g}, "
        f"σ is {point.value:.4f}, and the tangent has the slope {point.slope:.4f}."
    )
    return Panel(tangent_figure(CURVES, point), key="tangent", alt=alt)


def secant_panel(x: float, h: float) -> Panel:
    """σ with its tangent at x, and the secant through its points at x − h and x + h."""
    secant = measure_slope(x, h)
    alt = (
        f"The secant through σ at x − h and x + h, for x = {x:g} and h = {h:g}, has the slope "
        f"{secant.slope:.4f}; the tangent at x has the slope {secant.true_slope:.4f}."
    )
    return Panel(secant_figure(CURVES, secant, sigmoid_point(x)), key="secant", alt=alt)


def slip_panel(x: float) -> Panel:
    """The slope, and the curves that come out of either slip."""
    here = handed(x)
    alt = (
        f"The slope σ′(x) is everywhere above 0. x(1 − x) is a parabola that is below 0 "
        f"outside of 0 to 1: at x = {x:g} it is {here.from_output_of_x:.4g}, and the slope is "
        f"{here.derivative_of_x:.4g}. σ′(σ(x)) is nearly flat, here {here.derivative_of_s:.4g}."
    )
    return Panel(slip_figure(HANDED, here), key="slip", alt=alt)


def relearning_panel(start: float) -> Panel:
    """How x moves step by step until the output is ½, by either loss."""
    squared, log_loss = paths_from(start)
    alt = (
        f"From x = {start:g} to an output of ½, by steps of gradient descent: {squared.n_steps} of "
        f"them by the squared error, of which {squared.n_saturated} in saturation, and "
        f"{log_loss.n_steps} by the cross-entropy."
    )
    return Panel(relearning_figure(squared, log_loss), key="relearning", alt=alt)


def tails_panel(far: int, dtype: str) -> Panel:
    """The slope far out, by two expressions, with marks at the x called far."""
    tails, there = tails_in(dtype), sigmoid_point(far, dtype)
    alt = (
        f"In {dtype}, σ(x)(1 − σ(x)) falls to 0 at x = {tails.from_output_is_zero_from:.4g}; "
        f"σ(x)σ(−x) goes on to x = {tails.from_both_sides_is_zero_from:.4g}. At x = {far} they are "
        f"{there.from_output} and {there.from_both_sides}."
    )
    return Panel(tails_figure(tails, there), key="tails", alt=alt)


# The arguments are called as in the link.


def _at_x(*, x: float, secant_h: float) -> list[Panel]:
    return [tangent_panel(x), secant_panel(x, secant_h)]


def _secant(*, x: float, secant_h: float) -> list[Panel]:
    return [secant_panel(x, secant_h)]


def _slip(*, handed_x: float) -> list[Panel]:
    return [slip_panel(handed_x)]


def _learning(*, start: float) -> list[Panel]:
    return [relearning_panel(start)]


def _tails(*, far: int, dtype: str) -> list[Panel]:
    return [tails_panel(far, dtype)]


AT_X = LiveFigures("sigmoid", (X, H), _at_x)
SECANT = LiveFigures("secant", (X, H), _secant)
SLIP = LiveFigures("slip", (HANDED_X,), _slip)
LEARNING = LiveFigures("relearning", (START,), _learning)
TAILS = LiveFigures("tails", (FAR, DTYPE), _tails)
