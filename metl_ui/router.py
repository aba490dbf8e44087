"""The frame around every lesson. Streamlit runs this file on each visit and each change."""

from itertools import pairwise
from pathlib import Path

import streamlit as st

from metl_ui.components.come_back import come_back
from metl_ui.components.connection import watch_connection
from metl_ui.components.last_lesson import note_lesson
from metl_ui.components.present import offer_presenting
from metl_ui.contents import HOME, LESSONS, Lesson
from metl_ui.serving.places import has_place, say_full

HERE = Path(__file__).resolve().parent

ABOUT = "**METL** — softmax, sigmoid and a one-hidden-layer network, computed in front of you."


def main() -> None:
    """Choose the page by its address, and run it inside the frame."""
    page = st.navigation([_page(lesson) for lesson in (HOME, *LESSONS)])
    # A title set here overrides the page's own, so it is built from it. An entry in the menu is
    # what keeps the menu, and with it the reader's choice of light or dark.
    st.set_page_config(
        page_title=page.title if page.title == HOME.title else f"{page.title} · {HOME.title}",
        page_icon=HERE / "icon.svg",
        layout="wide",
        menu_items={"About": ABOUT},
    )
    if has_place():
        offer_presenting()
        page.run()
        _lead_on(page.title)
        if page.title != HOME.title:
            note_lesson()
    else:
        say_full()
    watch_connection()
    come_back(page.url_path)


def _page(lesson: Lesson) -> st.Page:
    # No `icon`: Streamlit would also fetch it from the network, as the icon of the browser's tab.
    return st.Page(
        lesson.file,
        title=lesson.title,
        url_path=lesson.path or None,
        default=lesson is HOME,
        help=lesson.question,
    )


def _lead_on(title: str) -> None:
    """The way from a lesson to the next one; the home page has a way to each."""
    for lesson, following in pairwise(LESSONS):
        if lesson.title == title:
            st.page_link(
                following.file,
                label=f"**Next: {following.title}.** {following.question}",
                icon=following.icon,
            )


if __name__ == "__main__":
    main()
