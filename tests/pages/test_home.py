"""The home page: what METL is, something alive, and the way to each lesson."""

import json
from pathlib import Path
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from metl_ui.contents import LESSONS
from metl_ui.lessons.home.film import FILM_PATH, LINK
from tests.pages.opening import texts

ROOT = Path(__file__).resolve().parents[2]


def home(**link: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(link)
    app.run()
    assert not app.exception
    return app


def test_every_lesson_is_linked_with_the_question_that_it_answers_and_its_time():
    app = home()
    _, *links = [element.proto for element in app.get("page_link")]
    assert [link.page for link in links] == [lesson.path for lesson in LESSONS]
    for number, (lesson, link) in enumerate(zip(LESSONS, links, strict=True), start=1):
        assert link.label == f"**{number}. {lesson.title}**"
        assert f"{lesson.question} · {lesson.minutes} min" in texts(app)
        assert lesson.minutes > 0


def test_it_shows_the_film_and_leads_to_its_very_experiment():
    app = home()
    (film,) = (
        json.loads(element.proto.json)
        for element in app.get("bidi_component")
        if element.proto.component_name == "metl_short_film"
    )
    assert film["address"] == FILM_PATH
    way_on = app.get("page_link")[0].proto
    assert way_on.page == "train"
    assert dict(parse_qsl(way_on.query_string)) == {key: str(value) for key, value in LINK.items()}


def test_a_link_from_before_the_film_is_told_what_was_left_out():
    app = home(z1="2")
    assert "`z1` is not a setting of this page" in app.warning[0].value
