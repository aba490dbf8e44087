"""The slope of the sigmoid measured, without its formula: a line through two of its points."""

from dataclasses import dataclass
from math import cosh, sinh
from typing import Literal

import numpy as np

from metl_core.activations import sigmoid, sigmoid_derivative
from metl_core.checks import Array, number

WIDEST = 100.0  # h and |x| at most: cosh must not overflow

Fault = Literal["bend", "rounding", "flat"]


@dataclass(frozen=True, eq=False)
class Secant:
    """The line through σ at x - h and at x + h, in float64, and how it misses the slope at x."""

    x: float
    h: float
    low: float  # σ(x - h)
    high: float  # σ(x + h)
    slope: float  # (σ(x + h) - σ(x - h)) / 2h
    slope_on_paper: float  # the same without rounding, to 16 digits
    true_slope: float  # σ'(x)

    @property
    def error(self) -> float:
        """By how much the measured slope is above σ'(x): `by_bend` and `by_rounding` together."""
        return self.slope - self.true_slope

    @property
    def by_bend(self) -> float:
        """The part that there is on paper too, for the curve bends between the two points."""
        return self.slope_on_paper - self.true_slope

    @property
    def by_rounding(self) -> float:
        """The part that float64 adds: x ± h and both outputs are rounded, and divided by 2h."""
        return self.slope - self.slope_on_paper

    @property
    def fault(self) -> Fault:
        """The larger part of the error; "flat" where both outputs are rounded to one number."""
        if self.high == self.low:
            return "flat"
        return "bend" if abs(self.by_bend) >= abs(self.by_rounding) else "rounding"

    def line(self, x: Array) -> Array:
        """The height of the secant at x (any shape)."""
        return np.asarray((self.low + self.high) / 2 + self.slope * (x - self.x))


def measure_slope(x: float, h: float) -> Secant:
    """The central difference (σ(x + h) - σ(x - h)) / 2h, every step in float64.

    On paper it misses σ'(x) by about h² σ'''(x) / 6.

    Raises ValueError or TypeError unless x is a number from -100 to 100 and 0 < h ≤ 100.
    Source: Nocedal & Wright, Numerical Optimization (2006), section 8.1.
    """
    x = number("x", x, minimum=-WIDEST, maximum=WIDEST)
    h = number("h", h, above=0, maximum=WIDEST)
    low, high = float(sigmoid(x - h)), float(sigmoid(x + h))
    return Secant(
        x=x,
        h=h,
        low=low,
        high=high,
        slope=(high - low) / (2 * h),
        slope_on_paper=_slope_on_paper(x, h),
        true_slope=float(sigmoid_derivative(x)),
    )


def _slope_on_paper(x: float, h: float) -> float:
    # σ(x) = (1 + tanh(x/2)) / 2, and tanh a - tanh b = sinh(a - b) / (cosh a cosh b): nothing
    # of the two outputs is subtracted.
    return sinh(h) / h / (4 * cosh((x + h) / 2) * cosh((x - h) / 2))
