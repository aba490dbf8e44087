"""Where a reader works on the questions, one at a time."""

from functools import partial

import streamlit as st

from metl_ui.lesson import Try, lead_to
from metl_ui.lessons.exercises.bank import HOW_MANY, topics
from metl_ui.lessons.exercises.progress import (
    ALONE,
    HINTED,
    OPEN,
    Attempt,
    attempts_of,
    count_in_words,
    done_of,
)
from metl_ui.lessons.exercises.question import (
    ChoiceAnswer,
    FormulaAnswer,
    NumberAnswer,
    Question,
    Topic,
)
from metl_ui.lessons.exercises.settings import DONE, QUESTION, in_link, put_into_link

_BOOK = "exercises"

SETTLED = {
    ALONE: "Answered on your own.",
    HINTED: "Answered with hints.",
}


@st.fragment
def show_desk(seed: int) -> None:
    """The topics, one question, and the way to the next."""
    attempts = attempts_at(seed)
    put_into_link(DONE, done_of(attempts))
    number = in_link(QUESTION, _first_open(attempts))
    put_into_link(QUESTION, QUESTION.spell(number))  # an answer must not move the reader on
    places = [(topic, place) for topic in topics(seed) for place in range(len(topic.questions))]
    topic, place = places[number - 1]
    _show_topics(seed, topic, attempts)
    with st.container(border=True, key="question"):
        question = topic.questions[place]
        task = f". Task {question.task} of the lab sheet" if question.task else ""
        st.header(f"{number}. {question.title}")
        st.caption(f"{topic.name}, question {place + 1} of {len(topic.questions)}{task}.")
        _show_question(topic, question, attempts, number, seed)
    _show_ways(number, attempts)


def attempts_at(seed: int) -> list[Attempt]:
    """The session's attempts at the questions of `seed`; the first ones are those of the link."""
    book: dict[int, list[Attempt]] = st.session_state.setdefault(_BOOK, {})
    if seed not in book:
        book[seed] = attempts_of("" if book else in_link(DONE))
    return book[seed]


def _first_open(attempts: list[Attempt]) -> int:
    outcomes = [attempt.outcome for attempt in attempts]
    return outcomes.index(OPEN) + 1 if OPEN in outcomes else 1


def _show_topics(seed: int, here: Topic, attempts: list[Attempt]) -> None:
    """How far the reader is in each topic; a press goes to its first open question."""
    first = 1
    with st.container(horizontal=True, gap="small", key="topics"):
        for topic in topics(seed):
            count = len(topic.questions)
            of_topic = attempts[first - 1 : first - 1 + count]
            done = sum(attempt.outcome != OPEN for attempt in of_topic)
            st.button(
                f"{topic.name} {done}/{count}",
                key=f"topic {topic.path}",
                type="primary" if topic is here else "secondary",
                on_click=partial(_go_to, first - 1 + _first_open(of_topic)),
            )
            first += count
    st.markdown(f"{count_in_words(attempts)}.")


def _show_question(
    topic: Topic, question: Question, attempts: list[Attempt], number: int, seed: int
) -> None:
    wanted = question.answer
    equation = f"\n\n$${wanted.left} \\;?$$" if isinstance(wanted, FormulaAnswer) else ""
    st.markdown(question.text + equation)
    _ask(question, attempts, number, key=f"answer {seed} {number}")
    attempt = attempts[number - 1]
    _show_verdict(attempt)
    for place, hint in enumerate(question.hints[: attempt.hints], start=1):
        st.markdown(f"**Hint {place}.** {hint}")
    if attempt.outcome == OPEN:
        _show_help(question, attempts, number)
    else:
        _show_solution(topic, question, attempt)


def _ask(question: Question, attempts: list[Attempt], number: int, key: str) -> None:
    """The box or the options, and the button that has the answer checked."""
    answer, attempt = question.answer, attempts[number - 1]
    if attempt.given:  # another question has been on the page meanwhile
        st.session_state.setdefault(key, attempt.given)

    def check() -> None:
        given = st.session_state.get(key) or ""
        attempts[number - 1] = attempt.answered(answer, given)

    with st.form(f"form {key}", border=False):
        if isinstance(answer, ChoiceAnswer):
            options = [option.text for option in answer.options]
            stands = st.radio("Your answer", options, index=None, key=key)
        else:
            stands = st.text_input(_label(answer), key=key, width=520, autocomplete="off")
            st.caption(_how_to_type(answer))
        st.form_submit_button("Check", type="primary", on_click=check)
    if stands and not attempts[number - 1].given:  # it was checked in a session that is gone
        check()


def _label(answer: NumberAnswer | FormulaAnswer) -> str:
    if isinstance(answer, FormulaAnswer):
        return "Your formula"
    return f"Your number, in {answer.unit}" if answer.unit else "Your number"


def _how_to_type(answer: NumberAnswer | FormulaAnswer) -> str:
    if isinstance(answer, NumberAnswer):
        within = f" to within {answer.tolerance:g}," if answer.tolerance else ""
        return f"A number,{within} or how to compute it, such as `1/(1 + exp(-2))`."
    return f"Made of {answer.names.allowed()}. Any form of the right formula counts."


def _show_verdict(attempt: Attempt) -> None:
    verdict = attempt.verdict
    if verdict is None:
        return
    if verdict.right:
        st.success("Right.", icon=":material/check:")
    elif verdict.readable:
        st.warning(verdict.words, title="Not yet", icon=":material/close:")
    else:
        st.error(verdict.words, title="This cannot be read yet", icon=":material/help:")


def _show_help(question: Question, attempts: list[Attempt], number: int) -> None:
    attempt, count = attempts[number - 1], len(question.hints)

    def hint() -> None:
        attempts[number - 1] = attempt.hinted(question)

    def show() -> None:
        attempts[number - 1] = attempt.shown()

    with st.container(horizontal=True):
        st.button(
            f"Hint {min(attempt.hints + 1, count)} of {count}",
            disabled=attempt.hints >= count,
            on_click=hint,
            key="hint",
        )
        st.button("Show the answer", on_click=show, type="tertiary", key="show")


def _show_solution(topic: Topic, question: Question, attempt: Attempt) -> None:
    with st.container(key="solution"):
        st.markdown(f"**Answer.** {question.answer.shown()}")
        st.markdown(question.solution)
        if attempt.outcome in SETTLED and attempt.verdict is None:  # by the link
            st.caption(SETTLED[attempt.outcome])
        lead_to(Try("See it in the lesson", question.see, path=topic.path))


def _show_ways(number: int, attempts: list[Attempt]) -> None:
    settled = attempts[number - 1].outcome != OPEN
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.button(
            "Previous",
            icon=":material/arrow_back:",
            disabled=number == 1,
            on_click=partial(_go_to, number - 1),
            key="previous",
        )
        st.button(
            "Next question",
            icon=":material/arrow_forward:",
            icon_position="right",
            disabled=number == HOW_MANY,
            type="primary" if settled else "secondary",
            on_click=partial(_go_to, number + 1),
            key="next",
        )


def _go_to(number: int) -> None:
    put_into_link(QUESTION, QUESTION.spell(number))
