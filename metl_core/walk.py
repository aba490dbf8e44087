"""A forward and a backward pass, step by step: what each computes, of what, and on which line.

Names of matrices are those of the mathematics: `delta1` is ∂J/∂logits, `delta2` is ∂J/∂a1,
`slope` is the activation's derivative at z1, `delta3` is ∂J/∂z1, and `dW1` is ∂J/∂W1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from metl_core import network
from metl_core.activations import ACTIVATIONS
from metl_core.checks import Array
from metl_core.losses import class_indices, cross_entropy, cross_entropy_gradient, one_hot
from metl_core.parameters import Parameters
from metl_core.sums import Apply, Entry, Expression, Minus, Product, Quotient, Sum, Whole

GIVEN = ("X", "y", "W1", "b1", "W2", "b2")
LARGE = 100.0  # a logit of which the page shows the exponential only after the shift
TINY = 1e-300  # a probability of which the page takes no logarithm
NEARLY_ONE = 1 - 1e-9  # nor of one above it, which has too few digits of 1 - p


@dataclass(frozen=True)
class Step:
    """One matrix out of others: the value of `variable` where `function` computes it."""

    result: str
    operands: tuple[str, ...]
    function: Callable[..., Any]
    variable: str

    @property
    def is_forward(self) -> bool:
        return self.function is not network.backward


STEPS = (
    Step("z1", ("X", "W1", "b1"), network.forward, "z1"),
    Step("a1", ("z1",), network.forward, "a1"),
    Step("logits", ("a1", "W2", "b2"), network.forward, "logits"),
    Step("probabilities", ("logits",), network.forward, "probabilities"),
    Step("loss", ("probabilities", "y"), network.loss, "data_loss"),
    Step("delta1", ("probabilities", "y"), network.backward, "delta1"),
    Step("delta2", ("delta1", "W2"), network.backward, "delta2"),
    Step("slope", ("a1",), network.backward, "slope"),
    Step("delta3", ("delta2", "slope"), network.backward, "delta3"),
    Step("dW2", ("a1", "delta1"), network.backward, "W2"),
    Step("db2", ("delta1",), network.backward, "b2"),
    Step("dW1", ("X", "delta3"), network.backward, "W1"),
    Step("db1", ("delta3",), network.backward, "b1"),
    Step("dX", ("delta3", "W1"), network.backward, "X"),
)

FORWARD_RESULTS = tuple(step.result for step in STEPS if step.is_forward)


@dataclass(frozen=True, eq=False)
class Walk:
    """Every matrix of the two passes, for N examples, Dx inputs, H hidden units, Dy classes.

    `values` by name: X (N, Dx), y (N, Dy) one-hot, W1 (Dx, H), b1 (H,), W2 (H, Dy), b2 (Dy,);
    z1, a1, slope, delta2, delta3 (N, H); logits, probabilities, delta1 (N, Dy); loss () in nats,
    the mean over the examples; dW1, db1, dW2, db2, dX, shaped as what they are gradients of.
    """

    activation: str
    values: dict[str, Array]
    labels: tuple[int, ...]

    @property
    def sizes(self) -> dict[str, int]:
        """N, Dx, H and Dy."""
        (N, Dx), (H, Dy) = self.values["X"].shape, self.values["W2"].shape
        return {"N": N, "Dx": Dx, "H": H, "Dy": Dy}

    def entry(self, matrix: str, *index: int) -> Entry:
        """One number of a matrix."""
        return Entry(matrix, index, float(self.values[matrix][index]))

    def right(self, matrix: str) -> Array:
        """Of a matrix (N, Dy) what stands at the right class of each example, (N,)."""
        return np.asarray(self.values[matrix][range(len(self.labels)), self.labels])

    def rows(self, matrix: str) -> Array:
        """The matrix as it is shown, (R, K): a vector is one row, a number is one cell."""
        return np.atleast_2d(self.values[matrix])

    def largest(self, matrix: str) -> float:
        """The largest magnitude in it."""
        return float(np.abs(self.values[matrix]).max())

    def full_colour(self, matrix: str) -> float:
        """The magnitude that has the full colour: one for all that goes back, so that they compare.

        For what goes forwards it is the matrix's own largest, and at least 1.
        """
        if matrix in GIVEN or matrix in FORWARD_RESULTS:
            return max(self.largest(matrix), 1.0)
        return max(map(self.largest, ("delta1", "delta2", "dW2"))) or 1.0

    def index(self, matrix: str, row: int, column: int) -> tuple[int, ...]:
        """Which of its numbers stands at that place of `rows`."""
        return (row, column)[2 - self.values[matrix].ndim :]

    def expression(self, matrix: str, *index: int) -> Expression | None:
        """What that number is made of; None if the matrix is given."""
        return None if matrix in GIVEN else _EXPRESSIONS[matrix](self, *index)


def walk(parameters: Parameters, X: ArrayLike, labels: ArrayLike, activation: str) -> Walk:
    """Walk X (N, Dx) with labels (N,) through the network and back.

    Raises ValueError or TypeError for arguments that do not fit, as `forward` and `backward` do.
    Source: Rumelhart, Hinton & Williams 1986; see `backward`.
    """
    W1, b1, W2, b2 = parameters.W1, parameters.b1, parameters.W2, parameters.b2
    ahead = network.forward(parameters, X, activation)
    gradients = network.backward(parameters, ahead, labels)
    classes = class_indices(labels, b2.size)
    delta1 = cross_entropy_gradient(ahead.logits, classes)
    delta2 = delta1 @ W2.T
    slope = ACTIVATIONS[activation].derivative_from_output(ahead.a1)
    values = {
        "X": ahead.X,
        "y": one_hot(classes, b2.size),
        **{"W1": W1, "b1": b1, "W2": W2, "b2": b2},
        **{"z1": ahead.z1, "a1": ahead.a1},
        **{"logits": ahead.logits, "probabilities": ahead.probabilities},
        "loss": np.asarray(cross_entropy(ahead.logits, classes)),
        **{"delta1": delta1, "delta2": delta2, "slope": slope, "delta3": delta2 * slope},
        **{"dW2": gradients.W2, "db2": gradients.b2, "dW1": gradients.W1, "db1": gradients.b1},
        "dX": gradients.X,
    }
    return Walk(activation, values, tuple(map(int, classes)))


# What one number of each matrix is made of ------------------------------------------------


def _z1(w: Walk, n: int, h: int) -> Expression:
    return Sum(
        (
            *(Product((w.entry("X", n, i), w.entry("W1", i, h))) for i in range(w.sizes["Dx"])),
            w.entry("b1", h),
        )
    )


def _a1(w: Walk, n: int, h: int) -> Expression:
    z = w.entry("z1", n, h)
    by_activation: dict[str, Expression] = {
        "sigmoid": Quotient(Whole(1), Sum((Whole(1), Apply("exp", Minus(z))))),
        "tanh": Apply("tanh", z),
        "relu": Apply("positive part", z),
        "identity": z,
    }
    return by_activation[w.activation]


def _logits(w: Walk, n: int, k: int) -> Expression:
    return Sum(
        (
            *(Product((w.entry("a1", n, h), w.entry("W2", h, k))) for h in range(w.sizes["H"])),
            w.entry("b2", k),
        )
    )


def _probabilities(w: Walk, n: int, k: int) -> Expression:
    exponents = _exponents(w, n)
    return Quotient(Apply("exp", exponents[k]), Sum(tuple(Apply("exp", z) for z in exponents)))


def _exponents(w: Walk, n: int) -> list[Expression]:
    """The logits of example n, less the largest of them where their exponentials could overflow."""
    logits = [w.entry("logits", n, k) for k in range(w.sizes["Dy"])]
    largest = max(logits, key=lambda entry: entry.value)
    if max(abs(entry.value) for entry in logits) <= LARGE:
        return list(logits)
    return [Sum((entry, Minus(largest))) for entry in logits]


def _loss(w: Walk) -> Expression:
    return _mean(w, Sum(tuple(_loss_of(w, n, label) for n, label in enumerate(w.labels))))


def _loss_of(w: Walk, n: int, label: int) -> Expression:
    p = w.entry("probabilities", n, label)
    if TINY < p.value < NEARLY_ONE:
        return Minus(Apply("log", p))
    if p.value >= NEARLY_ONE:
        right = w.entry("logits", n, label)
        others = (w.entry("logits", n, k) for k in range(w.sizes["Dy"]) if k != label)
        rest = tuple(Apply("exp", Sum((other, Minus(right)))) for other in others)
        return Apply("log of 1 +", Sum(rest))
    exponents = _exponents(w, n)
    total = Apply("log", Sum(tuple(Apply("exp", z) for z in exponents)))
    return Sum((total, Minus(exponents[label])))


def _mean(w: Walk, total: Sum) -> Expression:
    """Over the examples; for a single one there is nothing to divide."""
    if w.sizes["N"] > 1:
        return Quotient(total, Whole(w.sizes["N"]))
    return total.terms[0] if len(total.terms) == 1 else total


def _delta1(w: Walk, n: int, k: int) -> Expression:
    return _mean(w, Sum((w.entry("probabilities", n, k), Minus(w.entry("y", n, k)))))


def _delta2(w: Walk, n: int, h: int) -> Expression:
    return Sum(
        tuple(Product((w.entry("delta1", n, k), w.entry("W2", h, k))) for k in range(w.sizes["Dy"]))
    )


def _slope(w: Walk, n: int, h: int) -> Expression:
    a = w.entry("a1", n, h)
    by_activation: dict[str, Expression] = {
        "sigmoid": Product((a, Sum((Whole(1), Minus(a))))),
        "tanh": Sum((Whole(1), Minus(Product((a, a))))),
        "relu": Apply("is positive", a),
        "identity": Whole(1),
    }
    return by_activation[w.activation]


def _delta3(w: Walk, n: int, h: int) -> Expression:
    return Product((w.entry("delta2", n, h), w.entry("slope", n, h)))


def _of_weights(outputs: str, delta: str) -> Callable[..., Expression]:
    """Each example adds what went in, times what the loss makes of what came out."""

    def expression(w: Walk, i: int, j: int) -> Expression:
        examples = range(w.sizes["N"])
        return Sum(tuple(Product((w.entry(outputs, n, i), w.entry(delta, n, j))) for n in examples))

    return expression


def _of_biases(delta: str) -> Callable[..., Expression]:
    """A bias goes into every example as it is."""
    return lambda w, j: Sum(tuple(w.entry(delta, n, j) for n in range(w.sizes["N"])))


def _of_inputs(w: Walk, n: int, i: int) -> Expression:
    return Sum(
        tuple(Product((w.entry("delta3", n, h), w.entry("W1", i, h))) for h in range(w.sizes["H"]))
    )


_EXPRESSIONS: dict[str, Callable[..., Expression]] = {
    "z1": _z1,
    "a1": _a1,
    "logits": _logits,
    "probabilities": _probabilities,
    "loss": _loss,
    "delta1": _delta1,
    "delta2": _delta2,
    "slope": _slope,
    "delta3": _delta3,
    "dW2": _of_weights("a1", "delta1"),
    "db2": _of_biases("delta1"),
    "dW1": _of_weights("X", "delta3"),
    "db1": _of_biases("delta3"),
    "dX": _of_inputs,
}
