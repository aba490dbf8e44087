"""What a view is told once of a run: names, sizes, axes, points."""

import json
import warnings

import numpy as np
import pytest

from metl_core import Dataset, Trainer, TrainingConfig
from metl_core.observation import Observer
from metl_ui.components.live_view.wire import pack
from metl_ui.studio.scene import points_of, scene_of


def scene(**fields):
    trainer = Trainer(TrainingConfig(**fields))
    described = scene_of(trainer, Observer(trainer))
    return json.loads(json.dumps(described, allow_nan=False)), trainer


def own_table(scale=1.0, names=("a", "b"), classes=("no", "yes")):
    X = np.random.default_rng(0).normal(size=(30, len(names))) * scale
    return Dataset("t", X, np.arange(30) % 2, names, classes)


def test_it_has_every_part_that_the_panels_are_promised():
    described, _ = scene()
    assert set(described) == {
        "plane", "classes", "levels", "sizes", "inputs", "activation", "image", "responses",
        "n_train", "n_test", "colours", "dashes",
    }  # fmt: skip
    assert set(described["plane"]) == {"x1", "x2", "n", "names"}
    assert all(set(kind) == {"name", "colour", "symbol"} for kind in described["classes"])
    assert set(described["colours"]) >= {
        "training", "test", "positive", "negative", "reference", "W1", "b1", "W2", "b2",
    }  # fmt: skip
    assert set(described["dashes"]) >= {"test", "W1", "b1", "W2", "b2"}


@pytest.mark.parametrize("n_classes", [2, 5, 10])
def test_each_class_has_a_look_of_its_own(n_classes):
    described, _ = scene(dataset="blobs", n_classes=n_classes)
    looks = {(kind["colour"], kind["symbol"]) for kind in described["classes"]}
    assert len(looks) == len(described["classes"]) == n_classes
    assert described["levels"] == 256 // n_classes


@pytest.mark.parametrize(
    ("fields", "sizes", "image", "has_plane"),
    [
        ({"dataset": "moons"}, [2, 8, 2], None, True),
        ({"dataset": "iris", "n_hidden": 3}, [4, 3, 3], None, False),
        ({"dataset": "digits"}, [64, 32, 10], [8, 8], False),
        ({"dataset": "xor", "features": ("x1", "x1*x2", "sin(pi*x2)")}, [3, 8, 2], None, True),
        ({"dataset": own_table(names=tuple("abcd"))}, [4, 8, 2], None, False),
    ],
    ids=["moons", "iris", "digits", "features", "own table"],
)
def test_the_sizes_are_those_of_the_network(fields, sizes, image, has_plane):
    described, trainer = scene(**fields)
    assert described["sizes"] == sizes == list(trainer.sizes)
    assert len(described["inputs"]) == sizes[0]
    assert described["image"] == image
    assert (described["plane"] is not None) == has_plane
    assert (described["responses"] is not None) == has_plane
    assert described["n_train"] + described["n_test"] == trainer.dataset.n_samples
    assert bool(points_of(trainer)) == has_plane


def test_the_points_are_those_of_the_two_parts_within_the_axes():
    described, trainer = scene(dataset="spirals", n_classes=3)
    points = points_of(trainer)
    for part, dataset in (("train", trainer.split.train), ("test", trainer.split.test)):
        np.testing.assert_array_equal(points[f"{part}_x1"], dataset.X[:, 0])
        np.testing.assert_array_equal(points[f"{part}_x2"], dataset.X[:, 1])
        np.testing.assert_array_equal(points[f"{part}_labels"], dataset.labels)
        for axis in ("x1", "x2"):
            low, high = described["plane"][axis]
            assert low < points[f"{part}_{axis}"].min() < points[f"{part}_{axis}"].max() < high


def test_without_a_test_part_it_has_no_points():
    _, trainer = scene(test_fraction=0.0)
    assert set(points_of(trainer)) == {"train_x1", "train_x2", "train_labels"}


def test_numbers_beyond_float32_are_points_as_any_others():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        described, trainer = scene(dataset=own_table(scale=1e90))
        points = points_of(trainer)
        pack(described, points)
    low, high = described["plane"]["x1"]
    assert low < points["train_x1"].min() < points["train_x1"].max() < high


def test_names_that_a_person_wrote_are_told_letter_by_letter():
    names, classes = ["<b>a</b>", "alcohol %"], ["<script>", "&amp; $z$"]
    described, _ = scene(dataset=own_table(names=tuple(names), classes=tuple(classes)))
    assert described["plane"]["names"] == described["inputs"] == names
    assert [kind["name"] for kind in described["classes"]] == classes
