"""The passes of `training_step.py` for R networks at once, with the same bits.

A matrix product is R products, one after the other but within one call. Everything else goes
through all networks as if they were more examples: what is computed per example is laid out
(features, R, rows), so that a sum over classes still adds whole stretches of memory. No element
of one network meets one of another: of those that overflow, the others learn nothing.

The bits are the same because a product of the same shape adds in the same order, whatever lies
around its matrices in memory. Only a single example must be one piece of it: then the layout is
(R, features, 1).
"""

import numpy as np
from numpy.typing import DTypeLike

from metl_core.checks import Array
from metl_core.in_place import in_place

FEW = 8  # classes: of so many a product with ones, too, adds one to the next


class ManySteps:
    """Forward and backward passes of R networks on `n_rows` examples each, mean reduction.

    A row of `vectors` (R, (Dx + 1) H + (H + 1) Dy) holds a network's parameters as
    `Parameters.to_vector` gives them; their gradients are written to `gradients`, of that shape.
    Both are contiguous and of one dtype, which everything is computed in.
    """

    def __init__(
        self,
        n_rows: int,
        sizes: tuple[int, int, int],
        activation: str,
        vectors: Array,
        gradients: Array,
    ) -> None:
        _, H, Dy = sizes
        R, dtype = len(vectors), vectors.dtype
        self._activate, self._through_activation, self._of_minus_z = in_place(activation, dtype)
        W1b1, W2b2 = _layer_blocks(vectors, sizes)
        self._dW1b1, self._dW2b2 = _layer_blocks(gradients, sizes)
        self._W2 = W2b2[:, :-1]
        self._W1b1 = W1b1
        self._used_W1b1 = np.empty_like(W1b1) if self._of_minus_z else W1b1
        self._W1b1_T, self._W2b2_T = _transposed(self._used_W1b1), _transposed(W2b2)
        self._penalised = [
            (W[:, :-1], dW[:, :-1], np.empty_like(W[:, :-1]))
            for W, dW in ((W1b1, self._dW1b1), (W2b2, self._dW2b2))
        ]
        a1_1, self._delta1, self._delta3, self._shifted = (
            _empty(features, R, n_rows, dtype) for features in (H + 1, Dy, H, Dy)
        )
        self._a1, a1_1[-1] = a1_1[:-1], 1
        # Σ exp, as often as there are classes, where that alone gives the bits of a single run.
        self._ones = np.ones((1, Dy, Dy), dtype) if n_rows == 1 or Dy > FEW else None
        self._totals = _empty(1 if self._ones is None else Dy, R, n_rows, dtype)
        # The same arrays, network by network: (R, features, rows).
        self._a1_of, self._a1_1_of = _of_each(self._a1), _of_each(a1_1)
        self._shifted_of = _of_each(self._shifted)
        self._delta1_of, self._delta3_of = _of_each(self._delta1), _of_each(self._delta3)
        self._totals_of = _of_each(self._totals)
        self._delta1_T, self._delta3_T = _transposed(self._delta1_of), _transposed(self._delta3_of)
        self._row_max, self._N = np.empty((R, n_rows), dtype), np.array(n_rows, dtype)
        self._likelihoods, self._sums = np.empty((Dy, R), dtype), np.empty((2, R), dtype)
        self._predicted, self._right = np.empty((R, n_rows), np.intp), np.empty((R, n_rows), bool)
        self._hits, self._n_rows = np.empty(R, np.intp), n_rows

    def forward(self, X: Array) -> None:
        """X (R, Dx + 1, N), or (1, Dx + 1, N) for all -> all up to Σ exp, kept here."""
        a1, shifted = self._a1, self._shifted
        if self._of_minus_z:
            np.negative(self._W1b1, self._used_W1b1)
        np.matmul(self._W1b1_T, X, self._a1_of)  # z1 = X W1 + b1, or -z1
        self._activate(a1)  # a1 = activation(z1)
        np.matmul(self._W2b2_T, self._a1_1_of, self._shifted_of)  # logits = a1 W2 + b2
        np.maximum.reduce(shifted, axis=0, out=self._row_max)
        np.subtract(shifted, self._row_max, shifted)  # exp cannot overflow
        np.exp(shifted, self._delta1)
        if self._ones is None:
            np.add.reduce(self._delta1, axis=0, out=self._totals[0])  # Σ exp
        else:
            np.matmul(self._ones, self._delta1_of, self._totals_of)

    def scores(self, targets: Array, labels: Array, losses: Array, accuracies: Array) -> None:
        """After `forward`: mean cross-entropies (nats) and shares of rows that are right, (R,).

        targets (Dy, R, N), one-hot, and labels (R, N); or a 1 in place of R for all.
        """
        log_totals, likelihoods = self._sums
        np.log(self._totals[0], self._row_max)
        np.add.reduce(self._row_max, axis=1, out=log_totals)
        # log p_y = shifted_y - log Σ exp(shifted)
        np.vecdot(targets, self._shifted, self._likelihoods)
        np.add.reduce(self._likelihoods, axis=0, out=likelihoods)
        np.subtract(log_totals, likelihoods, losses)
        np.divide(losses, self._n_rows, losses)
        self._shifted.argmax(0, self._predicted)
        np.equal(self._predicted, labels, self._right)
        np.add.reduce(self._right, axis=1, dtype=np.intp, out=self._hits)
        np.divide(self._hits, self._n_rows, accuracies)

    def backward(self, X: Array, targets: Array, l1: float = 0.0, l2: float = 0.0) -> None:
        """After `forward`: the gradients of mean cross-entropy plus penalties, all of them.

        It uses the activations up: call `forward` again before the next one.
        """
        delta1 = self._delta1
        np.divide(delta1, self._totals, delta1)  # ŷ = softmax(logits)
        np.subtract(delta1, targets, delta1)
        np.divide(delta1, self._N, delta1)  # δ1 = (ŷ - y) / N
        np.matmul(self._a1_1_of, self._delta1_T, self._dW2b2)  # ∂J/∂W2 = a1ᵀ δ1, ∂J/∂b2 = Σ δ1
        np.matmul(self._W2, self._delta1_of, self._delta3_of)  # δ2 = δ1 W2ᵀ
        self._through_activation(self._delta3, self._a1)  # δ3 = δ2 ∘ activation'(z1)
        np.matmul(X, self._delta3_T, self._dW1b1)  # ∂J/∂W1 = Xᵀ δ3, ∂J/∂b1 = Σ δ3
        for W, dW, scratch in self._penalised:
            if l1:
                np.sign(W, scratch)
                np.multiply(scratch, l1, scratch)
                np.add(dW, scratch, dW)
            if l2:
                np.multiply(W, l2, scratch)
                np.add(dW, scratch, dW)


def _layer_blocks(vectors: Array, sizes: tuple[int, int, int]) -> tuple[Array, Array]:
    """[W1; b1] (R, Dx + 1, H) and [W2; b2] (R, H + 1, Dy), as views."""
    Dx, H, Dy = sizes
    first, second = np.split(vectors, [(Dx + 1) * H], axis=1)
    return first.reshape(-1, Dx + 1, H), second.reshape(-1, H + 1, Dy)


def _transposed(matrices: Array) -> Array:
    return matrices.transpose(0, 2, 1)


def _of_each(array: Array) -> Array:
    return array.transpose(1, 0, 2)


def _empty(features: int, n_networks: int, n_rows: int, dtype: DTypeLike) -> Array:
    """An array (features, R, rows) in the layout that suits so many rows."""
    if n_rows == 1:
        return _of_each(np.empty((n_networks, features, 1), dtype))
    return np.empty((features, n_networks, n_rows), dtype)
