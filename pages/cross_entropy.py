"""Cross-entropy: the loss of an answer, its gradient, and what goes wrong with either."""

import streamlit as st

from metl_core.activations import log_softmax
from metl_core.cross_entropy_steps import ways
from metl_core.losses import cross_entropy, cross_entropy_gradient
from metl_ui.controls import segments
from metl_ui.digits import formula
from metl_ui.lesson import Try, for_teachers, lead_to, open_lesson, show_code, try_next
from metl_ui.lessons.cross_entropy.batch import ETA, sum_or_mean
from metl_ui.lessons.cross_entropy.from_logits import from_logits
from metl_ui.lessons.cross_entropy.pull import pull
from metl_ui.lessons.cross_entropy.rivals import rivals
from metl_ui.lessons.cross_entropy.settings import BY, FIELDS
from metl_ui.lessons.cross_entropy.soft import soft_labels
from metl_ui.lessons.cross_entropy.two_ways import two_ways


@st.fragment
def one_example() -> None:
    st.header("Which logits go up, and which down?")
    st.markdown(
        "The **gradient** says how fast the loss grows with each logit; learning moves it the "
        "other way. Drag the logits, and choose another right class."
    )
    point, label = pull()

    st.header("Why is the gradient p − t?")
    st.markdown(
        "The lab sheet behind these lessons leaves out the step that matters. With its $x$ for "
        r"$z$ and $q$ for $p$: ${\partial L / \partial x_i = q_i - 1[i = y]}$, where $1[i = y]$ "
        "is 1 if $i = y$, else 0."
    )
    i = segments(BY)
    two_ways(ways(point.logits, point.target), label, i)


open_lesson("cross-entropy", FIELDS)

left, right = st.columns([3, 2], vertical_alignment="center")
left.markdown(
    "A photo: cat, dog or bird? Softmax made probabilities $p_k$ of the **logits** $z_k$; the "
    "**right class** $y$ is what the photo shows. The **target** $t$, what $p$ should be, is 1 for "
    "class $y$ and 0 for the others (**one-hot**). **Cross-entropy** is the **loss** $L$: the less "
    "probability the right class has, the more it costs, in **nats**, the unit of natural "
    "logarithms."
)
right.latex(formula(r"L = -\sum_k t_k \log p_k = -\log p_y"))
one_example()

st.header("What if the target itself is not certain?")
st.markdown(
    "**Label smoothing** makes doubt on purpose: the right class, here 1, gives up the share ε, "
    "and all three get a third of it. With $z_2 = z_3 = 0$, can you bring the loss to 0?"
)
soft_labels()

st.header("Why from the logits, and not log(softmax)?")
st.markdown(
    "Two classes, and the wrong one has the larger logit by a **gap**. On paper both losses are "
    "the same."
)
from_logits()

st.header("Does cross-entropy want probabilities?")
st.markdown(
    "The formula does. The code (`cross_entropy` here, `CrossEntropyLoss` in PyTorch) wants "
    "**logits** and does the softmax itself: hand it probabilities, and softmax runs twice. Class "
    "1 is right, and the other logits are 0. Can you bring both losses to 0?"
)
rivals()
st.markdown(
    "From logits, the pull on a wrong answer never fades, but only in the last layer of a network."
)
lead_to(
    Try("Where does a hidden sigmoid still saturate?", {"factor": 20.0, "step": 9}, path="network")
)

st.header("Sum or mean over a batch?")
st.markdown(
    "Code may add up the losses of a **batch** of $N$ examples, or take their mean. Here: copies "
    "of four, three of class 1 and one of class 2, with the logits $(-1, 1, 0)$. A step of "
    r"**gradient descent** subtracts $\eta \, \partial L / \partial z$ from $z$; here the "
    f"**learning rate** η is {ETA}."
)
sum_or_mean()
show_code(cross_entropy, cross_entropy_gradient, log_softmax)

try_next(
    FIELDS,
    Try(
        "What does the chain rule do when the answer is hopeless?",
        {"logit1": -1000.0, "logit2": 0.0, "logit3": 100.0},
        at="Why is the gradient",
    ),
    Try(
        "How sure does a smoothed target want to be?",
        {"smoothing": 0.3, "z_soft": 2.1},
        at="What if the target",
    ),
    Try(
        "At what loss does softmax twice stop with ten classes?",
        {"classes": 10, "z_rival": 10.0},
        at="Does cross-entropy want",
    ),
    Try("What multiplies p − t on its way back?", {"step": 6}, path="network"),
    Try("Would a check notice a lost 1/N?", {"bug": "lost 1/N"}, path="gradient-check"),
)
for_teachers(
    meets={
        "wants probabilities": "Try to bring the loss of softmax twice below 0.55.",
        "no saturation": "Make the right logit as low as you can: the pull stays near 1. Then "
        "follow the link to the network, where a hidden sigmoid brings in its own slope.",
        "s(1 - s) alone": "Differentiate by a logit of a wrong class: the cell beside the diagonal "
        "is all that pushes it down.",
    },
    ask=[
        "Which of the three gradients is negative, and why only one?",
        "Where does $p_y$ cancel, and what happens in a program before it can?",
        "A training run with ten classes stops at a loss of 1.46. What would you look for?",
        "You double the batch and the run explodes. What did the loss add up?",
    ],
)
