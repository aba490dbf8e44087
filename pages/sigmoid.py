"""The sigmoid: its slope in three ways, the usual slip, and what its flat ends do."""

import streamlit as st

from metl_core.activations import sigmoid
from metl_core.relearning import log_loss_gradient, relearn, squared_error_gradient
from metl_core.secant import measure_slope
from metl_core.tails import SigmoidPoint, sigmoid_point
from metl_ui.controls import live_slider, segments
from metl_ui.derivation import show_derivation
from metl_ui.digits import formula, tex
from metl_ui.lesson import Try, for_teachers, notice, open_lesson, show_code, try_next
from metl_ui.lessons.sigmoid.beside import beside_its_numbers
from metl_ui.lessons.sigmoid.derivation import derivation_at
from metl_ui.lessons.sigmoid.learning import show_learning
from metl_ui.lessons.sigmoid.panels import AT_X, TAILS, tails_panel, tangent_panel
from metl_ui.lessons.sigmoid.secant import show_secant
from metl_ui.lessons.sigmoid.settings import DTYPE, FAR, H, X, tails_in
from metl_ui.lessons.sigmoid.slip import show_slip


@st.fragment
def at_x() -> None:
    with st.container(key="in-sight"):
        x = live_slider(X, moves=AT_X)
    point = sigmoid_point(x)
    beside_its_numbers(tangent_panel(x), numbers_of(point, "float64"), alt=f"σ at x = {x:g}")
    notice(
        f"At $x = {x:g}$ the sigmoid is ${tex(point.value)}$. To 1 it lacks "
        rf"${tex(point.complement)}$, and that is also $\sigma(-x)$. Multiply both, and "
        f"${tex(point.from_output)}$ comes out as the slope of the tangent: the output alone tells "
        "how steep it is."
        + (" Here, where that is below 0.01, the sigmoid is **saturated**." * point.saturated)
    )

    st.header("Why does the output tell the slope?")
    show_derivation(*derivation_at(point), key="slope")

    st.header("Can the slope be measured?")
    show_secant(x)

    st.header("Of x, or of σ(x)?")
    show_slip(x)

    st.header("What do the flat ends do to learning?")
    show_learning(x)


@st.fragment
def far_out() -> None:
    left, right = st.columns([2, 3], gap="medium")
    with left:
        dtype = segments(DTYPE)
    with right:
        far = live_slider(FAR, moves=TAILS)
    tails, there = tails_in(dtype), sigmoid_point(far, dtype)
    alt = f"σ at x = {far}, in {dtype}"
    beside_its_numbers(tails_panel(far, dtype), numbers_of(there, dtype), alt=alt)
    notice(
        rf"From $x = {tails.from_output_is_zero_from:.4g}$ on, {dtype} rounds $\sigma(x)$ to 1. "
        r"Then $1 - \sigma(x)$ is 0, and so is the slope. $\sigma(-x)$ is the same small rest, "
        "computed as a number of its own: floats lie closest together near 0, and it lasts until "
        rf"${{x = {tails.from_both_sides_is_zero_from:.4g}}}$."
    )


def numbers_of(point: SigmoidPoint, dtype: str) -> dict[str, list[object]]:
    rows = {
        "σ(x)": point.value,
        "1 − σ(x)": point.complement,
        "σ(−x)": point.mirrored,
        "σ(x) (1 − σ(x))": point.from_output,
        "σ(x) σ(−x)": point.from_both_sides,
    }
    return {f"at x = {point.x:g}": list(rows), dtype: list(rows.values())}


FIELDS = (X, H, FAR, DTYPE)
open_lesson("sigmoid", FIELDS)

left, right = st.columns([3, 2], vertical_alignment="center")
left.markdown(
    r"The sigmoid turns any number $x$ into one between 0 and 1. Its derivative $\sigma'(x)$ is "
    "its **slope**: how fast the output grows with $x$. Move $x$, and the tangent shows it. Where "
    "is the slope greatest, and how great is it there?"
)
right.latex(formula(r"\sigma(x) = \frac{1}{1 + e^{-x}}"))
at_x()

st.header("Far out: is it the same in a computer as on paper?")
far_out()
show_code(sigmoid, measure_slope, squared_error_gradient, log_loss_gradient, relearn)

try_next(
    FIELDS,
    Try("Where is the slope half of its greatest?", {"x": 1.8}),
    Try("What does an h of a millionth of a millionth make of the slope?", {"secant_h": 1e-12}),
    Try("When does s (1 − s), handed x, give a negative slope?", {"x": 2.0}),
    Try("How many steps back from x = 10?", {"x": 10.0}),
    Try("Which h is best, in which type?", {"precision": "float32"}, path="gradient-check"),
    Try("Where does the slope stand in a network's gradient?", {"step": 9}, path="network"),
    Try("What do two classes make of the same formula?", {"logits": "0, 1"}, path="softmax"),
)
for_teachers(
    minutes=9,
    meets={
        "sigmoid_grad": "Move x to 2 and read what s (1 − s) makes of it: −2, a negative slope.",
        "smaller h": "Take h from 2 down to 1e-16, and see the secant fall flat.",
        "no saturation": "Move x to 10: with the cross-entropy the unit is back in 11 steps. Then "
        "ask what is left of that in a hidden layer, where the factor σ′ stays.",
    },
    ask=[
        "Why is the slope never above a quarter?",
        "One step further out, from x = 7 to 8: how many times as many steps does the squared "
        "error take, and why that number?",
        "At which x do s (1 − s) and x (1 − x) agree, and what does that say about tests?",
    ],
)
