"""A single sigmoid unit that is sure of the wrong answer, and how long it takes to change its mind.

Its output is σ(x), its target 0 for a positive x and 1 for a negative one, and gradient descent
moves x itself, at the learning rate 1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from metl_core.checks import Array, number
from metl_core.tails import SATURATED

FARTHEST = 12.0  # of the x to begin from; the steps needed grow as e^x
_MOVED, _LATER = 1 / 12, 10  # a path keeps where x has moved by this share, or so many times later
_OUTPUT = (1 + sqrt(1 - 4 * SATURATED)) / 2  # the σ > ½ with σ (1 - σ) = SATURATED
SATURATED_FROM = log(_OUTPUT / (1 - _OUTPUT))  # the x of that output, 4.585


@dataclass(frozen=True, eq=False)
class Path:
    """x step by step, until the output has passed ½."""

    step: Array  # (P,) numbers of steps, from 1 on; of a long path 20 at most are kept
    x: Array  # (P,) where each of them begins; the last is where the path ends
    first_move: float  # how far the first step moves x; 0 of none
    n_saturated: int  # steps that begin in saturation, where the slope is below SATURATED
    n_steps: int


def squared_error_gradient(x: float, target: float) -> float:
    """The derivative of (σ(x) - target)² / 2: the slope σ'(x) is a factor of it."""
    s = 1 / (1 + exp(-x))
    return (s - target) * s * (1 - s)


def log_loss_gradient(x: float, target: float) -> float:
    """The derivative of -target log σ(x) - (1 - target) log σ(-x): the slope has cancelled.

    This is the cross-entropy of two classes with the logits 0 and x.
    """
    return 1 / (1 + exp(-x)) - target


def relearn(x: float, gradient: Callable[[float, float], float]) -> Path:
    """The path of x under steps x ← x - gradient(x, target), until σ(x) has passed ½.

    Raises ValueError or TypeError unless x is a number from -FARTHEST to FARTHEST.
    """
    # Plain floats: for a single number NumPy would take thirty times as long.
    start = number("x", x, minimum=-FARTHEST, maximum=FARTHEST)
    side, target = (1, 0.0) if start >= 0 else (-1, 1.0)
    kept, here, step, n_saturated = [(1, start)], start, 1, 0
    while side * here > 0:
        n_saturated += abs(here) > SATURATED_FROM
        here -= gradient(here, target)
        step += 1
        last_step, last = kept[-1]
        moved, later = abs(here - last) >= _MOVED * abs(start), step >= _LATER * last_step
        if moved or later or side * here <= 0:
            kept.append((step, here))
    steps, places = np.array(kept).T
    first_move = -gradient(start, target) if step > 1 else 0.0
    return Path(steps, places, first_move, n_saturated, step - 1)
