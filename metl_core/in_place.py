"""The hidden layer's activations on an array that is written over, and their way back.

`network.py` has the same functions to be read; these are for speed. In which dtype they are exact
is a matter of their constants: NumPy would make an array of a plain 1 at every call, and take a
float64 one to mean that all of a float32 array is to be computed in float64.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import DTypeLike

from metl_core.checks import Array

Activate = Callable[[Array], object]  # z becomes activation(z)
Through = Callable[[Array, Array], object]  # δ becomes δ ∘ activation'(z), and a is used up


def in_place(activation: str, dtype: DTypeLike = np.float64) -> tuple[Activate, Through]:
    """The named activation, forwards and backwards, for arrays of `dtype`."""
    return _MAKERS[activation](*(np.array(constant, dtype) for constant in (0, 1, 2)))


def _sigmoid(_: Array, one: Array, __: Array) -> tuple[Activate, Through]:
    def activate(z: Array) -> None:
        # 1 / (1 + exp(-z)): where exp overflows, below -709, 1 / inf = 0 misses less than 1e-308.
        np.negative(z, z)
        np.exp(z, z)
        np.add(z, one, z)
        np.divide(one, z, z)  # np.reciprocal takes half as long again, for the same bits

    def through(delta: Array, a: Array) -> None:
        np.multiply(delta, a, delta)
        np.subtract(one, a, a)
        np.multiply(delta, a, delta)  # δ ∘ a (1 - a)

    return activate, through


def _tanh(_: Array, one: Array, two: Array) -> tuple[Activate, Through]:
    def activate(z: Array) -> None:
        # 1 - 2 / (exp(2z) + 1), to 2 eps of 1: np.tanh has all digits, and takes twice as long.
        np.add(z, z, z)
        np.exp(z, z)
        np.add(z, one, z)
        np.divide(two, z, z)
        np.subtract(one, z, z)

    def through(delta: Array, a: Array) -> None:
        np.multiply(a, a, a)
        np.subtract(one, a, a)
        np.multiply(delta, a, delta)  # δ ∘ (1 - a²)

    return activate, through


def _relu(zero: Array, _: Array, __: Array) -> tuple[Activate, Through]:
    def activate(z: Array) -> None:
        np.maximum(z, zero, out=z)

    def through(delta: Array, a: Array) -> None:
        np.sign(a, a)  # a ≥ 0: 1 where a > 0, else 0
        np.multiply(delta, a, delta)

    return activate, through


def _identity(_: Array, __: Array, ___: Array) -> tuple[Activate, Through]:
    return (lambda z: None), (lambda delta, a: None)


_MAKERS: dict[str, Callable[[Array, Array, Array], tuple[Activate, Through]]] = {
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "relu": _relu,
    "identity": _identity,
}
