"""Softmax: what a constant added to every logit does, on paper and in floating point."""

import streamlit as st

from metl_core.activations import naive_softmax, softmax, softmax_jacobian
from metl_core.shift import shift_softmax
from metl_ui.controls import live_slider, segments, text
from metl_ui.digits import formula
from metl_ui.lesson import Try, for_teachers, notice, open_lesson, show_code, try_next
from metl_ui.lessons.softmax import words
from metl_ui.lessons.softmax.jacobian import show_jacobian
from metl_ui.lessons.softmax.panels import BARS
from metl_ui.lessons.softmax.proof import show_proof
from metl_ui.lessons.softmax.scale import show_scale
from metl_ui.lessons.softmax.settings import DTYPE, FIELDS, LOGITS, TEMPERATURE, TRY, C, choose
from metl_ui.lessons.softmax.two_ways import show_two_ways
from metl_ui.lessons.softmax.wrong_shifts import show_wrong_shifts


@st.fragment
def lesson() -> None:
    first, second, third = st.columns([2, 1.5, 2], gap="medium")
    with first:
        logits = text(LOGITS)
    with second:
        dtype = segments(DTYPE)
    with third:
        T = live_slider(TEMPERATURE, moves=BARS)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Try:", width="content")
        for name, settings in TRY.items():
            st.button(name, on_click=choose, args=[settings])
    with st.container():  # where it ends, c is out of sight again
        shifted(logits, dtype, T)
    show_wrong_shifts(dtype)
    show_scale(logits)
    show_jacobian(logits, T)


@st.fragment  # of its own: what does not depend on c does not run when c moves
def shifted(logits: tuple[float, ...], dtype: str, T: float) -> None:
    with st.container(key="in-sight"):
        c = live_slider(C, moves=BARS)
    panels = BARS.panels(logits=logits, dtype=dtype, c=c, T=T)
    for column, panel in zip(st.columns(3), panels, strict=True):
        with column:
            panel.show(height=400)
    shift = shift_softmax(logits, c, T, dtype)
    notice(words.shift_in_words(shift))
    show_proof(logits, c, T, dtype)
    show_two_ways(logits, c, shift)


open_lesson("softmax", FIELDS)

left, right = st.columns([3, 2], vertical_alignment="center")
left.markdown(
    "A photo: cat, dog or bird? A network gives each of these $K$ **classes** a score, the "
    "**logit** $z_i$. Softmax makes **probabilities** $p_i$ of the scores: none is negative, and "
    "their sum is 1. Add the same number $c$ to every logit, and compare the upper row with the "
    "lower.\n\nA computer keeps about 3, 7 or 16 digits (float16, float32, float64). What is too "
    "large becomes inf, and inf / inf is nan, not a number. The $p$ shown avoid that by a **stable "
    "form**, explained below."
)
right.latex(formula(r"p_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}"))
lesson()
show_code(softmax, naive_softmax, softmax_jacobian)

try_next(
    FIELDS,
    Try(
        "(1, 2), (11, 12) and (10, 20): which two have the same probabilities?",
        {"logits": "1, 2", "s": 10.0},
        at="What can a scale do",
    ),
    Try(
        "Which input breaks a softmax that subtracts the row mean?",
        {"subtract": "row mean", "rows": "[1001, 1002], [3, 4]"},
        at="Must it be the maximum",
    ),
    Try(
        "How far can c go in float16 if the logits differ by a tenth?",
        {"logits": "0.1, 0.2, 0.3", "c": 50.0, "dtype": "float16"},
        at="Where does each formula break",
    ),
    Try("How steep is the softmax of x and 0, the sigmoid?", {"x": 2.0}, path="sigmoid"),
    Try(
        "Would a test notice a softmax shifted by the minimum?",
        {"bug": "softmax shifted by the minimum"},
        path="gradient-check",
    ),
    Try("What does a wrong probability cost?", {}, path="cross-entropy"),
)
for_teachers(
    meets={
        "maximum changes": "Choose [1, 2] and compare “nothing” with “row maximum”: the same p. "
        "The proof with c = −m says why.",
        "any maximum": "Break “array maximum” and “max(0, row maximum)”. The expander under the "
        "table has all answers.",
        "ratios": "Logits 1, 2 and s = 10: guess first which of the three agree.",
        "trust": "Drag s from 0 to 10 and ask what has been learnt about the example.",
        "s(1 - s) alone": "Nudge a logit: which bars does the diagonal miss?",
    },
    ask=[
        "Which line of the proof is the first that a computer may get wrong, and which is right "
        "again?",
        "Two classes, both with logit 1000: what does each formula give?",
        "Why can the Jacobian of softmax not be inverted?",
    ],
)
