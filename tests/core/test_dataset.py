from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metl_core.dataset import Dataset, split


def made_of(labels, n_classes=None):
    """A data set whose only input is the row's own number, so that rows can be told apart."""
    labels = np.asarray(labels)
    n_classes = n_classes or max(2, labels.max(initial=0) + 1)
    return Dataset(
        name="rows",
        X=np.arange(labels.size, dtype=float)[:, None],
        labels=labels,
        feature_names=("row",),
        class_names=tuple(f"class {k}" for k in range(n_classes)),
    )


VALID = {
    "name": "three",
    "X": [[1, 2], [3, 4], [5, 6]],
    "labels": [0, 1, 0],
    "feature_names": ("a", "b"),
    "class_names": ("no", "yes"),
}


def test_a_dataset_knows_its_sizes():
    data = Dataset(**VALID)
    assert (data.n_samples, data.n_inputs, data.n_classes, data.is_plane) == (3, 2, 2, True)
    assert data.X.dtype == np.float64
    assert data.labels.dtype == np.int64
    assert data.source == ""


def test_only_two_inputs_make_a_plane():
    assert not Dataset(**VALID | {"X": np.ones((3, 3)), "feature_names": ("a", "b", "c")}).is_plane
    assert not Dataset(**VALID | {"X": np.ones((3, 1)), "feature_names": ("a",)}).is_plane


def test_nobody_can_write_to_a_dataset():
    data = Dataset(**VALID)
    with pytest.raises(ValueError, match="read-only"):
        data.X[0, 0] = 9
    with pytest.raises(ValueError, match="read-only"):
        data.labels[0] = 1
    with pytest.raises(FrozenInstanceError):
        data.name = "other"


def test_a_dataset_is_a_copy_and_leaves_the_callers_array_writable():
    X, labels = np.ones((3, 2)), np.array([0, 1, 0])
    data = Dataset(**VALID | {"X": X, "labels": labels})
    X[0, 0], labels[0] = 9, 1
    assert data.X[0, 0] == 1
    assert data.labels[0] == 0


def test_a_dataset_may_be_empty():
    data = Dataset(**VALID | {"X": np.empty((0, 2)), "labels": []})
    assert (data.n_samples, data.n_inputs, data.n_classes) == (0, 2, 2)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"X": [1, 2, 3]}, ValueError, r"X must have shape \(N, D\), got \(3,\)"),
        ({"X": [[1, 2], [3]]}, ValueError, "X must be an array of numbers"),
        ({"X": [["a", "b"]] * 3}, TypeError, "X must be an array of numbers"),
        ({"X": [[1, 2], [3, np.nan], [5, 6]]}, ValueError, r"X must be finite, got nan at .*1, 1"),
        ({"X": [[1, 2], [3, 4], [-np.inf, 6]]}, ValueError, "X must be finite, got -inf"),
        ({"X": [[1, 2], [3, 2e100], [5, 6]]}, ValueError, r"X must lie within .*at index \(1, 1\)"),
        ({"X": np.ones((3, 2)) * 1j}, TypeError, "X must be an array of real numbers"),
        ({"X": np.empty((3, 0)), "feature_names": ()}, ValueError, "X must have at least one col"),
        ({"labels": [0, 1]}, ValueError, r"labels must have shape \(3,\), got \(2,\)"),
        (
            {"labels": [0, 1, 2]},
            ValueError,
            "labels must be integers from 0 to 1, got 2 at index 2",
        ),
        ({"labels": [0, -1, 0]}, ValueError, "labels must be integers from 0 to 1, got -1"),
        ({"labels": [0.0, 1.0, 0.0]}, TypeError, "labels must be integers"),
        ({"labels": [[0], [1], [0]]}, ValueError, "labels must have shape"),
        ({"feature_names": ("a",)}, ValueError, "feature_names must name each of the 2 columns"),
        ({"feature_names": "ab"}, TypeError, "feature_names must be a tuple of strings, got 'ab'"),
        ({"class_names": ("one",), "labels": [0, 0, 0]}, ValueError, "class_names must name at l"),
        ({"class_names": (0, 1)}, TypeError, "class_names must be a tuple of strings"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(change, error, message):
    with pytest.raises(error, match=message):
        Dataset(**VALID | change)


# split ---------------------------------------------------------------------------------


@given(
    labels=st.lists(st.integers(0, 3), min_size=1, max_size=80),
    test_fraction=st.floats(0, 0.9),
    seed=st.integers(0, 99),
)
def test_every_row_is_in_exactly_one_part_and_every_class_in_training(labels, test_fraction, seed):
    data = made_of(labels)
    n_test = round(test_fraction * len(labels)) or int(test_fraction > 0)
    if n_test > len(labels) - len(set(labels)):
        with pytest.raises(ValueError, match="test_fraction must leave one example of each class"):
            split(data, test_fraction, np.random.default_rng(seed))
        return
    parts = split(data, test_fraction, np.random.default_rng(seed))
    rows = np.concatenate([parts.train.X[:, 0], parts.test.X[:, 0]]).astype(int)
    assert sorted(rows) == list(range(len(labels)))
    assert parts.test.n_samples == n_test
    assert set(parts.train.labels) == set(labels)
    # The labels have stayed with their rows.
    assert list(np.concatenate([parts.train.labels, parts.test.labels])) == [
        labels[row] for row in rows
    ]


@given(
    sizes=st.lists(st.integers(5, 60), min_size=2, max_size=6),
    test_fraction=st.floats(0.05, 0.8),
    seed=st.integers(0, 99),
)
def test_each_class_gives_its_share_of_the_test_part(sizes, test_fraction, seed):
    data = made_of(np.repeat(np.arange(len(sizes)), sizes))
    counts = np.bincount(
        split(data, test_fraction, np.random.default_rng(seed)).test.labels, minlength=len(sizes)
    )
    spare = np.array(sizes) - 1
    share = counts.sum() * spare / spare.sum()
    assert np.all(np.abs(counts - share) < 1)


def test_balanced_classes_are_held_out_equally():
    data = made_of(np.repeat([0, 1, 2], 50))
    parts = split(data, 0.3, np.random.default_rng(0))
    assert np.bincount(parts.test.labels).tolist() == [15, 15, 15]


def test_each_example_is_held_out_equally_often():
    data = made_of([0] * 8 + [1] * 8)
    times = np.zeros(16)
    for seed in range(2000):
        times[split(data, 0.25, np.random.default_rng(seed)).test.X[:, 0].astype(int)] += 1
    # A quarter of 2000; each count is binomial with a deviation of 19, and 5 of them are allowed.
    assert np.abs(times - 500).max() < 5 * 19.4


def test_nothing_is_held_out_for_a_fraction_of_zero():
    parts = split(made_of([0, 1] * 10), 0, np.random.default_rng(0))
    assert (parts.train.n_samples, parts.test.n_samples) == (20, 0)
    assert parts.test.class_names == parts.train.class_names


def test_a_small_fraction_still_holds_out_one_example():
    assert split(made_of([0, 1] * 10), 0.001, np.random.default_rng(0)).test.n_samples == 1


def test_both_parts_come_shuffled():
    parts = split(made_of([0] * 100 + [1] * 100), 0.5, np.random.default_rng(0))
    for part in (parts.train, parts.test):
        changes = np.count_nonzero(np.diff(part.labels))
        assert changes > 25  # sorted by class it would be 1, in random order it is about 50


def test_the_same_generator_state_gives_the_same_split_and_another_one_another():
    data = made_of([0, 1, 2] * 20)
    first, again, other = (
        split(data, 0.3, np.random.default_rng(seed)).test.X[:, 0] for seed in (5, 5, 6)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_parts_keep_all_names():
    data = Dataset(**VALID | {"source": "somewhere"})
    for part in vars(split(data, 0.3, np.random.default_rng(0))).values():
        assert (part.name, part.source) == ("three", "somewhere")
        assert (part.feature_names, part.class_names) == (data.feature_names, data.class_names)


@pytest.mark.parametrize("test_fraction", [-0.1, 0.91, 1, float("nan"), float("inf")])
def test_a_fraction_outside_its_bounds_is_refused(test_fraction):
    with pytest.raises(ValueError, match=r"test_fraction must be .* from 0 to 0\.9, got"):
        split(made_of([0, 1] * 10), test_fraction, np.random.default_rng(0))


@pytest.mark.parametrize("test_fraction", ["0.3", None, True])
def test_a_fraction_that_is_no_number_is_refused(test_fraction):
    with pytest.raises(TypeError, match="test_fraction must be"):
        split(made_of([0, 1] * 10), test_fraction, np.random.default_rng(0))


def test_an_empty_dataset_splits_into_empty_parts():
    data = made_of(np.empty(0, int))
    assert split(data, 0.3, np.random.default_rng(0)).train.n_samples == 0
