"""Numbers in the sentences and tables of the cross-entropy lesson."""

import re
from math import ceil, log10

from metl_core.checks import Array
from metl_ui.digits import tex

LONGEST = 28  # letters that fit beside each other into a derivation's column


def listed(probabilities: Array) -> str:
    """Probabilities in a sentence, to three decimals."""
    return ", ".join(f"{p:.3f}" for p in probabilities)


def rounded(value: float) -> str:
    """To four significant digits, with a true minus: 1.908, −0.00142."""
    return f"{value:.4g}".replace("-", "−")


def p_minus_t(p: float, t: float, slope: float) -> tuple[str, str]:
    """p and the slope p − t in TeX, p with as many digits as the difference needs to be seen."""
    if t == 0 or slope == 0 or abs(slope) >= 0.1:
        return tex(p), tex(slope)
    return tex(p, min(17, 5 + ceil(-log10(abs(slope))))), tex(slope, 4)


def equals(left: str, right: str) -> str:
    """ "left = right" in TeX, or one under the other where that would be too long."""
    seen = re.sub(r"\\cdot|[\\{}^ ]", "", left + right)
    return rf"&= {left} \\ &= {right}" if len(seen) > LONGEST else f"&= {left} = {right}"
