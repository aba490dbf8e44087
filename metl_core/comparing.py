"""What many runs tell together: which learning rate was right, and how much was luck."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from metl_core.checks import Array

GOOD = 0.9  # of how far the best one is below its first loss
LITTLE = 0.01  # of the first loss: a fall by less is none

Verdict = Literal["best", "good", "slow", "overshooting", "diverging"]


def mean_losses(losses: Array) -> Array:
    """losses (E, R) -> (R,): the mean over the epochs after the first, inf where it is no number.

    It tells a rate better than the loss at the end, which may be low by luck after great leaps.
    """
    means = losses[1:].mean(axis=0)
    return np.where(np.isnan(means), np.inf, means)


def learns(losses: Array) -> bool:
    """losses (E, R), E ≥ 2: whether any run's loss falls by more than nothing, in the mean."""
    return bool((mean_losses(losses) < (1 - LITTLE) * losses[0]).any())


def rate_verdicts(rates: Sequence[float], losses: Array) -> list[Verdict]:
    """Of runs that differ in their learning rates alone, by their losses (E, R), E ≥ 2.

    The best has the lowest loss in the mean over the epochs. Good are those that are nine tenths
    as far below the first loss. Of the others, those with a smaller rate than the best are slow,
    and those with a larger one overshoot: they diverge if they stand above their first loss now,
    or at no number. Where nobody learns, the others are slow or they diverge.
    """
    first, means = losses[0], mean_losses(losses)
    best = int(means.argmin())
    anyone_learns = learns(losses)
    good = anyone_learns & (first - means >= GOOD * (first[best] - means[best]))

    def verdict(run: int) -> Verdict:
        if run == best:
            return "best"
        if good[run]:
            return "good"
        if rates[run] < rates[best]:
            return "slow"
        if not losses[-1, run] <= (1 + LITTLE) * first[run]:
            return "diverging"
        return "overshooting" if anyone_learns else "slow"

    return [verdict(run) for run in range(len(rates))]


class Band(NamedTuple):
    """Of many numbers, along the last axis: the ends, the quartiles, and the middle."""

    lowest: Array
    lower_quartile: Array
    median: Array
    upper_quartile: Array
    highest: Array


def band(values: Array) -> Band:
    """values (…, R) -> five arrays (…,) out of the values, of which what is no number is inf."""
    known = np.where(np.isnan(values), np.inf, values)
    return Band(*np.quantile(known, [0, 0.25, 0.5, 0.75, 1], axis=-1, method="inverted_cdf"))


class Rank(NamedTuple):
    """How many of the others one number beats, equals, and is beaten by."""

    better: int
    equal: int
    worse: int


def rank(values: Array, own: int) -> Rank:
    """Where values[own] stands among values (R,), of which the larger is the better."""
    others = np.delete(values, own)
    signs = others < values[own], others == values[own], others > values[own]
    return Rank(*(int(sign.sum()) for sign in signs))
