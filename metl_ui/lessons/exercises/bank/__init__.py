"""The bank of questions, one file a topic. A seed draws their numbers."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from metl_core.streams import Stream, generator
from metl_ui.lessons.exercises.bank import (
    cross_entropy,
    gradient_check,
    network,
    sigmoid,
    softmax,
    training,
)
from metl_ui.lessons.exercises.question import Question, Topic

Maker = Callable[[np.random.Generator], Question]

_MAKERS: dict[tuple[str, str], tuple[Maker, ...]] = {
    ("Softmax", "softmax"): softmax.QUESTIONS,
    ("Sigmoid", "sigmoid"): sigmoid.QUESTIONS,
    ("Cross-entropy", "cross-entropy"): cross_entropy.QUESTIONS,
    ("Network", "network"): network.QUESTIONS,
    ("Gradient check", "gradient-check"): gradient_check.QUESTIONS,
    ("Training", "train"): training.QUESTIONS,
}
HOW_MANY = sum(map(len, _MAKERS.values()))


@lru_cache(maxsize=64)
def topics(seed: int) -> tuple[Topic, ...]:
    """All questions in the order of the lessons, with the numbers of this seed.

    Each question has a stream of its own: what one draws does not change another.
    """
    return tuple(
        Topic(
            name,
            path,
            tuple(
                make(generator(seed, Stream.EXERCISES, place, number))
                for number, make in enumerate(makers)
            ),
        )
        for place, ((name, path), makers) in enumerate(_MAKERS.items())
    )
