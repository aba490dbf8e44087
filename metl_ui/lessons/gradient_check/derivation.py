"""Why each difference has the best step it has, with the numbers of one parameter."""

from metl_core.v_curve import VCurve
from metl_ui.derivation import Line
from metl_ui.digits import tex

DIGITS = 3


def derivation_of(curve: VCurve) -> tuple[Line, ...]:
    """f is the loss as a function of that parameter alone, ε the spacing of floats at 1."""
    d, slope = curve.derivatives, tex(float(curve.derivatives.slope), DIGITS)
    forward, central = curve.predictions["forward"], curve.predictions["central"]

    def number(value: float) -> str:
        return tex(value, DIGITS)

    return (
        Line(
            r"\frac{f(x+h) - f(x)}{h} &\approx f' + \tfrac{1}{2} f'' h",
            rf"&\approx {slope} {signed(d.second / 2)} \, h",
            "Taylor's formula. What follows $f'$ is the **truncation** of the forward difference.",
        ),
        Line(
            r"\text{rounding} &\approx \frac{\varepsilon \, |f|}{h}",
            rf"&= \frac{{{number(curve.eps)} \cdot {number(d.value)}}}{{h}}",
            r"$\varepsilon$ is the distance from 1 to the next float. Each $f$ is off by up to "
            r"half its last digit, $\tfrac{1}{2} \varepsilon |f|$. "
            "The subtraction keeps that, the division by $h$ magnifies it.",
        ),
        Line(
            r"h_{\text{best}} &= \sqrt{\frac{2 \, \varepsilon \, |f|}{|f''|}}",
            rf"&= {number(forward.best_step)}",
            r"Where the sum of both is least: set its derivative to $h$ to 0. The rule of thumb, "
            rf"for $f$ and $f''$ about 1, is "
            rf"${{\varepsilon^{{1/2}} = {number(curve.best['forward'])}}}$.",
        ),
        Line(
            r"\frac{f(x+h) - f(x-h)}{2h} &\approx f' + \tfrac{1}{6} f''' h^2",
            rf"&\approx {slope} {signed(d.third / 6)} \, h^2",
            r"Here $f''$ cancels. The rounding is half as large, $\varepsilon |f| / 2h$.",
        ),
        Line(
            r"h_{\text{best}} &= \sqrt[3]{\frac{3 \, \varepsilon \, |f|}{2 \, |f'''|}}",
            rf"&= {number(central.best_step)}",
            r"In the same way. The rule of thumb, for $f$ and $f'''$ about 1, is "
            rf"${{\varepsilon^{{1/3}} = {number(curve.best['central'])}}}$.",
        ),
        Line(
            r"\frac{\operatorname{Im} f(x + ih)}{h} &\approx f' - \tfrac{1}{6} f''' h^2",
            rf"&\approx {slope} {signed(-d.third / 6)} \, h^2",
            r"Taylor's formula with $ih$ for $h$: the imaginary part of $f + ih f' + \dots$ is "
            "$h f'$ and a remainder. Nothing is subtracted, no digit is lost, however small $h$.",
        ),
    )


def signed(value: float) -> str:
    """A summand with its sign before it."""
    return ("+" if value >= 0 else "-") + " " + tex(abs(value), DIGITS)
