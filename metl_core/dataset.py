"""A labelled table of numbers, and its division into a training and a test part."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from metl_core.checks import Array, finite_array, number, shaped, shown
from metl_core.losses import class_indices

MAX_TEST_FRACTION = 0.9
LARGEST_INPUT = 1e100  # far beyond any measurement; its square is still far from overflow


@dataclass(frozen=True, eq=False)
class Dataset:
    """N examples of D numbers, each of one of K classes.

    X (N, D) float64; labels (N,) int64 from 0 to K - 1; one name for each input and each
    class. `source` says in one line where real data are from and under which licence, and is
    empty for the others. N may be 0, as in the test part when nothing is held out.

    The arrays are read-only copies: sessions share them.

    Raises ValueError or TypeError for arrays and names that do not fit each other, for inputs
    that are not finite or beyond ±1e100, and for labels that are no class.
    """

    name: str
    X: Array
    labels: Array
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    source: str = ""

    def __post_init__(self) -> None:
        X = input_matrix("X", self.X)
        n_samples, n_inputs = X.shape
        feature_names = _names("feature_names", self.feature_names)
        class_names = _names("class_names", self.class_names)
        if len(feature_names) != n_inputs:
            raise ValueError(
                f"feature_names must name each of the {n_inputs} columns of X, "
                f"got {len(feature_names)} names"
            )
        if len(class_names) < 2:
            raise ValueError(f"class_names must name at least 2 classes, got {class_names}")
        labels = class_indices(self.labels, len(class_names))
        shaped("labels", labels, (n_samples,))
        object.__setattr__(self, "X", _read_only_copy(X, np.float64))
        object.__setattr__(self, "labels", _read_only_copy(labels, np.int64))
        object.__setattr__(self, "feature_names", feature_names)
        object.__setattr__(self, "class_names", class_names)

    @property
    def n_samples(self) -> int:
        """N."""
        return len(self.X)

    @property
    def n_inputs(self) -> int:
        """D."""
        return len(self.feature_names)

    @property
    def n_classes(self) -> int:
        """K, also when a class has no example in this part of the data."""
        return len(self.class_names)

    @property
    def is_plane(self) -> bool:
        """Two inputs: the examples can be drawn as points, and a decision boundary with them."""
        return self.n_inputs == 2


@dataclass(frozen=True, eq=False)
class Split:
    """The two parts of a data set; `test` has no examples when nothing is held out."""

    train: Dataset
    test: Dataset


def split(dataset: Dataset, test_fraction: float, generator: np.random.Generator) -> Split:
    """Hold out round(test_fraction · N) examples, at least one if test_fraction > 0.

    Stratified: each class keeps one example for training and gives its share, to within one
    example, of what is held out of the rest. Both parts come in a random order.

    Raises ValueError or TypeError for a test_fraction outside 0 … 0.9, and ValueError for one
    that would leave a class without a training example.
    """
    number("test_fraction", test_fraction, minimum=0, maximum=MAX_TEST_FRACTION)
    n_samples = dataset.n_samples
    shuffled = generator.permutation(n_samples)
    by_class = shuffled[np.argsort(dataset.labels[shuffled], kind="stable")]
    _, first_of_class = np.unique(dataset.labels[by_class], return_index=True)
    spare = np.delete(by_class, first_of_class)  # all but one of each class
    n_test = round(test_fraction * n_samples) or int(test_fraction > 0 and n_samples > 0)
    if n_test > spare.size:
        raise ValueError(
            f"test_fraction must leave one example of each class for training: of {n_samples} "
            f"examples at most {spare.size} can be held out, got {shown(test_fraction)}, "
            f"which is {n_test}"
        )
    # Evenly spaced along the classes, so that each gives its share; whole numbers, so exactly.
    steps = np.arange(spare.size + 1) * n_test // max(spare.size, 1)
    held_out = np.zeros(n_samples, bool)
    held_out[spare[np.diff(steps) > 0]] = True
    is_test = held_out[shuffled]
    return Split(_rows(dataset, shuffled[~is_test]), _rows(dataset, shuffled[is_test]))


def input_matrix(name: str, value: ArrayLike) -> Array:
    """(N, D) of finite real numbers within ±1e100, D ≥ 1; float64, perhaps shared memory."""
    X = shaped(name, finite_array(name, value), ("N", "D"))
    if X.dtype.kind == "c":
        raise TypeError(f"{name} must be an array of real numbers, got complex ones")
    if X.shape[1] == 0:
        raise ValueError(f"{name} must have at least one column, got shape {X.shape}")
    beyond = np.abs(X) > LARGEST_INPUT
    if beyond.any():
        row, column = (int(i) for i in np.argwhere(beyond)[0])
        raise ValueError(
            f"{name} must lie within ±{LARGEST_INPUT:g}, got {X[row, column]} "
            f"at index ({row}, {column})"
        )
    return X.astype(np.float64, copy=False)


def _names(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, tuple | list) or not all(isinstance(item, str) for item in value):
        raise TypeError(f"{name} must be a tuple of strings, got {shown(value)}")
    return tuple(value)


def _read_only_copy(array: Array, dtype: type[np.generic]) -> Array:
    copy = np.array(array, dtype)
    copy.setflags(write=False)
    return copy


def _rows(dataset: Dataset, rows: Array) -> Dataset:
    return replace(dataset, X=dataset.X[rows], labels=dataset.labels[rows])
