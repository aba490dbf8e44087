"""The frame around the lessons, through Streamlit's own runner of apps."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metl_ui.contents import HOME, LESSONS

ROOT = Path(__file__).resolve().parents[2]
EVERY_PAGE = pytest.mark.parametrize("lesson", (HOME, *LESSONS), ids=lambda one: one.path or "home")


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def test_the_door_opens_on_the_home_page(app):
    app.run()
    assert not app.exception
    assert app.title[0].value == "METL"


@EVERY_PAGE
def test_every_page_runs_inside_the_frame(app, lesson):
    app.run().switch_page(f"pages/{lesson.file.name}").run()
    assert not app.exception
    assert [title.value for title in app.title] == [lesson.title]


def test_the_door_works_from_any_working_directory(app, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert not app.run().exception


@EVERY_PAGE
def test_every_lesson_has_its_file_and_asks_a_question(lesson):
    assert lesson.file.is_file()
    assert lesson.question.endswith("?")
    assert lesson.icon.startswith(":material/")


def test_every_page_is_in_the_list():
    listed = {lesson.file for lesson in (HOME, *LESSONS)}
    assert set((ROOT / "pages").glob("*.py")) == listed


def test_no_two_lessons_share_an_address_or_a_title():
    lessons = (HOME, *LESSONS)
    assert len({lesson.path for lesson in lessons}) == len(lessons)
    assert len({lesson.title for lesson in lessons}) == len(lessons)
