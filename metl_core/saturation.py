"""What a hidden layer lets through on the way back, as its first weights grow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metl_core.activations import ACTIVATIONS
from metl_core.checks import Array
from metl_core.small_network import small_network
from metl_core.walk import Walk, walk

NEARLY_FLAT = 0.01  # a slope: the sigmoid's is a quarter at most
NEARLY_CERTAIN = 0.9  # a probability


@dataclass(frozen=True, eq=False)
class Saturation:
    """Mean sizes of what goes back, one for each of `factors` (F,) on W1."""

    factors: Array
    delta1: Array  # mean |∂J/∂logits|
    slope: Array  # mean |derivative of the activation|
    delta3: Array  # mean |∂J/∂z1|


def saturation(
    sizes: tuple[int, int, int, int], seed: int, activation: str, factors: Sequence[float]
) -> Saturation:
    """Of the small network of `sizes` (N, Dx, H, Dy), at each of `factors`.

    Raises what `small_network` and `walk` raise.
    """
    means = []
    for factor in factors:
        drawn = small_network(*sizes, seed=seed, factor=factor)
        means.append(mean_sizes(walk(drawn.parameters, drawn.X, drawn.labels, activation)))
    delta1, slope, delta3 = np.transpose(means)
    return Saturation(np.asarray(factors, dtype=float), delta1, slope, delta3)


def mean_sizes(walked: Walk) -> tuple[float, float, float]:
    """The mean magnitudes of delta1, of the slope and of delta3."""
    delta1, slope, delta3 = (
        float(np.abs(walked.values[name]).mean()) for name in ("delta1", "slope", "delta3")
    )
    return delta1, slope, delta3


def flat_units(walked: Walk) -> int:
    """In how many of the N · H places the activation is nearly flat at its pre-activation z1."""
    slope = ACTIVATIONS[walked.activation].derivative(walked.values["z1"])
    return int((np.abs(slope) < NEARLY_FLAT).sum())


def is_right(walked: Walk) -> bool:
    """Whether the network already gives the right classes nearly all of the probability."""
    p = walked.values["probabilities"][range(len(walked.labels)), walked.labels]
    return bool(p.mean() > NEARLY_CERTAIN)
