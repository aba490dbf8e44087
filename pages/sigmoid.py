"""The sigmoid: its slope in three ways, the usual slip, and what its flat ends do."""

import streamlit as st

from metl_core.activations import (
    sigmoid,
    sigmoid_derivative,
    sigmoid_derivative_from_output,
)
from metl_core.relearning import log_loss_gradient, relearn, squared_error_gradient
from metl_core.secant import measure_slope
from metl_core.tails import sigmoid_point
from metl_ui.controls import live_slider
from metl_ui.derivation import show_derivation
from metl_ui.digits import formula, tex
from metl_ui.lesson import Try, for_teachers, notice, open_lesson, show_code, try_next
from metl_ui.lessons.sigmoid.beside import beside_its_numbers, numbers_of, rounded
from metl_ui.lessons.sigmoid.derivation import derivation_at
from metl_ui.lessons.sigmoid.far import show_far_out
from metl_ui.lessons.sigmoid.learning import show_learning
from metl_ui.lessons.sigmoid.panels import AT_X, tangent_panel
from metl_ui.lessons.sigmoid.secant import show_secant
from metl_ui.lessons.sigmoid.settings import DTYPE, FAR, HANDED_X, START, H, X
from metl_ui.lessons.sigmoid.slip import show_slip


@st.fragment
def at_x() -> None:
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.markdown(
        "With two classes and the logits $x$ and 0, softmax gives the first class the **sigmoid** "
        "of $x$, a number between 0 and 1. Its derivative $\\sigma'(x)$ is its **slope**: how fast "
        "the output grows with $x$. Move $x$, and the tangent shows it. Where is the slope "
        "greatest, and how great is it there?"
    )
    with st.container(key="in-sight"):
        x = live_slider(X, moves=AT_X)
    point = sigmoid_point(x)
    right.latex(
        formula(
            r"\sigma(x) &= \frac{e^x}{e^x + e^0} = \frac{1}{1 + e^{-x}}",
            r"\rule{0pt}{2.2em}"
            rf"\sigma({tex(x)}) &= \frac{{1}}{{1 + {tex(point.exponential)}}}",
            rf"&= {tex(point.value)}",
        )
    )
    numbers = numbers_of(point, "value", rounded)
    beside_its_numbers(tangent_panel(x), numbers, alt=f"σ at x = {x:g}")
    notice(
        f"At $x = {tex(x)}$ the sigmoid is ${tex(point.value)}$. To 1 it lacks "
        rf"${tex(point.complement)}$, and that is also $\sigma(-x)$. Multiply both, and "
        f"${tex(point.from_output)}$ comes out as the slope of the tangent: the output alone tells "
        "how steep it is."
        + (" Here, where that is below 0.01, the sigmoid is **saturated**." * point.saturated)
    )

    st.header("Why does the output tell the slope?")
    show_derivation(*derivation_at(point), key="slope")

    st.header("Can the slope be measured?")
    show_secant(x)


FIELDS = (X, H, HANDED_X, START, FAR, DTYPE)
open_lesson("sigmoid", FIELDS)
with st.container():  # to its end x stays in sight
    at_x()

st.header("Of x, or of σ(x)?")
show_slip()

st.header("What do the flat ends do to learning?")
show_learning()

st.header("Far out: is it the same in a computer as on paper?")
show_far_out()
show_code(
    sigmoid,
    sigmoid_derivative,
    sigmoid_derivative_from_output,
    measure_slope,
    squared_error_gradient,
    log_loss_gradient,
    relearn,
)

try_next(
    FIELDS,
    Try("Where is the slope half of its greatest?", {"x": 1.8}),
    Try(
        "What does an h of a millionth of a millionth make of the slope?",
        {"secant_h": 1e-12},
        at="Can the slope be measured",
    ),
    Try("When does s (1 − s), handed x, give a negative slope?", {"handed_x": 2.0}, at="Of x"),
    Try("How many steps back from x = 10?", {"start": 10.0}, at="What do the flat ends"),
    Try("Which h is best, in which type?", {"precision": "float32"}, path="gradient-check"),
    Try("Where does the slope stand in a network's gradient?", {"step": 9}, path="network"),
    Try("What do two classes make of the same formula?", {"logits": "0, 1"}, path="softmax"),
)
for_teachers(
    meets={
        "sigmoid_grad": "Hand over 2 and read what s (1 − s) makes of it: −2, a negative slope.",
        "smaller h": "Take h from 2 down to 1e-16, and see the secant fall flat.",
        "no saturation": "Move the start to 10: with the cross-entropy it takes 11 steps. Then ask "
        "what is left of that in a hidden layer, where the factor σ′ stays.",
    },
    ask=[
        "Why is the slope never above a quarter?",
        "A start one further out, 8 for 7: how many times as many steps does the squared "
        "error take, and why that number?",
        "At which x do s (1 − s) and x (1 − x) agree, and what does that say about tests?",
    ],
)
