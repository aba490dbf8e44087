"""The settings of the sigmoid lesson, and what its page says about them."""

from functools import cache

from metl_core.shift import DTYPES
from metl_core.tails import SigmoidPoint, sigmoid_curves, sigmoid_tails
from metl_ui.digits import tex
from metl_ui.link import Choice, Number

FAR_OUT: tuple[int, ...] = (0, 1, 2, 5, 7, 8, 10, 16, 17, 18, 20, 30, 36, 37, 40, 50, 75, 100)
FAR_OUT += (103, 104, 110, 150, 200, 300, 400, 500, 600, 700, 745, 746)

X = Number(key="x", label="Input x", default=1.0, minimum=-10.0, maximum=10.0, step=0.1)
FAR = Choice(key="far", label="Input x, far out", options=FAR_OUT, default=40)
DTYPE = Choice(key="dtype", label="Floating-point type", options=tuple(DTYPES), default="float64")

CURVES = sigmoid_curves(X.minimum, X.maximum)
tails_in = cache(sigmoid_tails)

DERIVATION = (
    r"\sigma'(x) &= \frac{e^{-x}}{(1 + e^{-x})^2}",
    r"&= \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}}",
    r"&= \sigma(x) \, (1 - \sigma(x))",
)


def derivation_at(point: SigmoidPoint) -> tuple[str, ...]:
    """The lines of DERIVATION with the numbers at `point`, and what comes out."""
    e, below = tex(point.exponential), tex(point.denominator)
    return (
        rf"\sigma'({point.x:g}) &= \frac{{{e}}}{{{below}^2}}",
        rf"&= \frac{{1}}{{{below}}} \cdot \frac{{{e}}}{{{below}}}",
        rf"&= {tex(point.value)} \cdot {tex(point.complement)}",
        rf"&= {tex(point.from_output)}",
    )
