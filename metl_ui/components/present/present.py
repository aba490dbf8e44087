"""The buttons that every page has: to present it to a class, and to share what is on screen."""

from metl_ui.components.served import component
from metl_ui.components.share.code import CODE_PATH, MOST_BYTES
from metl_ui.contents import LESSONS
from metl_ui.experiment import DATASET, OWN_TABLE

_present = component("metl_present", "present/present.js")


def offer_presenting() -> None:
    """Mount the buttons; once in the frame of each page. They work on whatever the page shows."""
    data = {
        "lessons": [
            {"path": lesson.path, "title": lesson.title, "question": lesson.question}
            for lesson in LESSONS
        ],
        "code": CODE_PATH,
        "most": MOST_BYTES,
        "private": [DATASET.key, OWN_TABLE],  # a link with this setting lacks a reader's own table
    }
    _present(key="present", data=data, height=0)
