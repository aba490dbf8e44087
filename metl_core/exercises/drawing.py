"""Drawing the numbers of an exercise until no usual mistake comes close to the right answer."""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

import numpy as np

_TRIES = 1000
_APART = 3  # times the tolerance


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
    """The first case drawn whose mistakes all lie well away from its answer.

    Raises RuntimeError if none is found, which is a mistake in `draw`.
    """
    for _ in range(_TRIES):
        case = draw(generator)
        gaps = [abs(mistake - case.answer) for mistake in case.mistakes.values()]
        if min(gaps) > _APART * case.tolerance:
            return case
    raise RuntimeError(f"{draw.__name__} gave no case whose mistakes are apart from its answer")
