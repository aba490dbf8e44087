"""Inputs of any unit and size, brought to mean 0 and variance 1."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metl_core.checks import Array, inexact_array, shaped
from metl_core.dataset import input_matrix

# A column that varies by no more than this, relative to its size, is one value and its
# rounding errors (0.1 + 0.2 is not 0.3): dividing by so small a deviation would blow them up.
_ROUNDING = 8 * float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class Standardiser:
    """(x - mean) / scale, column by column; mean (D,) and scale (D,) from `fit`.

    A column that is constant where it was fitted has scale 0 and becomes 0 everywhere: a
    network trained on it has learnt nothing from it, so later values must not count either.
    """

    mean: Array
    scale: Array

    @classmethod
    def fit(cls, X: ArrayLike) -> "Standardiser":
        """Mean and standard deviation (over N, not N - 1) of each column of X (N, D).

        Raises ValueError or TypeError for an X that is no (N, D) of finite numbers within
        ±1e100, or has no row.
        """
        matrix = input_matrix("X", X)
        if len(matrix) == 0:
            raise ValueError(f"X must have at least one row, got shape {matrix.shape}")
        # Seen from its first row, a column far from 0 keeps all its digits; measured in its
        # own spread, the squares of huge or tiny values neither overflow nor vanish.
        first = matrix[0]
        offset = matrix - first
        spread = np.abs(offset).max(axis=0)
        spread[spread <= _ROUNDING * np.abs(matrix).max(axis=0)] = 0
        unit = np.divide(offset, spread, out=np.zeros_like(offset), where=spread > 0)
        return cls(mean=first + spread * unit.mean(axis=0), scale=spread * unit.std(axis=0))

    def transform(self, X: ArrayLike) -> Array:
        """X (N, D) -> (N, D) float64, new.

        Raises ValueError or TypeError unless X is an array of numbers with D columns.
        """
        matrix = shaped("X", inexact_array("X", X), ("N", self.mean.size))
        standardised = np.zeros(matrix.shape)
        np.divide(matrix - self.mean, self.scale, out=standardised, where=self.scale > 0)
        return standardised
