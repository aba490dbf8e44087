"""The lesson that was last open in this browser, with its settings, and a way back to it.

Its address is kept by the browser and in the browser: the server hears of it when the reader goes
there, as it does with every page.
"""

from urllib.parse import parse_qs

import streamlit as st

from metl_ui.components.served import component
from metl_ui.contents import LESSONS, Lesson

HEIGHT = 40  # pixels: it has its place whether it is there or not
MOST_LETTERS = 8000  # of an address: longer than any that the app makes

_last_lesson = component("metl_last_lesson", "last_lesson/last_lesson.js")

_TITLES = {lesson.path: lesson.title for lesson in LESSONS}


def note_lesson() -> None:
    """Have the browser note the addresses of lessons from now on; nothing is seen of it."""
    _last_lesson(key="last lesson noted", data={"titles": _TITLES, "shown": False}, height=0)


def lead_back() -> None:
    """A link to the last lesson, if there was one in this browser."""
    chosen = _last_lesson(
        key="last lesson",
        data={"titles": _TITLES, "shown": True},
        height=HEIGHT,
        on_chosen_change=lambda: None,
    ).chosen
    found = _read_address(chosen)
    if found is not None:
        lesson, query = found
        st.switch_page(lesson.file, query_params=query)


def _read_address(address: object) -> tuple[Lesson, dict[str, list[str]]] | None:
    """The lesson and the settings of an address such as "softmax?c=3", if it is one."""
    if not isinstance(address, str) or len(address) > MOST_LETTERS:
        return None
    path, _, query = address.partition("?")
    lesson = next((lesson for lesson in LESSONS if lesson.path == path), None)
    # What the settings hold is for the lesson to judge, as with any link.
    return (lesson, parse_qs(query, keep_blank_values=True, errors="replace")) if lesson else None
