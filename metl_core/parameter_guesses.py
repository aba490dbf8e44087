"""The count of a network's parameters, and the counts that are usually guessed instead."""

from dataclasses import dataclass
from math import prod

from metl_core.parameters import PARAMETER_NAMES, parameter_shapes


@dataclass(frozen=True)
class Guess:
    """A count of parameters, and for how many it takes each of W1, b1, W2 and b2."""

    formula: str
    parts: dict[str, int]

    @property
    def count(self) -> int:
        return sum(self.parts.values())


def parameter_guesses(n_inputs: int, n_hidden: int, n_outputs: int) -> tuple[Guess, ...]:
    """The right count first; then the units alone, the weights alone, and two biases a unit.

    Raises TypeError or ValueError for sizes that are no integers ≥ 1.
    """
    shapes = parameter_shapes(n_inputs, n_hidden, n_outputs)
    right = dict(zip(PARAMETER_NAMES, map(prod, shapes), strict=True))
    return (
        Guess("(Dx + 1) H + (H + 1) Dy", right),
        Guess("H", {"b1": n_hidden}),
        Guess("H (Dx + Dy)", {"W1": right["W1"], "W2": right["W2"]}),
        Guess("(Dx + Dy + 2) H", right | {"b2": n_hidden}),
    )
