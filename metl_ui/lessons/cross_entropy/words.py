"""Numbers in the sentences and tables of the cross-entropy lesson."""

import re
from decimal import Decimal

from metl_core.checks import Array
from metl_core.sums import MOST_DIGITS
from metl_ui.charts.numerals import true_minus
from metl_ui.digits import tex

LONGEST = 28  # letters that fit beside each other into a derivation's column


def listed(probabilities: Array) -> str:
    """Probabilities in a sentence, to three decimals."""
    return ", ".join(f"{p:.3f}" for p in probabilities)


def rounded(value: float) -> str:
    """To four significant digits, with a true minus: 1.908, −0.00142."""
    return true_minus(f"{value:.4g}")


def p_minus_t(p: float, t: float, slope: float) -> tuple[str, str, str]:
    """p, t and the slope p − t in TeX, p and t with the digits that the difference needs."""
    digits = slope_digits(t, slope)
    shown = 6 if t in (0, 1) else 7  # a t of fewer digits would spoil the last one
    while shown < MOST_DIGITS and _difference(p, t, shown, digits) != f"{slope:.{digits}g}":
        shown += 1
    return tex(p, shown), tex(t, shown), tex(slope, digits)


def _difference(p: float, t: float, shown: int, digits: int) -> str:
    """What a reader gets, to so many digits, who subtracts the digits of p and t that are shown."""
    left, right = (Decimal(f"{number:.{shown}g}") for number in (p, t))
    return f"{float(left - right):.{digits}g}"


def slope_digits(t: float, slope: float) -> int:
    """How many digits of p − t to show: fewer where it is the small rest of a difference."""
    return 6 if t == 0 or slope == 0 or abs(slope) >= 0.1 else 4


def equals(left: str, right: str) -> str:
    """ "left = right" in TeX, or one under the other where that would be too long."""
    seen = re.sub(r"\\cdot|[\\{}^ ]", "", left + right)
    return rf"&= {left} \\ &= {right}" if len(seen) > LONGEST else f"&= {left} = {right}"
