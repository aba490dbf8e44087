"""What adding a number to all logits does to a softmax, and what multiplying them by it does."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metl_core.activations import softmax
from metl_core.checks import Array, finite_array, integer, number, shaped


@dataclass(frozen=True, eq=False)
class Scaled:
    """softmax of z, z + s and s z: arrays (K,) in float64."""

    s: float
    logits: Array
    probabilities: Array
    added: Array  # z + s
    probabilities_added: Array
    multiplied: Array  # s z
    probabilities_multiplied: Array


@dataclass(frozen=True, eq=False)
class ScaleCurves:
    """softmax(s z) for many s."""

    s: Array  # (S,)
    probabilities: Array  # (S, K)


def add_and_multiply(logits: ArrayLike, s: float) -> Scaled:
    """softmax of logits (K,) with s added to all of them, and with all multiplied by s.

    Raises ValueError or TypeError for logits that are not a vector of finite numbers, at least one,
    and an s that is not finite or below 0.
    """
    z = _vector(logits)
    s = number("s", s, minimum=0)
    added, multiplied = z + s, s * z + 0.0  # + 0.0 makes 0 of -0
    return Scaled(
        s=s,
        logits=z,
        probabilities=softmax(z),
        added=added,
        probabilities_added=softmax(added),
        multiplied=multiplied,
        probabilities_multiplied=softmax(multiplied),
    )


def scale_curves(logits: ArrayLike, largest: float, n: int = 201) -> ScaleCurves:
    """softmax(s z) of logits (K,) at n values of s from 0 to `largest`.

    Raises ValueError or TypeError as `add_and_multiply`, and unless largest > 0 and n ≥ 2.
    """
    z = _vector(logits)
    s = np.linspace(0, number("largest", largest, above=0), integer("n", n, minimum=2))
    return ScaleCurves(s, softmax(s[:, np.newaxis] * z))


def _vector(logits: ArrayLike) -> Array:
    z = shaped("logits", finite_array("logits", logits), ("K",)).astype(np.float64)
    if not z.size:
        raise ValueError("logits must hold at least one number, got none")
    return z
