"""The lesson plans: every link in docs/teaching.md sets the state that it promises."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from metl_ui.contents import LESSONS
from tests.pages.opening import open_page

PLAN = Path(__file__).resolve().parents[2] / "docs" / "teaching.md"
FILES = {lesson.path: lesson.file.stem for lesson in LESSONS}
LINKS = sorted(set(re.findall(r"`/([a-z-]+(?:\?[^`\s]*)?)`", PLAN.read_text())))
STATED = [link for link in LINKS if "?" in link]


def test_both_lessons_take_45_minutes_and_link_on_every_line():
    lessons = re.split(r"^## Lesson \d", PLAN.read_text(), flags=re.M)[1:]
    assert len(lessons) == 2
    for lesson in lessons:
        rows = re.findall(r"^\| (\d+) \| `/([a-z-]+)\?[^`]+` \|.+\|.+\|$", lesson, flags=re.M)
        minutes = [int(minute) for minute, _ in rows]
        assert minutes == sorted(set(minutes))
        assert minutes[0] == 0
        assert minutes[-1] < 45
        assert len(rows) == len(re.findall(r"^\| \d+ \|", lesson, flags=re.M)) >= 8
        assert max(b - a for a, b in zip(minutes, [*minutes[1:], 45], strict=True)) <= 7
    assert len(STATED) >= 20


@pytest.mark.parametrize("link", STATED)
def test_a_link_is_accepted_as_it_stands(link):
    parts = urlsplit(link)
    query = parse_qs(parts.query, strict_parsing=True)
    app = open_page(FILES[parts.path], **{k: v if len(v) > 1 else v[0] for k, v in query.items()})
    assert [warning.value for warning in app.warning] == []
    assert [error.value for error in app.error] == []


def test_a_link_that_is_wrong_would_be_seen():
    app = open_page("softmax", c="2", view="persent", figure="0")
    (warning,) = app.warning
    assert "view must be one of page, present, got `persent`" in warning.value
    assert "figure must be a whole number from 1 to 99, got `0`" in warning.value
