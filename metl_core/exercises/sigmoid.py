"""The numbers of the exercise on the slope of the sigmoid."""

from dataclasses import dataclass

import numpy as np

from metl_core.activations import sigmoid, sigmoid_derivative, sigmoid_derivative_from_output
from metl_core.exercises.drawing import draw_apart
from metl_core.exercises.rounding import digits_for


@dataclass(frozen=True, eq=False)
class Slope:
    """σ'(x), and what s (1 - s) gives when it is called with something else than σ(x)."""

    x: float
    output: float  # σ(x)
    answer: float
    mistakes: dict[str, float]
    tolerance: float = 0.004

    @property
    def digits(self) -> int:
        """Of the output: enough for the slope."""
        return digits_for(self.answer, sigmoid_derivative_from_output, self.output, least=4)


def slope(generator: np.random.Generator) -> Slope:
    """An x from 1.1 to 2.9, to two decimals, of either sign: x (1 - x) is negative, no slope."""
    return draw_apart(_slope, generator)


def _slope(generator: np.random.Generator) -> Slope:
    x = float(generator.integers(110, 291) * generator.choice([-1, 1])) / 100
    output = sigmoid(x).item()
    mistakes = {
        "of x": sigmoid_derivative_from_output(x).item(),
        "output": output,
        "twice": sigmoid_derivative(output).item(),
        "complement": 1 - output,
    }
    return Slope(x, output, sigmoid_derivative(x).item(), mistakes)
