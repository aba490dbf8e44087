"""Drawing the numbers of an exercise until its answer and all usual mistakes can be told apart."""

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Protocol, TypeVar

import numpy as np

_TRIES = 1000
_FROM_ANSWER, _FROM_EACH_OTHER = 3, 2  # times the tolerance


class Case(Protocol):
    """The numbers of one exercise: what is asked for, and what comes of each mistake."""

    @property
    def answer(self) -> float: ...
    @property
    def tolerance(self) -> float: ...
    @property
    def mistakes(self) -> Mapping[str, float]: ...


AnyCase = TypeVar("AnyCase", bound=Case)


def draw_apart(
    draw: Callable[[np.random.Generator], AnyCase], generator: np.random.Generator
) -> AnyCase:
    """The first case drawn whose mistakes all lie well away from its answer and from each other.

    More than two tolerances apart, no number is within the tolerance of two of them.

    Raises RuntimeError if none is found, which is a mistake in `draw`.
    """
    for _ in range(_TRIES):
        case = draw(generator)
        mistakes = case.mistakes.values()
        gaps = [abs(mistake - case.answer) for mistake in mistakes]
        between = [abs(one - other) for one, other in combinations(mistakes, 2)]
        if min(gaps) > _FROM_ANSWER * case.tolerance and all(
            gap > _FROM_EACH_OTHER * case.tolerance for gap in between
        ):
            return case
    raise RuntimeError(f"{draw.__name__} gave no case whose answer and mistakes are apart")
