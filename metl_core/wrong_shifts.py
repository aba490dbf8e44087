"""Softmax of a batch of rows with the wrong number subtracted first.

On paper any number will do, if it is the same for all logits of a row. In floating point only the
largest of each row is safe: the largest exponent is then 0, so that nothing overflows and the sum
is never below 1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from metl_core.activations import softmax
from metl_core.checks import Array, choice, finite_array, shaped
from metl_core.shift import DTYPES, Verdict, is_subnormal, judge

RIGHT_SHIFT = "row maximum"

# rows (N, K) -> what is subtracted: (N, 1), or (1, 1) for all rows alike
WRONG_AND_RIGHT: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        "nothing": lambda rows: np.zeros_like(rows[:, :1]),
        "row minimum": lambda rows: rows.min(axis=1, keepdims=True),
        "row mean": lambda rows: rows.mean(axis=1, keepdims=True),
        "array maximum": lambda rows: rows.max(keepdims=True),
        "max(0, row maximum)": lambda rows: rows.max(axis=1, keepdims=True, initial=0),
        RIGHT_SHIFT: lambda rows: rows.max(axis=1, keepdims=True),
    }
)

# The first three are those that softmax is usually tested with.
BATCHES: Mapping[str, tuple[tuple[float, ...], ...]] = MappingProxyType(
    {
        "[1, 2]": ((1, 2),),
        "[1001, 1002], [3, 4]": ((1001, 1002), (3, 4)),
        "[-1001, -1002]": ((-1001, -1002),),
        "[1000, 0, 0, 0]": ((1000, 0, 0, 0),),
        "[1001, 1002], [258, 259]": ((1001, 1002), (258, 259)),
    }
)

RowOutcome = Literal["fine", "overflow", "underflow", "digits lost"]


@dataclass(frozen=True, eq=False)
class ShiftedRows:
    """Softmax of rows (N, K) after a shift, step by step, all in one dtype."""

    rows: Array  # (N, K)
    subtracted: Array  # (N,)
    exponents: Array  # (N, K), rows - subtracted
    exponentials: Array  # (N, K)
    totals: Array  # (N,), their sums
    probabilities: Array  # (N, K)
    expected: Array  # (N, K), the right ones, in float64
    dtype: str

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What became of each row's probabilities."""
        return judge(self.expected, self.probabilities)

    @property
    def verdict(self) -> Verdict:
        """The worst of them."""
        return max(self.verdicts, key=("same", "wrong", "nan").index)

    @property
    def outcomes(self) -> tuple[RowOutcome, ...]:
        """What happened to each row on the way."""
        return tuple(_outcome(total) for total in self.totals)


def shift_rows(rows: ArrayLike, shift: str, dtype: str = "float64") -> ShiftedRows:
    """Softmax of rows (N, K), with the number subtracted that `shift` names, every step in `dtype`.

    Raises ValueError or TypeError for rows that are no finite matrix of at least one number, a
    shift that is not in WRONG_AND_RIGHT and a dtype that is not in DTYPES.
    """
    z = shaped("rows", finite_array("rows", rows), ("N", "K"))
    if not z.size:
        raise ValueError(f"rows must hold at least one number, got shape {z.shape}")
    subtract = WRONG_AND_RIGHT[choice("shift", shift, tuple(WRONG_AND_RIGHT))]
    in_dtype = DTYPES[choice("dtype", dtype, tuple(DTYPES))]
    with np.errstate(all="ignore"):  # overflow is what there is to be seen
        z = z.astype(in_dtype)
        m = subtract(z)
        exponents = z - m
        exponentials = np.exp(exponents)
        totals = exponentials.sum(axis=1, keepdims=True)
        return ShiftedRows(
            rows=z,
            subtracted=np.broadcast_to(m, totals.shape)[:, 0],
            exponents=exponents,
            exponentials=exponentials,
            totals=totals[:, 0],
            probabilities=exponentials / totals,
            expected=softmax(z.astype(np.float64)),
            dtype=dtype,
        )


def _outcome(total: np.floating) -> RowOutcome:
    if not np.isfinite(total):
        return "overflow"
    if total == 0:
        return "underflow"
    return "digits lost" if is_subnormal(total) else "fine"
