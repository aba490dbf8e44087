"""The network that is small enough to be shown."""

import numpy as np
import pytest

from metl_core import parameter_count
from metl_core.small_network import small_network


def parts(*sizes, **more):
    drawn = small_network(*sizes, **more)
    p = drawn.parameters
    return {"X": drawn.X, "W1": p.W1, "b1": p.b1, "W2": p.W2, "b2": p.b2}


def test_it_has_the_sizes_that_were_asked_for():
    drawn = small_network(5, 4, 3, 2, seed=0)
    assert drawn.X.shape == (5, 4)
    assert drawn.labels.shape == (5,)
    assert drawn.parameters.to_vector().size == parameter_count(4, 3, 2)


def test_every_number_has_two_decimals_and_is_at_most_two():
    for seed in range(30):
        for name, values in parts(5, 4, 5, 4, seed=seed).items():
            assert np.array_equal(values, np.round(values, 2)), name
            assert np.abs(values).max() <= 2
            assert not np.signbit(values[values == 0]).any()


def test_what_is_added_leaves_all_other_numbers_as_they_were():
    small, large = parts(2, 2, 2, 2, seed=7), parts(5, 4, 5, 4, seed=7)
    for name, values in small.items():
        there = tuple(slice(length) for length in values.shape)
        assert np.array_equal(values, large[name][there]), name


def test_labels_are_classes_and_all_of_them_occur():
    for n_classes in (2, 3, 4):
        labels = [small_network(5, 1, 1, n_classes, seed=seed).labels for seed in range(40)]
        assert set(np.concatenate(labels)) == set(range(n_classes))


def test_a_factor_multiplies_w1_and_nothing_else():
    plain, scaled = parts(3, 3, 3, 3, seed=1), parts(3, 3, 3, 3, seed=1, factor=30.0)
    for name in plain:
        times = 30 if name == "W1" else 1
        np.testing.assert_allclose(scaled[name], times * plain[name], rtol=1e-15)


@pytest.mark.parametrize(
    ("sizes", "name"),
    [
        ((0, 1, 1, 2), "n_examples"),
        ((6, 1, 1, 2), "n_examples"),
        ((1, 5, 1, 2), "n_inputs"),
        ((1, 1, 6, 2), "n_hidden"),
        ((1, 1, 1, 1), "n_classes"),
    ],
)
def test_sizes_out_of_range_are_refused_by_name(sizes, name):
    with pytest.raises(ValueError, match=f"^{name} must be an integer from"):
        small_network(*sizes, seed=0)


def test_a_factor_must_be_above_zero():
    with pytest.raises(ValueError, match=r"^factor must be a finite number > 0, got 0"):
        small_network(1, 1, 1, 2, seed=0, factor=0)
