"""A small network with a batch of examples: all that a loss and its gradient depend on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from metl_core.activations import ACTIVATIONS
from metl_core.checks import Array, choice, integer, shown
from metl_core.network import backward, forward, loss
from metl_core.parameters import PARAMETER_NAMES, Gradients, Parameters, parameter_shapes

MATRICES = (*PARAMETER_NAMES, "X")  # what J has a gradient to

_FRACTION = 64  # every number is a multiple of 1/64: it is the same in float32 and in float64


@dataclass(frozen=True, eq=False)
class Problem:
    """The parameters, X (N, Dx), labels (N,) integers, and the hidden layer's activation."""

    parameters: Parameters
    X: Array
    labels: Array
    activation: str

    def array(self, name: str) -> Array:
        """W1, b1, W2, b2 or X."""
        source = self if choice("name", name, MATRICES) == "X" else self.parameters
        array: Array = getattr(source, name)
        return array

    def with_array(self, name: str, array: Array) -> "Problem":
        """The same problem with another W1, b1, W2, b2 or X."""
        if choice("name", name, MATRICES) == "X":
            return replace(self, X=array)
        return replace(self, parameters=replace(self.parameters, **{name: array}))

    def astype(self, dtype: Any) -> "Problem":
        """Everything in this dtype."""
        arrays = {name: self.array(name).astype(dtype) for name in MATRICES}
        X = arrays.pop("X")
        return replace(self, parameters=Parameters(**arrays), X=X)

    def loss(self) -> float:
        """J, the mean cross-entropy of the batch, in nats."""
        return loss(self.parameters, self.X, self.labels, self.activation)

    def gradients(self) -> Gradients:
        """The gradient of J, by `backward`."""
        passed = forward(self.parameters, self.X, self.activation)
        return backward(self.parameters, passed, self.labels)


def small_problem(
    n_inputs: int = 2,
    n_hidden: int = 3,
    n_outputs: int = 2,
    n_examples: int = 4,
    activation: str = "sigmoid",
    seed: int = 0,
) -> Problem:
    """A problem of random numbers, the same for the same seed; every class has its label.

    Raises ValueError or TypeError for sizes that are no integers ≥ 1, fewer examples than
    classes, and an unknown activation.
    """
    shapes = parameter_shapes(n_inputs, n_hidden, n_outputs)
    integer("n_examples", n_examples, minimum=n_outputs)
    choice("activation", activation, tuple(ACTIVATIONS))
    generator = np.random.default_rng(integer("seed", seed, minimum=0))

    def draw(*shape: int) -> Array:
        return np.round(generator.normal(0, 1, shape) * _FRACTION) / _FRACTION

    W1, b1, W2, b2 = (draw(*shape) for shape in shapes)
    X = draw(n_examples, n_inputs)
    labels = generator.permutation(np.arange(n_examples) % n_outputs)
    return Problem(Parameters(W1, b1, W2, b2), X, labels, activation)


def loss_along(problem: Problem, name: str, index: tuple[int, ...]) -> Callable[[Array], float]:
    """J as a function of the one entry `index` of W1, b1, W2, b2 or X, all else being held.

    It takes a number in a real or complex dtype, and computes in that.
    """
    check_entry(problem, name, index)
    return lambda value: _with_entry(problem, name, index, value).loss()


def slope_along(problem: Problem, name: str, index: tuple[int, ...]) -> Callable[[Array], Any]:
    """The derivative of `loss_along` by `backward`, in the dtype of its argument."""
    check_entry(problem, name, index)

    def slope(value: Array) -> Any:
        gradients = _with_entry(problem, name, index, value).gradients()
        return getattr(gradients, name)[index]

    return slope


def check_entry(problem: Problem, name: str, index: tuple[int, ...]) -> None:
    """Raise ValueError unless the matrix of that name has an entry of that index."""
    shape = problem.array(name).shape
    if len(index) != len(shape) or not all(0 <= i < n for i, n in zip(index, shape, strict=True)):
        raise ValueError(f"index must be of an entry of {name} {shape}, got {shown(index)}")


def _with_entry(problem: Problem, name: str, index: tuple[int, ...], value: Array) -> Problem:
    value = np.asarray(value)
    problem = problem.astype(value.real.dtype)
    array = problem.array(name).astype(value.dtype)  # a copy
    array[index] = value
    return problem.with_array(name, array)
