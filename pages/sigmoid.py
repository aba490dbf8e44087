"""The sigmoid: its slope as a tangent, as a formula of its output, and far out."""

import streamlit as st

from metl_core.activations import sigmoid, sigmoid_derivative
from metl_core.shift import DTYPES
from metl_core.tails import SigmoidPoint, sigmoid_curves, sigmoid_point, sigmoid_tails
from metl_ui.charts.sigmoid import tails_figure, tangent_figure
from metl_ui.components.figure import show_figure
from metl_ui.controls import ladder, segments, slider
from metl_ui.digits import formula, show_table, tex
from metl_ui.lesson import notice, open_lesson, show_code
from metl_ui.link import Choice, Number

FAR_OUT = (0, 1, 2, 5, 7, 8, 10, 16, 17, 18, 20, 30, 36, 37, 40, 50, 75, 100, 103, 104, 110)
FAR_OUT += (150, 200, 300, 400, 500, 600, 700, 745, 746)

X = Number(key="x", label="Input x", default=1.0, minimum=-10.0, maximum=10.0, step=0.1)
FAR = Choice(key="far", label="Input x, far out", options=FAR_OUT, default=40)
DTYPE = Choice(key="dtype", label="Floating-point type", options=tuple(DTYPES), default="float64")


def numbers(point: SigmoidPoint, dtype: str) -> None:
    rows = {
        "σ(x)": point.value,
        "1 − σ(x)": point.complement,
        "σ(−x)": point.mirrored,
        "σ(x) (1 − σ(x))": point.from_output,
        "σ(x) σ(−x)": point.from_both_sides,
    }
    alt = f"The sigmoid at x = {point.x:g}, in {dtype}"
    show_table({f"at x = {point.x:g}": rows, dtype: rows.values()}, alt=alt)


open_lesson("sigmoid", [X, FAR, DTYPE])

left, right = st.columns([3, 2], vertical_alignment="center")
left.markdown(
    r"The sigmoid turns any number $x$ into one between 0 and 1. Its derivative $\sigma'(x)$ is "
    "its **slope**: how fast the output grows with $x$. Move $x$, and the tangent shows it."
)
right.latex(formula(r"\sigma(x) = \frac{1}{1 + e^{-x}}"))

x = slider(X)
point = sigmoid_point(x)
figure_side, number_side = st.columns([3, 2], gap="medium", vertical_alignment="center")
with figure_side:
    show_figure(
        tangent_figure(sigmoid_curves(X.minimum, X.maximum), point),
        key="tangent",
        alt=f"σ rises from 0 to 1; its slope σ′ is a hill around x = 0, 0.25 high. At x = {x:g}, "
        f"σ is {point.value:.4f}, and the tangent has the slope {point.slope:.4f}.",
        height=400,
    )
with number_side:
    numbers(point, "float64")
notice(
    f"At $x = {x:g}$ the sigmoid is ${tex(point.value)}$. To 1 it lacks ${tex(point.complement)}$, "
    rf"and that is also $\sigma(-x)$. Multiply both, and ${tex(point.from_output)}$ comes out as "
    "the slope of the tangent: the output alone tells how steep it is. "
    + (
        "Here the sigmoid is **saturated**: it hardly moves with $x$, and a network hardly learns."
        if point.saturated
        else "Where is the slope greatest, and how great is it there?"
    )
)

st.header("Why the output tells the slope")
symbols, values = st.columns(2)
symbols.latex(
    formula(
        r"\sigma'(x) &= \frac{e^{-x}}{(1 + e^{-x})^2}",
        r"&= \frac{1}{1 + e^{-x}} \cdot \frac{e^{-x}}{1 + e^{-x}}",
        r"&= \sigma(x) \, (1 - \sigma(x))",
    )
)
e, below = tex(point.exponential), tex(point.denominator)
values.latex(
    formula(
        rf"\sigma'({x:g}) &= \frac{{{e}}}{{{below}^2}}",
        rf"&= \frac{{1}}{{{below}}} \cdot \frac{{{e}}}{{{below}}}",
        rf"&= {tex(point.value)} \cdot {tex(point.complement)}",
        rf"&= {tex(point.from_output)}",
    )
)
st.markdown(
    r"The first line is the chain rule for $(1 + e^{-x})^{-1}$. In the second, the right-hand "
    r"fraction is what the sigmoid lacks to 1, since ${e^{-x} = (1 + e^{-x}) - 1}$."
)

st.header("Far out: the same on paper, not in a computer")
left, right = st.columns([2, 3], gap="medium")
with left:
    dtype = segments(DTYPE)
with right:
    far = ladder(FAR)
tails, there = sigmoid_tails(dtype), sigmoid_point(far, dtype)
output_ends, both_end = tails.from_output_is_zero_from, tails.from_both_sides_is_zero_from
figure_side, number_side = st.columns([3, 2], gap="medium", vertical_alignment="center")
with figure_side:
    show_figure(
        tails_figure(tails, there),
        key="tails",
        alt=f"In {dtype}, σ(x)(1 − σ(x)) falls to 0 at x = {output_ends:.4g}; σ(x)σ(−x) goes on "
        f"to x = {both_end:.4g}. At x = {far} they are {there.from_output} and "
        f"{there.from_both_sides}.",
        height=400,
    )
with number_side:
    numbers(there, dtype)
notice(
    rf"From $x = {output_ends:.4g}$ on, {dtype} rounds $\sigma(x)$ to 1. Then $1 - \sigma(x)$ is "
    r"0, and so is the slope. $\sigma(-x)$ is the same small rest, computed as a number of its "
    rf"own: floats lie closest together near 0, and it lasts until ${{x = {both_end:.4g}}}$."
)
show_code(sigmoid, sigmoid_derivative)
