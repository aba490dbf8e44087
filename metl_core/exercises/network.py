"""The numbers of the exercises on a network with one hidden layer."""

from dataclasses import dataclass

import numpy as np

from metl_core.activations import sigmoid, sigmoid_derivative
from metl_core.checks import Array
from metl_core.exercises.drawing import draw_apart
from metl_core.exercises.rounding import digits_for
from metl_core.losses import one_hot
from metl_core.network import backward, forward
from metl_core.parameters import Parameters, parameter_count


@dataclass(frozen=True, eq=False)
class Count:
    """How many parameters a network has."""

    Dx: int
    H: int
    Dy: int
    answer: float
    mistakes: dict[str, float]
    tolerance: float = 0.0


def count(generator: np.random.Generator) -> Count:
    """Three sizes, H and Dy different: else (Dx + Dy + 2) H would be right."""
    return draw_apart(_count, generator)


def _count(generator: np.random.Generator) -> Count:
    Dx, Dy = int(generator.integers(2, 8)), int(generator.integers(2, 6))
    H = int(generator.integers(4, 13))
    mistakes = {
        "units": H,
        "weights": Dx * H + H * Dy,
        "first layer": (Dx + 1) * H,
        "second biases": (Dx + Dy + 2) * H,
        "first biases only": Dx * H + H + H * Dy,
        "all units": Dx + H + Dy,
    }
    return Count(Dx, H, Dy, parameter_count(Dx, H, Dy), {k: float(v) for k, v in mistakes.items()})


@dataclass(frozen=True, eq=False)
class OneWeight:
    """∂J/∂W2 at one entry, for two examples, two hidden units and two classes."""

    a1: Array  # (2, 2), a row for each example
    errors: Array  # (2, 2) = probabilities - one_hot, a row for each example
    unit: int
    k: int  # the class
    terms: Array  # (2,), one for each example, before the mean
    answer: float
    mistakes: dict[str, float]
    tolerance: float = 0.002

    @property
    def digits(self) -> int:
        """Of a1 and the errors: enough for the mean of their products."""

        def mean(outputs: Array, errors: Array) -> float:
            return float(outputs @ errors) / 2

        outputs, errors = self.a1[:, self.unit], self.errors[:, self.k]
        return digits_for(self.answer, mean, outputs, errors, least=4)


def one_weight(generator: np.random.Generator) -> OneWeight:
    """A network whose weights have one decimal, run forwards and backwards."""
    return draw_apart(_one_weight, generator)


def _one_weight(generator: np.random.Generator) -> OneWeight:
    W1, W2 = np.round(generator.uniform(-2, 2, (2, 2, 2)), 1)
    parameters = Parameters(W1, np.round(generator.uniform(-1, 1, 2), 1), W2, np.zeros(2))
    passed = forward(parameters, np.round(generator.uniform(-2, 2, (2, 2)), 1))
    labels = generator.integers(2, size=2)
    unit, k = (int(i) for i in generator.integers(2, size=2))
    errors = passed.probabilities - one_hot(labels, 2)
    terms = passed.a1[:, unit] * errors[:, k]
    turned = passed.a1[:, k] * errors[:, unit]
    answer = backward(parameters, passed, labels).W2[unit, k].item()
    mistakes = {
        "sum": terms.sum(),
        "first alone": terms[0] / 2,
        "last alone": terms[1] / 2,
        "transposed": turned.mean(),  # the answer itself if unit is k: then draw_apart goes on
        "of sums": passed.a1[:, unit].sum() * errors[:, k].sum() / 2,
        "no activation": errors[:, k].mean(),
        "sign": -answer,
    }
    mistakes = {name: float(mistake) for name, mistake in mistakes.items()}
    return OneWeight(passed.a1, errors, unit, k, terms, answer, mistakes)


@dataclass(frozen=True, eq=False)
class OneDelta:
    """δ3 = ∂J/∂z1 of one hidden unit, for one example; two units, two classes."""

    W2: Array  # (2, 2), a row for each unit
    a1: Array  # (2,)
    delta1: Array  # (2,) = probabilities - one_hot
    unit: int
    delta2: float  # ∂J/∂a1 of the unit
    answer: float
    mistakes: dict[str, float]
    tolerance: float = 0.002

    @property
    def digits(self) -> int:
        """Of a1, δ1 and δ2: enough for the answer, from δ1 and from δ2."""
        row = self.W2[self.unit]

        def both_ways(a: float, delta1: Array, delta2: float) -> Array:
            return np.array([delta1 @ row, delta2]) * a * (1 - a)

        operands = (self.a1[self.unit].item(), self.delta1, self.delta2)
        return digits_for(self.answer, both_ways, *operands, least=4)


def one_delta(generator: np.random.Generator) -> OneDelta:
    """A network whose weights have one decimal, run forwards and backwards."""
    return draw_apart(_one_delta, generator)


def _one_delta(generator: np.random.Generator) -> OneDelta:
    W1, W2 = np.round(generator.uniform(-2, 2, (2, 2, 2)), 1) + 0.0  # no -0
    parameters = Parameters(W1, np.round(generator.uniform(-1, 1, 2), 1), W2, np.zeros(2))
    passed = forward(parameters, np.round(generator.uniform(-2, 2, (1, 2)), 1))
    label, unit = int(generator.integers(2)), int(generator.integers(2))
    delta3 = backward(parameters, passed, [label]).b1  # with one example, δ3 itself
    a1 = passed.a1[0]
    delta1 = (passed.probabilities - one_hot([label], 2))[0]
    delta2 = delta1 @ W2.T
    mistakes = {
        "no slope": delta2[unit],
        "transposed": (delta1 @ W2)[unit] * a1[unit] * (1 - a1[unit]),
        "slope of output": delta2[unit] * sigmoid_derivative(a1[unit]),
        "sign": -delta3[unit],
        "nothing": 0.0,
    }
    mistakes = {name: float(mistake) for name, mistake in mistakes.items()}
    answer = delta3[unit].item()
    return OneDelta(W2, a1, delta1, unit, delta2[unit].item(), answer, mistakes)


@dataclass(frozen=True, eq=False)
class Saturated:
    """A hidden unit far out on its sigmoid, and an output that is quite wrong."""

    z: float
    activation: float  # σ(z)
    slope: float  # σ'(z)
    delta2: float
    delta3: float

    @property
    def digits(self) -> int:
        """Of the slope: enough for δ3."""
        return digits_for(self.delta3, lambda slope: self.delta2 * slope, self.slope, least=3)


def saturated(generator: np.random.Generator) -> Saturated:
    """A z of 7 to 10, of either sign."""
    z = float(generator.integers(7, 11) * generator.choice([-1, 1]))
    delta2 = float(generator.integers(5, 10) / 10)
    slope = sigmoid_derivative(z).item()
    return Saturated(z, sigmoid(z).item(), slope, delta2, delta2 * slope)
