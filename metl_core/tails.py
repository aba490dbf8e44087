"""The slope of the sigmoid at a point, and how two ways to write it fare far out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from metl_core.activations import sigmoid, sigmoid_derivative, sigmoid_derivative_from_output
from metl_core.bisection import first_float
from metl_core.checks import Array, choice, integer, number
from metl_core.shift import DTYPES

SATURATED = 0.01
FARTHEST = 2000.0  # beyond it σ' is 0 in every dtype


@dataclass(frozen=True, eq=False)
class SigmoidPoint:
    """What there is to know about σ at one x, all in one dtype."""

    x: np.floating
    exponential: np.floating  # exp(-x)
    denominator: np.floating  # 1 + exp(-x)
    value: np.floating  # σ(x)
    mirrored: np.floating  # σ(-x)
    complement: np.floating  # 1 - σ(x)
    slope: np.floating  # σ'(x) as `sigmoid_derivative` has it
    from_output: np.floating  # σ(x) (1 - σ(x))
    from_both_sides: np.floating  # σ(x) σ(-x)

    @property
    def saturated(self) -> bool:
        """Whether the slope is below a hundredth: beyond x = ±4.6."""
        return bool(self.slope < SATURATED)

    def tangent(self, x: Array) -> Array:
        """The height at x (any shape) of the line that touches σ in this point."""
        return np.asarray(self.value + self.slope * (x - self.x))


@dataclass(frozen=True, eq=False)
class SigmoidCurves:
    """σ and σ' over an interval: arrays (N,)."""

    x: Array
    value: Array
    slope: Array


@dataclass(frozen=True, eq=False)
class Tails:
    """σ' for growing x, by two expressions that are equal on paper: arrays (N,) in one dtype."""

    x: Array
    from_output: Array  # σ(x) (1 - σ(x))
    from_both_sides: Array  # σ(x) σ(-x)
    from_output_is_zero_from: np.floating  # the smallest x > 0 where it is exactly 0
    from_both_sides_is_zero_from: np.floating
    dtype: str


def sigmoid_point(x: float, dtype: str = "float64") -> SigmoidPoint:
    """σ, σ' and their parts at x, every step in `dtype`.

    Raises ValueError or TypeError unless x is a finite number and dtype is in DTYPES.
    """
    in_dtype = DTYPES[choice("dtype", dtype, tuple(DTYPES))]
    with np.errstate(all="ignore"):
        at = np.array([number("x", x)]).astype(in_dtype)
        return SigmoidPoint(
            x=at[0],
            exponential=np.exp(-at)[0],
            denominator=(1 + np.exp(-at))[0],
            value=sigmoid(at)[0],
            mirrored=sigmoid(-at)[0],
            complement=(1 - sigmoid(at))[0],
            slope=sigmoid_derivative(at)[0],
            from_output=slope_from_output(at)[0],
            from_both_sides=slope_from_both_sides(at)[0],
        )


def sigmoid_curves(minimum: float, maximum: float, n: int = 401) -> SigmoidCurves:
    """σ and σ' at n points from minimum to maximum, in float64.

    Raises ValueError or TypeError unless minimum < maximum and n ≥ 2.
    """
    minimum = number("minimum", minimum)
    maximum = number("maximum", maximum, above=minimum)
    x = np.linspace(minimum, maximum, integer("n", n, minimum=2))
    return SigmoidCurves(x, sigmoid(x), sigmoid_derivative(x))


def sigmoid_tails(dtype: str = "float64", n: int = 400) -> Tails:
    """σ' at n points from 0 to a little beyond where the better expression has become 0.

    Raises ValueError or TypeError unless dtype is in DTYPES and n ≥ 2.
    """
    in_dtype = DTYPES[choice("dtype", dtype, tuple(DTYPES))]
    with np.errstate(all="ignore"):
        end = _first_zero(slope_from_both_sides, in_dtype)
        x = np.linspace(0, 1.05 * float(end), integer("n", n, minimum=2)).astype(in_dtype)
        return Tails(
            x=x,
            from_output=slope_from_output(x),
            from_both_sides=slope_from_both_sides(x),
            from_output_is_zero_from=_first_zero(slope_from_output, in_dtype),
            from_both_sides_is_zero_from=end,
            dtype=dtype,
        )


def slope_from_output(x: Array) -> Array:
    """σ(x) (1 - σ(x)): once σ(x) is rounded to 1, nothing is left of the slope."""
    return sigmoid_derivative_from_output(sigmoid(x))


def slope_from_both_sides(x: Array) -> Array:
    """σ(x) σ(-x): the small factor is computed as itself, and keeps its digits."""
    return np.asarray(sigmoid(x) * sigmoid(-x))


def _first_zero(function: Callable[[Array], Array], dtype: type[np.floating]) -> np.floating:
    """The smallest float above 0 of `dtype` where the falling `function` is 0."""
    return first_float(lambda x: bool(function(np.asarray(x)) == 0), dtype, FARTHEST)
