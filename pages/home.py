"""What METL is, and where to begin."""

import streamlit as st

from metl_ui.contents import LESSONS
from metl_ui.controls import live_slider
from metl_ui.lesson import open_lesson
from metl_ui.lessons.home.panels import BARS, LOGITS


@st.fragment
def softmax_of_three() -> None:
    words, alive = st.columns([2, 3], gap="large")
    with words:
        st.markdown(
            "METL takes one apart: softmax, the sigmoid, cross-entropy, and a network with one "
            "hidden layer. Every number is computed in front of you, by code that you can read, "
            "from settings that you can change."
        )
        st.markdown(
            "Begin here. **A photo: cat, dog or bird?** A network gives each of these **classes** "
            "a score, the **logit**. Softmax makes probabilities of the scores: move one."
        )
        logits = {field.key: live_slider(field, moves=BARS) for field in LOGITS}
    with alive:
        (bars,) = BARS.panels(**logits)
        bars.show(height=420)


open_lesson("", LOGITS)
softmax_of_three()

st.header("The lessons, in order")
for number, lesson in enumerate(LESSONS, start=1):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            lesson.file, label=f"**{number}. {lesson.title}**", icon=lesson.icon, width=220
        )
        st.markdown(lesson.question, width=600)
