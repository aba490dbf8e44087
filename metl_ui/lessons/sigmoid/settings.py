"""The settings of the sigmoid lesson, and what its page says about them."""

from functools import cache

from metl_core.shift import DTYPES
from metl_core.tails import SigmoidPoint, sigmoid_curves, sigmoid_tails
from metl_ui.derivation import Line
from metl_ui.digits import tex
from metl_ui.link import Choice, Number

FAR_OUT: tuple[int, ...] = (0, 1, 2, 5, 7, 8, 10, 16, 17, 18, 20, 30, 36, 37, 40, 50, 75, 100)
FAR_OUT += (103, 104, 110, 150, 200, 300, 400, 500, 600, 700, 745, 746)

X = Number(key="x", label="Input x", default=1.0, minimum=-10.0, maximum=10.0, step=0.1)
FAR = Choice(key="far", label="Input x, far out", options=FAR_OUT, default=40)
DTYPE = Choice(key="dtype", label="Floating-point type", options=tuple(DTYPES), default="float64")

CURVES = sigmoid_curves(X.minimum, X.maximum)
tails_in = cache(sigmoid_tails)


def derivation_at(point: SigmoidPoint) -> tuple[Line, ...]:
    """Why σ′ = σ (1 − σ), with the numbers at `point`."""
    e, below = tex(point.exponential), tex(point.denominator)
    return (
        Line(
            r"\sigma'(x) &= \frac{e^{-x}}{(1 + e^{-x})^2}",
            rf"\sigma'({point.x:g}) &= \frac{{{e}}}{{{below}^2}}",
            "The chain rule for $(1 + e^{-x})^{-1}$.",
        ),
        Line(
            r"&= \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}}",
            rf"&= \frac{{1}}{{{below}}} \cdot \frac{{{e}}}{{{below}}}",
            r"The right-hand fraction is what the sigmoid lacks to 1, since "
            r"${e^{-x} = (1 + e^{-x}) - 1}$.",
        ),
        Line(
            r"&= \sigma(x) \, (1 - \sigma(x))",
            rf"&= {tex(point.value)} \cdot {tex(point.complement)} = {tex(point.from_output)}",
        ),
    )
