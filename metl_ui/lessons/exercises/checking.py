"""Whether an answer is right, and if not, why. There are no widgets here."""

from collections.abc import Mapping
from dataclasses import dataclass

from metl_core.checks import Array
from metl_core.expression import evaluate
from metl_core.expression_reader import ExpressionError, read_expression
from metl_core.formulas import Difference, same_formula
from metl_ui.digits import tex
from metl_ui.lessons.exercises.question import Answer, ChoiceAnswer, FormulaAnswer, NumberAnswer

_ROUNDED = 1e-9  # so that 0.1 + 0.2 is 0.3 where the tolerance is 0


@dataclass(frozen=True)
class Verdict:
    """What is said to an answer. One that cannot be read is neither right nor wrong."""

    right: bool
    words: str = ""
    readable: bool = True


RIGHT = Verdict(True)


def check(answer: Answer, given: str) -> Verdict:
    """What to say to `given`: what was typed, or the text of the option that was chosen."""
    try:
        if isinstance(answer, NumberAnswer):
            return _check_number(answer, given)
        if isinstance(answer, FormulaAnswer):
            return _check_formula(answer, given)
        return _check_choice(answer, given)
    except ExpressionError as error:
        return Verdict(False, str(error), readable=False)


def _check_number(answer: NumberAnswer, given: str) -> Verdict:
    value = evaluate(read_expression(given)).item()
    within = answer.tolerance + _ROUNDED
    if abs(value - answer.value) <= within:
        return RIGHT
    for wrong, why in answer.whys:
        if abs(value - wrong) <= within:
            return Verdict(False, why)
    return Verdict(False, f"{_number(value)} is not right. Take a hint.")


def _check_formula(answer: FormulaAnswer, given: str) -> Verdict:
    formula = read_expression(given, answer.names)
    difference = same_formula(formula, read_expression(answer.formula, answer.names), answer.points)
    if difference is None:
        return RIGHT
    there = _difference_in_words(difference, answer.points)
    for wrong, why in answer.whys.items():
        if same_formula(formula, read_expression(wrong, answer.names), answer.points) is None:
            return Verdict(False, f"{why} {there}")
    return Verdict(False, there)


def _check_choice(answer: ChoiceAnswer, given: str) -> Verdict:
    for option in answer.options:
        if option.text == given:
            return RIGHT if option.right else Verdict(False, option.why)
    return Verdict(False, "Choose one of the answers first.", readable=False)


def _difference_in_words(difference: Difference, points: Mapping[str, Array]) -> str:
    at = ", ".join(
        f"${name} = {tex(value[0], 4)}$"
        if points[name].shape[1] == 1
        else f"${name} = ({', '.join(tex(element, 4) for element in value)})$"
        for name, value in difference.at.items()
    )
    element = " and $i = 1$" if any(value.shape[1] > 1 for value in points.values()) else ""
    return (
        f"At {at}{element} yours is {_number(difference.given)}; "
        f"it should be {_number(difference.wanted)}."
    )


def _number(value: float) -> str:
    if value != value:
        return "not a number"
    if abs(value) == float("inf"):
        return "infinite"
    return f"${tex(value, 4)}$"
