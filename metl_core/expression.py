"""A formula as a small tree, and its value at many points at once.

Its numbers are all floats: a huge power is inf, and takes no more memory than 1.
"""

from collections.abc import Mapping
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
    P, n = np.broadcast_shapes((1, 1), *(value.shape for value in values.values()))
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
