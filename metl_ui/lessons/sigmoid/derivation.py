"""Why the slope is σ (1 - σ), in eight lines."""

from math import ceil, log10

from metl_core.tails import SigmoidPoint
from metl_ui.derivation import Line
from metl_ui.digits import tex


def derivation_at(point: SigmoidPoint) -> tuple[Line, ...]:
    """The steps from the definition of σ to σ′ = σ (1 − σ), each evaluated at `point`."""
    # Six digits of what it is above 1: two lines take the 1 away.
    digits = max(8, 6 + ceil(-log10(point.exponential)))
    e, below = tex(point.exponential), tex(point.denominator, digits)
    minus_x = tex(0 - point.x)  # never "-0"
    s, rest, slope = tex(point.value), tex(point.complement), tex(point.from_output)
    left = rf"\frac{{1}}{{{below}}} \cdot"  # the left-hand factor of lines 5 to 7
    comes_to = rf"\\ &= {slope}"
    return (
        Line(
            r"\sigma'(x) &= \frac{d}{dx} \, \frac{1}{1 + e^{-x}}",
            rf"1 + e^{{{minus_x}}} &= 1 + {tex(point.exponential, digits=8)} \\ &= {below}",
            "The definition. In numbers: what stands below the line, at your x.",
        ),
        Line(
            r"&= \frac{d}{dx} \, (1 + e^{-x})^{-1}",
            why="One over something is its power −1.",
        ),
        Line(
            r"&= -(1 + e^{-x})^{-2} \, (-e^{-x})",
            rf"&\sigma'({tex(point.x)}) \\ &= -{below}^{{-2}} (-{e}) {comes_to}",
            "The chain rule: the slope of the power, times that of what is inside.",
        ),
        Line(
            r"&= \frac{e^{-x}}{(1 + e^{-x})^2}",
            rf"&= \frac{{{e}}}{{{below}^2}} {comes_to}",
            "Minus times minus is plus, and the power −2 goes below the line.",
        ),
        Line(
            r"&= \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}}",
            rf"&= {left} \frac{{{e}}}{{{below}}} {comes_to}",
            "A square below the line is two fractions. The left one is σ(x).",
        ),
        Line(
            r"&= \frac{1}{1 + e^{-x}} \cdot \frac{(1 + e^{-x}) - 1}{1 + e^{-x}}",
            rf"&= {left} \frac{{{below} - 1}}{{{below}}} {comes_to}",
            "Above the line, add 1 and take it away again.",
        ),
        Line(
            r"&= \frac{1}{1 + e^{-x}} \left( \frac{1 + e^{-x}}{1 + e^{-x}}"
            r" - \frac{1}{1 + e^{-x}} \right)",
            rf"&= {left} \left( 1 - \frac{{1}}{{{below}}} \right) {comes_to}",
            "Split that fraction: the first part is 1, the second is σ(x) again.",
        ),
        Line(
            r"&= \sigma(x) \, (1 - \sigma(x))",
            rf"&= {s} \cdot {rest} {comes_to}",
            "The output, times what it lacks to 1.",
        ),
    )
