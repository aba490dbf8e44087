"""Exercises: predict first, then check, and learn why a wrong answer is wrong."""

import streamlit as st

from metl_ui.controls import number
from metl_ui.lesson import Try, for_teachers, open_lesson, try_next
from metl_ui.lessons.exercises.desk import show_desk
from metl_ui.lessons.exercises.settings import FIELDS, SEED, SHEET, in_link
from metl_ui.lessons.exercises.sheet import offer_sheets, show_sheet
from metl_ui.lessons.exercises.words import ASK, INTRODUCTION, meets

open_lesson("exercises", FIELDS)
sheet = in_link(SHEET)

words, seed_side = st.columns([4, 1], gap="medium", vertical_alignment="bottom")
with seed_side:
    seed = number(SEED)

if sheet == "none":
    words.markdown(INTRODUCTION)
    show_desk(seed)

    st.header("On paper")
    st.markdown("All the questions with the numbers of your seed, on one page to print.")
    with st.container(horizontal=True):
        offer_sheets(sheet)

    try_next(
        [SEED],
        Try("Is the answer the same with other numbers?", {"seed": 7}),
        Try("What does a far larger shift do to softmax?", {"c": 1000.0}, path="softmax"),
        Try("How flat is the sigmoid at 8?", {"x": 8.0}, path="sigmoid"),
        Try("How does an error find its way back?", {"step": 6}, path="network"),
        Try(
            "Does the loss rise if the rate is too large?",
            {"optimizer": "sgd", "rate": 10.0, "activation": "relu", "batch": "32"},
            path="train",
        ),
    )
    for_teachers(meets=meets(), ask=ASK)
else:
    with words.container(horizontal=True, key="not-on-paper"):
        offer_sheets(sheet)
        st.markdown("To print, use your browser's own command (Ctrl + P).", width="content")
    show_sheet(seed, answers=sheet == "answers")
