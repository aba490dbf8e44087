"""The numbers of the exercise on the step h of a gradient check."""

from dataclasses import dataclass

import numpy as np

from metl_core.activations import sigmoid, sigmoid_derivative
from metl_core.gradient_check import numerical_gradient

STEPS = {"float64": (1e-1, 1e-5, 1e-9, 1e-13), "float32": (1.0, 1e-2, 1e-4, 1e-6)}


@dataclass(frozen=True, eq=False)
class StepErrors:
    """By how much a central difference of σ at x misses σ'(x), for each step h, largest first."""

    x: float
    dtype: str
    errors: dict[float, float]  # h -> |difference - σ'(x)|
    best: float  # the h with the smallest error


def step_errors(generator: np.random.Generator) -> StepErrors:
    """An x from 0.1 to 0.9, where σ bends, and one of two dtypes."""
    x = float(generator.integers(1, 10)) / 10
    dtype = str(generator.choice(list(STEPS)))
    point = np.array([x], dtype)
    slope = sigmoid_derivative(point.astype(np.float64)).item()
    errors = {
        h: abs(numerical_gradient(lambda v: sigmoid(v)[0], point, step=h).item() - slope)
        for h in STEPS[dtype]
    }
    return StepErrors(x, dtype, errors, min(errors, key=lambda h: errors[h]))
