"""How all probabilities move when one logit is nudged, and what the Jacobian predicts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metl_core.activations import softmax, softmax_jacobian
from metl_core.checks import Array, finite_array, integer, number, shaped


@dataclass(frozen=True, eq=False)
class Nudge:
    """softmax(z / T) before and after one logit z_j is changed: arrays (K,) in float64."""

    j: int  # counted from 1
    size: float  # by how much z_j is changed
    probabilities: Array
    jacobian: Array  # (K, K), ∂p_i/∂z_j = p_i (1[i = j] - p_j) / T
    row_sums: Array  # of the Jacobian: 0, but for rounding
    change: Array  # what p does
    by_jacobian: Array  # column j of the Jacobian, times the size
    by_diagonal: Array  # p_j (1 - p_j) / T times the size for class j, and 0 for all others

    @property
    def missed(self) -> float:
        """The largest error of the whole Jacobian's prediction."""
        return float(np.abs(self.change - self.by_jacobian).max())


def nudge(logits: ArrayLike, j: int, size: float, temperature: float = 1.0) -> Nudge:
    """Change logit j (counted from 1) of logits (K,) by `size`.

    Raises ValueError or TypeError for logits that are not a vector of finite numbers, a j that is
    not from 1 to K, a size that is not finite and a temperature that is not > 0.
    Source of the Jacobian: `softmax_jacobian`; 1 / T comes from the chain rule.
    """
    z = shaped("logits", finite_array("logits", logits), ("K",)).astype(np.float64)
    j = integer("j", j, minimum=1, maximum=len(z))
    size = number("size", size)
    T = number("temperature", temperature, above=0)
    moved = z.copy()
    moved[j - 1] += size
    before = softmax(z / T)
    jacobian = softmax_jacobian(z / T) / T
    by_diagonal = np.zeros_like(z)
    by_diagonal[j - 1] = jacobian[j - 1, j - 1] * size
    return Nudge(
        j=j,
        size=size,
        probabilities=before,
        jacobian=jacobian,
        row_sums=jacobian.sum(axis=1),
        change=softmax(moved / T) - before,
        by_jacobian=jacobian[:, j - 1] * size,
        by_diagonal=by_diagonal,
    )


def nudge_reach(logits: ArrayLike, j: int, largest: float, temperature: float = 1.0) -> float:
    """The largest change, true or predicted, that a nudge of up to ±largest brings any class.

    Raises as `nudge`. Every change grows with the size of the nudge, so that the two ends tell.
    """
    ends = [nudge(logits, j, size, temperature) for size in (-largest, largest)]
    changes = [change for end in ends for change in (end.change, end.by_jacobian)]
    return float(np.abs(changes).max())
