"""Two functions that give the slope of the sigmoid, and each one handed what the other takes."""

from dataclasses import dataclass

import numpy as np

from metl_core.activations import sigmoid, sigmoid_derivative, sigmoid_derivative_from_output
from metl_core.checks import Array, integer, number


@dataclass(frozen=True, eq=False)
class Handed:
    """What the two functions give for x and for s = σ(x): arrays of x's shape, in float64."""

    x: Array
    s: Array
    derivative_of_x: Array  # σ'(x), as it should be
    derivative_of_s: Array  # σ'(s), a slip
    from_output_of_x: Array  # x (1 - x), the other slip
    from_output_of_s: Array  # s (1 - s), as it should be


def handed(x: float) -> Handed:
    """Both functions at one x. Raises ValueError or TypeError unless it is a finite number."""
    return _handed(np.asarray(number("x", x)))


def handed_curves(minimum: float, maximum: float, n: int = 401) -> Handed:
    """Both functions at n points from minimum to maximum.

    Raises ValueError or TypeError unless minimum < maximum and n ≥ 2.
    """
    minimum = number("minimum", minimum)
    maximum = number("maximum", maximum, above=minimum)
    return _handed(np.linspace(minimum, maximum, integer("n", n, minimum=2)))


def _handed(x: Array) -> Handed:
    s = sigmoid(x)
    return Handed(
        x=x,
        s=s,
        derivative_of_x=sigmoid_derivative(x),
        derivative_of_s=sigmoid_derivative(s),
        from_output_of_x=sigmoid_derivative_from_output(x),
        from_output_of_s=sigmoid_derivative_from_output(s),
    )
