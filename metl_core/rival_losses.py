"""Cross-entropy from logits beside softmax twice, whose gradient fades.

Each is followed along one line: the right class, which comes first, has the logit z, and all the
others have 0.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metl_core.activations import softmax
from metl_core.checks import Array, choice, finite_array, integer, shaped
from metl_core.losses import cross_entropy, cross_entropy_gradient

LOSSES = ("cross-entropy", "softmax twice")


@dataclass(frozen=True, eq=False)
class LossAlong:
    """A loss along the line: arrays (N,)."""

    z: Array  # the logit of the right class
    loss: Array
    slope: Array  # ∂loss/∂z


def loss_along(loss: str, z: ArrayLike, n_classes: int) -> LossAlong:
    """One of LOSSES at the logits z (N,) of the right class, with its slope.

    "softmax twice" is the cross-entropy that is handed probabilities for logits.

    Raises ValueError or TypeError for an unknown loss, a z that is no vector of finite numbers,
    and less than 2 classes.
    """
    choice("loss", loss, LOSSES)
    z = shaped("z", finite_array("z", z), ("N",))
    logits = np.zeros((z.size, integer("n_classes", n_classes, minimum=2)))
    logits[:, 0] = z
    right = np.zeros(z.size, dtype=int)
    if loss == "cross-entropy":
        slopes = cross_entropy_gradient(logits, right, "none")
        return LossAlong(z, np.asarray(cross_entropy(logits, right, "none")), slopes[:, 0])
    p = softmax(logits)
    slopes = back_through_softmax(p, cross_entropy_gradient(p, right, "none"))
    return LossAlong(z, np.asarray(cross_entropy(p, right, "none")), slopes[:, 0])


def back_through_softmax(probabilities: Array, slopes: Array) -> Array:
    """∂L/∂p_k -> ∂L/∂z_i = Σ_k ∂L/∂p_k ∂p_k/∂z_i, row by row: (N, K), (N, K) -> (N, K)."""
    mean = (probabilities * slopes).sum(axis=1, keepdims=True)
    return np.asarray(probabilities * (slopes - mean))


def least_loss_of_softmax_twice(n_classes: int) -> float:
    """log(1 + (K - 1) / e) nats: what is left when p of the right class is 1 and the others 0."""
    n_classes = integer("n_classes", n_classes, minimum=2)
    best = np.eye(1, n_classes)  # the probabilities, taken for logits
    return float(cross_entropy(best, [0]))
