import hashlib
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets

from metl_core import datasets
from metl_core.datasets import DATASETS, Standardiser, load_dataset, split
from metl_core.streams import Stream, generator

SYNTHETIC = [name for name, info in DATASETS.items() if info.kind == "synthetic"]
REAL = [name for name, info in DATASETS.items() if info.kind == "real"]


def test_there_are_six_synthetic_and_three_real_sets():
    assert SYNTHETIC == ["xor", "circles", "moons", "blobs", "spirals", "checkerboard"]
    assert REAL == ["iris", "wine", "digits"]


@pytest.mark.parametrize("name", DATASETS)
def test_a_set_is_what_the_table_says_of_it(name):
    info, data = DATASETS[name], load_dataset(name)
    assert data.name == name
    assert (data.n_samples, data.n_inputs) == (info.n_samples, info.n_inputs)
    assert data.n_classes == info.n_classes == len(set(data.labels))
    assert info.min_classes <= info.n_classes <= info.max_classes
    assert data.source == info.source
    assert bool(info.source) == (info.kind == "real")
    assert info.n_hidden == (32 if name == "digits" else 8)
    assert info.title
    assert info.question.endswith("?")


@pytest.mark.parametrize("name", REAL)
def test_the_real_data_are_number_by_number_those_of_scikit_learn(name):
    theirs = getattr(sklearn.datasets, f"load_{name}")()
    ours = load_dataset(name)
    np.testing.assert_array_equal(ours.X, theirs.data)
    np.testing.assert_array_equal(ours.labels, theirs.target)


def test_the_classes_of_the_real_data_bear_their_names():
    assert load_dataset("iris").class_names == ("setosa", "versicolor", "virginica")
    assert load_dataset("wine").class_names == ("cultivar 1", "cultivar 2", "cultivar 3")
    assert load_dataset("digits").class_names == tuple("0123456789")


def test_the_columns_of_the_real_data_bear_their_names():
    theirs = sklearn.datasets.load_iris().feature_names
    assert load_dataset("iris").feature_names == tuple(theirs)
    wine = [
        n.replace("_", " ").replace("color", "colour").split(" of diluted")[0]
        for n in sklearn.datasets.load_wine().feature_names
    ]
    assert [n.lower() for n in load_dataset("wine").feature_names] == wine
    pixels = [f"pixel {row}-{column}" for row in range(8) for column in range(8)]
    assert load_dataset("digits").feature_names == tuple(pixels)


def test_iris_has_the_two_flowers_as_in_fishers_paper():
    X = load_dataset("iris").X
    np.testing.assert_array_equal(X[[34, 37]], [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]])


@pytest.mark.parametrize("name", REAL)
def test_source_and_licence_of_real_data_are_told(name):
    assert "https://doi.org/10.24432/" in DATASETS[name].source
    assert "CC BY 4.0" in DATASETS[name].source
    assert "\n" not in DATASETS[name].source
    readme = (Path(datasets.__file__).parent / "data" / "README.md").read_text("utf-8")
    assert f"`{name}.csv`" in readme
    assert DATASETS[name].source.split("https://doi.org/")[1][:15] in readme


@pytest.mark.parametrize("name", REAL)
def test_real_data_are_read_once_and_shared(name):
    assert load_dataset(name, seed=1) is load_dataset(name, seed=2)


def test_real_data_are_found_from_another_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    datasets._bundled.cache_clear()
    assert load_dataset("iris").n_samples == 150


# Synthetic sets by name ------------------------------------------------------------------


@pytest.mark.parametrize("name", SYNTHETIC)
def test_number_noise_and_seed_can_be_chosen(name):
    assert load_dataset(name, n_samples=50).n_samples == 50
    quiet, loud = (load_dataset(name, noise=noise, seed=3).X for noise in (0, 0.5))
    # The same points, moved: 2 · 250 or more normal numbers, the deviation known to 4 or 5 %.
    assert (loud - quiet).std() == pytest.approx(0.5, rel=0.15)
    assert not np.array_equal(load_dataset(name, seed=0).X, load_dataset(name, seed=1).X)


@pytest.mark.parametrize("name", ["blobs", "spirals"])
def test_the_number_of_classes_can_be_chosen_where_there_is_a_choice(name):
    info = DATASETS[name]
    for n_classes in range(info.min_classes, info.max_classes + 1):
        assert load_dataset(name, n_classes=n_classes).n_classes == n_classes
    for n_classes in (info.min_classes - 1, info.max_classes + 1):
        with pytest.raises(ValueError, match="n_classes must be an integer from 2 to"):
            load_dataset(name, n_classes=n_classes)


def test_the_data_come_from_their_own_stream_of_the_seed():
    expected = DATASETS["moons"].make(60, 0.2, generator(9, Stream.DATA))
    actual = load_dataset("moons", n_samples=60, noise=0.2, seed=9)
    np.testing.assert_array_equal(actual.X, expected.X)


DIGEST = """
import hashlib
from metl_core.datasets import DATASETS, load_dataset, split
from metl_core.streams import Stream, generator
digest = hashlib.sha256()
for name in DATASETS:
    parts = split(load_dataset(name, seed=11), 0.25, generator(11, Stream.SPLIT))
    for part in (parts.train, parts.test):
        digest.update(part.X.tobytes() + part.labels.tobytes())
print(digest.hexdigest())
"""


def test_the_same_seed_gives_the_same_bits_in_another_process():
    digest = hashlib.sha256()
    for name in DATASETS:
        parts = split(load_dataset(name, seed=11), 0.25, generator(11, Stream.SPLIT))
        for part in (parts.train, parts.test):
            digest.update(part.X.tobytes() + part.labels.tobytes())
    root = Path(datasets.__file__).parents[1]
    other = subprocess.run(
        [sys.executable, "-c", DIGEST], cwd=root, capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == digest.hexdigest()


# What does not apply ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("iris", {"n_samples": 100}, "n_samples must be left out for iris, which is real data"),
        ("wine", {"noise": 0.0}, "noise must be left out for wine, which is real data, got 0.0"),
        ("digits", {"n_classes": 10}, "n_classes must be left out for digits, which has 10 cl"),
        ("xor", {"n_classes": 3}, "n_classes must be left out for xor, which has 2 classes, got 3"),
        ("mnist", {}, "name must be one of 'xor', 'circles', .*'digits', got 'mnist'"),
        ("../../etc/passwd", {}, "name must be one of"),
        ("xor", {"n_samples": 5}, "n_samples must be an integer from 10 to 5000, got 5"),
        ("xor", {"noise": 2.0}, "noise must be a finite number from 0 to 1, got 2.0"),
        ("xor", {"seed": -1}, "seed must be an integer from 0 to 4294967295, got -1"),
        ("iris", {"seed": 2**32}, "seed must be an integer from 0 to 4294967295"),
    ],
)
def test_what_a_set_does_not_take_is_refused(name, options, message):
    with pytest.raises(ValueError, match=message):
        load_dataset(name, **options)


def test_the_table_of_sets_cannot_be_changed():
    with pytest.raises(TypeError):
        DATASETS["iris"] = DATASETS["wine"]
    with pytest.raises(FrozenInstanceError):
        DATASETS["iris"].title = "Tulips"


# Training on it --------------------------------------------------------------------------


def test_the_standardiser_knows_nothing_of_the_test_part():
    parts = split(load_dataset("wine"), 0.3, generator(0, Stream.SPLIT))
    fitted = Standardiser.fit(parts.train.X)
    np.testing.assert_allclose(fitted.mean, parts.train.X.mean(axis=0), rtol=1e-12)
    standardised = fitted.transform(parts.test.X)
    assert np.abs(standardised.mean(axis=0)).max() > 0.01  # fitted on both, or on it, it were 0


def nearest_neighbour_accuracy(train, test):
    distance = np.linalg.norm(test.X[:, None] - train.X[None], axis=2)
    return np.mean(train.labels[distance.argmin(axis=1)] == test.labels)


@pytest.mark.parametrize(
    ("name", "at_least"), [("xor", 0.98), ("circles", 0.98), ("moons", 0.98), ("spirals", 0.95)]
)
@pytest.mark.parametrize("seed", range(5))
def test_the_default_noise_leaves_the_classes_apart(name, at_least, seed):
    parts = split(load_dataset(name, seed=seed), 0.25, generator(seed, Stream.SPLIT))
    assert nearest_neighbour_accuracy(parts.train, parts.test) >= at_least


@pytest.mark.parametrize("name", ["xor", "circles", "moons", "spirals", "checkerboard"])
def test_no_straight_line_tells_the_classes_apart(name):
    data = load_dataset(name)
    rows = np.column_stack([data.X, np.ones(data.n_samples)])
    line, *_ = np.linalg.lstsq(rows, 2.0 * data.labels - 1, rcond=None)
    assert np.mean((rows @ line > 0) == data.labels) < 0.9
