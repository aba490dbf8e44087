"""The one list of lessons: the navigation, the home page and the tests all read it."""

from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).resolve().parent.parent / "pages"


@dataclass(frozen=True)
class Lesson:
    """A page of the app: what it is called, where it lives and what it asks."""

    path: str  #: of the URL, without a slash; "" is the home page
    title: str
    icon: str  #: a Material symbol, ":material/name:"
    question: str  #: one sentence that the page answers
    file: Path
    minutes: int = 0  #: that a reader may take, about


HOME = Lesson(
    path="",
    title="METL",
    icon=":material/home:",
    question="What happens inside a small neural network?",
    file=PAGES / "home.py",
)

LESSONS = (
    Lesson(
        path="softmax",
        title="Softmax",
        icon=":material/bar_chart:",
        question="Why does adding a constant to every input leave the output as it was?",
        file=PAGES / "softmax.py",
        minutes=9,
    ),
    Lesson(
        path="sigmoid",
        title="Sigmoid",
        icon=":material/show_chart:",
        question="How steep is the sigmoid, and why does its own output tell?",
        file=PAGES / "sigmoid.py",
        minutes=9,
    ),
    Lesson(
        path="cross-entropy",
        title="Cross-entropy",
        icon=":material/adjust:",
        question="What does a wrong answer cost, and which way does it push the logits?",
        file=PAGES / "cross_entropy.py",
        minutes=9,
    ),
    Lesson(
        path="network",
        title="Network",
        icon=":material/account_tree:",
        question="What does each number of a network have to do with the loss?",
        file=PAGES / "network.py",
        minutes=9,
    ),
    Lesson(
        path="gradient-check",
        title="Gradient check",
        icon=":material/fact_check:",
        question="How do you find out that a gradient is wrong, and what can a check not tell?",
        file=PAGES / "gradient_check.py",
        minutes=9,
    ),
    Lesson(
        path="train",
        title="Train a network",
        icon=":material/model_training:",
        question="What do the weights and their gradients do while a network learns?",
        file=PAGES / "train.py",
        minutes=15,
    ),
    Lesson(
        path="exercises",
        title="Exercises",
        icon=":material/quiz:",
        question="Can you predict it before you are shown?",
        file=PAGES / "exercises.py",
        minutes=40,
    ),
)
