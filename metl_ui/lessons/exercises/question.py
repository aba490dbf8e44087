"""What a question is made of. There are no widgets here. All text is Markdown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from metl_core.checks import Array
from metl_core.exercises.drawing import Case
from metl_core.expression_reader import Names, read_expression
from metl_ui.digits import tex


@dataclass(frozen=True)
class NumberAnswer:
    """A number that is right within `tolerance`; wrong ones that are known say what went wrong."""

    value: float
    tolerance: float
    whys: tuple[tuple[float, str], ...]  # a wrong number, and why it is wrong
    unit: str = ""
    digits: int = 3  # significant ones, as the answer is shown

    @classmethod
    def of(cls, case: Case, whys: Mapping[str, str], **more: Any) -> "NumberAnswer":
        """The answer of `case`; `whys` has a sentence for each of its mistakes."""
        known = tuple((value, whys[name]) for name, value in case.mistakes.items())
        return cls(case.answer, case.tolerance, known, **more)

    def shown(self) -> str:
        """The right answer."""
        return f"${tex(self.value, self.digits)}$" + (f" {self.unit}" if self.unit else "")


@dataclass(frozen=True, eq=False)
class FormulaAnswer:
    """A formula; wrong ones that are known say what went wrong.

    Formulas are equal if they are at all `points`, arrays (P, 1) or (P, n) for each of the names.
    """

    formula: str
    names: Names
    points: Mapping[str, Array]
    left: str  # of the equation, with its =, in TeX
    solved: str  # the right formula, in TeX
    whys: Mapping[str, str]  # a wrong formula, and why it is wrong

    def __post_init__(self) -> None:
        for formula in (self.formula, *self.whys):
            read_expression(formula, self.names)

    def shown(self) -> str:
        """The right answer."""
        return f"${self.left} {self.solved}$"


@dataclass(frozen=True)
class Option:
    """One of several answers to choose from; `why` is said to whoever chooses a wrong one."""

    text: str
    why: str = ""

    @property
    def right(self) -> bool:
        return not self.why


@dataclass(frozen=True)
class ChoiceAnswer:
    """One of `options` is right."""

    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        if sum(option.right for option in self.options) != 1:
            raise ValueError("options must hold exactly one that is right")

    def shown(self) -> str:
        """The right answer."""
        return next(option.text for option in self.options if option.right)


Answer = NumberAnswer | FormulaAnswer | ChoiceAnswer


@dataclass(frozen=True)
class Question:
    """Asked, with hints from the faintest to the plainest, and solved with its own numbers."""

    title: str
    text: str
    answer: Answer
    hints: tuple[str, ...]
    solution: str
    see: Mapping[str, Any] = field(default_factory=dict)  # settings of the topic's lesson
    task: str = ""  # of the lab sheet
    meets: tuple[str, ...] = ()  # names of MISCONCEPTIONS


@dataclass(frozen=True)
class Topic:
    """The questions of one lesson."""

    name: str
    path: str  # of the lesson
    questions: tuple[Question, ...]


def vector(values: Array, digits: int = 6) -> str:
    """Numbers in brackets, in TeX."""
    return "(" + ",\\ ".join(tex(value, digits) for value in values) + ")"


def matrix(rows: Array, digits: int = 6) -> str:
    """A matrix in TeX."""
    body = r" \\ ".join(" & ".join(tex(value, digits) for value in row) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"
