"""What lessons share at their ends: where to go on, and the note for teachers."""

from functools import cache
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from metl_ui.contents import LESSONS
from metl_ui.misconceptions import MISCONCEPTIONS
from tests.pages.opening import open_page, texts

TAUGHT = [lesson for lesson in LESSONS if lesson.path not in ("train", "exercises")]
EVERY_LESSON = pytest.mark.parametrize("lesson", TAUGHT, ids=lambda one: one.path)


@cache
def opened(file: str) -> AppTest:
    return open_page(file)


@EVERY_LESSON
def test_a_lesson_leads_on_by_links_that_open_without_a_word(lesson):
    links = opened(lesson.file.stem).get("page_link")
    assert links
    for link in links:
        target = link.proto.page.strip("/")
        app = open_page(target.replace("-", "_"), **parse_qs(link.proto.query_string))
        assert not app.warning, link.proto.label
        assert not app.error, link.proto.label


@EVERY_LESSON
def test_every_try_of_a_lesson_works_and_changes_the_page(lesson):
    app = open_page(lesson.file.stem)
    tries = [button.key for button in app.button if (button.key or "").startswith("try ")]
    assert tries
    for key in tries:
        before = texts(app)
        app.button(key=key).click().run()
        assert not app.exception
        assert not app.error
        assert texts(app) != before, key
        heading, _ = app.session_state["_going"]
        headings = [one.value for one in (*app.title, *app.header, *app.subheader)]
        assert any(one.startswith(heading) for one in headings), heading


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.path)
def test_a_lesson_has_a_note_for_teachers(lesson):
    words = texts(opened(lesson.file.stem))
    assert "**Time.** About" in words
    assert "**Questions to ask.**" in words


def test_every_misconception_is_met_by_some_lesson():
    words = "\n".join(texts(opened(lesson.file.stem)) for lesson in TAUGHT)
    unmet = [name for name, belief in MISCONCEPTIONS.items() if f"*{belief}*" not in words]
    assert unmet == []
