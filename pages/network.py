"""The network: a walk through it and back, its saturation, and the count of its parameters."""

import streamlit as st

from metl_core import backward, forward
from metl_ui.controls import live_slider
from metl_ui.derivation import show_derivation
from metl_ui.digits import formula
from metl_ui.lesson import Try, for_teachers, open_lesson, show_code, try_next
from metl_ui.lessons.network.counting import show_count
from metl_ui.lessons.network.derivation import gradient_lines
from metl_ui.lessons.network.panels import SATURATION, saturation_panels
from metl_ui.lessons.network.saturating import show_saturation
from metl_ui.lessons.network.settings import FACTOR, FIELDS, walk_of
from metl_ui.lessons.network.walking import ask_for_network, ask_for_step, show_step


@st.fragment
def the_walk() -> None:
    sizes, draw, activation = ask_for_network()
    walk = walk_of(sizes, draw, activation)
    with st.container():  # beyond it the step is no longer in sight
        show_step(walk, ask_for_step())
        with st.expander("All gradients at a glance, each by its first number"):
            show_derivation(*gradient_lines(walk), key="gradients")

    st.header("Does cross-entropy remove saturation?")
    st.markdown(
        r"$\delta_1 = \hat y - y$ has no slope in it: as long as the answer is wrong, it is large. "
        "So it is said that with cross-entropy nothing **saturates**, that is, gets stuck where a "
        "curve is flat. Make the weights of the hidden units larger, and see what comes through."
    )
    factor = live_slider(FACTOR, moves=SATURATION)
    larger = walk_of(sizes, draw, activation, factor)
    show_saturation(larger, walk, saturation_panels(*sizes, draw, activation, factor), factor)


@st.fragment
def the_count() -> None:
    show_count()


open_lesson("network", FIELDS)

left, right = st.columns([3, 2], vertical_alignment="center")
left.markdown(
    "A network with one hidden layer turns **inputs** $X$ into probabilities. Each **hidden unit** "
    "adds up the inputs, each times a **weight**, and a **bias**; an **activation** φ, such "
    "as the sigmoid, bends the sum. A second layer makes of these one **logit**, a score, for each "
    "class, and softmax makes probabilities of the logits. The **loss** says how wrong they are, "
    "its **gradients** how it changes with every number."
)
right.latex(
    formula(
        r"z_1 &= X W_1 + b_1 & a_1 &= \varphi(z_1)",
        r"\text{logits} &= a_1 W_2 + b_2 & \hat y &= \operatorname{softmax}(\text{logits})",
    )
)
st.header("Where does each number come from?")
the_walk()

st.header("How many parameters are there?")
st.markdown(
    "Weights and biases together are the **parameters**: what training changes. A square stands "
    "for each. How many are they? Count first."
)
the_count()
show_code(forward, backward)

try_next(
    FIELDS,
    Try(
        "Where does the gradient get lost when the hidden units saturate?",
        {"factor": 20.0},
        at="Does cross-entropy remove",
    ),
    Try(
        "Do three examples have three gradients of W1, or one?",
        {"N": 3, "step": 12},
        at="Where does each number",
    ),
    Try("Would a check notice if σ′ was forgotten?", {"bug": "missing σ′"}, path="gradient-check"),
    Try(
        "Why is (Dx + Dy + 2) H right for these sizes?",
        {"inputs": 5, "units": 4, "outputs": 4, "show_count": True},
        at="How many parameters",
    ),
    Try(
        "What do these gradients do while a network learns?",
        {"activation": "sigmoid"},
        path="train",
    ),
)
for_teachers(
    meets={
        "H parameters": "Count the squares for one hidden unit, then add a unit.",
        "no saturation": r"Multiply W1 by 20: $\delta_1$ stays, $\delta_3$ is gone.",
    },
    ask=[
        "Which gradients do not change if W2 is multiplied by 0, and which become 0?",
        "Why does the gradient of a bias need no input?",
        "For which sizes is (Dx + Dy + 2) H the right count, and why for no others?",
    ],
)
