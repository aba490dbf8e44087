"""What the exercises say to teachers."""

from metl_ui.lessons.exercises.bank import topics
from metl_ui.misconceptions import MISCONCEPTIONS

INTRODUCTION = (
    "Predict before you look. A wrong answer is told why it is wrong, hints come one at a time, "
    "and the address of this page keeps how far you are. Take a seed of your own, and your "
    "neighbour has other numbers."
)

ASK = (
    "Before anyone types: which answers did the class expect, and how many for each?",
    "Two neighbours have different seeds and both got it right: what do their answers have in "
    "common?",
    "Take a wrong answer that was told why: for which numbers would it have been right?",
)


def meets() -> dict[str, str]:
    """Every misconception, with the question that meets it."""
    found: dict[str, str] = {}
    number = 0
    for topic in topics(0):
        for question in topic.questions:
            number += 1
            found |= {name: f"Question {number}, “{question.title}”." for name in question.meets}
    return {name: found[name] for name in MISCONCEPTIONS}
