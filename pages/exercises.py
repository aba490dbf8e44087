"""Exercises: predict first, then check; every wrong answer is told why it is wrong."""

import streamlit as st

from metl_ui.controls import number
from metl_ui.lesson import for_teachers, open_lesson
from metl_ui.lessons.exercises.desk import show_desk
from metl_ui.lessons.exercises.settings import FIELDS, SEED, SHEET, in_link
from metl_ui.lessons.exercises.sheet import offer_sheets, show_sheet
from metl_ui.lessons.exercises.words import ASK, meets

open_lesson("exercises", FIELDS)
sheet = in_link(SHEET, SHEET.default)

words, seed_side = st.columns([4, 1], gap="large", vertical_alignment="bottom")
words.markdown(
    "Predict before you look. A wrong answer is told why it is wrong, hints come one at a time, "
    "and a link to this page keeps how far you are. Take a seed of your own, and your neighbour "
    "has other numbers."
)
with seed_side:
    seed = number(SEED)

if sheet != "none":
    show_sheet(seed, sheet)
    st.stop()

show_desk(seed)

st.header("On paper")
st.markdown("All the questions with the numbers of your seed, on one page to print.")
with st.container(horizontal=True):
    offer_sheets()
for_teachers(minutes=40, meets=meets(), ask=ASK)
