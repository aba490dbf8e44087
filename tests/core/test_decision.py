"""What a network decides, held against scikit-learn and against the network itself."""

import numpy as np
import pytest
import sklearn.metrics

from metl_core import Dataset, Trainer, TrainingConfig
from metl_core.decision import confusion_matrix, decision_grid


def test_the_grid_holds_what_the_network_says_at_each_place():
    trainer = Trainer(TrainingConfig(dataset="blobs", n_samples=60, n_hidden=4))
    trainer.step(5)
    grid = decision_grid(trainer, 7)
    assert grid.probabilities.shape == (7, 7, 3)
    for i, j in ((0, 0), (6, 0), (0, 6), (2, 5)):
        alone = trainer.predict([[grid.x1[j], grid.x2[i]]])[0]
        # One row or many: the sums of a matrix product may be taken in another order.
        np.testing.assert_allclose(grid.probabilities[i, j], alone, rtol=1e-12)


def test_the_grid_reaches_around_all_examples():
    trainer = Trainer(TrainingConfig(n_samples=50, noise=0.4, n_hidden=2))
    grid = decision_grid(trainer, 5)
    for axis, values in zip((grid.x1, grid.x2), trainer.dataset.X.T, strict=True):
        assert axis[0] < values.min() < values.max() < axis[-1]
        np.testing.assert_allclose(np.diff(axis), axis[1] - axis[0], rtol=1e-12)  # rounding


def test_a_constant_column_still_has_a_width():
    X = np.column_stack([np.arange(20.0), np.full(20, 3.0)])
    table = Dataset("t", X, np.arange(20) % 2, ("a", "b"), ("no", "yes"))
    grid = decision_grid(Trainer(TrainingConfig(dataset=table, n_hidden=2)), 5)
    assert grid.x2[0] < 3 < grid.x2[-1]


def test_more_than_two_inputs_have_no_plane():
    with pytest.raises(ValueError, match="two inputs, got 4"):
        decision_grid(Trainer(TrainingConfig(dataset="iris")))


@pytest.mark.parametrize("n_points", [1, 0, -3])
def test_a_grid_has_two_points_a_side_or_more(n_points):
    with pytest.raises(ValueError, match="n_points must be"):
        decision_grid(Trainer(TrainingConfig(n_samples=50)), n_points)


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
