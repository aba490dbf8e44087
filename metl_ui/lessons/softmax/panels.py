"""The bars of the softmax lesson, which move with its sliders."""

from metl_core.shift import shift_softmax
from metl_ui.charts.softmax import exponential_bars, logit_bars, probability_bars
from metl_ui.components.figure import Panel
from metl_ui.lessons.softmax.settings import DTYPE, LOGITS, TEMPERATURE, C
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


BARS = LiveFigures("softmax", (LOGITS, DTYPE, C, TEMPERATURE), softmax_panels)
