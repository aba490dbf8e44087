"""The hidden layer's activations on an array that is written over, and their way back.

`network.py` has the same functions to be read; these are for speed. In which dtype they are exact
is a matter of their constants: NumPy would make an array of a plain 1 at every call, and take a
float64 one to mean that all of a float32 array is to be computed in float64.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import DTypeLike

from metl_core.checks import Array

Activate = Callable[[Array], object]  # z, or -z, becomes activation(z)
Through = Callable[[Array, Array], object]  # δ becomes δ ∘ activation'(z), and a is used up
# Both, and whether the first takes -z: made of the weights, it costs less than of all the z.
InPlace = tuple[Activate, Through, bool]


def in_place(activation: str, dtype: DTypeLike = np.float64) -> InPlace:
    """The named activation, forwards and backwards, for arrays of `dtype`."""
    return _MAKERS[activation](*(np.array(constant, dtype) for constant in (0, 1, 2)))


def _sigmoid(_: Array, one: Array, __: Array) -> InPlace:
    def activate(minus_z: Array) -> None:
        # 1 / (1 + exp(-z)): where exp overflows, below -709, 1 / inf = 0 misses less than 1e-308.
        np.exp(minus_z, minus_z)
        np.add(minus_z, one, minus_z)
        np.divide(one, minus_z, minus_z)  # np.reciprocal takes half as long again, for these bits

    def through(delta: Array, a: Array) -> None:
        np.multiply(delta, a, delta)
        np.subtract(one, a, a)
        np.multiply(delta, a, delta)  # δ ∘ a (1 - a)

    return activate, through, True


def _tanh(_: Array, one: Array, two: Array) -> InPlace:
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

    return activate, through, False


def _relu(zero: Array, _: Array, __: Array) -> InPlace:
    def activate(z: Array) -> None:
        np.maximum(z, zero, out=z)

    def through(delta: Array, a: Array) -> None:
        np.sign(a, a)  # a ≥ 0: 1 where a > 0, else 0
        np.multiply(delta, a, delta)

    return activate, through, False


def _identity(_: Array, __: Array, ___: Array) -> InPlace:
    return (lambda z: None), (lambda delta, a: None), False


_MAKERS: dict[str, Callable[[Array, Array, Array], InPlace]] = {
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "relu": _relu,
    "identity": _identity,
}
