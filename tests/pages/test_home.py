"""The home page: where to begin, and something to move."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metl_ui.contents import LESSONS

ROOT = Path(__file__).resolve().parents[2]


def home(**link: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in link.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def test_every_lesson_is_linked_with_the_question_that_it_answers():
    app = home()
    links = [element.proto for element in app.get("page_link")]
    assert [link.page for link in links] == [lesson.path for lesson in LESSONS]
    words = [block.value for block in app.markdown]
    for number, (lesson, link) in enumerate(zip(LESSONS, links, strict=True), start=1):
        assert link.label == f"**{number}. {lesson.title}**"
        assert lesson.question in words


def test_a_link_holds_the_three_logits():
    app = home(z1="-2.5", z3="0")
    assert [app.session_state[key] for key in ("z1", "z2", "z3")] == [-2.5, 2, 0]


@pytest.mark.parametrize("junk", ["9", "one", "inf"])
def test_junk_in_a_link_gets_a_sentence(junk):
    app = home(z2=junk)
    assert "z2 must be a number from -5 to 5" in app.warning[0].value
    assert app.session_state["z2"] == 2
