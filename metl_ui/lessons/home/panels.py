"""Three logits, and the probabilities that softmax makes of them."""

from metl_core.activations import softmax
from metl_ui.charts.softmax import bars_of_probabilities
from metl_ui.components.figure import Panel
from metl_ui.link import Number
from metl_ui.live_figures import LiveFigures

CLASSES = ("cat", "dog", "bird")
LOGITS = tuple(
    Number(key=f"z{i}", label=f"Logit z{i}, {name}", default=z, minimum=-5.0, maximum=5.0, step=0.1)
    for i, (name, z) in enumerate(zip(CLASSES, (1.0, 2.0, 3.0), strict=True), start=1)
)


# The arguments are called as in the link.
def bar_panels(*, z1: float, z2: float, z3: float) -> list[Panel]:
    """The bars of the three probabilities."""
    p = softmax([z1, z2, z3])
    alt = f"Bars of three probabilities: {', '.join(map(_named, CLASSES, p))}"
    return [Panel(bars_of_probabilities(p, CLASSES), key="probabilities", alt=alt)]


def _named(name: str, probability: float) -> str:
    return f"{name} {probability:.3f}"


BARS = LiveFigures("home", LOGITS, bar_panels)
