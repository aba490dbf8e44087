"""Whether two formulas are one and the same: asked at random points, not of their letters."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from metl_core.checks import Array
from metl_core.expression import Expression, evaluate, leaves_float64
from metl_core.expression_reader import Names

POINTS = 16
ELEMENTS = 3  # of a vector
RELATIVE = 1e-6  # rounding and cancellation stay far below, a wrong formula far above
ABSOLUTE = 1e-9


@dataclass(frozen=True, eq=False)
class Difference:
    """Where one formula is another number than the other: the first such point."""

    at: dict[str, Array]  # (1,) for a scalar, (n,) for a vector
    given: float  # may be inf or nan
    wanted: float  # finite
    out_of_range: bool  # a power in `given` is too large or too small for float64 there


def same_formula(
    given: Expression, wanted: Expression, points: Mapping[str, Array]
) -> Difference | None:
    """None if `given` has the value of `wanted` at every point where that one is finite.

    points has an array (P, 1) for each scalar and (P, n) for each vector, as `draw_points` gives.

    Raises ValueError if `wanted` is finite at no point: then there is nothing to compare.
    """
    mine, right = evaluate(given, points), evaluate(wanted, points)
    comparable = np.isfinite(right)
    if not comparable.any():
        raise ValueError("wanted must be finite at some of the points")
    with np.errstate(all="ignore"):
        close = np.abs(mine - right) <= ABSOLUTE + RELATIVE * np.abs(right)  # never for a nan
    different = np.flatnonzero(comparable & ~close)
    if not different.size:
        return None
    where = int(different[0])
    at = {name: value[where] for name, value in points.items()}
    there = {name: value[None, :] for name, value in at.items()}
    return Difference(at, float(mine[where]), float(right[where]), leaves_float64(given, there))


def draw_points(
    names: Names, generator: np.random.Generator, low: float = -2.0, high: float = 2.0
) -> dict[str, Array]:
    """Values from low to high for all names, to two decimals, so that they can be quoted in full.

    A scalar is (POINTS, 1), a vector (POINTS, ELEMENTS).
    """
    widths = dict.fromkeys(names.scalars, 1) | dict.fromkeys(names.vectors, ELEMENTS)
    return {
        name: np.round(generator.uniform(low, high, (POINTS, width)), 2)
        for name, width in widths.items()
    }
