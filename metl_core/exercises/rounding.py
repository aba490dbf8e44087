"""How far numbers may be rounded before whoever computes on with them finds another answer."""

from collections.abc import Callable
from typing import Any

import numpy as np

from metl_core.checks import Array

_SHOWN = 3  # significant digits of an answer
_ALL = 17  # of a float64


def digits_for(
    answer: float, compute: Callable[..., Any], *operands: Array | float, least: int
) -> int:
    """How many significant digits, `least` or more, all operands need so that `compute` makes the
    answer of them, in its first three digits; all of it, if it computes in several ways."""
    for digits in range(least, _ALL):
        found = compute(*(rounded(operand, digits) for operand in operands))
        if np.all(rounded(found, _SHOWN) == rounded(answer, _SHOWN)):
            return digits
    return _ALL


def rounded(values: Array | float, digits: int) -> Any:
    """To so many significant digits, element by element."""
    return np.vectorize(lambda value: float(f"{value:.{digits}g}"))(values)
