"""Where a floating-point dtype begins to fail: by bisection, down to neighbouring floats."""

from collections.abc import Callable

import numpy as np


def first_float(
    condition: Callable[[np.floating], bool], dtype: type[np.floating], end: float
) -> np.floating:
    """The smallest float of `dtype` from 0 to `end` at which `condition`, once met, stays so."""
    low, high = dtype(0), dtype(end)
    while low < (middle := low + (high - low) / 2) < high:
        low, high = (low, middle) if condition(middle) else (middle, high)
    return high
