"""What a browser says was the last lesson."""

import pytest

from metl_ui.components.last_lesson.last_lesson import _read_address
from metl_ui.contents import LESSONS


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.path)
def test_each_lesson_is_found_by_its_address(lesson):
    assert _read_address(lesson.path) == (lesson, {})


def test_the_settings_come_along():
    lesson, query = _read_address("train?features=x1&features=sin(pi*x1)&at=500.17&changes=")
    assert lesson.path == "train"
    assert query == {"features": ["x1", "sin(pi*x1)"], "at": ["500.17"], "changes": [""]}


@pytest.mark.parametrize(
    "address",
    [
        *(None, 7, ["softmax"], "", "?c=3", "/softmax", "nonsense", "//b.org/softmax", "softmax#c"),
        "softmax?" + "c" * 9000,
    ],
)
def test_what_is_no_lesson_is_not_gone_to(address):
    assert _read_address(address) is None


def test_an_address_that_no_browser_writes_is_read_all_the_same():
    lesson, query = _read_address("softmax?c=%ff&%00=1&&&=&c")
    assert lesson.path == "softmax"
    assert query["c"] == ["\ufffd", ""]
