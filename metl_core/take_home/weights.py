"""The weights of a network, and the record of its training, as files that anything can read."""

import io
import json
import math
from dataclasses import fields
from typing import Any

import numpy as np

from metl_core.checks import Array
from metl_core.config import TrainingConfig
from metl_core.dataset import Dataset
from metl_core.features import expand
from metl_core.history import COLUMNS
from metl_core.parameters import PARAMETER_NAMES
from metl_core.standardiser import Standardiser
from metl_core.training import Trainer


def weights_npz(trainer: Trainer) -> bytes:
    """A file for np.load: W1, b1, W2, b2, and what else is needed to use them.

    mean and scale (Dx,) of the standardisation, the names of the inputs (Dx,) and of the
    classes (Dy,), and the activation. Numbers and plain text, nothing pickled.
    """
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **_arrays(trainer))
    return file.getvalue()


def weights_json(trainer: Trainer) -> str:
    """The same as JSON, with the epoch, the config and the changes made on the way.

    Every number is written so that reading it gives the same bits; what is not finite (a
    diverged run has such weights) is null, as JSON knows no nan.
    """
    described = {
        "epoch": trainer.epoch,
        "row": trainer.position.row,
        **{name: array.tolist() for name, array in _arrays(trainer).items()},
        "config": _config(trainer.config),
        "changes": [
            {**change.position._asdict(), "name": change.name, "index": change.index,
             "value": change.value}
            for change in trainer.changes
        ],
    }  # fmt: skip
    return json.dumps(_finite(described), indent=1, allow_nan=False) + "\n"


def history_csv(trainer: Trainer) -> str:
    """The record as a table: a header, and a row for each recorded epoch.

    The columns are those of `History`; an epoch that is not whole is under way.
    """
    history = trainer.history
    columns = [getattr(history, name).tolist() for name in COLUMNS]
    rows = [",".join(repr(float(value)) for value in row) for row in zip(*columns, strict=True)]
    return "\n".join([",".join(COLUMNS), *rows, ""])


def input_names(trainer: Trainer) -> tuple[str, ...]:
    """What the network's Dx inputs are, in order."""
    return trainer.config.features or trainer.dataset.feature_names


def _arrays(trainer: Trainer) -> dict[str, Array]:
    X, features = trainer.split.train.X, trainer.config.features
    standardiser = Standardiser.fit(expand(X, features) if features else X)
    return {
        **{name: getattr(trainer.parameters, name) for name in PARAMETER_NAMES},
        "mean": standardiser.mean,
        "scale": standardiser.scale,
        "inputs": np.array(input_names(trainer)),
        "classes": np.array(trainer.dataset.class_names),
        "activation": np.array(trainer.config.activation),
    }


def _config(config: TrainingConfig) -> dict[str, Any]:
    """The config's fields; of a table of one's own, its name and size."""
    values = {field.name: getattr(config, field.name) for field in fields(config)}
    if isinstance(table := config.dataset, Dataset):
        size = {"n_samples": table.n_samples, "n_inputs": table.n_inputs}
        values["dataset"] = {"name": table.name, **size}
    return values


def _finite(value: Any) -> Any:
    """The value with None for every number that is not finite."""
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
