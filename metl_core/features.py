"""What a network may be given of a point in the plane: x₁, x₂ and functions of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from metl_core.checks import Array, choice, inexact_array, shaped, shown


@dataclass(frozen=True)
class Feature:
    """One input feature: (N,), (N,) -> (N,), and the formula as people write it."""

    label: str
    function: Callable[[Array, Array], Array]


# The key is the formula in plain letters, as it stands in links. sin(πx) and not sin(x): over
# coordinates from -1 to 1 it goes through one whole wave, where sin(x) is nearly straight.
FEATURES = MappingProxyType(
    {
        "x1": Feature("x₁", lambda x1, x2: x1),
        "x2": Feature("x₂", lambda x1, x2: x2),
        "x1^2": Feature("x₁²", lambda x1, x2: x1 * x1),
        "x2^2": Feature("x₂²", lambda x1, x2: x2 * x2),
        "x1*x2": Feature("x₁x₂", lambda x1, x2: x1 * x2),
        "sin(pi*x1)": Feature("sin πx₁", lambda x1, x2: np.sin(np.pi * x1)),
        "sin(pi*x2)": Feature("sin πx₂", lambda x1, x2: np.sin(np.pi * x2)),
    }
)


def check_features(names: Sequence[str]) -> tuple[str, ...]:
    """The names of different FEATURES, at least one.

    Raises ValueError or TypeError otherwise.
    """
    if not isinstance(names, tuple | list):  # the string "x1" is a sequence, of "x" and "1"
        raise TypeError(f"features must be a tuple of names, got {shown(names)}")
    chosen = tuple(choice("features", name, tuple(FEATURES)) for name in names)
    if not chosen:
        raise ValueError(f"features must be at least one of {', '.join(FEATURES)}, got none")
    if len(set(chosen)) < len(chosen):
        raise ValueError(f"features must be different from each other, got {shown(chosen)}")
    return chosen


def expand(X: ArrayLike, names: Sequence[str]) -> Array:
    """The named features of points X (N, 2), side by side in this order -> (N, len(names)).

    Raises ValueError or TypeError for an X of another shape and for names that are not in
    FEATURES, that come twice, or of which there is none.
    """
    chosen = check_features(names)
    x1, x2 = shaped("X", inexact_array("X", X), ("N", 2)).T
    return np.column_stack([FEATURES[name].function(x1, x2) for name in chosen])
