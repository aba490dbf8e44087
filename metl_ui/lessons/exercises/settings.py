"""The settings of the exercises. The link itself keeps where the reader stands."""

from contextlib import suppress
from typing import Any

import streamlit as st

from metl_ui.lessons.exercises.bank import HOW_MANY
from metl_ui.lessons.exercises.progress import Done
from metl_ui.link import Choice, Field, Whole

SEED = Whole(
    key="seed",
    label="Seed of the numbers",
    default=1,
    minimum=0,
    maximum=9999,
    help="Another seed gives the same questions with other numbers. The same one gives the same.",
)
QUESTION = Whole(key="question", label="Question", default=1, minimum=1, maximum=HOW_MANY)
DONE = Done(key="done", label="Questions done")
SHEET = Choice(
    key="sheet",
    label="Sheet to print",
    options=("none", "questions", "answers"),
    default="none",
)
FIELDS: tuple[Field, ...] = (SEED, QUESTION, DONE, SHEET)


def in_link(field: Field, default: Any = None) -> Any:
    """The value of a field that has no widget; `default`, or the field's own, if the link has none
    that is good."""
    with suppress(ValueError, KeyError):
        return field.parse(st.query_params[field.key])
    return field.default if default is None else default


def put_into_link(field: Field, text: str) -> None:
    """Set a field that has no widget; without a text it goes out of the link."""
    if text:
        st.query_params[field.key] = text
    elif field.key in st.query_params:
        del st.query_params[field.key]
