"""The frame of a lesson: title and question, what to notice, the code, where to go on."""

import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from metl_ui.components.go_to import go_to
from metl_ui.contents import HOME, LESSONS
from metl_ui.link import MAX_SENTENCES, Field, sift, spell_number
from metl_ui.misconceptions import MISCONCEPTIONS
from metl_ui.presenting import PRESENTING
from metl_ui.serving.events import refused

ROOT = Path(__file__).resolve().parent.parent

_BY_PATH = {lesson.path: lesson for lesson in (HOME, *LESSONS)}


@dataclass(frozen=True)
class Try:
    """Something worth trying: a question, and the settings that let the reader see the answer.

    The settings are of the lesson at `path`, or of this one if there is none; those that are not
    given go back to their defaults. On this page the reader is taken to the heading `at`, or to
    the top.
    """

    question: str
    settings: Mapping[str, Any]
    path: str | None = None
    at: str = ""


def open_lesson(path: str, fields: Sequence[Field] = ()) -> None:
    """Head the page of the lesson at `path`, and tell what its link holds that it cannot use.

    To be called first, with every field that the page may ask for: what is wrong in the link is
    out of it before a widget reads it.
    """
    lesson = _BY_PATH[path]
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
            show_function(function)


def show_function(function: Callable[..., Any]) -> None:
    """The code of one function here and now, with the file and the line where it stands."""
    st.markdown(f"`{place(function)}`")
    source = textwrap.dedent(inspect.getsource(function))
    # A long line wraps: to scroll it sideways would take a mouse.
    st.code(source, language="python", wrap_lines=True)


def try_next(fields: Sequence[Field], *tries: Try) -> None:
    """Where to go on. `fields` are those of this lesson, as `open_lesson` was given them."""
    with st.container(key="not-on-paper: what to try next"):
        st.header("What to try next")
        for number, one in enumerate(tries, start=1):
            if one.path is not None:
                lead_to(one)
                continue
            icon, label = ":material/play_arrow:", _as_link(one.question)
            try_it = partial(_try, fields, one)
            st.button(label, icon=icon, type="tertiary", on_click=try_it, key=f"try {number}")
    go_to(*st.session_state.get("_going", ("", 0)))


def lead_to(one: Try) -> None:
    """A link to the lesson at `one.path`, with its settings."""
    lesson = _BY_PATH[one.path or ""]
    query = {key: _spelt(value) for key, value in one.settings.items()}
    st.page_link(lesson.file, label=_as_link(one.question), icon=lesson.icon, query_params=query)


def for_teachers(*, meets: Mapping[str, str] = MappingProxyType({}), ask: Sequence[str]) -> None:
    """A note beside the lesson: how long it takes, what it clears up, and what to ask a class.

    `meets` has names of MISCONCEPTIONS, and for each what the class does about it on this page.
    """
    with st.expander("For teachers"):
        lesson = _BY_PATH[st.session_state["_link"]["path"]]
        st.markdown(f"**Time.** About {lesson.minutes} minutes.")
        if meets:
            met = [f"- *{MISCONCEPTIONS[name]}* {do}" for name, do in meets.items()]
            st.markdown("**Misconceptions it meets.**")
            st.markdown("\n".join(met))
        st.markdown("**Questions to ask.**")
        st.markdown("\n".join(f"- {question}" for question in ask))


def place(function: Callable[..., Any]) -> str:
    """Where `function` is written, from the root of the project: `metl_core/losses.py:12`."""
    file = Path(inspect.getsourcefile(function) or "").resolve()
    _, line = inspect.getsourcelines(function)
    return f"{file.relative_to(ROOT).as_posix()}:{line}"


def _try(fields: Sequence[Field], one: Try) -> None:
    st.session_state.update({field.key: field.default for field in fields} | dict(one.settings))
    _, times = st.session_state.get("_going", ("", 0))
    st.session_state["_going"] = one.at, times + 1


def _as_link(text: str) -> str:
    return f":primary[{text}]"


def _spelt(value: object) -> str:
    return spell_number(value) if isinstance(value, float) else str(value)


def _read_link(path: str, fields: Sequence[Field]) -> list[str]:
    """Take what is wrong out of the link; a sentence for each such thing, until cleared."""
    link = st.session_state.get("_link")
    if link is None or link["path"] != path:  # the sentences of another page stay behind
        link = st.session_state["_link"] = {"path": path, "found": [], "shown": []}
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    fields = [*fields, *PRESENTING]
    own = {field.key for field in fields}
    known: set[str] = st.session_state.setdefault("_known", set())
    known |= own
    # What another lesson has left in the address is not the reader's mistake.
    meant = {key: values for key, values in query.items() if key in own or key not in known}
    kept, sentences = sift(fields, meant)
    new = [sentence for sentence in sentences if sentence not in link["found"]]
    for kept_back, most in (("found", 10 * MAX_SENTENCES), ("shown", MAX_SENTENCES + 1)):
        link[kept_back] += new
        del link[kept_back][:-most]  # a page that stays open may be given link after link
    if new:
        refused("link")
    respelt = any(kept.get(key) != query[key] for key in kept)
    if new or respelt or len(meant) < len(query):
        with suppress(StreamlitAPIException):
            st.query_params.from_dict(kept)
            st.rerun()  # now the widgets read a link that holds nothing but good values
        # Not so in a link that came while the page was open (a step back in the browser): there
        # the widgets own their parts of the URL, and Streamlit drops what they cannot use.
    shown: list[str] = link["shown"]
    return shown
