"""The cross-entropy of one example, and its gradient to the logits by three ways that meet."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from metl_core.activations import logsumexp, softmax, softmax_jacobian
from metl_core.checks import Array, finite_array, integer, number, shaped
from metl_core.gradient_check import numerical_gradient
from metl_core.losses import cross_entropy, cross_entropy_gradient, one_hot, target_rows

STEP = 1e-4  # of the difference quotient: good to 1e-8 for logits up to 1000, in float64

Verdict = Literal["right", "unsure", "wrong"]
SURE = 0.05  # the right class has less: wrong and sure; the others have less: right and sure


@dataclass(frozen=True, eq=False)
class LossPoint:
    """What there is to know about the loss at one place; arrays are (K,), losses in nats."""

    logits: Array
    target: Array  # t: probabilities, often one-hot
    probabilities: Array  # p = softmax(logits)
    loss: float
    gradient: Array  # ∂L/∂logits = p - t
    target_terms: Array  # -t_k log t_k
    entropy: float  # of the target, the sum of these: the least the loss can be

    def tangent(self, z: Array) -> Array:
        """The height at z (any shape) of the line that touches the loss over the first logit."""
        return np.asarray(self.loss + self.gradient[0] * (z - self.logits[0]))

    def pull(self, label: int) -> float:
        """1 - p of class `label`: the sum of the others, which is not 0 where p is rounded to 1."""
        return float(np.delete(self.probabilities, label).sum())

    def verdict(self, label: int) -> Verdict:
        """How the probabilities judge, if class `label` is the right one."""
        p = float(self.probabilities[label])
        return "wrong" if p < SURE else "right" if p > 1 - SURE else "unsure"


@dataclass(frozen=True, eq=False)
class Ways:
    """∂L/∂logits (K,) at one place, by the log-sum-exp, by the chain rule, and measured."""

    point: LossPoint
    log_sum_exp: float  # log Σ_j exp(z_j)
    by_log_sum_exp: Array  # p - t
    loss_slopes: Array  # ∂L/∂p_k = -t_k / p_k; -inf where that is beyond float64
    jacobian: Array  # (K, K), ∂p_k/∂z_i in row k and column i
    products: Array  # (K, K), in row k and column i ∂L/∂p_k ∂p_k/∂z_i
    by_chain_rule: Array  # the sums of the products over k; nan where 1 / p_k is infinite
    by_diagonal: Array  # (K,), of the sums only ∂L/∂p_i ∂p_i/∂z_i: what s (1 - s) alone gives
    measured: Array  # (L(z + h) - L(z - h)) / 2h with h = STEP

    @property
    def rest(self) -> float:
        """r of log Σ_j exp(z_j) = z_max + log(1 + r): the exponentials of the others over it."""
        z = self.point.logits
        return float(np.exp(np.delete(z, z.argmax()) - z.max()).sum())

    @property
    def chain_breaks(self) -> bool:
        """Whether some 1 / p_k that counts is too large for float64, p_k being 0 or close to it."""
        return not bool(np.isfinite(self.by_chain_rule).all())


def smoothed(label: int, n_classes: int, smoothing: float) -> Array:
    """A one-hot target that gives up the share `smoothing`, spread over all classes.

    -> (K,) probabilities. Raises ValueError or TypeError unless label is one of the n_classes
    and smoothing from 0 to 1.
    Source: Szegedy et al., Rethinking the Inception architecture (2016), section 7.
    """
    n_classes = integer("n_classes", n_classes, minimum=1)
    smoothing = number("smoothing", smoothing, minimum=0, maximum=1)
    (row,) = one_hot([integer("label", label, minimum=0, maximum=n_classes - 1)], n_classes)
    return np.asarray((1 - smoothing) * row + smoothing / n_classes)


def loss_point(logits: ArrayLike, target: ArrayLike) -> LossPoint:
    """The loss of logits (K,) against the probabilities target (K,), in float64.

    Raises ValueError or TypeError for logits that are no vector of finite numbers, and a target
    that is not as long, or no probabilities.
    """
    z = shaped("logits", finite_array("logits", logits), ("K",)).astype(np.float64)
    t = shaped("target", finite_array("target", target), (z.size,))
    (t,) = target_rows(t[np.newaxis], 1, z.size)
    # Entropy: Shannon, A mathematical theory of communication (1948), section 6; 0 log 0 is 0.
    target_terms = t * abs(np.log(np.where(t > 0, t, 1)))
    return LossPoint(
        logits=z,
        target=t,
        probabilities=softmax(z),
        loss=float(cross_entropy([z], [t])),
        gradient=cross_entropy_gradient([z], [t])[0],
        target_terms=target_terms,
        entropy=float(target_terms.sum()),
    )


def losses_over_first_logit(z: ArrayLike, target: ArrayLike) -> Array:
    """The loss against target (K,) where the first logit is one of z (N,), the others 0 -> (N,).

    Raises ValueError or TypeError as `loss_point`.
    """
    z = shaped("z", finite_array("z", z), ("N",))
    t = shaped("target", finite_array("target", target), ("K",))
    logits = np.zeros((z.size, t.size))
    logits[:, 0] = z
    return np.asarray(cross_entropy(logits, np.tile(t, (z.size, 1)), "none"))


def ways(logits: ArrayLike, target: ArrayLike) -> Ways:
    """The gradient of the loss to logits (K,) by both derivations and by measuring.

    Raises what `loss_point` raises.
    """
    point = loss_point(logits, target)
    z, t, p = point.logits, point.target, point.probabilities
    jacobian = softmax_jacobian(z) + 0.0  # 0 instead of -0
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        # A class whose t_k is 0 is not in the loss at all, whatever its p_k.
        slopes = np.where(t == 0, 0, -t / p)
        products = slopes[:, np.newaxis] * jacobian
        by_chain_rule, by_diagonal = products.sum(axis=0), products.diagonal()
    return Ways(
        point=point,
        log_sum_exp=float(logsumexp(z)),
        by_log_sum_exp=p - t,
        loss_slopes=slopes,
        jacobian=jacobian,
        products=products,
        by_chain_rule=_or_nan(by_chain_rule),
        by_diagonal=_or_nan(by_diagonal),
        measured=numerical_gradient(lambda at: cross_entropy([at], [t]), z, step=STEP),
    )


def _or_nan(values: Array) -> Array:
    return np.asarray(np.where(np.isfinite(values), values, np.nan))
