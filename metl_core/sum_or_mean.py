"""One step of gradient descent on the summed loss and on the mean loss of the same batch.

Every example has the same logits, as in a network of which only the last bias is learnt: the
gradient to these logits is the sum over the rows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metl_core.checks import Array, finite_array, integer, number, shaped
from metl_core.losses import Reduction, class_indices, cross_entropy, cross_entropy_gradient


@dataclass(frozen=True, eq=False)
class ReducedStep:
    """A step from the logits (K,) against the gradient of the loss, reduced in one way."""

    gradient: Array  # (K,) of the sum or of the mean
    logits: Array  # (K,) after the step
    loss: float  # the mean over the batch after the step, in nats


@dataclass(frozen=True, eq=False)
class SumAndMean:
    """Both steps from one place, with one learning rate."""

    n: int  # examples in the batch
    loss: float  # the mean over the batch before the step, in nats
    mean: ReducedStep
    sum: ReducedStep


def sum_and_mean(logits: ArrayLike, labels: ArrayLike, copies: int, rate: float) -> SumAndMean:
    """Step from logits (K,) on a batch that holds labels (M,) `copies` times.

    Raises ValueError or TypeError for logits that are no vector of finite numbers, labels that
    are no classes of it, copies below 1 and a rate that is not > 0.
    """
    z = shaped("logits", finite_array("logits", logits), ("K",))
    rate = number("rate", rate, above=0)
    batch = np.tile(class_indices(labels, z.size), integer("copies", copies, minimum=1))

    def step(reduction: Reduction) -> ReducedStep:
        gradient = cross_entropy_gradient(_rows(z, batch), batch, reduction).sum(axis=0)
        after = z - rate * gradient
        return ReducedStep(gradient, after, _mean_loss(after, batch))

    return SumAndMean(batch.size, _mean_loss(z, batch), mean=step("mean"), sum=step("sum"))


def losses_after(logits: ArrayLike, labels: ArrayLike, steps: ArrayLike) -> Array:
    """The mean loss after steps of several sizes (S,) against the mean's gradient -> (S,), in nats.

    A step of size s is the mean's with the learning rate s, or the sum's with s / N.
    Raises ValueError or TypeError as `sum_and_mean`.
    """
    z = shaped("logits", finite_array("logits", logits), ("K",))
    batch = class_indices(labels, z.size)
    gradient = cross_entropy_gradient(_rows(z, batch), batch).sum(axis=0)
    sizes = shaped("steps", finite_array("steps", steps), ("S",))
    return np.array([_mean_loss(z - size * gradient, batch) for size in sizes])


def _rows(logits: Array, batch: Array) -> Array:
    return np.tile(logits, (batch.size, 1))


def _mean_loss(logits: Array, batch: Array) -> float:
    return float(cross_entropy(_rows(logits, batch), batch))
