"""The same forward and backward pass as `network.py`, for speed: bare NumPy kernels, no new arrays.

An example is a column, (features, rows), so that a sum over classes adds whole rows of memory.
Under the inputs and under the hidden activations stands a row of ones, and a layer's bias is the
last row of its block [W; b], which is one piece of the parameter vector: one matrix product is
then a whole layer, and one is both its gradients. What a call reads or writes (scratch, views,
constants) is made once, for a fixed number of rows. The last argument of a kernel is where its
result goes: as the keyword `out` it would take longer to read, which a small batch can tell.
Beside each line stands its equation.
"""

import numpy as np

from metl_core.checks import Array
from metl_core.in_place import in_place


def example_columns(X: Array) -> Array:
    """X (N, Dx) -> (Dx + 1, N): each example a column, and under it the 1 that b1 multiplies."""
    columns = np.ones((X.shape[1] + 1, len(X)))
    columns[:-1] = X.T
    return columns


class TrainingStep:
    """Forward and backward passes for exactly `n_rows` examples, mean reduction, float64.

    Parameters are read from `vector`, and their gradients written to `gradient`: both
    ((Dx + 1) H + (H + 1) Dy,), in the order W1, b1, W2, b2, as `Parameters.to_vector` gives them.
    Whoever changes the vector in place has changed the network.
    """

    def __init__(
        self,
        n_rows: int,
        sizes: tuple[int, int, int],
        activation: str,
        vector: Array,
        gradient: Array,
    ) -> None:
        _, H, Dy = sizes
        self._activate, self._through_activation = in_place(activation)
        W1b1, W2b2 = _layer_blocks(vector, sizes)
        dW1b1, dW2b2 = _layer_blocks(gradient, sizes)
        self._W1, self._W2 = W1b1[:-1], W2b2[:-1]
        self._W1b1_T, self._W2b2_T = W1b1.T, W2b2.T
        self._dW1b1, self._dW2b2 = dW1b1, dW2b2
        self._penalised = [
            (W, dW, np.empty_like(W)) for W, dW in ((self._W1, dW1b1[:-1]), (self._W2, dW2b2[:-1]))
        ]
        self._a1_1 = np.ones((H + 1, n_rows))
        self._a1 = self._a1_1[:-1]
        self._delta1, self._delta3 = np.empty((Dy, n_rows)), np.empty((H, n_rows))
        self._delta1_T, self._delta3_T = self._delta1.T, self._delta3.T
        self._shifted, self._totals = np.empty((Dy, n_rows)), np.empty((Dy, n_rows))
        self._rows = tuple(self._shifted)
        self._row_max, self._ones = np.empty(n_rows), np.ones((Dy, Dy))
        self._n_rows, self._N = n_rows, np.array(float(n_rows))
        self._predicted, self._right = np.empty(n_rows, np.intp), np.empty(n_rows, bool)

    def forward(self, X: Array) -> None:
        """X (Dx + 1, N), from `example_columns` -> all up to the sums of softmax, kept here.

        Some columns of many are best the transpose of some rows: others BLAS reads from a copy.
        """
        a1, shifted, exponentials = self._a1, self._shifted, self._delta1
        self._W1b1_T.dot(X, a1)  # z1 = X W1 + b1
        self._activate(a1)  # a1 = activation(z1)
        self._W2b2_T.dot(self._a1_1, shifted)  # logits = a1 W2 + b2
        self._shift()
        np.exp(shifted, exponentials)
        # Σ exp over the classes, as often as there are classes: spreading one row costs more.
        self._ones.dot(exponentials, self._totals)

    def _shift(self) -> None:
        """shifted = logits - row_max: exp cannot overflow."""
        if len(self._rows) == 2:  # whole rows of memory by themselves: half as long
            first, second = self._rows
            np.maximum(first, second, out=self._row_max)
            np.subtract(first, self._row_max, first)
            np.subtract(second, self._row_max, second)
        else:
            np.maximum.reduce(self._shifted, axis=0, out=self._row_max)
            np.subtract(self._shifted, self._row_max, self._shifted)

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

    def backward(self, X: Array, targets: Array, l1: float = 0.0, l2: float = 0.0) -> None:
        """After `forward`: the gradient of mean cross-entropy plus penalties, all of it.

        It uses the activations and exponentials up: call `forward` again before the next one.
        """
        delta1, delta3 = self._delta1, self._delta3
        np.divide(delta1, self._totals, delta1)  # ŷ = softmax(logits), of the exponentials
        np.subtract(delta1, targets, delta1)
        np.divide(delta1, self._N, delta1)  # δ1 = (ŷ - y) / N
        self._a1_1.dot(self._delta1_T, self._dW2b2)  # ∂J/∂W2 = a1ᵀ δ1, ∂J/∂b2 = Σ δ1
        self._W2.dot(delta1, delta3)  # δ2 = δ1 W2ᵀ
        self._through_activation(delta3, self._a1)  # δ3 = δ2 ∘ activation'(z1)
        X.dot(self._delta3_T, self._dW1b1)  # ∂J/∂W1 = Xᵀ δ3, ∂J/∂b1 = Σ δ3
        if l1 or l2:
            for W, dW, scratch in self._penalised:
                _add_penalty(W, dW, scratch, l1, l2)

    def input_gradient(self) -> Array:
        """After `backward`: ∂J/∂X = δ3 W1ᵀ, (N, Dx), as a new array."""
        return (self._W1 @ self._delta3).T


def _layer_blocks(vector: Array, sizes: tuple[int, int, int]) -> tuple[Array, Array]:
    """[W1; b1] (Dx + 1, H) and [W2; b2] (H + 1, Dy), as views into the vector."""
    Dx, H, Dy = sizes
    first, second = np.split(vector, [(Dx + 1) * H])
    return first.reshape(Dx + 1, H), second.reshape(H + 1, Dy)


def _add_penalty(W: Array, dW: Array, scratch: Array, l1: float, l2: float) -> None:
    """dW ← dW + l1 sign(W) + l2 W."""
    if l1:
        np.sign(W, scratch)
        np.multiply(scratch, l1, scratch)
        np.add(dW, scratch, dW)
    if l2:
        np.multiply(W, l2, scratch)
        np.add(dW, scratch, dW)
