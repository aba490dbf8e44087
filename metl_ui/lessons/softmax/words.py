"""What happened to a softmax when its logits were shifted, in sentences (Markdown)."""

from collections.abc import Mapping
from math import inf, log10

from metl_core.checks import Array
from metl_core.shift import SAME, Moved, Shift, StableReach, Verdicts
from metl_ui.charts.softmax import short
from metl_ui.digits import exact, tex

TEXTBOOK = {
    "fine": "After the shift every exponential fits into {dtype}: the formula works as it stands.",
    "overflow": "**Overflow.** exp({exponent}) is larger than the largest {dtype}, {max}. It "
    "becomes inf. Any other number over inf is 0, and inf / inf is nan: not a number.",
    "sum overflow": "**Overflow.** Each exponential fits, but their sum is larger than the "
    "largest {dtype}, {max}. It becomes inf, and any number over inf is 0.",
    "underflow": "**Underflow.** Even exp({exponent}) is smaller than the smallest {dtype} "
    "above 0, {min}. Every exponential becomes 0, and 0 / 0 is nan: not a number.",
    "digits lost": "**Underflow.** Even the largest exponential is only {top}. So close to 0, "
    "{dtype} loses digits: the closer, the more.",
    "infinite": "**Overflow.** $u$ itself is larger than the largest {dtype}, {max}.",
}
STABLE = {
    "fine": "The largest exponent is 0: nothing can overflow, and the sum is never below 1.",
    "rounded": "The exponents are safe. But $z + c$ does not fit into {dtype} and was rounded "
    "before softmax began, by up to {lost}. ",
    "infinite": "**Overflow.** $u$ itself is larger than the largest {dtype}, {max}. It becomes "
    "inf, and inf − inf is nan: not a number. No formula can bring it back.",
}

EXPONENTIALS = {
    "overflow": "is beyond the largest number there is (the dashed line): inf",
    "underflow": "is below the smallest number there is: 0",
    "digits lost": "is so close to 0 that it has lost digits",
}


def textbook_in_words(shift: Shift) -> str:
    """How the textbook formula fared after the shift, and why."""
    words = TEXTBOOK[shift.naive_outcome].format(**_numbers(shift))
    if shift.naive_outcome == "fine" and shift.rounding.any():
        words += " But $z + c$ was rounded before."
    return words


def stable_in_words(shift: Shift) -> str:
    """How the stable form fared after the shift, and why."""
    words = STABLE[shift.stable_outcome].format(**_numbers(shift))
    if shift.stable_outcome == "rounded":
        seen = shift.moved.most_ulps != 0
        words += "No formula can bring that back." if seen else "Here $p$ does not show it."
    if shift.dtype == "float16":
        words += " (Inside, softmax works in float32; its answer is rounded to float16.)"
    return words


def change_in_words(moved: Moved) -> str:
    """The largest change of a probability, to two digits."""
    if moved.most_ulps is None:
        return "With a nan before or after the shift, there is nothing to compare."
    if moved.most_ulps == 0:
        return "The change is exactly 0."
    return f"The change is {moved.largest:.2g}."


def in_ulps(count: int | None) -> str:
    """A count of units in the last place, in few letters."""
    if count is None:
        return "nan"
    return f"{count:,}" if count < 1_000_000 else f"{count:.1e}"


def listed(values: Array) -> str:
    """Numbers in a sentence."""
    return ", ".join(short(value) for value in values)


def shift_in_words(shift: Shift) -> str:
    """What the upper and the lower row of bars have in common, and what not."""
    moved, power = shift.moved, "e^c" if shift.temperature == 1 else "e^{c/T}"
    if shift.c == 0:
        return "With $c = 0$ both rows are the same. Move $c$: which of the three panels change?"
    if moved.most_ulps is None or moved.largest >= SAME:
        why = _rounded_in_words(shift)
        return f"On paper $p$ stays as it was. In {shift.dtype} it does not: {why}"
    change = (
        "not one bit of $p$ changed"
        if moved.most_ulps == 0
        else f"the largest change of a probability is {moved.largest:.2g}"
    )
    if shift.naive_outcome in EXPONENTIALS:
        return (
            f"On paper every exponential is multiplied by the same number, ${power}$. In "
            f"{shift.dtype} the result {EXPONENTIALS[shift.naive_outcome]}. The $p$ shown are not "
            f"made of these bars, but computed by the stable form: {change}."
        )
    size = f", here {short(shift.factor)}" if 0 < shift.factor < inf else ""
    return (
        "Adding $c$ moves all bars of $z$ alike, and multiplies every exponential by the same "
        f"number, ${power}${size}. Each keeps its share of the sum, and that share is the "
        f"probability: {change}."
    )


def _rounded_in_words(shift: Shift) -> str:
    """Why the stable p is another: what z + c became, for up to three of the logits."""
    if shift.stable_outcome == "infinite":
        top, u = short(shift.limits.max), "z + c" if shift.temperature == 1 else "(z + c)/T"
        return (
            f"${u}$ is beyond the largest {shift.dtype}, {top}, and becomes inf; inf − inf is nan."
        )
    z, moved = shift.before.logits, shift.after.logits
    lost = [k for k, loss in enumerate(shift.rounding) if loss][:3]
    became = ", ".join(f"{exact(z[k])} + c becomes {exact(moved[k])}" for k in lost)
    return f"$z + c$ is rounded to the nearest {shift.dtype}. Here {became}."


def verdicts_in_words(by_dtype: Mapping[str, Verdicts], index: int) -> str:
    """What has become of p at one of the shifts, in every dtype and by both formulas."""
    return "; ".join(
        f"{dtype}: {verdicts.naive[index]} by the textbook formula, "
        f"{verdicts.stable[index]} by the stable form"
        for dtype, verdicts in by_dtype.items()
    )


def reader_number(value: float) -> str:
    """A logit or a shift in TeX, as the reader gave it if it is short: 0.5, -1000, 10^{16}."""
    exponent = round(log10(abs(value))) if value else 0
    return f"10^{{{exponent}}}" if exponent >= 5 and value == 10.0**exponent else tex(value)


def reach_in_words(reach: StableReach | None, dtype: str) -> str:
    """From which shift on the stable form fails."""
    if reach is None:
        return f"Your logits over $T$ do not fit into {dtype}: even without a shift $p$ is nan."
    kept = f"the stable form in {dtype} keeps $p$"
    if reach.breaks_at is None:
        return (
            f"For your logits {kept} at every shift of the slider from "
            f"${reader_number(reach.lowest)}$ on."
        )
    lowest, highest = reader_number(reach.lowest), reader_number(reach.highest)
    start = (
        f"For your logits {kept} from $c = {lowest}$ to ${highest}$. "
        f"**At $c = {reader_number(reach.breaks_at)}$ it fails:** "
    )
    if reach.becomes == "nan":
        return f"{start}there the logits themselves leave the range of {dtype}."
    return (
        f"{start}neighbours in {dtype} lie {short(reach.gap)} apart there, and every $z + c$ is "
        "rounded to one of them."
    )


def _numbers(shift: Shift) -> dict[str, str]:
    limits = shift.limits
    return {
        "dtype": shift.dtype,
        "max": short(limits.max),
        "min": short(limits.smallest_subnormal),
        "exponent": short(shift.after.scaled.max()),
        "top": short(shift.after.exponentials.max()),
        "lost": short(abs(shift.rounding).max()),
    }
