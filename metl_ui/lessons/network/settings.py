"""The settings of the network lesson, and the walk that they make."""

from functools import lru_cache

from metl_core import ACTIVATIONS
from metl_core.saturation import Saturation, saturation
from metl_core.small_network import (
    MOST_CLASSES,
    MOST_EXAMPLES,
    MOST_HIDDEN,
    MOST_INPUTS,
    small_network,
)
from metl_core.walk import STEPS, Walk, walk
from metl_ui.link import Choice, Flag, Whole

N = Choice(key="N", label="Examples N", options=tuple(range(1, MOST_EXAMPLES + 1)), default=2)
DX = Choice(key="Dx", label="Inputs Dx", options=tuple(range(1, MOST_INPUTS + 1)), default=2)
H = Choice(key="H", label="Hidden units H", options=tuple(range(1, MOST_HIDDEN + 1)), default=3)
DY = Choice(key="Dy", label="Classes Dy", options=tuple(range(2, MOST_CLASSES + 1)), default=2)
ACTIVATION = Choice(
    key="hidden_activation",
    label="Activation of the hidden units",
    options=tuple(ACTIVATIONS),
    default="sigmoid",
)
DRAW = Whole(key="draw", label="Other numbers (seed)", default=33, minimum=0, maximum=9999)
STEP = Whole(key="step", label="Step", default=1, minimum=1, maximum=len(STEPS))
ALL = Flag(key="all", label="All matrices")

FACTOR = Choice(
    key="factor",
    label="W1 is multiplied by",
    options=(0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0),
    default=1.0,
)

INPUTS = Whole(key="inputs", label="Inputs Dx, counted", default=4, minimum=1, maximum=6)
UNITS = Whole(key="units", label="Hidden units H, counted", default=5, minimum=1, maximum=6)
CLASSES = Whole(key="outputs", label="Classes Dy, counted", default=3, minimum=1, maximum=6)

GUESS = Whole(key="guess", label="Your count", default=0, minimum=0, maximum=200)
COUNT_IS_SHOWN = Flag(key="show_count", label="Show the count")

FIELDS = (
    *(N, DX, H, DY, ACTIVATION, DRAW),
    *(STEP, ALL, FACTOR),
    *(INPUTS, UNITS, CLASSES, GUESS, COUNT_IS_SHOWN),
)

Sizes = tuple[int, int, int, int]  # N, Dx, H, Dy


@lru_cache(maxsize=64)
def walk_of(sizes: Sizes, draw: int, activation: str, factor: float = 1.0) -> Walk:
    """The walk through the network of these settings, with its W1 times `factor`."""
    drawn = small_network(*sizes, seed=draw, factor=factor)
    return walk(drawn.parameters, drawn.X, drawn.labels, activation)


@lru_cache(maxsize=64)
def saturation_of(sizes: Sizes, draw: int, activation: str) -> Saturation:
    """What goes back through it, at every factor of the slider."""
    return saturation(sizes, draw, activation, FACTOR.options)
