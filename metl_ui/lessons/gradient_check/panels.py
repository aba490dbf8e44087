"""The figures of the lesson on gradient checks that move with a slider."""

from metl_core.blind_spots import checked_run, slopes_of_relu
from metl_core.v_curve import V_METHODS
from metl_ui.charts.blind_spots import kink_figure, run_figure, scale_figure
from metl_ui.charts.v_curve import v_curve_figure
from metl_ui.components.figure import Panel
from metl_ui.lessons.gradient_check.settings import (
    ENTRY,
    H_OF_CHECK,
    KINK,
    PRECISION,
    RATE,
    SCALE,
    STEP,
    curve_of,
    measured_at,
    zero_gradient_at,
)
from metl_ui.lessons.gradient_check.words import verdict
from metl_ui.live_figures import LiveFigures


# The arguments are called as in the link.
def curve_panels(*, entry: str, precision: str, hstep: float) -> list[Panel]:
    """The error against h, with the error at this h."""
    curve, here = curve_of(entry, precision), measured_at(entry, precision, hstep)
    errors = ", ".join(f"{here.error[method][0]:.1e} ({method})" for method in V_METHODS)
    forward, central = (curve.predictions[method].best_step for method in V_METHODS[:2])
    alt = (
        f"Relative error of the derivative to {entry} against the step h, in {precision}. Forward "
        f"and central difference make a V with its tip near h = {forward:.0e} and "
        f"{central:.0e}; the complex step falls and stays low. At h = {hstep:g} the "
        f"errors are {errors}."
    )
    return [Panel(v_curve_figure(curve, here), key="v-curve", alt=alt)]


def scale_panels(*, shrink: float) -> list[Panel]:
    """Two tests of an all-zero gradient, against the scale."""
    here = zero_gradient_at(shrink)
    checked = [zero_gradient_at(scale) for scale in SCALE.options[::4]]  # a straight line
    alt = (
        "The error that a test measures, against the scale of the loss. The relative test stays at "
        "1; the test that is absolute below 1 falls with the scale, and below 1e-7 it passes. At "
        f"the scale {shrink:g} it measures {here.error:.1e} and "
        f"{verdict(here.passed)}."
    )
    return [Panel(scale_figure(checked, here), key="small-loss", alt=alt)]


def kink_panels(*, kink: float) -> list[Panel]:
    """relu, with the window of the differences around x."""
    slopes = slopes_of_relu(kink * H_OF_CHECK)
    alt = (
        f"relu is 0 left of 0 and rises from there. At x = {kink:g} h the central difference, from "
        f"x − h to x + h, has the slope {slopes.central:.2f}; the forward one, from x to x + h, "
        f"has {slopes.forward:.2f}."
    )
    return [Panel(kink_figure(slopes), key="kink", alt=alt)]


def run_panels(*, pace: float) -> list[Panel]:
    """A training run whose gradient is checked before every epoch."""
    run = checked_run(pace)
    alt = (
        f"The training loss by epoch at a learning rate of {pace:g}: from {run.losses[0]:.2g} to "
        f"{run.losses[-1]:.2g} nats. The gradient "
        f"{'passes at every epoch' if run.passed else 'fails at some epoch'}."
    )
    return [Panel(run_figure(run), key="checked-run", alt=alt)]


CURVE = LiveFigures("v-curve", (ENTRY, PRECISION, STEP), curve_panels)
SCALED = LiveFigures("small-loss", (SCALE,), scale_panels)
KINKED = LiveFigures("kink", (KINK,), kink_panels)
RUN = LiveFigures("checked-run", (RATE,), run_panels)
