"""Why a shift of all logits cancels: every line of the proof, computed the way it is written.

On paper all lines are one number. In floating point those that hold e^c can overflow, underflow or
lose digits, and those without it are right again.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from metl_core.activations import log_softmax, softmax
from metl_core.checks import integer, number
from metl_core.shift import checked_logits
from metl_core.sums import rounded

AGREES = 0.01  # of a value: what lies closer to the true one differs by a few roundings only

LineOutcome = Literal["fine", "overflow", "underflow", "rounded"]


@dataclass(frozen=True, eq=False)
class ProofLine:
    """One line: a fraction in the dtype of the logits. nan and infinities are kept."""

    above: np.floating
    below: np.floating
    value: np.floating  # above / below
    outcome: LineOutcome

    def agreeing_digits(self, shown: int, most: int) -> int:
        """How many digits the value has in common with above / below, both to `shown` digits.

        Significant ones, rounded; from 1 to `most`. The dtype rounds its quotient too.
        """
        quotient = rounded(float(self.above), shown) / rounded(float(self.below), shown)
        digits = range(most, 1, -1)
        return next((n for n in digits if rounded(float(self.value), n) == rounded(quotient, n)), 1)


@dataclass(frozen=True, eq=False)
class ShiftProof:
    """softmax((z + c) / T)_i turned into softmax(z / T)_i, line by line."""

    shifted: ProofLine  # e^((z_i + c)/T) / Σ_j e^((z_j + c)/T)
    split: ProofLine  # e^(z_i/T) e^(c/T) / Σ_j e^(z_j/T) e^(c/T)
    taken_out: ProofLine  # e^(c/T) e^(z_i/T) / (e^(c/T) Σ_j e^(z_j/T))
    cancelled: ProofLine  # e^(z_i/T) / Σ_j e^(z_j/T)
    probability: np.floating  # by the stable form, from the logits as they were
    probability_outcome: LineOutcome
    log_on_paper: float  # natural logarithm of what every line is on paper, in float64
    dtype: str

    @property
    def lines(self) -> tuple[ProofLine, ...]:
        """Those that are fractions, from the first."""
        return (self.shifted, self.split, self.taken_out, self.cancelled)


def shift_proof(
    logits: ArrayLike, c: float, i: int, temperature: float = 1.0, dtype: str = "float64"
) -> ShiftProof:
    """The proof for class i of logits (K,), counted from 1, with every step rounded to `dtype`.

    Raises ValueError or TypeError as `shift_softmax`, and for an i that is not from 1 to K.
    """
    z, T = checked_logits(logits, temperature, dtype)
    c = number("c", c)
    at = integer("i", i, minimum=1, maximum=len(z)) - 1
    on_paper = float(log_softmax(np.asarray(logits, dtype=np.float64) / float(T))[at])
    with np.errstate(all="ignore"):  # overflow is what there is to be seen
        c_in_dtype = z.dtype.type(c)
        shifted = np.exp((z + c_in_dtype) / T)
        plain = np.exp(z / T)
        factor = np.exp(c_in_dtype / T)
        split = plain * factor
        p = softmax(z / T)[at]
        return ShiftProof(
            shifted=_line(shifted[at], shifted.sum(), on_paper),
            split=_line(split[at], split.sum(), on_paper),
            taken_out=_line(factor * plain[at], factor * plain.sum(), on_paper),
            cancelled=_line(plain[at], plain.sum(), on_paper),
            probability=p,
            probability_outcome=_outcome(p, p, p.dtype.type(1), on_paper),
            log_on_paper=on_paper,
            dtype=dtype,
        )


def _line(above: np.floating, below: np.floating, on_paper: float) -> ProofLine:
    value = above / below
    return ProofLine(above, below, value, _outcome(value, above, below, on_paper))


def _outcome(
    value: np.floating, above: np.floating, below: np.floating, on_paper: float
) -> LineOutcome:
    if value > 0 and abs(np.log(np.float64(value)) - on_paper) < AGREES:
        return "fine"
    if not (np.isfinite(above) and np.isfinite(below)):
        return "overflow"
    return "underflow" if above == 0 or below == 0 else "rounded"
