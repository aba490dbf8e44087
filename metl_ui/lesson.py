"""The frame of a lesson: title and question, what to notice, the code that ran."""

import inspect
import textwrap
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from metl_ui.lessons import HOME, LESSONS
from metl_ui.link import Field, sift

ROOT = Path(__file__).resolve().parent.parent


def open_lesson(path: str, fields: Sequence[Field] = ()) -> None:
    """Head the page of the lesson at `path`, and tell what its link holds that it cannot use.

    To be called first, with every field that the page may ask for: what is wrong in the link is
    out of it before a widget reads it.
    """
    lesson = {lesson.path: lesson for lesson in (HOME, *LESSONS)}[path]
    sentences = _read_link(path, fields)
    st.title(lesson.title)
    st.markdown(f"**{lesson.question}**")
    if sentences:
        st.warning(
            "\n".join(f"- {sentence}" for sentence in sentences),
            title="A part of the link could not be used",
        )
        st.button("Dismiss", on_click=sentences.clear)


def notice(markdown: str) -> None:
    """What to notice in the figure above."""
    with st.container(border=True):
        st.markdown(f"**What to notice.** {markdown}")


def show_code(*functions: Callable[..., Any]) -> None:
    """The very code that ran, from its source, with the file and the line where it stands."""
    with st.expander("The code that ran"):
        for function in functions:
            st.markdown(f"`{place(function)}`")
            st.code(textwrap.dedent(inspect.getsource(function)), language="python")


def place(function: Callable[..., Any]) -> str:
    """Where `function` is written, from the root of the project: `metl_core/losses.py:12`."""
    file = Path(inspect.getsourcefile(function) or "").resolve()
    _, line = inspect.getsourcelines(function)
    return f"{file.relative_to(ROOT).as_posix()}:{line}"


def _read_link(path: str, fields: Sequence[Field]) -> list[str]:
    """Take what is wrong out of the link; a sentence for each such thing, until cleared."""
    link = st.session_state.get("_link")
    if link is None or link["path"] != path:  # the sentences of another page stay behind
        link = st.session_state["_link"] = {"path": path, "found": [], "shown": []}
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    kept, sentences = sift(fields, query)
    new = [sentence for sentence in sentences if sentence not in link["found"]]
    link["found"] += new
    link["shown"] += new
    respelt = any(kept.get(key) != query[key] for key in kept)
    if new or respelt:
        with suppress(StreamlitAPIException):
            st.query_params.from_dict(kept)
            st.rerun()  # now the widgets read a link that holds nothing but good values
        # Not so in a link that came while the page was open (a step back in the browser): there
        # the widgets own their parts of the URL, and Streamlit drops what they cannot use.
    shown: list[str] = link["shown"]
    return shown
