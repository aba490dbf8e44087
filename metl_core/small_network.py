"""A network so small that every number of it can be shown, and a few examples for it."""

from dataclasses import dataclass

import numpy as np

from metl_core.checks import Array, integer, number
from metl_core.parameters import Parameters

MOST_EXAMPLES, MOST_INPUTS, MOST_HIDDEN, MOST_CLASSES = 5, 4, 5, 4
DECIMALS = 2  # few enough to compute with by hand


@dataclass(frozen=True, eq=False)
class SmallNetwork:
    """Parameters, inputs X (N, Dx) and labels (N,)."""

    parameters: Parameters
    X: Array
    labels: Array


def small_network(
    n_examples: int, n_inputs: int, n_hidden: int, n_classes: int, seed: int, factor: float = 1.0
) -> SmallNetwork:
    """Numbers of two decimals, normal and cut at ±2; W1 is multiplied by `factor`.

    Each matrix is drawn in its largest size and then cut to size: one unit more leaves all other
    numbers as they were.

    Raises TypeError or ValueError for sizes out of range and for a factor that is not above 0.
    """
    N = integer("n_examples", n_examples, minimum=1, maximum=MOST_EXAMPLES)
    Dx = integer("n_inputs", n_inputs, minimum=1, maximum=MOST_INPUTS)
    H = integer("n_hidden", n_hidden, minimum=1, maximum=MOST_HIDDEN)
    Dy = integer("n_classes", n_classes, minimum=2, maximum=MOST_CLASSES)
    generator = np.random.default_rng(integer("seed", seed, minimum=0))
    factor = number("factor", factor, above=0)
    X = _draw(generator, MOST_EXAMPLES, MOST_INPUTS)
    W1 = _draw(generator, MOST_INPUTS, MOST_HIDDEN)
    b1 = _draw(generator, MOST_HIDDEN)
    W2 = _draw(generator, MOST_HIDDEN, MOST_CLASSES)
    b2 = _draw(generator, MOST_CLASSES)
    labels = (generator.random(MOST_EXAMPLES) * Dy).astype(int)
    scaled = np.round(factor * W1, 2 * DECIMALS)  # 3 · 0.3 is 0.9, not 0.8999999999999999
    parameters = Parameters(scaled[:Dx, :H], b1[:H], W2[:H, :Dy], b2[:Dy])
    return SmallNetwork(parameters, X[:N, :Dx], labels[:N])


def _draw(generator: np.random.Generator, *shape: int) -> Array:
    numbers = np.clip(generator.normal(size=shape), -2, 2).round(DECIMALS)
    return np.asarray(numbers + 0.0)  # -0.0 becomes 0.0
