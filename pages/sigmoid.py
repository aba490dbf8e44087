"""The sigmoid: its slope as a tangent, as a formula of its output, and far out."""

import streamlit as st

from metl_core.activations import sigmoid, sigmoid_derivative
from metl_core.tails import SigmoidPoint, sigmoid_point
from metl_ui.components.figure import Panel
from metl_ui.controls import live_slider, segments
from metl_ui.derivation import show_derivation
from metl_ui.digits import formula, show_table, tex
from metl_ui.lesson import Try, for_teachers, notice, open_lesson, show_code, try_next
from metl_ui.lessons.sigmoid.panels import TAILS, TANGENT
from metl_ui.lessons.sigmoid.settings import DTYPE, FAR, X, derivation_at, tails_in


def beside_its_numbers(panel: Panel, point: SigmoidPoint, dtype: str) -> None:
    figure_side, number_side = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with figure_side:
        panel.show(height=400)
    rows = {
        "σ(x)": point.value,
        "1 − σ(x)": point.complement,
        "σ(−x)": point.mirrored,
        "σ(x) (1 − σ(x))": point.from_output,
        "σ(x) σ(−x)": point.from_both_sides,
    }
    alt = f"The sigmoid at x = {point.x:g}, in {dtype}"
    with number_side:
        show_table({f"at x = {point.x:g}": rows, dtype: rows.values()}, alt=alt)


@st.fragment
def near() -> None:
    x = live_slider(X, moves=TANGENT)
    (panel,) = TANGENT.panels(x=x)
    point = sigmoid_point(x)
    beside_its_numbers(panel, point, "float64")
    saturated = "Here the sigmoid is **saturated**: it hardly moves with $x$, and a network hardly "
    notice(
        f"At $x = {x:g}$ the sigmoid is ${tex(point.value)}$. To 1 it lacks "
        rf"${tex(point.complement)}$, and that is also $\sigma(-x)$. Multiply both, and "
        f"${tex(point.from_output)}$ comes out as the slope of the tangent: the output alone tells "
        "how steep it is. "
        + (
            saturated + "learns."
            if point.saturated
            else "Where is the slope greatest, and how great is it there?"
        )
    )

    st.header("Why the output tells the slope")
    show_derivation(*derivation_at(point), key="slope")


@st.fragment
def far_out() -> None:
    left, right = st.columns([2, 3], gap="medium")
    with left:
        dtype = segments(DTYPE)
    with right:
        far = live_slider(FAR, moves=TAILS)
    (panel,) = TAILS.panels(far=far, dtype=dtype)
    tails, there = tails_in(dtype), sigmoid_point(far, dtype)
    beside_its_numbers(panel, there, dtype)
    notice(
        rf"From $x = {tails.from_output_is_zero_from:.4g}$ on, {dtype} rounds $\sigma(x)$ to 1. "
        r"Then $1 - \sigma(x)$ is 0, and so is the slope. $\sigma(-x)$ is the same small rest, "
        "computed as a number of its own: floats lie closest together near 0, and it lasts until "
        rf"${{x = {tails.from_both_sides_is_zero_from:.4g}}}$."
    )


FIELDS = (X, FAR, DTYPE)
open_lesson("sigmoid", FIELDS)

left, right = st.columns([3, 2], vertical_alignment="center")
left.markdown(
    r"The sigmoid turns any number $x$ into one between 0 and 1. Its derivative $\sigma'(x)$ is "
    "its **slope**: how fast the output grows with $x$. Move $x$, and the tangent shows it."
)
right.latex(formula(r"\sigma(x) = \frac{1}{1 + e^{-x}}"))
near()

st.header("Far out: the same on paper, not in a computer")
far_out()
show_code(sigmoid, sigmoid_derivative)

try_next(
    FIELDS,
    Try("Where is the slope half of its greatest?", {"x": 1.8}),
    Try("How far out does the slope last in float32?", {"far": 103, "dtype": "float32"}),
    Try("What do two classes make of the same formula?", {"logits": "0, 1"}, path="softmax"),
)
for_teachers(
    minutes=8,
    meets={"sigmoid_grad": "Move x to 0: the slope is a quarter."},
    ask=["Why is the slope never above a quarter?"],
)
