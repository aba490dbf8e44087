"""The numbers of the exercises on softmax."""

from dataclasses import dataclass

import numpy as np

from metl_core.activations import naive_softmax, sigmoid, softmax
from metl_core.checks import Array
from metl_core.exercises.drawing import draw_apart
from metl_core.exercises.rounding import digits_for


@dataclass(frozen=True, eq=False)
class OneProbability:
    """softmax(logits) at the class `index`."""

    logits: Array  # (3,)
    index: int
    exponentials: Array  # (3,)
    total: float  # their sum
    answer: float
    mistakes: dict[str, float]
    tolerance: float = 0.005

    @property
    def digits(self) -> int:
        """Of the exponentials and their sum: enough for their quotient."""
        numerator = self.exponentials[self.index].item()
        return digits_for(self.answer, lambda e, total: e / total, numerator, self.total, least=4)


def one_probability(generator: np.random.Generator) -> OneProbability:
    """Three positive logits, so that their ratio looks like a probability, and a class."""
    return draw_apart(_one_probability, generator)


def _one_probability(generator: np.random.Generator) -> OneProbability:
    logits = generator.choice(np.arange(1, 9), 3, replace=False) / 2
    index = int(generator.integers(3))
    mistakes = {
        "ratio": float(logits[index] / logits.sum()),
        "alone": sigmoid(logits[index]).item(),
        "exponential": np.exp(logits[index]).item(),
        "first": softmax(logits)[index - 1].item(),
    }
    exponentials = np.exp(logits)
    answer = softmax(logits)[index].item()
    total = exponentials.sum().item()
    return OneProbability(logits, index, exponentials, total, answer, mistakes)


@dataclass(frozen=True, eq=False)
class Lowered:
    """A probability before and after the largest logit has been taken off all of them."""

    logits: Array  # (3,)
    index: int
    largest: float
    before: Array  # (3,) probabilities
    answer: float
    mistakes: dict[str, float]
    tolerance: float = 0.005


def lowered(generator: np.random.Generator) -> Lowered:
    """Three logits around 12 and a class that is not the largest."""
    return draw_apart(_lowered, generator)


def _lowered(generator: np.random.Generator) -> Lowered:
    logits = generator.integers(10, 16) + generator.choice(np.arange(6), 3, replace=False) / 2
    largest = float(logits.max())
    index = int(np.argsort(logits)[generator.integers(2)])
    before = softmax(logits)
    mistakes = {
        "numerator only": float(before[index] * np.exp(-largest)),
        "exponential": float(np.exp(logits[index] - largest)),
        "subtracted": float(before[index] - largest),
    }
    after = softmax(logits - largest)[index].item()
    return Lowered(logits, index, largest, before, after, mistakes)


@dataclass(frozen=True, eq=False)
class Shifts:
    """The textbook softmax of three rows (3, 2), after something was taken off each row."""

    rows: Array
    by: dict[str, Array]  # what is taken off, (3, 1)
    probabilities: dict[str, Array]  # what comes of it, (3, 2): nan where exp broke


def shifts(generator: np.random.Generator) -> Shifts:
    """A row too large for exp, a small one, and one too small; four shifts that one may try."""
    high, low = generator.integers(1500, 1900), generator.integers(1000, 1300)
    small = generator.integers(1, 6)
    rows = np.array([[high, 0], [small, small + 1], [-low, -low - 1]], dtype=float)
    largest = rows.max(axis=1, keepdims=True)
    by = {
        "largest of its row": largest,
        "largest of all": np.full((3, 1), rows.max()),
        "smallest of its row": rows.min(axis=1, keepdims=True),
        "largest or 0": np.maximum(0, largest),
    }
    with np.errstate(all="ignore"):
        return Shifts(rows, by, {name: naive_softmax(rows - shift) for name, shift in by.items()})


@dataclass(frozen=True, eq=False)
class TwoConfidences:
    """The probability of the same class from logits, and from logits `factor` times as large."""

    logits: Array  # (3,)
    factor: int
    calm: float
    bold: float


def two_confidences(generator: np.random.Generator) -> TwoConfidences:
    """Logits whose largest is ahead by about 1."""
    logits = generator.permutation([0.0, 0.5, 1.0]) + generator.integers(4) / 2
    factor = int(generator.integers(3, 6))
    calm, bold = softmax(logits).max(), softmax(factor * logits).max()
    return TwoConfidences(logits, factor, calm.item(), bold.item())
