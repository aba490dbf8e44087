"""All questions on paper, with answers or without."""

import streamlit as st

from metl_ui.lessons.exercises.bank import topics
from metl_ui.lessons.exercises.question import Answer, ChoiceAnswer, FormulaAnswer, Question
from metl_ui.lessons.exercises.settings import SHEET, put_into_link

_LINE = "\\_" * 24


def show_sheet(seed: int, *, answers: bool) -> None:
    """Every question under the next, with its answer or with room for one."""
    st.header(f"Seed {seed}: {'answers' if answers else 'questions'}")
    if answers:
        st.markdown(f"They belong to the sheet of questions that is headed “Seed {seed}”.")
    else:
        st.markdown(f"Name: {_LINE}\n\nNumbers to three digits; log is the natural logarithm.")
    number = 0
    for topic in topics(seed):
        st.subheader(topic.name)
        for question in topic.questions:
            number += 1
            with st.container(key=f"on-paper-{number}", gap="xsmall"):
                _show(number, question, answers)


def offer_sheets(sheet: str) -> None:
    """Buttons to what is not on the page: the questions one by one, or all on a sheet."""
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
        return "  \n".join(
            f"{letter}. {option.text}"
            for letter, option in zip(letters, answer.options, strict=False)
        )
    if isinstance(answer, FormulaAnswer):
        return f"${answer.left}$ {_LINE}"
    return f"Answer: {_LINE} {answer.unit}"
