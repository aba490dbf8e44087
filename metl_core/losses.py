"""Cross-entropy from logits, its gradient, and the penalties on the weights. All in nats."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from metl_core.activations import log_softmax, softmax
from metl_core.checks import (
    Array,
    choice,
    inexact_array,
    integer,
    integer_array,
    number,
    shaped,
    shown,
)

Reduction = Literal["mean", "sum", "none"]
REDUCTIONS = ("mean", "sum", "none")

_ROW_SUM_TOLERANCE = 1e-3  # a row of float16 probabilities misses 1 by less


def one_hot(labels: ArrayLike, n_classes: int) -> Array:
    """Row n is all 0 but for a 1 at column labels[n].

    labels (N,) integers from 0 to n_classes - 1 -> (N, K) float64.

    Raises TypeError for labels that are no integers, ValueError for one out of range.
    """
    n_classes = integer("n_classes", n_classes, minimum=1)
    indices = class_indices(labels, n_classes)
    rows = np.zeros((indices.size, n_classes))
    rows[np.arange(indices.size), indices] = 1.0
    return rows


def cross_entropy(
    logits: ArrayLike, labels: ArrayLike, reduction: Reduction = "mean"
) -> float | Array:
    """-Σ_k y_k log p_k of each row, with p = softmax(logits), in nats.

    logits (N, K); labels (N,) integers, or (N, K) rows of probabilities (one-hot
    included). "mean" and "sum" over the rows give a float, "none" gives (N,).
    Computed from the logits, never as log(softmax(logits)), which is -inf where a
    probability rounds to 0.

    Raises ValueError or TypeError for logits that are no (N, K) with N ≥ 1, labels that
    fit neither form, and unknown reductions.
    Source: Goodfellow, Bengio & Courville, Deep Learning (2016), eq. 6.30.
    """
    choice("reduction", reduction, REDUCTIONS)
    z = _checked_logits(logits)
    targets = target_rows(labels, *z.shape)
    log_p = log_softmax(z.astype(np.promote_types(z.dtype, np.float32), copy=False))
    with np.errstate(invalid="ignore", over="ignore"):
        # 0 · (-inf) of a masked class counts as 0, not nan.
        losses = np.where(targets == 0, 0, -targets * log_p).sum(axis=1)
        if reduction == "none":
            return np.asarray(losses, dtype=z.dtype)
        if reduction == "mean":
            losses = losses / len(losses)  # before the sum, which might overflow
        return losses.sum(dtype=np.promote_types(z.dtype, np.float64)).item()  # type: ignore[no-any-return]


def cross_entropy_gradient(
    logits: ArrayLike, labels: ArrayLike, reduction: Reduction = "mean"
) -> Array:
    """∂L/∂logits = probabilities - one_hot, divided by N for the mean.

    logits (N, K); labels as in `cross_entropy` -> (N, K), each row sums to 0. "none"
    gives the gradient of each row's own loss, which is that of the sum.

    Raises what `cross_entropy` raises.
    """
    choice("reduction", reduction, REDUCTIONS)
    z = _checked_logits(logits)
    wide = z.astype(np.promote_types(z.dtype, np.float32), copy=False)
    gradient = softmax(wide) - target_rows(labels, *z.shape)
    if reduction == "mean":
        gradient = gradient / len(z)
    return np.asarray(gradient, dtype=z.dtype)


def class_indices(labels: ArrayLike, n_classes: int) -> Array:
    """labels (N,) checked to be integers from 0 to n_classes - 1."""
    indices = shaped("labels", integer_array("labels", labels), ("N",))
    wrong = np.flatnonzero((indices < 0) | (indices >= n_classes))
    if wrong.size:
        raise ValueError(
            f"labels must be integers from 0 to {n_classes - 1}, "
            f"got {indices[wrong[0]]} at index {wrong[0]}"
        )
    return indices


def target_rows(labels: ArrayLike, n_rows: int, n_classes: int) -> Array:
    """labels in either form, (N,) integers or (N, K) probabilities, as (N, K) rows.

    Probabilities may miss the sum 1 by their rounding; they are divided by their sum.
    """
    try:
        given = np.asarray(labels)
    except ValueError as error:
        raise ValueError("labels must be an array, got rows of unequal length") from error
    if given.ndim != 2:
        if given.shape != (n_rows,):
            raise ValueError(
                f"labels must have shape ({n_rows},) or ({n_rows}, {n_classes}), got {given.shape}"
            )
        return one_hot(given, n_classes)
    rows = shaped("labels", inexact_array("labels", given), (n_rows, n_classes))
    if rows.dtype.kind == "c":
        raise TypeError("labels must be real probabilities, got complex numbers")
    # Written so that a nan fails too.
    with np.errstate(over="ignore", invalid="ignore"):
        sums = rows.sum(axis=1, keepdims=True)
    proper = (rows >= 0).all(axis=1) & (np.abs(sums[:, 0] - 1) <= _ROW_SUM_TOLERANCE)
    if not proper.all():
        worst = int(np.flatnonzero(~proper)[0])
        raise ValueError(
            "labels must be rows of probabilities ≥ 0 that sum to 1, "
            f"got {shown(rows[worst].tolist())} in row {worst}"
        )
    return np.asarray(rows / sums)


def _checked_logits(logits: ArrayLike) -> Array:
    z = shaped("logits", inexact_array("logits", logits), ("N", "K"))
    if z.size == 0:
        raise ValueError(f"logits must have at least one row and one class, got shape {z.shape}")
    return z


# Penalties -----------------------------------------------------------------------------


def penalty(weights: ArrayLike, l1: float = 0.0, l2: float = 0.0) -> float:
    """l1 · Σ|w| + l2/2 · Σw², what a weight matrix adds to the loss. Biases are not penalised.

    Source: Goodfellow, Bengio & Courville, Deep Learning (2016), section 7.1.
    """
    w, l1, l2 = _checked_penalty(weights, l1, l2)
    magnitude = np.where(w.real < 0, -w, w)  # |w|, analytic in each half for complex steps
    return (l1 * magnitude.sum() + l2 / 2 * (w * w).sum()).item()  # type: ignore[no-any-return]


def penalty_gradient(weights: ArrayLike, l1: float = 0.0, l2: float = 0.0) -> Array:
    """l1 · sign(w) + l2 · w, of the weights' shape; sign(0) is 0 at the kink."""
    w, l1, l2 = _checked_penalty(weights, l1, l2)
    return np.asarray(l1 * np.sign(w) + l2 * w)


def _checked_penalty(weights: ArrayLike, l1: float, l2: float) -> tuple[Array, float, float]:
    """The weights, and plain floats: those of NumPy would widen weights of float32."""
    strengths = number("l1", l1, minimum=0), number("l2", l2, minimum=0)
    return inexact_array("weights", weights), *strengths
