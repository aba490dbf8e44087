"""What the exercises say to teachers."""

from metl_ui.lessons.exercises.bank import topics
from metl_ui.misconceptions import MISCONCEPTIONS

INTRODUCTION = (
    "Predict before you look. If an answer is wrong, you are told why; hints come one at a time. "
    "The address of this page keeps how far you are. Take a seed of your own, and your neighbour "
    "has other numbers."
)

ASK = (
    "Before anyone types: which answers does the class expect, and how many for each?",
    "Which wrong answer was the most tempting, and what does it get right?",
    "Which of your answers would be the same with another seed, and why?",
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
