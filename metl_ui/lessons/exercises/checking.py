"""Whether an answer is right, and if not, why. There are no widgets here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, isnan

from metl_core.checks import Array
from metl_core.expression import Expression, divides_by_zero, evaluate, leaves_float64
from metl_core.expression_reader import ExpressionError, read_expression
from metl_core.formulas import Difference, same_formula
from metl_ui.digits import tex
from metl_ui.lessons.exercises.question import Answer, ChoiceAnswer, FormulaAnswer, NumberAnswer

_ROUNDED = 1e-9  # so that 0.1 + 0.2 is 0.3 where the tolerance is 0
_ROUGHLY_E = re.compile(r"(?<![0-9A-Za-z_.])2\.7(?:[12][0-9]*)?(?![0-9A-Za-z_.])")


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
    expression = read_expression(given)
    value = evaluate(expression).item()
    if not isfinite(value):
        return Verdict(False, f"That is no number: {_why_no_number(expression)}.")
    within = answer.tolerance + _ROUNDED
    if abs(value - answer.value) <= within:
        return RIGHT
    for wrong, why in sorted(answer.whys, key=lambda known: abs(value - known[0])):
        if abs(value - wrong) <= within:
            return Verdict(False, why)
    return Verdict(False, f"{_number(value)} is not right. Take a hint.")


def _why_no_number(expression: Expression) -> str:
    if leaves_float64(expression):
        return "a power in it is too large or too small for float64"
    if divides_by_zero(expression):
        return "something is divided by 0"
    return "something in it is too large, or has no value"


def _check_formula(answer: FormulaAnswer, given: str) -> Verdict:
    difference = _difference(answer, given, answer.formula)
    if difference is None:
        return RIGHT
    there = _difference_in_words(difference, answer.points)
    for wrong, why in answer.whys.items():
        if _difference(answer, given, wrong) is None:
            return Verdict(False, f"{why} {there}")
    if _difference(answer, _ROUGHLY_E.sub("e", given), answer.formula) is None:
        return Verdict(False, f"Nearly: write `e` or `exp(…)` for 2.718… {there}")
    if difference.out_of_range:
        there += (
            " On paper your formula may be right, but its powers leave float64: write it without "
            "the large number."
        )
    return Verdict(False, there)


def _difference(answer: FormulaAnswer, given: str, wanted: str) -> Difference | None:
    one, other = (read_expression(formula, answer.names) for formula in (given, wanted))
    return same_formula(one, other, answer.points)


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
    given, wanted = difference.given + 0.0, difference.wanted + 0.0  # no -0
    texts = _told_apart(given, wanted, digits=4)
    yours = f"${texts[0]}$" if isfinite(given) else "not a number" if isnan(given) else "infinite"
    return f"At {at}{element} yours is {yours}; it should be ${texts[1]}$."


def _told_apart(one: float, other: float, digits: int) -> tuple[str, str]:
    """Two different numbers in TeX, to so many significant digits or as many more as it takes."""
    while tex(one, digits) == tex(other, digits) and digits < 17:
        digits += 1
    return tex(one, digits), tex(other, digits)


def _number(value: float) -> str:
    return f"${tex(value, 4)}$"
