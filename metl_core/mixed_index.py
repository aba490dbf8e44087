"""What comes out if the sum of softmax counts with one index and its term holds another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metl_core.checks import Array, finite_array, number, shaped


@dataclass(frozen=True, eq=False)
class MixedIndex:
    """e^{x_i} / Σ_{i=1}^{n} e^{x_j} for each j, which nothing in it fixes; in float64.

    e^{x_j} may overflow to infinity or underflow to 0; so may shares and totals.
    """

    exponentials: Array  # (n,), e^{x_j}
    sums: Array  # (n,), n e^{x_j}: the same number n times
    shares: Array  # (n, n), row j, column i: e^{x_i} / (n e^{x_j})
    totals: Array  # (n,), the sum of each row, which is 1 for probabilities
    right_sum: float  # Σ_j e^{x_j}


def mixed_index(logits: ArrayLike, temperature: float = 1.0) -> MixedIndex:
    """What the mixed index makes of logits / T (n,).

    Raises ValueError or TypeError for logits that are not a vector of finite numbers, at least one,
    and a temperature that is not > 0.
    """
    z = shaped("logits", finite_array("logits", logits), ("n",))
    if not z.size:
        raise ValueError("logits must hold at least one number, got none")
    x = z.astype(np.float64) / number("temperature", temperature, above=0)
    with np.errstate(over="ignore", under="ignore"):
        exponentials = np.exp(x)
        shares = np.exp(x - x[:, np.newaxis]) / x.size  # not as written: inf / inf would be nan
        return MixedIndex(
            exponentials=exponentials,
            sums=x.size * exponentials,
            shares=shares,
            totals=shares.sum(axis=1),
            right_sum=float(exponentials.sum()),
        )
