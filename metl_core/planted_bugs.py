"""The network with one wrong line in it, for a gradient check to find.

The network is taken apart into steps, a function each, so that one of them can be exchanged for a
wrong one. Every wrong step is a slip that is really made, and has the right shapes: nothing but a
gradient check tells.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from metl_core.activations import ACTIVATIONS
from metl_core.checks import Array, choice
from metl_core.losses import cross_entropy, one_hot
from metl_core.parameters import Gradients
from metl_core.problem import MATRICES, Problem

INPUTS = ("ordinary logits", "large logits")

# The steps as they should be -----------------------------------------------------------


def hidden_input(X: Array, W1: Array, b1: Array) -> Array:
    """z1 (N, H)."""
    z1: Array = X @ W1 + b1
    return z1


def output_error(probabilities: Array, targets: Array) -> Array:
    """δ1 = ∂J/∂logits (N, Dy) of the mean loss."""
    delta1: Array = (probabilities - targets) / len(targets)
    return delta1


def hidden_error(delta2: Array, slope: Array) -> Array:
    """δ3 = ∂J/∂z1 (N, H)."""
    delta3: Array = delta2 * slope
    return delta3


def gradient_of_W2(a1: Array, delta1: Array) -> Array:  # noqa: N802
    """∂J/∂W2 (H, Dy), example by example."""
    gradient = np.zeros((a1.shape[1], delta1.shape[1]))
    for n in range(len(a1)):
        gradient += np.outer(a1[n], delta1[n])
    return gradient


def gradient_of_b2(delta1: Array) -> Array:
    """∂J/∂b2 (Dy,)."""
    gradient: Array = delta1.sum(axis=0)
    return gradient


def gradient_of_X(delta3: Array, W1: Array) -> Array:  # noqa: N802
    """∂J/∂X (N, Dx)."""
    gradient: Array = delta3 @ W1.T
    return gradient


def shifted_softmax(logits: Array) -> Array:
    """The probabilities (N, Dy)."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    probabilities: Array = exponentials / exponentials.sum(axis=1, keepdims=True)
    return probabilities


class Steps(NamedTuple):
    """The network's steps that may be exchanged."""

    hidden_input: Callable[..., Array] = hidden_input
    probabilities: Callable[..., Array] = shifted_softmax
    output_error: Callable[..., Array] = output_error
    hidden_error: Callable[..., Array] = hidden_error
    gradient_of_W2: Callable[..., Array] = gradient_of_W2
    gradient_of_b2: Callable[..., Array] = gradient_of_b2
    gradient_of_X: Callable[..., Array] = gradient_of_X


# The same steps, each with a slip ------------------------------------------------------


def hidden_input_without_bias(X: Array, W1: Array, b1: Array) -> Array:
    """z1 (N, H)."""
    # the bug: + b1 is missing
    z1: Array = X @ W1
    return z1


def softmax_shifted_by_minimum(logits: Array) -> Array:
    """The probabilities (N, Dy)."""
    # the bug: min, not max
    shifted = logits - logits.min(axis=1, keepdims=True)
    exponentials = np.exp(shifted)
    probabilities: Array = exponentials / exponentials.sum(axis=1, keepdims=True)
    return probabilities


def output_error_of_sum(probabilities: Array, targets: Array) -> Array:
    """δ1 = ∂J/∂logits (N, Dy) of the mean loss."""
    # the bug: / N is missing
    delta1: Array = probabilities - targets
    return delta1


def hidden_error_without_slope(delta2: Array, slope: Array) -> Array:
    """δ3 = ∂J/∂z1 (N, H)."""
    # the bug: * slope is missing
    delta3: Array = delta2
    return delta3


def gradient_of_W2_overwritten(a1: Array, delta1: Array) -> Array:  # noqa: N802
    """∂J/∂W2 (H, Dy), example by example."""
    gradient = np.zeros((a1.shape[1], delta1.shape[1]))
    for n in range(len(a1)):
        # the bug: =, not +=
        gradient = np.outer(a1[n], delta1[n])
    return gradient


def gradient_of_b2_forgotten(delta1: Array) -> Array:
    """∂J/∂b2 (Dy,)."""
    # the bug: never summed, left at 0
    gradient: Array = np.zeros(delta1.shape[1])
    return gradient


def gradient_of_X_not_transposed(delta3: Array, W1: Array) -> Array:  # noqa: N802
    """∂J/∂X (N, Dx)."""
    # the bug: W1, not W1.T; W1 is square, so the shapes fit
    gradient: Array = delta3 @ W1
    return gradient


@dataclass(frozen=True)
class PlantedBug:
    """One wrong step, what it should have been, and the gradients that it makes wrong."""

    step: str  # a field of Steps
    wrong: Callable[..., Array]
    spoils: tuple[str, ...]  # of MATRICES, in their order
    seen_with: str = INPUTS[0]  # the logits, of INPUTS, that bring it to light

    @property
    def right(self) -> Callable[..., Array]:
        """The step as it should be."""
        step: Callable[..., Array] = getattr(Steps(), self.step)
        return step


NO_BUG = "no bug"
BUGS = {
    "transposed W1": PlantedBug("gradient_of_X", gradient_of_X_not_transposed, ("X",)),
    "missing σ′": PlantedBug("hidden_error", hidden_error_without_slope, ("W1", "b1", "X")),
    "lost 1/N": PlantedBug("output_error", output_error_of_sum, MATRICES),
    "bias not added": PlantedBug("hidden_input", hidden_input_without_bias, ("b1",)),
    "bias gradient left at 0": PlantedBug("gradient_of_b2", gradient_of_b2_forgotten, ("b2",)),
    "= for +=": PlantedBug("gradient_of_W2", gradient_of_W2_overwritten, ("W2",)),
    "softmax shifted by the minimum": PlantedBug(
        "probabilities", softmax_shifted_by_minimum, MATRICES, seen_with=INPUTS[1]
    ),
}
BUG_NAMES = (*BUGS, NO_BUG)


def steps_with(bug: str) -> Steps:
    """The network's steps with that bug in them, or with none."""
    choice("bug", bug, BUG_NAMES)
    return Steps() if bug == NO_BUG else Steps()._replace(**{BUGS[bug].step: BUGS[bug].wrong})


def loss_by(steps: Steps, problem: Problem) -> float:
    """J by these steps forwards: the mean cross-entropy from the logits, in nats."""
    _, _, logits = _forward(steps, problem)
    return float(cross_entropy(logits, problem.labels))


def gradients_by(steps: Steps, problem: Problem) -> Gradients:
    """The gradient of J by these steps, forwards and back."""
    p, X = problem.parameters, problem.X
    z1, a1, logits = _forward(steps, problem)
    with np.errstate(over="ignore", invalid="ignore"):  # a bug may overflow
        probabilities = steps.probabilities(logits)
    targets = one_hot(problem.labels, p.b2.size)
    delta1 = steps.output_error(probabilities, targets)
    delta2 = delta1 @ p.W2.T
    delta3 = steps.hidden_error(delta2, ACTIVATIONS[problem.activation].derivative(z1))
    return Gradients(
        W1=X.T @ delta3,
        b1=delta3.sum(axis=0),
        W2=steps.gradient_of_W2(a1, delta1),
        b2=steps.gradient_of_b2(delta1),
        X=steps.gradient_of_X(delta3, p.W1),
    )


def _forward(steps: Steps, problem: Problem) -> tuple[Array, Array, Array]:
    p = problem.parameters
    z1 = steps.hidden_input(problem.X, p.W1, p.b1)
    a1 = ACTIVATIONS[problem.activation].function(z1)
    return z1, a1, np.asarray(a1 @ p.W2 + p.b2)
