"""A formula as a small tree, and its value at many points at once.

Its numbers are all floats: a huge power is inf, and takes no more memory than 1.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from metl_core.checks import Array

SUM = "sum"
FUNCTIONS = {"exp": np.exp, "log": np.log, "ln": np.log}
OPERATIONS = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power}


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Scalar:
    name: str


@dataclass(frozen=True)
class Element:
    """x_i, the one asked for, or x_j, each one in its turn."""

    vector: str
    index: Literal["i", "j"]


@dataclass(frozen=True)
class Negative:
    of: "Expression"


@dataclass(frozen=True)
class Operation:
    sign: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Call:
    function: str
    of: "Expression"


Expression: TypeAlias = Number | Scalar | Element | Negative | Operation | Call


def evaluate(expression: Expression, values: Mapping[str, Array] | None = None) -> Array:
    """The value of a formula at P points at once: (P,) float64, inf or nan where it has none.

    values has an array (P, 1) for each scalar, (P, n) for each vector, of one and the same n. The
    element i is the first of its vector. With no values at all P is 1.
    """
    values = values or {}
    P, n = _shape(values)
    with np.errstate(all="ignore"):
        value = _evaluate(expression, values, n)
    return np.broadcast_to(value[:, 0], (P,)).copy()


def _evaluate(tree: Expression, values: Mapping[str, Array], n: int) -> Array:
    match tree:
        case Number(value):
            return np.full((1, 1), value)
        case Scalar(name):
            return values[name]
        case Element(vector, "i"):
            return values[vector][:, :1]
        case Element(vector, _):
            return values[vector]
        case Negative(of):
            return -_evaluate(of, values, n)
        case Operation(sign, left, right):
            return np.asarray(
                OPERATIONS[sign](_evaluate(left, values, n), _evaluate(right, values, n))
            )
        case Call("sum", of):
            terms = _evaluate(of, values, n)
            return np.asarray(np.broadcast_to(terms, (len(terms), n)).sum(axis=1, keepdims=True))
        case Call(function, of):
            return np.asarray(FUNCTIONS[function](_evaluate(of, values, n)))


def divides_by_zero(expression: Expression, values: Mapping[str, Array] | None = None) -> bool:
    """Whether something in it is divided by 0, at any point; values as for `evaluate`."""
    values = values or {}
    _, n = _shape(values)
    with np.errstate(all="ignore"):
        return any(
            bool((_evaluate(part.right, values, n) == 0).any())
            for part in _parts(expression)
            if isinstance(part, Operation) and part.sign == "/"
        )


def leaves_float64(expression: Expression, values: Mapping[str, Array] | None = None) -> bool:
    """Whether a power in it is too large or too small for float64, at any point: then it is inf or
    0, or has lost digits; values as for `evaluate`."""
    values = values or {}
    _, n = _shape(values)
    with np.errstate(all="ignore"):
        for part in _parts(expression):
            match part:
                case Call("exp", exponent):
                    base: Array | float = 1.0
                case Operation("^", left, exponent):
                    base = _evaluate(left, values, n)
                case _:
                    continue
            size = np.abs(_evaluate(part, values, n))
            known = np.isfinite(base) & (base != 0) & np.isfinite(_evaluate(exponent, values, n))
            if (known & ((size < np.finfo(np.float64).tiny) | np.isinf(size))).any():
                return True
    return False


def _shape(values: Mapping[str, Array]) -> tuple[int, ...]:
    """How many points, and how many elements a vector has."""
    return np.broadcast_shapes((1, 1), *(value.shape for value in values.values()))


def _parts(tree: Expression) -> Iterator[Expression]:
    """The formula and all formulas within it."""
    yield tree
    match tree:
        case Operation(_, left, right):
            yield from _parts(left)
            yield from _parts(right)
        case Negative(of) | Call(_, of):
            yield from _parts(of)
