"""Why the gradient is p − t: derived twice, line by line, and measured."""

from collections.abc import Iterable

import streamlit as st

from metl_core.cross_entropy_steps import STEP, Ways
from metl_ui.charts.numerals import true_minus
from metl_ui.derivation import Line, show_derivation
from metl_ui.digits import show_table, tex
from metl_ui.lesson import notice
from metl_ui.lessons.cross_entropy.words import equals, p_minus_t, slope_digits

FACTOR_DIGITS = 8  # two more than their product shows: whoever multiplies them gets it
ROUNDED_TO_ZERO = (
    "**Here float64 ends.** $p_{y}$ is so small that it was rounded to 0, and $1 / 0$ is no "
    "number. On paper $p_y$ cancels two lines on, before it can do harm; a program that goes "
    "this way gets nan. The first way never divides by $p_y$."
)


def two_ways(ways: Ways, label: int, i: int) -> None:
    """Both derivations of ∂L/∂z_i, and the numbers that meet."""
    show_derivation(*by_log_sum_exp(ways, label, i), key="log-sum-exp")
    with st.expander("The same by the chain rule, through the Jacobian of softmax"):
        show_derivation(*by_chain_rule(ways, label, i), key="chain-rule")
    st.subheader("Do both ways meet?")
    show_table(meeting(ways), alt="The gradient to every logit, by three ways, and by a wrong one")
    st.markdown(
        rf"**Measured**: ${{(L(z_i + h) - L(z_i - h)) / 2h}}$ with ${{h = {tex(STEP)}}}$. "
        "**Diagonal alone**: the chain rule with no slope but $p_i (1 - p_i)$, as if $z_i$ moved "
        "no other $p_k$."
    )
    notice(in_words(ways, label, i))


def by_log_sum_exp(ways: Ways, label: int, i: int) -> tuple[Line, ...]:
    """L = −z_y + log Σ exp z_j, differentiated term by term."""
    point = ways.point
    z_y, z_i = tex(point.logits[label - 1]), tex(point.logits[i - 1])
    p_y, p_i = point.probabilities[label - 1], tex(point.probabilities[i - 1])
    t_i = tex(point.target[i - 1])
    # Eight decimals, so that e to the power of it is good to the six digits of p.
    lse = tex(ways.log_sum_exp, 10 if abs(ways.log_sum_exp) < 100 else 12)
    p, _, slope = _p_minus_t(ways, i)
    hidden = point.loss < 1e-5 * abs(ways.log_sum_exp)
    total = tex(point.loss, 6 if point.loss > 0.01 * abs(ways.log_sum_exp) else 4)
    gone = r"\approx" if p_i == "0" else "="
    return (
        Line(
            r"L &= -\log p_y = -\log \frac{e^{z_y}}{\sum_j e^{z_j}}",
            rf"L &= -\log ({tex(p_y)})" if p_y > 0 else "",
            "Only the right class counts." if p_y > 0 else "Here $p_y$ was rounded to 0. Go on:",
        ),
        Line(
            r"&= -z_y + \log \sum\nolimits_j e^{z_j}",
            equals(rf"\log (1 + {tex(ways.rest, 7)})", total)
            if hidden
            else equals(f"{_minus(z_y)} + {lse}", total),
            "The **log-sum-exp** is $z_y + \\log(1 + r)$ with a tiny $r$, and $z_y$ cancels."
            + ("" if ways.rest else " Here float64 rounds $r$ to 0.")
            if hidden
            else "The last part is called the **log-sum-exp**.",
        ),
        Line(
            r"\frac{\partial (-z_y)}{\partial z_i} &= -1[i = y] = -t_i",
            f"&= {_minus(t_i)}",
            f"Class {i} is the right one."
            if i == label
            else f"$z_{label}$ does not move with $z_{i}$.",
        ),
        Line(
            r"\frac{\partial \log \sum_j e^{z_j}}{\partial z_i} &= "
            r"\frac{e^{z_i}}{\sum_j e^{z_j}} = p_i",
            rf"&= e^{{{z_i} - {_factor(lse)}}} {gone} {p_i}",
            "Softmax comes back." + (" Here float64 rounds it to 0." if p_i == "0" else ""),
        ),
        Line(
            r"\frac{\partial L}{\partial z_i} &= p_i - 1[i = y]",
            equals(f"{p} - {t_i}", slope),
            "**The step that the lab sheet leaves out.**",
        ),
    )


def by_chain_rule(ways: Ways, label: int, i: int) -> tuple[Line, ...]:
    """Σ_k ∂L/∂p_k ∂p_k/∂z_i; where 1 / p_y is no number, words instead of numbers."""
    point, broken = ways.point, ways.chain_breaks
    slopes = [tex(slope, FACTOR_DIGITS) for slope in ways.loss_slopes]
    column = [tex(entry, FACTOR_DIGITS) for entry in ways.jacobian[:, i - 1]]
    p, t_i, slope = _p_minus_t(ways, i)
    y, product = label - 1, ways.by_chain_rule[i - 1]
    return (
        Line(
            r"\frac{\partial L}{\partial z_i} &= \sum_k \frac{\partial L}{\partial p_k} "
            r"\frac{\partial p_k}{\partial z_i}",
            why=f"$z_{i}$ moves **every** $p_k$, for they share one sum.",
        ),
        Line(
            r"\frac{\partial L}{\partial p_k} &= -\frac{t_k}{p_k}",
            "" if broken else _column(slopes),
            ROUNDED_TO_ZERO if broken else r"$L = -\sum_k t_k \log p_k$; one line for each $k$.",
        ),
        Line(
            r"\frac{\partial p_k}{\partial z_i} &= p_k \, (1[k = i] - p_i)",
            _column(column),
            rf"Column {i} of the Jacobian $J = \mathrm{{diag}}(p) - p \, p^T$.",
        ),
        Line(
            r"\sum_k \frac{\partial L}{\partial p_k} \frac{\partial p_k}{\partial z_i} &= "
            r"-\frac{1}{p_y} \, p_y \, (1[y = i] - p_i)",
            ""
            if broken
            else equals(
                rf"{_factor(slopes[y])} \cdot {_factor(column[y])}",
                tex(product, slope_digits(point.target[i - 1], product)),
            ),
            f"The other $t_k$ are 0: row {label} alone is left.",
        ),
        Line(
            r"&= -1[i = y] + p_i",
            equals(f"{_minus(t_i)} + {p}", slope),
            "$p_y$ cancels.",
        ),
    )


def meeting(ways: Ways) -> dict[str, Iterable[object]]:
    """The gradient by all three ways, to six decimals, which all of them are good for."""
    return {
        "i": [str(k + 1) for k in range(len(ways.jacobian))],
        "pᵢ − tᵢ": [_decimals(slope) for slope in ways.by_log_sum_exp],
        "chain rule": [_decimals(slope) for slope in ways.by_chain_rule],
        "measured": [_decimals(slope) for slope in ways.measured],
        "diagonal alone": [_decimals(slope) for slope in ways.by_diagonal],
    }


def in_words(ways: Ways, label: int, i: int) -> str:
    """Whether the three ways meet, and what the cells beside the diagonal are there for."""
    if ways.chain_breaks:
        return (
            rf"Two ways meet and the third is lost: in float64 $p_{label}$ is too close to 0 for "
            "the chain rule to divide by it. That is why code takes the first way."
        )
    if i == label:
        return (
            "All three meet, and here even the diagonal alone does. Now differentiate by another "
            "logit."
        )
    return (
        "All three meet. The one term that is left of the sum is not on the diagonal: if softmax "
        f"had no slope but $p (1 - p)$, the gradient to $z_{i}$ would be 0 whatever $p$ is."
    )


def _p_minus_t(ways: Ways, i: int) -> tuple[str, str, str]:
    point = ways.point
    return p_minus_t(point.probabilities[i - 1], point.target[i - 1], ways.by_log_sum_exp[i - 1])


def _column(entries: list[str]) -> str:
    rows = r" \\ ".join(entries)
    return rf"&= \begin{{pmatrix}} {rows} \end{{pmatrix}}"


def _minus(number: str) -> str:
    """The number with its sign turned: -1, 2 for -2, and 0 as it is."""
    if number == "0":
        return number
    return number.removeprefix("-") if number.startswith("-") else f"-{number}"


def _factor(number: str) -> str:
    """In brackets if it has a sign, or is a product itself as 2 · 10⁻⁵ is."""
    return f"({number})" if number.startswith("-") or "cdot" in number else number


def _decimals(value: float) -> str:
    text = true_minus(f"{value:.6f}")
    return "0.000000" if text == "−0.000000" else text
