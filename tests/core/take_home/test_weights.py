"""Weights and record as files that are read back by others than us."""

import csv
import io
import json
import zipfile

import numpy as np
import pytest

from metl_core.history import COLUMNS
from metl_core.take_home import history_csv, weights_json, weights_npz


def reject(constant):
    raise AssertionError(f"{constant} is no JSON")


def read_json(trainer):
    return json.loads(weights_json(trainer), parse_constant=reject)


def read_npz(trainer):
    with np.load(io.BytesIO(weights_npz(trainer)), allow_pickle=False) as file:
        return dict(file)


def network(weights, X):
    """The probabilities, from nothing but the file, in plain steps."""
    get = {name: np.array(weights[name]) for name in ("W1", "b1", "W2", "b2", "mean", "scale")}
    activation = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}[str(weights["activation"])]
    scale = np.where(get["scale"] == 0, np.inf, get["scale"])
    a1 = activation((X - get["mean"]) / scale @ get["W1"] + get["b1"])
    e = np.exp(a1 @ get["W2"] + get["b2"])
    return e / e.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("read", [read_npz, read_json])
@pytest.mark.parametrize("name", ["iris", "own table", "momentum-relu-10"])
def test_the_file_is_all_that_is_needed_to_predict(name, read, trainer_of):
    trainer = trainer_of(name)
    X = trainer.split.test.X
    np.testing.assert_allclose(network(read(trainer), X), trainer.predict(X), rtol=1e-12)


@pytest.mark.parametrize("read", [read_npz, read_json])
def test_every_number_keeps_its_bits(read, trainer_of):
    trainer = trainer_of("by hand")
    weights = read(trainer)
    vector = np.concatenate([np.ravel(weights[name]) for name in ("W1", "b1", "W2", "b2")])
    assert vector.tobytes() == trainer.parameters.to_vector().tobytes()


@pytest.mark.parametrize("read", [read_npz, read_json])
def test_inputs_and_classes_stand_in_it_by_name(read, trainer_of, hostile):
    assert tuple(read(trainer_of("own table"))["classes"]) == hostile
    assert tuple(read(trainer_of("own table"))["inputs"]) == hostile[:4]
    assert tuple(read(trainer_of("features"))["inputs"]) == ("x1", "x1^2", "x1*x2", "sin(pi*x2)")


def test_nothing_in_the_npz_is_pickled(trainer_of):
    with zipfile.ZipFile(io.BytesIO(weights_npz(trainer_of("own table")))) as file:
        for name in file.namelist():
            header = file.read(name)[:128]
            assert b"'descr': '<" in header, name
            assert b"|O" not in header, name


def test_the_json_says_what_experiment_it_was(trainer_of):
    trainer = trainer_of("by hand")
    said = read_json(trainer)
    assert (said["epoch"], said["row"]) == tuple(trainer.position)
    assert said["config"]["dataset"] == "blobs"
    assert said["config"]["batch_size"] == 10
    assert said["config"]["seed"] == 3
    assert {"epoch": 2, "row": 2, "name": "learning_rate", "index": [], "value": 0.05} in said[
        "changes"
    ]
    assert {"epoch": 2, "row": 2, "name": "W1", "index": [1, 2], "value": 0.7} in said["changes"]
    assert len(said["changes"]) == len(trainer.changes)


def test_the_json_holds_no_row_of_a_persons_own_table(trainer_of, hostile):
    said = read_json(trainer_of("own table"))
    assert said["config"]["dataset"] == {"name": hostile[0], "n_samples": 40, "n_inputs": 4}


def test_weights_that_are_not_finite_are_null_in_json(trainer_of):
    trainer = trainer_of(
        dataset="iris", activation="relu", optimizer="sgd", learning_rate=1e300, batch_size=20
    )
    assert np.isnan(trainer.parameters.W2).any()
    W2 = np.array(read_json(trainer)["W2"], dtype=float)  # None becomes nan
    assert np.isnan(W2).tolist() == (~np.isfinite(trainer.parameters.W2)).tolist()


def test_the_table_has_a_row_for_each_recorded_epoch(trainer_of):
    trainer = trainer_of("by hand")
    header, *rows = csv.reader(io.StringIO(history_csv(trainer)))
    assert tuple(header) == COLUMNS
    assert len(rows) == len(trainer.history)
    for i, name in enumerate(COLUMNS):
        column = np.array([float(row[i]) for row in rows])
        assert column.tobytes() == np.float64(getattr(trainer.history, name)).tobytes()


def test_the_table_of_a_run_without_a_test_part_says_nan(trainer_of):
    _, first, *_ = history_csv(trainer_of("no test part")).splitlines()
    assert first.startswith("0.0,")
    assert first.split(",")[2] == "nan"
