"""All questions on paper, with answers or without."""

import streamlit as st

from metl_ui.lessons.exercises.bank import topics
from metl_ui.lessons.exercises.question import Answer, ChoiceAnswer, FormulaAnswer, Question
from metl_ui.lessons.exercises.settings import SHEET, put_into_link

_LINE = "\\_" * 24


def show_sheet(seed: int, sheet: str) -> None:
    """Every question under the next; `sheet` is "questions" or "answers"."""
    with st.container(key="not-on-paper", horizontal=True, vertical_alignment="center"):
        offer_sheets(sheet)
        st.markdown("To print, use your browser's own Print (Ctrl + P).", width="content")
    answers = sheet == "answers"
    name = "" if answers else f" Name: {_LINE}"
    st.header(f"Seed {seed}: {sheet}")
    st.markdown(
        (
            f"These are the answers to the sheet of questions that is headed seed {seed}."
            if answers
            else "Numbers to three digits. The logarithm is the natural one."
        )
        + name
    )
    number = 0
    for topic in topics(seed):
        st.subheader(topic.name)
        for question in topic.questions:
            number += 1
            with st.container(key=f"on-paper-{number}", gap="xsmall"):
                _show(number, question, answers)


def offer_sheets(sheet: str = "none") -> None:
    """Buttons to the sheets that are not on the page."""
    labels = {
        "none": ("Back to the exercises", ":material/arrow_back:"),
        "questions": ("Sheet of questions", ":material/description:"),
        "answers": ("Sheet with answers", ":material/task:"),
    }
    for name, (label, icon) in labels.items():
        if name != sheet:
            text = "" if name == SHEET.default else name
            st.button(
                label, icon=icon, on_click=put_into_link, args=[SHEET, text], key=f"sheet {name}"
            )


def _show(number: int, question: Question, answers: bool) -> None:
    st.markdown(f"**{number}. {question.title}.** {question.text}")
    if answers:
        st.markdown(f"**Answer.** {question.answer.shown()}")
        st.markdown(question.solution)
    else:
        st.markdown(_room(question.answer))


def _room(answer: Answer) -> str:
    """Where a pen goes."""
    if isinstance(answer, ChoiceAnswer):
        letters = "ABCDEFGH"
        return "\n".join(
            f"- {letter}. {option.text}"
            for letter, option in zip(letters, answer.options, strict=False)
        )
    if isinstance(answer, FormulaAnswer):
        return f"${answer.left} {'' if answer.left.endswith('approx') else '='}$ {_LINE}"
    return f"Answer: {_LINE} {answer.unit}"
