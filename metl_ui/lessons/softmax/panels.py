"""The figures of the softmax lesson that move with its sliders."""

from functools import lru_cache

from metl_core.nudge import Nudge, nudge_reach
from metl_core.nudge import nudge as nudged
from metl_core.scale import ScaleCurves, add_and_multiply, scale_curves
from metl_core.shift import shift_softmax
from metl_ui.charts.jacobian import nudge_bars
from metl_ui.charts.scale import added_and_multiplied_bars, scale_figure
from metl_ui.charts.softmax import exponential_bars, logit_bars, probability_bars
from metl_ui.components.figure import Panel
from metl_ui.lessons.softmax.settings import CLASS_J, DTYPE, LOGITS, NUDGE, TEMPERATURE, C, S
from metl_ui.lessons.softmax.words import listed
from metl_ui.live_figures import LiveFigures


# The arguments are called as in the link.
def softmax_panels(*, logits: tuple[float, ...], dtype: str, c: float, T: float) -> list[Panel]:
    """z, the exponentials and p, each before the shift by c and after it."""
    shift = shift_softmax(logits, c, T, dtype)
    before, after = shift.before, shift.after
    rows = {
        "z": (logit_bars(shift), before.logits, after.logits),
        "the exponentials": (exponential_bars(shift), before.exponentials, after.exponentials),
        "p": (probability_bars(shift), before.probabilities, after.probabilities),
    }
    return [
        Panel(
            bars,
            key=f"bars of {name}",
            alt=f"Bars of {name}: {listed(upper)}. After the shift: {listed(lower)}.",
        )
        for name, (bars, upper, lower) in rows.items()
    ]


def scale_panels(*, logits: tuple[float, ...], s: float) -> list[Panel]:
    """p of z + s and of s z, and p over the scale."""
    scaled = add_and_multiply(logits, s)
    added, multiplied = scaled.probabilities_added, scaled.probabilities_multiplied
    return [
        Panel(
            added_and_multiplied_bars(scaled),
            key="added and multiplied",
            alt=f"Two rows of bars. p of z + s: {listed(added)}. p of s z: {listed(multiplied)}.",
        ),
        Panel(
            scale_figure(_curves(logits), scaled),
            key="scale",
            alt="Probability of each class over the scale s: all alike at s = 0, and the further "
            f"apart the larger s. At s = {s:g}: {listed(multiplied)}.",
        ),
    ]


def nudge_panels(*, logits: tuple[float, ...], T: float, j: int, nudge: float) -> list[Panel]:
    """The true change of p beside two predictions. Of too few logits, the last is nudged."""
    j = min(j, len(logits))
    there = nudged(logits, j, nudge, T)
    figure = nudge_bars(there, nudge_reach(logits, j, NUDGE.maximum, T))
    return [Panel(figure, key="nudge", alt=_nudge_alt(there))]


@lru_cache(maxsize=8)
def _curves(logits: tuple[float, ...]) -> ScaleCurves:
    return scale_curves(logits, S.maximum)


def _nudge_alt(there: Nudge) -> str:
    return (
        f"Logit {there.j} changes by {there.size:g}. True changes of p: {listed(there.change)}. "
        f"By the whole Jacobian: {listed(there.by_jacobian)}. "
        f"By the diagonal alone: {listed(there.by_diagonal)}."
    )


BARS = LiveFigures("softmax", (LOGITS, DTYPE, C, TEMPERATURE), softmax_panels)
SCALE = LiveFigures("scale", (LOGITS, S), scale_panels)
NUDGES = LiveFigures("nudge", (LOGITS, TEMPERATURE, CLASS_J, NUDGE), nudge_panels)
