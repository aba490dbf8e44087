"""What adding a constant to every logit does to a softmax.

On paper: nothing, e^c cancels. In floating point: nothing until exp overflows (the textbook
formula), and nothing until z + c itself is rounded (the stable one).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from metl_core.activations import naive_softmax, softmax
from metl_core.checks import Array, choice, finite_array, number, shaped

DTYPES: dict[str, type[np.floating]] = {
    "float16": np.float16,
    "float32": np.float32,
    "float64": np.float64,
}

SAME = 1e-3  # probabilities that differ by less look alike to three decimals

NaiveOutcome = Literal["fine", "infinite", "overflow", "sum overflow", "underflow", "digits lost"]
StableOutcome = Literal["fine", "infinite", "rounded"]
Verdict = Literal["same", "wrong", "nan"]


@dataclass(frozen=True, eq=False)
class SoftmaxSteps:
    """softmax(logits / T) both ways, step by step: arrays (K,) in the dtype of the logits.

    The stable steps are in the dtype in which `softmax` works, float32 for float16.
    """

    logits: Array
    scaled: Array  # logits / T
    exponentials: Array  # exp(scaled), what the textbook formula divides
    total: np.floating  # their sum
    naive: Array
    lowered: Array  # scaled - max(scaled): the largest is 0
    lowered_exponentials: Array  # from 0 to 1
    probabilities: Array  # the stable ones


@dataclass(frozen=True, eq=False)
class Moved:
    """How far apart the probabilities (K,) before and after a shift are."""

    largest: np.floating  # max |after - before|, computed in their dtype; nan if any is nan
    ulps: tuple[int | None, ...]  # for each class, in units of the last place; None where nan

    @property
    def most_ulps(self) -> int | None:
        """0 says that every bit is equal; None that at least one is nan."""
        counts = [count for count in self.ulps if count is not None]
        return max(counts) if len(counts) == len(self.ulps) else None


@dataclass(frozen=True, eq=False)
class Shift:
    """softmax(z / T) beside softmax((z + c) / T), computed in one dtype throughout."""

    c: np.floating
    temperature: float
    factor: float  # exp(c / T), by which every exponential grows; inf where float64 ends
    before: SoftmaxSteps
    after: SoftmaxSteps
    rounding: Array  # (K,), what the sum z + c lost; nan where it is infinite
    dtype: str

    @property
    def limits(self) -> np.finfo:
        """The largest number of the dtype (max), the smallest above 0 (smallest_subnormal), …"""
        return np.finfo(self.c.dtype)

    @property
    def moved(self) -> Moved:
        """What the shift changed in the stable probabilities."""
        return _moved(self.before.probabilities, self.after.probabilities)

    @property
    def naive_moved(self) -> Moved:
        """What the shift changed in those of the textbook formula."""
        return _moved(self.before.naive, self.after.naive)

    @property
    def naive_outcome(self) -> NaiveOutcome:
        """What happened to the textbook formula after the shift."""
        after = self.after
        if not np.isfinite(after.scaled).all():
            return "infinite"
        if np.isinf(after.exponentials).any():
            return "overflow"
        if np.isinf(after.total):
            return "sum overflow"
        if after.total == 0:
            return "underflow"
        return "digits lost" if is_subnormal(after.total) else "fine"

    @property
    def stable_outcome(self) -> StableOutcome:
        """What happened to the stable softmax after the shift."""
        if not np.isfinite(self.after.scaled).all():
            return "infinite"
        return "rounded" if self.rounding.any() else "fine"


@dataclass(frozen=True, eq=False)
class Verdicts:
    """For each of many shifts (S,): is the softmax of the shifted logits still the same?"""

    naive: tuple[Verdict, ...]
    stable: tuple[Verdict, ...]


@dataclass(frozen=True)
class StableReach:
    """How far the stable form lasts: it keeps p at each of the shifts from lowest to highest."""

    lowest: float
    highest: float
    breaks_at: float | None  # the next shift above; None if there is none
    becomes: Verdict  # p there
    gap: float  # from |breaks_at| to the next larger number of the dtype; nan beyond the largest


def shift_softmax(
    logits: ArrayLike, c: float, temperature: float = 1.0, dtype: str = "float64"
) -> Shift:
    """The softmax of logits (K,) and of logits + c, with every step rounded to `dtype`.

    Raises ValueError or TypeError for logits that are not a vector of finite numbers, a c that
    is not finite, a temperature that is not > 0 and a dtype that is not in DTYPES.
    """
    z, T = checked_logits(logits, temperature, dtype)
    c = number("c", c)
    with np.errstate(all="ignore"):  # overflow is what there is to be seen
        c_in_dtype = z.dtype.type(c)
        shifted = z + c_in_dtype
        return Shift(
            c=c_in_dtype,
            temperature=float(T),
            factor=float(np.exp(np.float64(c) / T)),
            before=_steps(z, T),
            after=_steps(shifted, T),
            rounding=_lost_in_sum(z, c_in_dtype, shifted),
            dtype=dtype,
        )


def verdicts(
    logits: ArrayLike, shifts: ArrayLike, temperature: float = 1.0, dtype: str = "float64"
) -> Verdicts:
    """Compare softmax((z + c) / T) with softmax(z / T) for every c of shifts (S,).

    "same": no probability moved by as much as SAME; "nan": at least one is nan.
    Raises ValueError or TypeError as `shift_softmax`.
    """
    z, T = checked_logits(logits, temperature, dtype)
    many_c = shaped("shifts", finite_array("shifts", shifts), ("S",))
    with np.errstate(all="ignore"):
        shifted = (z + many_c.astype(z.dtype)[:, np.newaxis]) / T  # (S, K)
        before = softmax(z / T)
        return Verdicts(
            naive=judge(before, naive_softmax(shifted)),
            stable=judge(before, softmax(shifted)),
        )


def stable_reach(
    stable: Sequence[Verdict], shifts: Sequence[float], dtype: str = "float64"
) -> StableReach | None:
    """From which shift on the stable form gives other probabilities; None if it does at c = 0.

    stable: its verdicts on `shifts`, which rise and hold 0. Raises ValueError without a 0.
    """
    if 0 not in shifts:
        raise ValueError("shifts must hold 0")
    first = last = list(shifts).index(0)
    if stable[first] != "same":
        return None
    while first > 0 and stable[first - 1] == "same":
        first -= 1
    while last + 1 < len(shifts) and stable[last + 1] == "same":
        last += 1
    if last + 1 == len(shifts):
        return StableReach(shifts[first], shifts[last], None, "same", np.nan)
    with np.errstate(all="ignore"):
        breaks_at = np.asarray(shifts[last + 1]).astype(DTYPES[dtype])
        gap = float(np.spacing(breaks_at))
    return StableReach(shifts[first], shifts[last], shifts[last + 1], stable[last + 1], gap)


def is_subnormal(value: np.floating) -> bool:
    """Whether it is so close to 0 that a float has fewer and fewer digits there."""
    return bool(0 < abs(value) < np.finfo(value.dtype).tiny)


def checked_logits(logits: ArrayLike, temperature: float, dtype: str) -> tuple[Array, np.floating]:
    """logits (K,) and the temperature, both in `dtype`; raises as `shift_softmax`."""
    z = shaped("logits", finite_array("logits", logits), ("K",))
    if not z.size:
        raise ValueError("logits must hold at least one number, got none")
    T = number("temperature", temperature, above=0)
    in_dtype = DTYPES[choice("dtype", dtype, tuple(DTYPES))]
    with np.errstate(over="ignore"):
        return z.astype(in_dtype), in_dtype(T)


def _steps(logits: Array, T: np.floating) -> SoftmaxSteps:
    scaled = logits / T
    exponentials = np.exp(scaled)
    working = scaled.astype(np.promote_types(scaled.dtype, np.float32))
    lowered = working - working.max()
    return SoftmaxSteps(
        logits=logits,
        scaled=scaled,
        exponentials=exponentials,
        total=exponentials.sum(),
        naive=naive_softmax(scaled),
        lowered=lowered,
        lowered_exponentials=np.exp(lowered),
        probabilities=softmax(scaled),
    )


def _lost_in_sum(a: Array, b: np.floating, total: Array) -> Array:
    """a + b - total without rounding: Knuth's two-sum (The Art of Computer Programming, 4.2.2)."""
    b_seen = total - a
    return np.asarray((a - (total - b_seen)) + (b - b_seen))


def _moved(before: Array, after: Array) -> Moved:
    """Counts the floats from one to the other: for numbers ≥ 0 their bits, read as integers, do."""
    bits = f"i{before.dtype.itemsize}"
    steps = np.abs(after.view(bits) - before.view(bits))
    with np.errstate(invalid="ignore"):
        change = np.abs(after - before)
    return Moved(
        largest=change.max(),
        ulps=tuple(None if np.isnan(d) else int(n) for d, n in zip(change, steps, strict=True)),
    )


def judge(before: Array, after: Array) -> tuple[Verdict, ...]:
    """before (K,) or (S, K), after (S, K): probabilities -> S verdicts on the latter."""
    moved = np.abs(after.astype(np.float64) - before).max(axis=-1)
    return tuple("nan" if np.isnan(d) else "same" if d < SAME else "wrong" for d in moved)
