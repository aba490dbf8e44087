"""The right count of parameters, and the usual wrong ones."""

from itertools import product

import numpy as np
import pytest

from metl_core.parameter_guesses import parameter_guesses

SIZES = list(product(range(1, 7), repeat=3))


def test_the_first_is_the_number_of_numbers_in_the_four_matrices():
    for Dx, H, Dy in SIZES:
        right = parameter_guesses(Dx, H, Dy)[0]
        arrays = {
            "W1": np.empty((Dx, H)),
            "b1": np.empty(H),
            "W2": np.empty((H, Dy)),
            "b2": np.empty(Dy),
        }
        assert right.parts == {name: array.size for name, array in arrays.items()}


def test_each_counts_what_its_formula_says():
    for Dx, H, Dy in SIZES:
        counts = {guess.formula: guess.count for guess in parameter_guesses(Dx, H, Dy)}
        assert counts == {
            "(Dx + 1) H + (H + 1) Dy": (Dx + 1) * H + (H + 1) * Dy,
            "H": H,
            "H (Dx + Dy)": H * (Dx + Dy),
            "(Dx + Dy + 2) H": (Dx + Dy + 2) * H,
        }


def test_the_last_is_right_where_there_are_as_many_classes_as_units_and_nowhere_else():
    for Dx, H, Dy in SIZES:
        right, units, weights, twice = parameter_guesses(Dx, H, Dy)
        assert (twice.count == right.count) == (Dy == H)
        assert units.count < weights.count < right.count


def test_sizes_that_are_none_are_refused():
    with pytest.raises(ValueError, match=r"^n_hidden must be an integer ≥ 1, got 0"):
        parameter_guesses(1, 0, 1)
