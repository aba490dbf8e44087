"""The loss of a confident wrong answer, from the logits and as -log(softmax), in one dtype.

There are two classes: the right one has the logit 0, the wrong one is `gap` above it. On paper
the loss is log(1 + exp(gap)), and its slope to the right logit is p - 1.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from metl_core.activations import log_softmax, softmax
from metl_core.bisection import first_float
from metl_core.checks import Array, choice, integer, number
from metl_core.losses import cross_entropy_gradient
from metl_core.shift import DTYPES

FARTHEST = 1000.0  # the largest gap there is

Outcome = Literal["fine", "infinite", "nan"]


@dataclass(frozen=True, eq=False)
class LogOfSoftmax:
    """The right class at one gap, all in one dtype."""

    gap: np.floating
    probability: np.floating  # p of the right class
    from_probability: np.floating  # -log(p): inf once p has become 0
    from_logits: np.floating  # the loss, -log_softmax
    loss_slope: np.floating  # ∂L/∂p = -1 / p: -inf while p is not yet 0
    probability_slope: np.floating  # ∂p/∂z = p (1 - p)
    through_probability: np.floating  # their product: -inf, then nan
    gradient: np.floating  # p - 1

    @property
    def outcome(self) -> Outcome:
        """What the chain rule through p gives."""
        if np.isnan(self.through_probability):
            return "nan"
        return "fine" if np.isfinite(self.through_probability) else "infinite"


@dataclass(frozen=True, eq=False)
class Losses:
    """Both losses over the gaps (N,), in one dtype."""

    gap: Array
    from_probability: Array  # inf where p has become 0
    from_logits: Array
    infinite_from: np.floating  # the smallest gap where -log(p) is inf
    slope_infinite_from: np.floating  # the smallest gap where -1 / p is -inf
    dtype: str


def log_of_softmax(gap: float, dtype: str = "float64") -> LogOfSoftmax:
    """Loss and slope at one gap, every step in `dtype`.

    Raises ValueError or TypeError unless gap is from 0 to FARTHEST and dtype in DTYPES.
    """
    in_dtype = DTYPES[choice("dtype", dtype, tuple(DTYPES))]
    at = in_dtype(number("gap", gap, minimum=0, maximum=FARTHEST))
    with np.errstate(all="ignore"):
        p = _probability(at)
        loss_slope, probability_slope = -1 / p, p * (1 - p)
        return LogOfSoftmax(
            gap=at,
            probability=p,
            from_probability=-np.log(p),
            from_logits=-log_softmax(_logits(at))[0],
            loss_slope=loss_slope,
            probability_slope=probability_slope,
            through_probability=loss_slope * probability_slope,
            gradient=cross_entropy_gradient([_logits(at)], [0])[0, 0],
        )


def losses_over_gaps(dtype: str = "float64", n: int = 400) -> Losses:
    """Both losses at n gaps from 1 to FARTHEST, evenly spaced on a logarithmic axis.

    Raises ValueError or TypeError unless dtype is in DTYPES and n ≥ 2.
    """
    in_dtype = DTYPES[choice("dtype", dtype, tuple(DTYPES))]
    gap = np.geomspace(1, FARTHEST, integer("n", n, minimum=2)).astype(in_dtype)
    logits = np.stack([np.zeros_like(gap), gap], axis=1)
    with np.errstate(all="ignore"):
        return Losses(
            gap=gap,
            from_probability=-np.log(softmax(logits)[:, 0]),
            from_logits=-log_softmax(logits)[:, 0],
            infinite_from=first_float(lambda g: _probability(g) == 0, in_dtype, FARTHEST),
            slope_infinite_from=first_float(
                lambda g: bool(np.isinf(-1 / _probability(g))), in_dtype, FARTHEST
            ),
            dtype=dtype,
        )


def _logits(gap: np.floating) -> Array:
    return np.array([0, gap], dtype=gap.dtype)


def _probability(gap: np.floating) -> np.floating:
    """Of the right class; NumPy's scalar, so that what is made of it stays in its dtype."""
    p: np.floating = softmax(_logits(gap))[0]
    return p
