"""The numbers of the exercises on gradient descent."""

from dataclasses import dataclass

import numpy as np

from metl_core.exercises.drawing import draw_apart
from metl_core.optimizers import SGD


@dataclass(frozen=True, eq=False)
class OneStep:
    """A weight after one step of gradient descent."""

    weight: float
    gradient: float
    rate: float
    answer: float
    mistakes: dict[str, float]
    tolerance: float = 0.001


def one_step(generator: np.random.Generator) -> OneStep:
    """A weight, a gradient and a learning rate, each of few digits."""
    return draw_apart(_one_step, generator)


def _one_step(generator: np.random.Generator) -> OneStep:
    weight = float(generator.integers(-15, 16)) / 10
    gradient = float(generator.integers(3, 20) * generator.choice([-1, 1])) / 10
    rate = float(generator.choice([0.05, 0.1, 0.2, 0.5]))
    mistakes = {
        "uphill": weight + rate * gradient,
        "step alone": -rate * gradient,
        "no rate": weight - gradient,
    }
    return OneStep(weight, gradient, rate, _stepped(weight, gradient, rate), mistakes)


@dataclass(frozen=True, eq=False)
class Overshoot:
    """J(w) = w² by gradient descent whose steps are too long, and by one that is not."""

    rate: float
    factor: float  # what a step multiplies w by
    calm_rate: float
    losses: tuple[float, ...]  # J before the first step and after each of three
    calm_losses: tuple[float, ...]


def overshoot(generator: np.random.Generator) -> Overshoot:
    """A rate above 1, from where on each step makes |w| larger."""
    start, rate = float(generator.integers(1, 4)), float(generator.integers(11, 16)) / 10
    factor = _stepped(1.0, 2.0, rate)
    return Overshoot(rate, factor, 0.1, _losses(start, rate), _losses(start, 0.1))


def _losses(weight: float, rate: float) -> tuple[float, ...]:
    losses = [weight**2]
    for _ in range(3):
        weight = _stepped(weight, 2 * weight, rate)
        losses.append(weight**2)
    return tuple(losses)


def _stepped(weight: float, gradient: float, rate: float) -> float:
    w = np.array([weight])
    SGD(1).update(w, np.array([gradient]), rate)
    return float(w[0])
