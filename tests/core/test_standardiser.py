from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.preprocessing import StandardScaler

from metl_core.standardiser import Standardiser


@pytest.mark.parametrize("seed", range(5))
def test_it_gives_what_scikit_learn_gives(seed):
    generator = np.random.default_rng(seed)
    X = generator.normal(generator.normal(0, 5, 4), generator.uniform(0.1, 9, 4), (50, 4))
    other = generator.normal(0, 10, (20, 4))
    theirs, ours = StandardScaler().fit(X), Standardiser.fit(X)
    # rtol: a sum of 50 numbers in another order
    np.testing.assert_allclose(ours.mean, theirs.mean_, rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(ours.scale, theirs.scale_, rtol=1e-13)
    np.testing.assert_allclose(ours.transform(other), theirs.transform(other), rtol=1e-12)


def test_a_constant_column_becomes_zero_wherever_it_is_met():
    # The mean of fifty times 0.1 is not 0.1 in floating point, and their deviation not 0.
    X = np.column_stack([np.full(50, 0.1), np.arange(50.0), np.full(50, -7e99), np.zeros(50)])
    standardiser = Standardiser.fit(X)
    np.testing.assert_array_equal(standardiser.scale[[0, 2, 3]], 0)
    np.testing.assert_array_equal(standardiser.transform(X)[:, [0, 2, 3]], 0)
    np.testing.assert_array_equal(standardiser.transform(X + 1)[:, [0, 2, 3]], 0)
    assert standardiser.transform(X)[:, 1].std() == pytest.approx(1)


def test_a_column_that_varies_by_rounding_alone_counts_as_constant():
    X = np.array([[0.3], [0.1 + 0.2], [0.3]])
    assert np.ptp(X) > 0
    np.testing.assert_array_equal(Standardiser.fit(X).transform(X), 0)


def test_one_row_becomes_zero():
    np.testing.assert_array_equal(Standardiser.fit([[3.0, 4.0]]).transform([[3.0, 4.0]]), 0)


@pytest.mark.parametrize("size", [1e-300, 1e-150, 1.0, 1e99])
def test_any_size_of_the_numbers_gives_the_same(size):
    X = np.array([[1.0], [2.0], [4.0], [5.0]])
    expected = (X - 3) / np.sqrt(2.5)
    # rtol: a few roundings in products with `size`
    np.testing.assert_allclose(Standardiser.fit(X * size).transform(X * size), expected, rtol=1e-14)


def test_a_column_far_from_zero_keeps_its_digits():
    X = 1e9 + np.array([[1.0], [2.0], [4.0], [5.0]]) / 1024  # exact in float64
    exact = [Fraction(float(x)) for x in X[:, 0]]
    mean = sum(exact) / 4
    variance = float(sum((x - mean) ** 2 for x in exact) / 4)
    expected = [float(x - mean) / np.sqrt(variance) for x in exact]
    # atol: the mean itself is rounded to 1.2e-7 / 2, over a deviation of 1.5e-3
    np.testing.assert_allclose(Standardiser.fit(X).transform(X)[:, 0], expected, atol=5e-5)
    np.testing.assert_allclose(Standardiser.fit(X).scale, np.sqrt(variance), rtol=1e-14)


@given(
    hnp.arrays(float, hnp.array_shapes(min_dims=2, max_dims=2), elements=st.floats(-1e100, 1e100))
)
def test_no_finite_table_gives_a_warning_or_a_nan(X):
    assert np.isfinite(Standardiser.fit(X).transform(X)).all()


def test_transform_returns_a_new_array():
    X = np.array([[1.0], [2.0]])
    before = X.copy()
    Standardiser.fit(X).transform(X)[:] = 9
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize(
    ("X", "error", "message"),
    [
        (np.empty((0, 2)), ValueError, "X must have at least one row"),
        ([1.0, 2.0], ValueError, r"X must have shape \(N, D\)"),
        ([[1.0], [np.nan]], ValueError, "X must be finite"),
        ([["a"]], TypeError, "X must be an array of numbers"),
        ([[1e101]], ValueError, "X must lie within"),
    ],
)
def test_what_cannot_be_fitted_is_refused(X, error, message):
    with pytest.raises(error, match=message):
        Standardiser.fit(X)


def test_columns_must_be_as_many_as_were_fitted():
    with pytest.raises(ValueError, match=r"X must have shape \(N, 2\), got \(4, 3\)"):
        Standardiser.fit([[1, 2], [3, 4]]).transform(np.ones((4, 3)))
