"""How a number comes about: a small expression of other numbers, to be shown and to be checked.

`z1[0, 1]` is Sum((Product((X[0, 0], W1[0, 1])), …, b1[1])). An expression has a value, and it has
one when its numbers are rounded to so many digits, as they are on a page.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isclose
from typing import Literal

import numpy as np

FunctionName = Literal["exp", "log", "log of 1 +", "tanh", "positive part", "is positive"]

FUNCTIONS: dict[FunctionName, Callable[[float], float]] = {
    "exp": np.exp,
    "log": np.log,
    "log of 1 +": np.log1p,
    "tanh": np.tanh,
    "positive part": lambda x: max(x, 0.0),
    "is positive": lambda x: float(x > 0),
}

FEWEST_DIGITS, MOST_DIGITS = 4, 17  # 17 digits tell every float64 from the next
SAME = 1e-12  # relative: two floats that differ by the order in which terms were added
NOISE = 1e-13  # of the largest term: a sum that is smaller is made of rounding


@dataclass(frozen=True)
class Entry:
    """One number of a matrix."""

    matrix: str
    index: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class Whole:
    """A number that stands in the formula itself, such as N."""

    value: int


@dataclass(frozen=True)
class Sum:
    terms: tuple["Expression", ...]


@dataclass(frozen=True)
class Product:
    factors: tuple["Expression", ...]


@dataclass(frozen=True)
class Quotient:
    above: "Expression"
    below: "Expression"


@dataclass(frozen=True)
class Minus:
    of: "Expression"


@dataclass(frozen=True)
class Apply:
    """A function of one number, by its name in FUNCTIONS."""

    function: FunctionName
    of: "Expression"


Expression = Entry | Whole | Sum | Product | Quotient | Minus | Apply


def evaluate(expression: Expression, digits: int | None = None) -> float:
    """The value; with `digits`, that of its entries rounded to so many significant digits."""

    def value(part: Expression) -> float:
        match part:
            case Entry():
                return part.value if digits is None else rounded(part.value, digits)
            case Whole():
                return float(part.value)
            case Sum():
                return float(sum(map(value, part.terms)))
            case Product():
                return float(np.prod([value(factor) for factor in part.factors]))
            case Quotient():
                return value(part.above) / value(part.below)
            case Minus():
                return -value(part.of)
            case Apply():
                return float(FUNCTIONS[part.function](value(part.of)))

    # A large exponential is inf, and 1 / inf is 0, which is right for the sigmoid far out.
    with np.errstate(over="ignore", under="ignore", divide="ignore"):
        return value(expression)


def entries(expression: Expression) -> Iterator[Entry]:
    """The numbers that it is made of, from left to right."""
    match expression:
        case Entry():
            yield expression
        case Whole():
            return
        case Sum(parts) | Product(parts):
            for part in parts:
                yield from entries(part)
        case Quotient(above, below):
            yield from entries(above)
            yield from entries(below)
        case Minus(of) | Apply(_, of):
            yield from entries(of)


def rounded(value: float, digits: int) -> float:
    """To so many significant digits, as the page writes it."""
    return float(f"{value:.{digits}g}")


def digits_that_add_up(expression: Expression, value: float) -> int:
    """The fewest significant digits of the entries with which the result still comes out.

    At least FEWEST_DIGITS, and more where large terms cancel or a number is close to 1: whoever
    computes with the digits that are shown gets the result that is shown, to FEWEST_DIGITS.
    """
    for digits in range(FEWEST_DIGITS, MOST_DIGITS):
        sum_of_shown = evaluate(expression, digits)
        if rounded(sum_of_shown, FEWEST_DIGITS) == rounded(value, FEWEST_DIGITS):
            return digits
        if isclose(sum_of_shown, value, rel_tol=SAME):  # it lies just between two results
            return digits
    return MOST_DIGITS


def is_noise(expression: Expression, value: float) -> bool:
    """Whether the terms of a sum cancel so far that rounding is all that is left."""
    if value == 0 or not isinstance(expression, Sum):
        return False
    largest = max(abs(evaluate(term)) for term in expression.terms)
    return abs(value) < NOISE * largest
