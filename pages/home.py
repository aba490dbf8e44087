"""What METL is, and where to begin."""

import streamlit as st

from metl_ui.components.last_lesson import lead_back
from metl_ui.components.short_film import show_short_film
from metl_ui.contents import LESSONS
from metl_ui.lesson import Try, lead_to, open_lesson
from metl_ui.lessons.home.film import EPOCHS, FILM_PATH, LINK

open_lesson("")
st.markdown(
    "METL takes one apart, lesson by lesson: every number is computed in front of you, by code "
    "that you can read, from settings that you can change."
)
film, words = st.columns(2, gap="large")
with film:
    show_short_film(
        FILM_PATH, key="short film", subject="A network learns to tell three spirals apart."
    )
with words:
    st.markdown(
        "**Three spirals, and a network that learns to tell them apart.** Each mark is an example; "
        "the colour behind it is the network's answer at that place, the stronger the surer."
    )
    st.markdown(
        "It learns from the filled marks. The hollow ones are kept from it, and show whether it "
        "gets right what it has never seen."
    )
    st.markdown(
        f"Once through its examples is an **epoch**, and each leaves the weights a little better. "
        f"You see all {EPOCHS} of them. How it is done is what the lessons are about."
    )
    lead_to(Try("Train this very network yourself", LINK, path="train"))
    lead_back()

st.header("The lessons, in order")
for number, lesson in enumerate(LESSONS, start=1):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            lesson.file, label=f"**{number}. {lesson.title}**", icon=lesson.icon, width=220
        )
        st.markdown(f"{lesson.question} · {lesson.minutes} min", width=640)
