"""The figures of the network lesson that move with a slider."""

from metl_core.parameter_guesses import parameter_guesses
from metl_core.saturation import mean_sizes
from metl_ui.charts.parameters import guess_bars, parameter_blocks
from metl_ui.charts.saturation import saturation_figure
from metl_ui.components.figure import Panel
from metl_ui.lessons.network.settings import (
    ACTIVATION,
    CLASSES,
    DRAW,
    DX,
    DY,
    FACTOR,
    INPUTS,
    UNITS,
    H,
    N,
    saturation_of,
    walk_of,
)
from metl_ui.live_figures import LiveFigures

MOST = max(INPUTS.maximum, UNITS.maximum, CLASSES.maximum)
LARGEST = max(guess.count for guess in parameter_guesses(MOST, MOST, MOST))


# The arguments are called as in the link.
def saturation_panels(
    N: int, Dx: int, H: int, Dy: int, draw: int, hidden_activation: str, factor: float
) -> list[Panel]:
    """What goes back, over the factors on W1."""
    sizes = (N, Dx, H, Dy)
    found = saturation_of(sizes, draw, hidden_activation)
    delta1, slope, delta3 = mean_sizes(walk_of(sizes, draw, hidden_activation, factor))
    alt = (
        f"Three curves over the factor on W1. At {factor:g} the mean size of δ1 is {delta1:.3g}, "
        f"that of the slope {slope:.3g}, and that of δ3 {delta3:.3g}."
    )
    return [Panel(saturation_figure(found, factor), key="saturation", alt=alt)]


def count_panels(*, inputs: int, units: int, outputs: int) -> list[Panel]:
    """A square for each parameter, and what is usually guessed."""
    guesses = parameter_guesses(inputs, units, outputs)
    parts = ", ".join(f"{count} in {name}" for name, count in guesses[0].parts.items())
    counts = "; ".join(f"{guess.formula} gives {guess.count}" for guess in guesses)
    return [
        Panel(
            parameter_blocks((inputs, units, outputs), MOST),
            key="blocks",
            alt=f"A square for every parameter: {parts}.",
        ),
        Panel(guess_bars(guesses, LARGEST), key="guesses", alt=f"Bars: {counts}."),
    ]


SATURATION = LiveFigures("saturation", (N, DX, H, DY, DRAW, ACTIVATION, FACTOR), saturation_panels)
COUNT = LiveFigures("count", (INPUTS, UNITS, CLASSES), count_panels)
