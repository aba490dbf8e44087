"""Where the plane ends, and what a network decides, held against scikit-learn."""

import numpy as np
import pytest
import sklearn.metrics

from metl_core import Dataset
from metl_core.datasets import DATASETS, load_dataset
from metl_core.decision import confusion_matrix, plane_limits


@pytest.mark.parametrize("name", [n for n, info in DATASETS.items() if info.n_inputs == 2])
def test_the_plane_reaches_around_all_examples_by_the_same_share(name):
    dataset = load_dataset(name)
    low, high = plane_limits(dataset)
    for axis, values in enumerate(dataset.X.T):
        width = np.ptp(values)
        assert values.min() - low[axis] == pytest.approx(0.08 * width)
        assert high[axis] - values.max() == pytest.approx(0.08 * width)


def test_a_constant_column_still_has_a_width():
    X = np.column_stack([np.arange(20.0), np.full(20, 3.0)])
    low, high = plane_limits(Dataset("t", X, np.arange(20) % 2, ("a", "b"), ("no", "yes")))
    assert low[1] < 3 < high[1]
    assert np.isfinite([low, high]).all()


@pytest.mark.parametrize("n_classes", [2, 3, 10])
def test_the_confusion_matrix_is_that_of_scikit_learn(n_classes):
    generator = np.random.default_rng(1)
    labels = generator.integers(0, n_classes, 200)
    probabilities = generator.dirichlet(np.ones(n_classes), 200)
    expected = sklearn.metrics.confusion_matrix(
        labels, probabilities.argmax(axis=1), labels=range(n_classes)
    )
    np.testing.assert_array_equal(confusion_matrix(probabilities, labels), expected)


def test_a_class_without_an_example_is_a_row_of_zeros():
    matrix = confusion_matrix([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1]], [2, 0])
    np.testing.assert_array_equal(matrix, [[1, 0, 0], [0, 0, 0], [0, 0, 1]])


def test_no_examples_are_no_counts():
    matrix = confusion_matrix(np.empty((0, 2)), np.empty(0, int))
    np.testing.assert_array_equal(matrix, np.zeros((2, 2)))


def test_labels_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match="labels"):
        confusion_matrix([[0.5, 0.5]], [2])
    with pytest.raises(ValueError, match="labels"):
        confusion_matrix([[0.5, 0.5]], [0, 1])
