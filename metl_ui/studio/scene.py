"""What a run shows that does not change from frame to frame, in the browser's words."""

from math import isqrt
from typing import Any

import numpy as np

from metl_core.checks import Array
from metl_core.dataset import Dataset
from metl_core.decision import plane_limits
from metl_core.features import FEATURES
from metl_core.observation import GRID, RESPONSE_GRID, Observer
from metl_core.training import Trainer
from metl_ui.charts.theme import (
    NEGATIVE,
    PARAMETER_DASHES,
    PARAMETERS,
    POSITIVE,
    REFERENCE,
    TEST,
    TEST_DASH,
    TRAINING,
    class_colour,
    class_symbol,
)


def scene_of(trainer: Trainer, observer: Observer) -> dict[str, Any]:
    """Names, sizes, axes and colours. What a person wrote is plain text here, not markup."""
    dataset = trainer.dataset
    plane = None
    if observer.has_plane:
        low, high = plane_limits(dataset)
        plane = {
            "x1": [float(low[0]), float(high[0])],
            "x2": [float(low[1]), float(high[1])],
            "n": GRID,
            "names": [name for name in dataset.feature_names],
        }
    return {
        "plane": plane,
        "classes": [
            {"name": name, "colour": class_colour(k), "symbol": class_symbol(k)}
            for k, name in enumerate(dataset.class_names)
        ],
        "levels": observer.levels,
        "sizes": list(trainer.sizes),
        "inputs": [name for name in input_names(trainer)],
        "activation": trainer.config.activation,
        "image": [isqrt(trainer.sizes[0])] * 2 if has_images(trainer) else None,
        "responses": {"n": RESPONSE_GRID} if observer.has_plane else None,
        "n_train": trainer.split.train.n_samples,
        "n_test": trainer.split.test.n_samples,
        "colours": {
            "training": TRAINING,
            "test": TEST,
            "positive": POSITIVE,
            "negative": NEGATIVE,
            "reference": REFERENCE,
            **PARAMETERS,
        },
        "dashes": {"test": TEST_DASH, **PARAMETER_DASHES},
    }


def points_of(trainer: Trainer) -> dict[str, Array]:
    """The examples of data with two inputs, as arrays for the wire."""
    if not trainer.dataset.is_plane:
        return {}
    split = trainer.split
    return {**_points("train", split.train), **_points("test", split.test)}


def _points(part: str, dataset: Dataset) -> dict[str, Array]:
    if not dataset.n_samples:
        return {}
    x1, x2 = dataset.X.T  # float64: a table's numbers may be beyond float32
    return {
        f"{part}_x1": x1,
        f"{part}_x2": x2,
        f"{part}_labels": dataset.labels.astype(np.uint8),
    }


def input_names(trainer: Trainer) -> tuple[str, ...]:
    """What the network is given, by name: the chosen features, or the columns of the data."""
    chosen = trainer.config.features
    if chosen is None:
        return trainer.dataset.feature_names
    return tuple(FEATURES[name].label for name in chosen)


def has_images(trainer: Trainer) -> bool:
    """Whether the inputs are pixels of a square image."""
    return trainer.config.dataset == "digits"
