"""Checking a gradient: bugs to be found, the best step, and what a check cannot tell."""

import streamlit as st

from metl_core.gradient_check import check_gradient, numerical_gradient
from metl_core.planted_bugs import gradients_by
from metl_ui.digits import formula
from metl_ui.lesson import Try, for_teachers, open_lesson, show_code, try_next
from metl_ui.lessons.gradient_check.blind_spots import diverging_run, kink, small_functions
from metl_ui.lessons.gradient_check.planted import plant_a_bug
from metl_ui.lessons.gradient_check.settings import FIELDS
from metl_ui.lessons.gradient_check.steps import how_small

open_lesson("gradient-check", FIELDS)

left, right = st.columns([3, 2], vertical_alignment="center")
left.markdown(
    "A network learns by its **gradient**: the derivative of its loss $J$, which says how wrong it "
    "is, to each of its parameters. A function called `backward` computes it from formulas, and "
    "formulas go wrong in silence. The check moves one parameter $x$ by a small **step** $h$, sees "
    "how the loss $f(x)$ answers, and compares."
)
right.latex(formula(r"f'(x) \approx \frac{f(x+h) - f(x-h)}{2h}"))

st.header("Which gradient will the check point at?")
st.markdown(
    "One line of a network with 3 inputs, 3 hidden units and 2 classes is wrong. Its layers have "
    "the weights W1 and W2 and the biases b1 and b2; X are its inputs. All of them are random: "
    "another **seed** draws others. Read the line and say which gradients it spoils. The check "
    "runs twice, the second time with large **logits**, the numbers that softmax is given."
)
plant_a_bug()

st.header("How small should h be?")
st.markdown(
    "On paper, the smaller the better. Choose a parameter of a small network and move $h$. Three "
    "methods compete: the **forward** difference goes from $x$ to ${x + h}$, the **central** "
    "one from ${x - h}$ to ${x + h}$, the **complex step** along the imaginary axis. Dots are what "
    "a computer makes of them, dotted lines what is predicted, a dashed line marks the best $h$."
)
how_small()

st.header("What can a check not tell?")
st.subheader("Does it see an all-zero gradient?")
st.markdown(
    "A check divides the difference of the analytic gradient $a$ and the numerical one $n$ by "
    r"their size. Many divide by $\max(1, |a|, |n|)$. Give such a check a gradient of nothing but "
    "zeros, and multiply the loss by a scale."
)
small_functions()
st.subheader("What is the slope at a kink?")
st.markdown(
    "The activation relu is max(0, x). The window is what a central difference sees: from "
    "$x - h$ to $x + h$."
)
kink()
st.subheader("Does a right gradient make a run learn?")
st.markdown(
    "A network without an activation learns to tell **two moons** apart, points on two crescents "
    "that lock into each other. Before each **epoch**, here one step down the gradient, the "
    "gradient is checked. The **learning rate** says how far a step goes: lower it."
)
diverging_run()

show_code(check_gradient, numerical_gradient, gradients_by)
try_next(
    FIELDS,
    Try(
        "How many digits are left of float32?",
        {"precision": "float32", "hstep": 1e-3},
        at="How small",
    ),
    Try(
        "Which bug stays hidden until numbers are large?",
        {"bug": "softmax shifted by the minimum"},
        at="Which gradient",
    ),
    Try(
        "What is the slope of relu at the kink itself?",
        {"kink": 0.0},
        at="What is the slope at a kink",
    ),
    Try(
        "How does the loss explode, epoch by epoch, at a learning rate of 10?",
        {"activation": "identity", "optimizer": "sgd", "rate": 10.0, "speed": "10"},
        path="train",
    ),
    Try("Where does σ′ stand in the way back?", {"step": 9}, path="network"),
    Try(
        "Why does the shift by the minimum overflow?",
        {"subtract": "row minimum", "rows": "[1000, 0, 0, 0]"},
        path="softmax",
    ),
)
for_teachers(
    meets={
        "smaller h": "Move h from 1e-3 to 1e-16, and let the class say beforehand when the central "
        "difference is best.",
    },
    ask=[
        "Why does the complex step have no V?",
        "All five gradients fail by the same factor. Where do you look first?",
        "A check passes. What do you know now, and what not?",
    ],
)
