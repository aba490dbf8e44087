"""The parameters of a one-hidden-layer network, their gradients, count and first values.

Dx inputs, H hidden units, Dy outputs: W1 (Dx, H), b1 (H,), W2 (H, Dy), b2 (Dy,).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metl_core.checks import Array, choice, inexact_array, integer, shaped, shown

PARAMETER_NAMES = ("W1", "b1", "W2", "b2")

Shapes = tuple[tuple[int, int], tuple[int], tuple[int, int], tuple[int]]


def parameter_shapes(n_inputs: int, n_hidden: int, n_outputs: int) -> Shapes:
    """The shapes of W1, b1, W2, b2.

    Raises TypeError or ValueError for sizes that are no integers ≥ 1.
    """
    Dx = integer("n_inputs", n_inputs, minimum=1)
    H = integer("n_hidden", n_hidden, minimum=1)
    Dy = integer("n_outputs", n_outputs, minimum=1)
    return (Dx, H), (H,), (H, Dy), (Dy,)


def parameter_count(n_inputs: int, n_hidden: int, n_outputs: int) -> int:
    """(Dx + 1) H + (H + 1) Dy: every weight and every bias of both layers.

    Raises TypeError or ValueError for sizes that are no integers ≥ 1.
    """
    (Dx, H), _, (_, Dy), _ = parameter_shapes(n_inputs, n_hidden, n_outputs)
    return (Dx + 1) * H + (H + 1) * Dy


@dataclass(frozen=True, eq=False)
class Parameters:
    """W1 (Dx, H), b1 (H,), W2 (H, Dy), b2 (Dy,), all of them arrays of numbers.

    Raises ValueError for shapes that do not fit each other, TypeError for no numbers.
    """

    W1: Array
    b1: Array
    W2: Array
    b2: Array

    def __post_init__(self) -> None:
        for name in PARAMETER_NAMES:
            object.__setattr__(self, name, inexact_array(name, getattr(self, name)))
        _, H = shaped("W1", self.W1, ("Dx", "H")).shape
        shaped("b1", self.b1, (H,))
        _, Dy = shaped("W2", self.W2, (H, "Dy")).shape
        shaped("b2", self.b2, (Dy,))
        parameter_shapes(*self.sizes)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """(Dx, H, Dy)."""
        return self.W1.shape[0], self.W1.shape[1], self.W2.shape[1]

    def to_vector(self) -> Array:
        """All parameters in one new vector: W1, b1, W2, b2, each row by row."""
        return _joined(self.W1, self.b1, self.W2, self.b2)

    @classmethod
    def from_vector(
        cls, vector: ArrayLike, n_inputs: int, n_hidden: int, n_outputs: int
    ) -> "Parameters":
        """The parameters whose `to_vector()` is `vector`, as copies.

        Raises ValueError unless vector has parameter_count(...) elements.
        """
        count = parameter_count(n_inputs, n_hidden, n_outputs)
        flat = shaped("vector", inexact_array("vector", vector), (count,))
        return cls(*parameter_views(flat.copy(), n_inputs, n_hidden, n_outputs))


def unchecked_parameters(*arrays: Array) -> Parameters:
    """W1, b1, W2, b2 that are known to be float64 and to fit: checks would take ten times as long.

    For a trainer's own, which are looked at sixty times a second.
    """
    parameters = object.__new__(Parameters)
    vars(parameters).update(zip(PARAMETER_NAMES, arrays, strict=True))
    return parameters


@dataclass(frozen=True, eq=False)
class Gradients:
    """What the loss's gradient is to W1, b1, W2, b2 and to the inputs X (N, Dx).

    Each has the shape of what it is the gradient of.
    """

    W1: Array
    b1: Array
    W2: Array
    b2: Array
    X: Array

    def to_vector(self) -> Array:
        """The gradient to `Parameters.to_vector()`, in its order; X is not in it."""
        return _joined(self.W1, self.b1, self.W2, self.b2)


def parameter_views(
    vector: Array, n_inputs: int, n_hidden: int, n_outputs: int
) -> tuple[Array, Array, Array, Array]:
    """W1, b1, W2, b2 as views into the vector: writing to one writes to the other."""
    shapes = parameter_shapes(n_inputs, n_hidden, n_outputs)
    ends = np.cumsum([np.prod(shape) for shape in shapes])
    W1, b1, W2, b2 = (
        part.reshape(shape) for part, shape in zip(np.split(vector, ends[:-1]), shapes, strict=True)
    )
    return W1, b1, W2, b2


def _joined(*arrays: Array) -> Array:
    return np.concatenate([array.ravel() for array in arrays])


# First values --------------------------------------------------------------------------


def _glorot(n_in: int, n_out: int, generator: np.random.Generator) -> Array:
    """Uniform with variance 2 / (n_in + n_out): Glorot & Bengio 2010, eq. 16."""
    limit = np.sqrt(6 / (n_in + n_out))
    return generator.uniform(-limit, limit, (n_in, n_out))


def _he(n_in: int, n_out: int, generator: np.random.Generator) -> Array:
    """Normal with variance 2 / n_in, made for relu: He et al. 2015, eq. 10."""
    return generator.normal(0, np.sqrt(2 / n_in), (n_in, n_out))


def _normal(n_in: int, n_out: int, generator: np.random.Generator) -> Array:
    """Standard normal, whatever the layer's size: large layers saturate."""
    return generator.normal(0, 1, (n_in, n_out))


def _zeros(n_in: int, n_out: int, generator: np.random.Generator) -> Array:
    """All zero: every hidden unit stays the same as every other, to be seen failing."""
    return np.zeros((n_in, n_out))


INITIALISERS: dict[str, Callable[[int, int, np.random.Generator], Array]] = {
    "glorot": _glorot,
    "he": _he,
    "normal": _normal,
    "zeros": _zeros,
}


def initialise(
    n_inputs: int, n_hidden: int, n_outputs: int, init: str, generator: np.random.Generator
) -> Parameters:
    """First parameters: weights by the named initialiser, biases 0, float64.

    Raises ValueError for an unknown initialiser or sizes that are no integers ≥ 1.
    """
    weights = INITIALISERS[choice("init", init, tuple(INITIALISERS))]
    if not isinstance(generator, np.random.Generator):
        raise TypeError(f"generator must be a numpy.random.Generator, got {shown(generator)}")
    (Dx, H), _, (_, Dy), _ = parameter_shapes(n_inputs, n_hidden, n_outputs)
    return Parameters(
        W1=weights(Dx, H, generator),
        b1=np.zeros(H),
        W2=weights(H, Dy, generator),
        b2=np.zeros(Dy),
    )
