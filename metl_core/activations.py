"""Softmax and the sigmoid with all their kin, and the hidden layer's activations.

Every function takes an array of any shape (or a plain number) and returns a new
one; the input is never written to. Integers become float64, every floating dtype
stays what it is, and complex input is continued analytically, so that
complex-step differentiation can pass through.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metl_core.checks import Array, inexact_array, shaped

Axis = int | tuple[int, ...] | None


# Softmax -------------------------------------------------------------------------------


def softmax(logits: ArrayLike, axis: Axis = -1) -> Array:
    """Probabilities p_i = exp(z_i) / Σ_j exp(z_j) along `axis`.

    logits (any shape) -> probabilities (same shape), ≥ 0, summing to 1 along the
    axis. A logit of -inf (a masked class) gets probability 0; +inf and nan give nan
    as in scipy.special.softmax.

    Raises ValueError if the axis is empty or not there, TypeError if logits are no numbers.
    Source: Goodfellow, Bengio & Courville, Deep Learning (2016), section 4.1.
    """
    z, dtype = _checked_logits(logits, axis)
    row_max = z.real.max(axis=axis, keepdims=True)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        shifted = z - row_max  # the largest is now 0: exp cannot overflow
        exponentials = np.exp(shifted)
        probabilities = exponentials / exponentials.sum(axis=axis, keepdims=True)
        return np.asarray(probabilities, dtype=dtype)


def naive_softmax(logits: ArrayLike, axis: Axis = -1) -> Array:
    """The textbook formula exp(z_i) / Σ_j exp(z_j), in the dtype it is given.

    On purpose unprotected: exp overflows from about z = 12 (float16), 89 (float32)
    and 710 (float64) on, with NumPy's warning, and inf / inf is nan. It is there to
    be seen failing; use `softmax` for everything else.
    """
    z = inexact_array("logits", logits)
    _check_axis(z, axis)
    exponentials = np.exp(z)
    return np.asarray(exponentials / exponentials.sum(axis=axis, keepdims=True))


def logsumexp(logits: ArrayLike, axis: Axis = -1) -> Array:
    """log Σ_j exp(z_j) along `axis`, which is reduced away, in nats.

    logits (any shape) -> (same shape without the axis); -inf where all logits are -inf.

    Raises ValueError if the axis is empty or not there, TypeError if logits are no numbers.
    Source: Blanchard, Higham & Higham, Accurately computing the log-sum-exp and softmax
    functions (2021): the largest term is taken out of the sum, log1p takes the rest.
    """
    z, dtype = _checked_logits(logits, axis)
    anchor = _finite_max(z, axis)
    with np.errstate(all="ignore"):
        result = anchor + _log_sum_exp_of_shifted(z - anchor, axis)
        return np.asarray(result.reshape(z.max(axis=axis).shape), dtype=dtype)[()]


def log_softmax(logits: ArrayLike, axis: Axis = -1) -> Array:
    """log p_i = z_i - log Σ_j exp(z_j) along `axis`, in nats.

    logits (any shape) -> log-probabilities (same shape), ≤ 0; finite where
    log(softmax(logits)) would already be log 0 = -inf.

    Raises ValueError if the axis is empty or not there, TypeError if logits are no numbers.
    Source: as `logsumexp`.
    """
    z, dtype = _checked_logits(logits, axis)
    with np.errstate(all="ignore"):
        shifted = z - _finite_max(z, axis)
        return np.asarray(shifted - _log_sum_exp_of_shifted(shifted, axis), dtype=dtype)


def softmax_jacobian(logits: ArrayLike) -> Array:
    """∂p_i/∂z_j = p_i (1[i = j] - p_j), that is diag(p) - p pᵀ.

    logits (K,) -> (K, K), symmetric; each row sums to 0, which is softmax's
    invariance to a constant shift.

    Raises ValueError unless logits is a non-empty vector.
    """
    p = softmax(shaped("logits", inexact_array("logits", logits), ("K",)))
    return np.asarray(np.diag(p) - np.outer(p, p))


def _checked_logits(logits: ArrayLike, axis: Axis) -> tuple[Array, np.dtype]:
    """The logits in the dtype to compute in, and the dtype of the answer.

    float16 is computed in float32: the sum over many classes would pass 65504.
    """
    z = inexact_array("logits", logits)
    _check_axis(z, axis)
    return z.astype(np.promote_types(z.dtype, np.float32), copy=False), z.dtype


def _check_axis(z: Array, axis: Axis) -> None:
    if z.ndim == 0 and axis in (None, 0, -1, ()):
        return  # NumPy lets a plain number be reduced along axis 0 or -1; so do we
    axes = tuple(range(z.ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    different = set()
    for one in axes:
        is_integer = isinstance(one, int | np.integer) and not isinstance(one, bool)
        if not is_integer or not -z.ndim <= one < z.ndim:
            raise ValueError(f"axis must be an axis of logits of shape {z.shape}, got {axis!r}")
        if z.shape[one] == 0:
            raise ValueError(f"logits must not be empty along axis {one}, got shape {z.shape}")
        different.add(one % z.ndim)
    if len(different) < len(axes):
        raise ValueError(f"axis must be different axes, got {axis!r}")


def _finite_max(z: Array, axis: Axis) -> Array:
    """The largest logit; 0 where that is infinite or nan, as inf - inf is nan.

    Of complex logits the one with the largest real part, with its imaginary part (of equals the
    mean): the largest is then shifted to 0, and a log-probability near 0 keeps its digits.
    """
    row_max = z.real.max(axis=axis, keepdims=True)
    if z.dtype.kind == "c":
        row_max = row_max + 1j * z.imag.mean(axis=axis, keepdims=True, where=z.real == row_max)
    return np.asarray(np.where(np.isfinite(row_max), row_max, np.zeros_like(row_max)))


def _log_sum_exp_of_shifted(shifted: Array, axis: Axis) -> Array:
    """log Σ exp(shifted), where the largest of `shifted` is 0 (or infinite, or nan)."""
    # log(1 + rest) would lose a rest below 1e-16; log1p keeps it.
    is_largest = shifted.real == shifted.real.max(axis=axis, keepdims=True)
    count = is_largest.sum(axis=axis, keepdims=True, dtype=shifted.real.dtype)
    count = np.maximum(count, 1)  # of nan, none is the largest
    terms = np.where(is_largest, np.expm1(shifted), np.exp(shifted))
    return np.asarray(np.log(count) + np.log1p(terms.sum(axis=axis, keepdims=True) / count))


# The sigmoid ---------------------------------------------------------------------------


def sigmoid(x: ArrayLike) -> Array:
    """σ(x) = 1 / (1 + exp(-x)), accurate in both tails.

    x (any shape) -> (same shape), from 0 to 1; σ(-x) = 1 - σ(x).

    Raises TypeError if x is no array of numbers.
    """
    x = inexact_array("x", x)
    e = _exp_of_minus_abs(x)
    return np.asarray(np.where(x.real >= 0, 1, e) / (1 + e))[()]


def log_sigmoid(x: ArrayLike) -> Array:
    """log σ(x) = -log(1 + exp(-x)), in nats; about x for very negative x, never -inf there.

    x (any shape) -> (same shape), ≤ 0.

    Raises TypeError if x is no array of numbers.
    """
    x = inexact_array("x", x)
    return np.asarray(np.where(x.real >= 0, 0, x) - np.log1p(_exp_of_minus_abs(x)))[()]


def sigmoid_derivative(x: ArrayLike) -> Array:
    """σ'(x) = σ(x) σ(-x), a function of x, accurate in both tails.

    σ(x) (1 - σ(x)) is the same on paper, but 1 - σ(x) rounds to 0 from x = 37 on.
    x (any shape) -> (same shape), from 0 to 1/4.

    Raises TypeError if x is no array of numbers.
    """
    e = _exp_of_minus_abs(inexact_array("x", x))
    return np.asarray(e / (1 + e) ** 2)[()]  # σ(|x|) = 1/(1+e), σ(-|x|) = e/(1+e)


def sigmoid_derivative_from_output(s: ArrayLike) -> Array:
    """s = σ(x) -> σ'(x) = s (1 - s), the form that a backward pass uses.

    s (any shape) -> (same shape). Beware: it takes the sigmoid's output, not its input.
    """
    s = inexact_array("s", s)
    return np.asarray(s * (1 - s))[()]


def _exp_of_minus_abs(x: Array) -> Array:
    """exp(-|x|), never above 1: it cannot overflow (for complex x: the sign of the real part)."""
    with np.errstate(under="ignore"):
        return np.asarray(np.exp(np.where(x.real >= 0, -x, x)))


# The other activations -----------------------------------------------------------------


def tanh(x: ArrayLike) -> Array:
    """tanh(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x)); any shape -> same shape, from -1 to 1."""
    return np.asarray(np.tanh(inexact_array("x", x)))[()]


def tanh_derivative(x: ArrayLike) -> Array:
    """tanh'(x) = 1 - tanh²(x) = 4 σ'(2x), accurate in both tails; any shape -> same shape."""
    with np.errstate(over="ignore"):
        return np.asarray(4 * sigmoid_derivative(2 * inexact_array("x", x)))[()]


def relu(x: ArrayLike) -> Array:
    """max(x, 0); any shape -> same shape."""
    x = inexact_array("x", x)
    return np.asarray(np.where(x.real <= 0, 0, x).astype(x.dtype, copy=False))[()]


def relu_derivative(x: ArrayLike) -> Array:
    """1 where x > 0, else 0 (at the kink x = 0 too, by convention); any shape -> same shape."""
    return np.asarray(np.heaviside(inexact_array("x", x).real, 0))[()]


def identity(x: ArrayLike) -> Array:
    """x itself, as a new array: a hidden layer without an activation."""
    return np.array(inexact_array("x", x))[()]


def identity_derivative(x: ArrayLike) -> Array:
    """1 everywhere; any shape -> same shape."""
    return np.ones_like(inexact_array("x", x))[()]


@dataclass(frozen=True)
class Activation:
    """A hidden layer's activation: a1 = function(z1), and its derivative in two forms."""

    function: Callable[[Array], Array]
    derivative: Callable[[Array], Array]  # of z1
    derivative_from_output: Callable[[Array], Array]  # of a1 = function(z1)


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(sigmoid, sigmoid_derivative, sigmoid_derivative_from_output),
    "tanh": Activation(tanh, tanh_derivative, lambda a: np.asarray(1 - a * a)),
    "relu": Activation(relu, relu_derivative, relu_derivative),  # relu(z) > 0 where z > 0
    "identity": Activation(identity, identity_derivative, identity_derivative),
}
