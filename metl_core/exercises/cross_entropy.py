"""The numbers of the exercises on cross-entropy. Losses are in nats."""

from dataclasses import dataclass

import numpy as np

from metl_core.activations import softmax, softmax_jacobian
from metl_core.checks import Array
from metl_core.exercises.drawing import draw_apart
from metl_core.losses import cross_entropy


@dataclass(frozen=True, eq=False)
class OneLoss:
    """The loss of one example, from the probabilities (3,) that a network gives."""

    probabilities: Array
    label: int
    answer: float
    mistakes: dict[str, float]
    tolerance: float = 0.01


def one_loss(generator: np.random.Generator) -> OneLoss:
    """Probabilities to two decimals; the true class is not the one that seems likeliest."""
    return draw_apart(_one_loss, generator)


def _one_loss(generator: np.random.Generator) -> OneLoss:
    probabilities = _hundredths(generator)
    label = int(np.argsort(probabilities)[generator.integers(2)])
    loss = _loss(np.log(probabilities), label)
    mistakes = {
        "bits": loss / np.log(2).item(),
        "decimal": loss / np.log(10).item(),
        "sign": -loss,
        "likeliest": _loss(np.log(probabilities), int(probabilities.argmax())),
        "complement": 1 - probabilities[label].item(),
    }
    return OneLoss(probabilities, label, loss, mistakes)


@dataclass(frozen=True, eq=False)
class Crosswise:
    """∂p_i/∂z_j of softmax for two different classes i and j."""

    probabilities: Array  # (3,)
    i: int
    j: int
    answer: float
    mistakes: dict[str, float]
    tolerance: float = 0.003


def crosswise(generator: np.random.Generator) -> Crosswise:
    """Probabilities to two decimals, and two classes."""
    return draw_apart(_crosswise, generator)


def _crosswise(generator: np.random.Generator) -> Crosswise:
    p = _hundredths(generator)
    i, j = (int(index) for index in generator.choice(3, 2, replace=False))
    jacobian = softmax_jacobian(np.log(p))
    mistakes = {"nothing": 0.0, "own": jacobian[i, i].item(), "sign": -jacobian[i, j].item()}
    return Crosswise(p, i, j, jacobian[i, j].item(), mistakes)


@dataclass(frozen=True, eq=False)
class SoftmaxTwice:
    """The loss from logits (3,), and from their softmax taken for logits."""

    logits: Array
    label: int
    once: float
    probability: float  # of the true class
    twice: float
    least: float  # no probabilities taken for logits give a smaller loss


def softmax_twice(generator: np.random.Generator) -> SoftmaxTwice:
    """A network that is sure, and right; not so sure that `twice` looks like the least there is."""
    label = int(generator.integers(3))
    logits = np.zeros(3)
    logits[label] = generator.integers(5, 9)
    p = softmax(logits)
    sure = np.eye(3)[label]
    return SoftmaxTwice(
        logits, label, _loss(logits, label), p[label].item(), _loss(p, label), _loss(sure, label)
    )


def _hundredths(generator: np.random.Generator) -> Array:
    """Three probabilities to two decimals, none below 0.08, with a sum of 1."""
    one, other = generator.integers(8, 41, 2)
    return np.asarray(generator.permutation([one, other, 100 - one - other]) / 100)


def _loss(logits: Array, label: int) -> float:
    return float(cross_entropy(logits[None, :], [label]))
