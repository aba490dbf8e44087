"""What METL is, and where to begin."""

import streamlit as st

from metl_core.activations import softmax
from metl_ui.charts.softmax import bars_of_probabilities
from metl_ui.components.figure import show_figure
from metl_ui.contents import LESSONS
from metl_ui.controls import slider
from metl_ui.lesson import open_lesson
from metl_ui.link import Number

LOGITS = tuple(
    Number(
        key=f"z{i}", label=f"Logit $z_{i}$", default=default, minimum=-5.0, maximum=5.0, step=0.1
    )
    for i, default in enumerate((1.0, 2.0, 3.0), start=1)
)

open_lesson("", LOGITS)

words, alive = st.columns([2, 3], gap="large")
with words:
    st.markdown(
        "METL takes one apart: softmax, the sigmoid, and a network with one hidden layer. Every "
        "number is computed in front of you, by code that you can read, from settings that you "
        "can change."
    )
    st.markdown("Begin here: move a logit. Softmax makes probabilities of all three.")
    probabilities = softmax([slider(field) for field in LOGITS])
with alive:
    show_figure(
        bars_of_probabilities(probabilities),
        key="probabilities",
        alt="Bars of three probabilities: " + ", ".join(f"{p:.3f}" for p in probabilities),
        height=420,
    )

st.header("The lessons, in order")
for number, lesson in enumerate(LESSONS, start=1):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            lesson.file, label=f"**{number}. {lesson.title}**", icon=lesson.icon, width=220
        )
        st.markdown(lesson.question, width=600)
