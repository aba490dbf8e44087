"""The same forward and backward pass as `network.py`, for speed: no array is made in a step.

All scratch is made once for a fixed number of rows, and every call writes into it with `out=`
(NumPy takes a buffer of 64 kB at most for some of them, and gives it back at once). The arrays
stand features first, (features, rows): a sum over classes then adds whole rows of memory.
Beside each line stands its equation; `network.py` is the reference.
"""

from collections.abc import Callable

import numpy as np

from metl_core.checks import Array

InPlace = Callable[[Array, Array], None]  # (read from, written to)


def _sigmoid(z: Array, a: Array) -> None:
    # 1 / (1 + exp(-z)): where exp overflows, below -709, 1 / inf = 0 misses less than 1e-308.
    np.negative(z, out=a)
    np.exp(a, out=a)
    np.add(a, 1, out=a)
    np.reciprocal(a, out=a)


def _sigmoid_slope(a: Array, slope: Array) -> None:
    np.subtract(1, a, out=slope)
    np.multiply(a, slope, out=slope)


def _tanh(z: Array, a: Array) -> None:
    np.tanh(z, out=a)


def _tanh_slope(a: Array, slope: Array) -> None:
    np.multiply(a, a, out=slope)
    np.subtract(1, slope, out=slope)


def _relu(z: Array, a: Array) -> None:
    np.maximum(z, 0, out=a)


def _relu_slope(a: Array, slope: Array) -> None:
    np.greater(a, 0, out=slope)


def _identity(z: Array, a: Array) -> None:
    np.copyto(a, z)


def _identity_slope(a: Array, slope: Array) -> None:
    slope.fill(1)


_IN_PLACE: dict[str, tuple[InPlace, InPlace]] = {
    "sigmoid": (_sigmoid, _sigmoid_slope),
    "tanh": (_tanh, _tanh_slope),
    "relu": (_relu, _relu_slope),
    "identity": (_identity, _identity_slope),
}


class TrainingStep:
    """Forward and backward passes for exactly `n_rows` examples, mean reduction, float64.

    Parameters and gradients are the four arrays W1, b1, W2, b2, as views into one vector
    (`parameters.parameter_views`).
    """

    def __init__(self, n_rows: int, sizes: tuple[int, int, int], activation: str) -> None:
        Dx, H, Dy = sizes
        self._n_rows = n_rows
        self._activate, self._slope_of = _IN_PLACE[activation]
        self._a1, self._slope, self._delta3 = (np.empty((H, n_rows)) for _ in range(3))
        self._shifted, self._delta1 = np.empty((Dy, n_rows)), np.empty((Dy, n_rows))
        self._row_max, self._total = np.empty(n_rows), np.empty(n_rows)
        self._predicted, self._right = np.empty(n_rows, np.intp), np.empty(n_rows, bool)
        self._W1_scratch, self._W2_scratch = np.empty((Dx, H)), np.empty((H, Dy))

    def forward(self, parameters: tuple[Array, ...], X: Array) -> None:
        """X (N, Dx) -> everything up to the probabilities, kept here."""
        W1, b1, W2, b2 = parameters
        a1, shifted, probabilities = self._a1, self._shifted, self._delta1
        np.matmul(W1.T, X.T, out=a1)
        np.add(a1, b1[:, None], out=a1)  # z1 = X W1 + b1
        self._activate(a1, a1)  # a1 = activation(z1)
        np.matmul(W2.T, a1, out=shifted)
        np.add(shifted, b2[:, None], out=shifted)  # logits = a1 W2 + b2
        np.max(shifted, axis=0, out=self._row_max)
        np.subtract(shifted, self._row_max, out=shifted)  # exp cannot overflow
        np.exp(shifted, out=probabilities)
        np.sum(probabilities, axis=0, out=self._total)
        np.divide(probabilities, self._total, out=probabilities)  # softmax

    def loss(self, targets: Array) -> float:
        """After `forward`: the mean cross-entropy (nats) to targets (Dy, N), one-hot columns."""
        np.log(self._total, out=self._row_max)
        # log p_y = shifted_y - log Σ exp(shifted)
        return float(self._row_max.sum() - np.vdot(targets, self._shifted)) / self._n_rows

    def accuracy(self, labels: Array) -> float:
        """After `forward`: the share of rows whose largest logit is at labels (N,)."""
        np.argmax(self._shifted, axis=0, out=self._predicted)
        np.equal(self._predicted, labels, out=self._right)
        return int(np.count_nonzero(self._right)) / self._n_rows

    def backward(
        self,
        parameters: tuple[Array, ...],
        X: Array,
        targets: Array,
        gradients: tuple[Array, ...],
        l1: float,
        l2: float,
    ) -> None:
        """After `forward`: the gradient of mean cross-entropy plus penalties, into `gradients`.

        It uses the probabilities up: call `forward` again before the next one.
        """
        W1, _, W2, _ = parameters
        dW1, db1, dW2, db2 = gradients
        a1, slope, delta1, delta3 = self._a1, self._slope, self._delta1, self._delta3
        np.subtract(delta1, targets, out=delta1)
        np.divide(delta1, self._n_rows, out=delta1)  # δ1 = (ŷ - y) / N
        np.matmul(a1, delta1.T, out=dW2)  # ∂J/∂W2 = a1ᵀ δ1
        np.sum(delta1, axis=1, out=db2)  # ∂J/∂b2 = Σ δ1
        np.matmul(W2, delta1, out=delta3)  # δ2 = δ1 W2ᵀ
        self._slope_of(a1, slope)
        np.multiply(delta3, slope, out=delta3)  # δ3 = δ2 ∘ activation'(z1)
        np.matmul(X.T, delta3.T, out=dW1)  # ∂J/∂W1 = Xᵀ δ3
        np.sum(delta3, axis=1, out=db1)  # ∂J/∂b1 = Σ δ3
        _add_penalty(W1, dW1, self._W1_scratch, l1, l2)
        _add_penalty(W2, dW2, self._W2_scratch, l1, l2)

    def input_gradient(self, parameters: tuple[Array, ...]) -> Array:
        """After `backward`: ∂J/∂X = δ3 W1ᵀ, (N, Dx), as a new array."""
        return (parameters[0] @ self._delta3).T


def _add_penalty(W: Array, dW: Array, scratch: Array, l1: float, l2: float) -> None:
    """dW ← dW + l1 sign(W) + l2 W."""
    if l1:
        np.sign(W, out=scratch)
        np.multiply(scratch, l1, out=scratch)
        np.add(dW, scratch, out=dW)
    if l2:
        np.multiply(W, l2, out=scratch)
        np.add(dW, scratch, out=dW)
