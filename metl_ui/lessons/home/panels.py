"""Three logits, and the probabilities that softmax makes of them."""

from metl_core.activations import softmax
from metl_ui.charts.softmax import bars_of_probabilities
from metl_ui.components.figure import Panel
from metl_ui.link import Number
from metl_ui.live_figures import LiveFigures

LOGITS = tuple(
    Number(key=f"z{i}", label=f"Logit z{i}", default=z, minimum=-5.0, maximum=5.0, step=0.1)
    for i, z in enumerate((1.0, 2.0, 3.0), start=1)
)


# The arguments are called as in the link.
def bar_panels(*, z1: float, z2: float, z3: float) -> list[Panel]:
    """The bars of the three probabilities."""
    p = softmax([z1, z2, z3])
    alt = f"Bars of three probabilities: {', '.join(f'{value:.3f}' for value in p)}"
    return [Panel(bars_of_probabilities(p), key="probabilities", alt=alt)]


BARS = LiveFigures("home", LOGITS, bar_panels)
