"""The same forward and backward pass as `network.py`, for speed: bare NumPy kernels, no new arrays.

An example is a column, (features, rows), so that a sum over classes adds whole rows of memory.
Under the inputs and under the hidden activations stands a row of ones, and a layer's bias is the
last row of its block [W; b], which is one piece of the parameter vector: one matrix product is
then a whole layer, and one is both its gradients. What a call reads or writes (scratch, views,
constants) is made once, for a fixed number of rows. Both passes are functions made for these very
arrays: to look them up on an object at every call takes as long as two kernels, which a small
batch can tell. Hence also: the last argument of a kernel is where its result goes, since the
keyword `out` takes longer to read. Beside each line stands its equation.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from metl_core.checks import Array
from metl_core.in_place import Activate, Through, in_place


def example_columns(X: Array) -> Array:
    """X (N, Dx) -> (Dx + 1, N): each example a column, and under it the 1 that b1 multiplies."""
    columns = np.ones((X.shape[1] + 1, len(X)), X.dtype)
    columns[:-1] = X.T
    return columns


class Backward(Protocol):
    """See `TrainingStep.backward`."""

    def __call__(self, X: Array, targets: Array, l1: float = 0.0, l2: float = 0.0) -> None: ...


class TrainingStep:
    """Forward and backward passes for exactly `n_rows` examples, mean reduction.

    Parameters are read from `vector`, and their gradients written to `gradient`: both
    ((Dx + 1) H + (H + 1) Dy,), in the order W1, b1, W2, b2, as `Parameters.to_vector` gives them.
    Whoever changes the vector in place has changed the network. Everything is computed in the
    vector's dtype, float64 or float32.
    """

    # X (Dx + 1, N), from `example_columns` -> all up to the sums of softmax, kept here. Some
    # columns of many are best the transpose of some rows: others BLAS reads from a copy.
    forward: Callable[[Array], None]
    # After `forward`: the gradient of mean cross-entropy plus penalties, all of it. It uses the
    # activations and exponentials up: call `forward` again before the next one.
    backward: Backward

    def __init__(
        self,
        n_rows: int,
        sizes: tuple[int, int, int],
        activation: str,
        vector: Array,
        gradient: Array,
    ) -> None:
        _, H, Dy = sizes
        W1b1, W2b2 = _layer_blocks(vector, sizes)
        dW1b1, dW2b2 = _layer_blocks(gradient, sizes)
        dtype = vector.dtype
        a1_1 = np.ones((H + 1, n_rows), dtype)
        self._W1, self._n_rows = W1b1[:-1], n_rows
        self._delta1, self._delta3 = np.empty((Dy, n_rows), dtype), np.empty((H, n_rows), dtype)
        self._shifted, self._totals = np.empty((2, Dy, n_rows), dtype)
        self._row_max = np.empty(n_rows, dtype)
        self._predicted, self._right = np.empty(n_rows, np.intp), np.empty(n_rows, bool)
        activate, through_activation, of_minus_z = in_place(activation, dtype)
        self.forward = self.make_forward(W1b1, W2b2, a1_1, activate, of_minus_z)
        self.backward = self.make_backward(W2b2, dW1b1, dW2b2, a1_1, through_activation)

    def make_forward(
        self, W1b1: Array, W2b2: Array, a1_1: Array, activate: Activate, of_minus_z: bool
    ) -> Callable[[Array], None]:
        """The function `forward` over these arrays: [W1; b1], [W2; b2], and a1 above a row of 1."""
        used_W1b1 = np.empty_like(W1b1) if of_minus_z else W1b1
        W1b1_T, W2b2_T, a1 = used_W1b1.T, W2b2.T, a1_1[:-1]
        shifted, row_max, exponentials = self._shifted, self._row_max, self._delta1
        ones, totals = np.ones((len(shifted), len(shifted)), shifted.dtype), self._totals
        exp, negative, shift = np.exp, np.negative, _make_shift(shifted, row_max)

        def forward(X: Array) -> None:
            if of_minus_z:
                negative(W1b1, used_W1b1)
            W1b1_T.dot(X, a1)  # z1 = X W1 + b1, or -z1
            activate(a1)  # a1 = activation(z1)
            W2b2_T.dot(a1_1, shifted)  # logits = a1 W2 + b2
            shift()  # logits - row_max: exp cannot overflow
            exp(shifted, exponentials)
            # Σ exp over the classes, as often as there are classes: spreading one row costs more.
            ones.dot(exponentials, totals)

        return forward

    def make_backward(
        self, W2b2: Array, dW1b1: Array, dW2b2: Array, a1_1: Array, through_activation: Through
    ) -> Backward:
        """The function `backward` over these arrays: [W2; b2], both gradients, a1 above 1."""
        W1, W2, a1 = self._W1, W2b2[:-1], a1_1[:-1]
        delta1, delta3, totals = self._delta1, self._delta3, self._totals
        delta1_T, delta3_T, N = delta1.T, delta3.T, np.array(self._n_rows, delta1.dtype)
        penalised = [(W, dW, np.empty_like(W)) for W, dW in ((W1, dW1b1[:-1]), (W2, dW2b2[:-1]))]
        subtract, divide = np.subtract, np.divide

        def backward(X: Array, targets: Array, l1: float = 0.0, l2: float = 0.0) -> None:
            divide(delta1, totals, delta1)  # ŷ = softmax(logits), of the exponentials
            subtract(delta1, targets, delta1)
            divide(delta1, N, delta1)  # δ1 = (ŷ - y) / N
            a1_1.dot(delta1_T, dW2b2)  # ∂J/∂W2 = a1ᵀ δ1, ∂J/∂b2 = Σ δ1
            W2.dot(delta1, delta3)  # δ2 = δ1 W2ᵀ
            through_activation(delta3, a1)  # δ3 = δ2 ∘ activation'(z1)
            X.dot(delta3_T, dW1b1)  # ∂J/∂W1 = Xᵀ δ3, ∂J/∂b1 = Σ δ3
            if l1 or l2:
                for W, dW, scratch in penalised:
                    _add_penalty(W, dW, scratch, l1, l2)

        return backward

    def loss(self, targets: Array) -> float:
        """After `forward`: the mean cross-entropy (nats) to targets (Dy, N), one-hot columns."""
        np.log(self._totals[0], self._row_max)
        # log p_y = shifted_y - log Σ exp(shifted)
        return float(np.add.reduce(self._row_max) - np.vdot(targets, self._shifted)) / self._n_rows

    def classes(self) -> Array:
        """After `forward`: the class of each row's largest logit, (N,), until the next call."""
        self._shifted.argmax(0, self._predicted)
        return self._predicted

    def accuracy(self, labels: Array) -> float:
        """After `forward`: the share of rows whose largest logit is at labels (N,)."""
        np.equal(self.classes(), labels, self._right)
        return int(np.count_nonzero(self._right)) / self._n_rows

    def input_gradient(self) -> Array:
        """After `backward`: ∂J/∂X = δ3 W1ᵀ, (N, Dx), as a new array."""
        return (self._W1 @ self._delta3).T


def _layer_blocks(vector: Array, sizes: tuple[int, int, int]) -> tuple[Array, Array]:
    """[W1; b1] (Dx + 1, H) and [W2; b2] (H + 1, Dy), as views into the vector."""
    Dx, H, Dy = sizes
    first, second = np.split(vector, [(Dx + 1) * H])
    return first.reshape(Dx + 1, H), second.reshape(H + 1, Dy)


def _make_shift(logits: Array, row_max: Array) -> Callable[[], None]:
    """A function that takes from each row's logits (Dy, N) the largest of them."""
    subtract, maximum = np.subtract, np.maximum
    if len(logits) == 2:  # row by row of memory: half as long
        first, second = logits

        def shift() -> None:
            maximum(first, second, out=row_max)
            subtract(first, row_max, first)
            subtract(second, row_max, second)
    elif len(logits) == 3:
        first, second, third = logits

        def shift() -> None:
            maximum(first, second, out=row_max)
            maximum(row_max, third, out=row_max)
            subtract(first, row_max, first)
            subtract(second, row_max, second)
            subtract(third, row_max, third)
    else:

        def shift() -> None:
            maximum.reduce(logits, axis=0, out=row_max)
            subtract(logits, row_max, logits)

    return shift


def _add_penalty(W: Array, dW: Array, scratch: Array, l1: float, l2: float) -> None:
    """dW ← dW + l1 sign(W) + l2 W."""
    if l1:
        np.sign(W, scratch)
        np.multiply(scratch, l1, scratch)
        np.add(dW, scratch, dW)
    if l2:
        np.multiply(W, l2, scratch)
        np.add(dW, scratch, dW)
