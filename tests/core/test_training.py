"""Whole runs: replayed in plain steps, by scikit-learn, bit by bit, and left and taken up again."""

import hashlib
import io
import os
import subprocess
import sys
import tracemalloc
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from metl_core import descent, history, network
from metl_core.changes import Change, Position, spell_changes
from metl_core.config import Settings, TrainingConfig
from metl_core.dataset import Dataset, split
from metl_core.gradient_check import check_gradient
from metl_core.history import COLUMNS
from metl_core.parameters import PARAMETER_NAMES, Parameters, initialise
from metl_core.streams import Stream, generator, order_generator
from metl_core.training import Trainer
from metl_core.training_step import TrainingStep

ROOT = Path(__file__).parents[2]
OPTIMIZERS = ["sgd", "momentum", "rmsprop", "adam"]
ACTIVATIONS = ["sigmoid", "tanh", "relu", "identity"]


def small(**fields):
    """45 training examples and 15 for the test, of three classes."""
    usual = {"dataset": "blobs", "n_samples": 60, "n_hidden": 5, "batch_size": 10, "seed": 3}
    return TrainingConfig(**{**usual, **fields})


def trained(config, n_epochs):
    trainer = Trainer(config)
    trainer.step(n_epochs)
    return trainer


def vector_of(trainer):
    return trainer.parameters.to_vector()


def bits(trainer):
    return hashlib.sha256(vector_of(trainer).tobytes()).hexdigest()


def everything(trainer):
    """All that a trainer shows, in comparable form, nan equal to nan."""
    arrays = [
        vector_of(trainer),
        *vars(trainer.gradients).values(),
        *vars(trainer.history).values(),
        *trainer.state().values(),
    ]
    shown = trainer.position, trainer.settings, trainer.changes
    return shown, [(array.shape, array.tobytes()) for array in arrays]


def my_table(n=40, n_inputs=3, seed=0):
    """Two classes, on columns of different units."""
    random = np.random.default_rng(seed)
    labels = np.arange(n) % 2
    X = (random.normal(size=(n, n_inputs)) + labels[:, None]) * 10.0 ** np.arange(n_inputs)
    names = tuple(f"input {i}" for i in range(n_inputs))
    return Dataset("mine", X, labels, names, ("no", "yes"))


# The oracle: the same training in plain steps ------------------------------------------


def plain_update(name, theta, memory, g, learning_rate, t):
    """θ after step t (from 1), by the papers' formulas."""
    if name == "sgd":
        return theta - learning_rate * g
    if name == "momentum":
        memory["v"] = 0.9 * memory.get("v", 0) + g
        return theta - learning_rate * memory["v"]
    if name == "rmsprop":
        memory["s"] = 0.9 * memory.get("s", 0) + 0.1 * g**2
        return theta - learning_rate * g / (np.sqrt(memory["s"]) + 1e-8)
    assert name == "adam"
    memory["m"] = 0.9 * memory.get("m", 0) + 0.1 * g
    memory["s"] = 0.999 * memory.get("s", 0) + 0.001 * g**2
    m_hat, s_hat = memory["m"] / (1 - 0.9**t), memory["s"] / (1 - 0.999**t)
    return theta - learning_rate * m_hat / (np.sqrt(s_hat) + 1e-8)


def plain_inputs(config):
    """(X, labels) of the training part and of the test part, as the network is given them."""
    parts = split(config.load_dataset(), config.test_fraction, generator(config.seed, Stream.SPLIT))
    mean, deviation = parts.train.X.mean(axis=0), parts.train.X.std(axis=0)
    scale = np.where(deviation == 0, np.inf, deviation)  # a constant column becomes 0
    return [((part.X - mean) / scale, part.labels) for part in (parts.train, parts.test)]


def replay(config, n_epochs):
    """Every epoch's parameters, from epoch 0 on."""
    (X, labels), _ = plain_inputs(config)
    sizes = X.shape[1], config.n_hidden, config.load_dataset().n_classes
    first = initialise(*sizes, config.init, generator(config.seed, Stream.PARAMETERS))
    theta, memory, t = first.to_vector(), {}, 0
    path = [first]
    for epoch in range(n_epochs):
        order = np.arange(len(X))
        if config.batch_size is not None and config.batch_size < len(X):
            order_generator(config.seed, epoch).shuffle(order)
        size = config.batch_size or len(X)
        for batch in (order[start : start + size] for start in range(0, len(X), size)):
            now = Parameters.from_vector(theta, *sizes)
            f = network.forward(now, X[batch], config.activation)
            g = network.backward(now, f, labels[batch], l1=config.l1, l2=config.l2).to_vector()
            t += 1
            theta = plain_update(config.optimizer, theta, memory, g, config.learning_rate, t)
        path.append(Parameters.from_vector(theta, *sizes))
    return path


def assert_replayed(config, n_epochs, tolerance=1e-12):
    expected = replay(config, n_epochs)[-1].to_vector()
    # Every step rounds some eps apart from ours; training is stable enough not to blow that up.
    error = np.abs(vector_of(trained(config, n_epochs)) - expected).max()
    assert error <= tolerance * np.abs(expected).max()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("batch_size", [None, 10])  # 45 examples: the last batch is one of 5
def test_thirty_epochs_are_those_of_plain_steps(optimizer, activation, batch_size):
    config = small(
        optimizer=optimizer, activation=activation, batch_size=batch_size, learning_rate=0.01
    )
    assert_replayed(config, 30)


@pytest.mark.parametrize("init", ["glorot", "he", "normal"])
@pytest.mark.parametrize(("l1", "l2"), [(0.01, 0.0), (0.0, 0.02), (0.01, 0.02)])
@pytest.mark.parametrize("batch_size", [None, 7])
def test_plain_steps_with_penalties_and_every_initialiser(init, l1, l2, batch_size):
    assert_replayed(small(l1=l1, l2=l2, init=init, batch_size=batch_size, learning_rate=0.01), 20)


@pytest.mark.parametrize("batch_size", [1, 2, 9, 44, 45, 46, 10_000])
def test_plain_steps_of_any_batch_size(batch_size):
    assert_replayed(small(batch_size=batch_size, learning_rate=0.01), 3)


@pytest.mark.parametrize("dataset", ["iris", "wine", "digits"])
def test_plain_steps_on_real_data(dataset):
    assert_replayed(TrainingConfig(dataset=dataset, batch_size=50, learning_rate=0.01), 5)


@pytest.mark.parametrize("batch_size", [45, 46, 10**30])
def test_a_batch_as_large_as_the_training_part_is_the_full_batch(batch_size):
    full = trained(small(batch_size=None), 5)
    assert bits(trained(small(batch_size=batch_size), 5)) == bits(full)


def look_at_passes(monkeypatch, look):
    """Before each pass of any trainer made from here on, look(step, name of the pass, *args)."""

    class Watched(TrainingStep):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            for name in ("forward", "backward", "loss", "accuracy"):
                setattr(self, name, self._watched(name, getattr(self, name)))

        def _watched(self, name, function):
            return lambda *args: (look(self, name, *args), function(*args))[1]

    monkeypatch.setattr(descent, "TrainingStep", Watched)


@pytest.mark.parametrize("batch_size", [1, 7, 16, 22, 44])
def test_every_epoch_goes_through_each_example_once_in_a_new_order(batch_size, monkeypatch):
    seen = []

    def look(step, name, *args):
        if name == "backward" and args[0].shape[1] < 45:  # all 45 is once more for the record
            X, targets, *_ = args  # an example is a column, the last input the bias's 1
            seen.extend(np.vstack([X[:-1], targets]).T.tolist())
            assert X.shape[1] in (batch_size, 45 % batch_size)

    look_at_passes(monkeypatch, look)
    trainer = Trainer(small(batch_size=batch_size))
    one_hot = np.eye(3)[trainer.split.train.labels]
    whole = np.hstack([trainer.inputs(trainer.split.train.X), one_hot]).tolist()
    orders = []
    for _ in range(4):
        seen.clear()
        trainer.step()
        assert sorted(seen) == sorted(whole)
        orders.append([whole.index(row) for row in seen])
    assert len({tuple(order) for order in [*orders, range(45)]}) == 5


THEIR_NAME = {"sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}


@pytest.mark.parametrize("activation", THEIR_NAME)
@pytest.mark.parametrize("dataset", ["iris", "blobs"])
def test_full_batch_steps_are_those_of_scikit_learn(activation, dataset):
    config = TrainingConfig(
        dataset=dataset, activation=activation, optimizer="sgd", learning_rate=0.1,
        batch_size=None, l1=0, l2=0, n_hidden=7,
    )  # fmt: skip
    trainer = Trainer(config)
    X, labels = trainer.inputs(trainer.split.train.X), trainer.split.train.labels
    classifier = MLPClassifier(
        (7,), activation=THEIR_NAME[activation], solver="sgd", alpha=0, batch_size=len(X),
        learning_rate_init=0.1, momentum=0, nesterovs_momentum=False, shuffle=False,
    )  # fmt: skip
    classifier.partial_fit(X, labels, classes=range(3))  # makes the arrays
    ours = [getattr(trainer.parameters, name) for name in ("W1", "W2", "b1", "b2")]
    theirs = [*classifier.coefs_, *classifier.intercepts_]
    for target, source in zip(theirs, ours, strict=True):
        target[...] = source
    for _ in range(40):
        classifier.partial_fit(X, labels)
        trainer.step()
        assert trainer.history.train_loss[-2] == pytest.approx(classifier.loss_, rel=1e-9)
    for name, theirs_now in zip(("W1", "W2", "b1", "b2"), theirs, strict=True):
        np.testing.assert_allclose(
            getattr(trainer.parameters, name), theirs_now, rtol=1e-10, atol=1e-12
        )
    probabilities = trainer.predict(trainer.split.test.X)
    expected = classifier.predict_proba(trainer.inputs(trainer.split.test.X))
    np.testing.assert_allclose(probabilities, expected, rtol=0, atol=1e-10)


# The same config, the same bits --------------------------------------------------------


CHECKED = [
    {},
    {"batch_size": None},
    {"dataset": "digits", "n_samples": None},
    {"features": ("x1*x2", "sin(pi*x1)"), "activation": "relu", "optimizer": "rmsprop"},
]

PROGRAM = """
import hashlib
from metl_core import Trainer, TrainingConfig
usual = {"dataset": "blobs", "n_samples": 60, "n_hidden": 5, "batch_size": 10, "seed": 3}
for fields in %r:
    trainer = Trainer(TrainingConfig(**{**usual, **fields}))
    trainer.step(5)
    print(hashlib.sha256(trainer.parameters.to_vector().tobytes()).hexdigest())
"""


def test_the_same_config_trains_to_the_same_bits_here_and_in_another_process():
    here = [bits(trained(small(**fields), 5)) for fields in CHECKED]
    assert here == [bits(trained(small(**fields), 5)) for fields in CHECKED]
    there = subprocess.run(
        [sys.executable, "-c", PROGRAM % CHECKED],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "1"},
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert there.stdout.split() == here
    assert len(set(here)) == len(here)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [None, 10])
def test_ten_epochs_at_once_are_five_and_five(optimizer, batch_size):
    config = small(optimizer=optimizer, batch_size=batch_size)
    at_once, in_parts = trained(config, 10), trained(config, 5)
    for n_epochs in (0, 1, 4):
        in_parts.step(n_epochs)
    assert everything(in_parts) == everything(at_once)


@pytest.mark.parametrize("batch_size", [None, 10])
def test_looking_at_a_trainer_changes_nothing(batch_size):
    looked_at, left_alone = (Trainer(small(batch_size=batch_size)) for _ in range(2))
    for _ in range(4):
        everything(looked_at)
        looked_at.predict(np.zeros((3, 2)))
        looked_at.inputs(np.zeros((3, 2)))
        looked_at.step()
        left_alone.step()
    assert everything(looked_at) == everything(left_alone)


def test_two_trainers_side_by_side_do_not_disturb_each_other():
    alone = everything(trained(small(), 4))
    first, second = Trainer(small()), Trainer(small(seed=4))
    for _ in range(4):
        first.step()
        second.step()
    assert everything(first) == alone


def test_numpys_own_global_random_numbers_are_neither_used_nor_moved():
    before = np.random.get_state()[1].tolist()
    first = bits(trained(small(), 2))
    assert np.random.get_state()[1].tolist() == before
    np.random.seed(99)
    assert bits(trained(small(), 2)) == first


def test_other_seeds_give_other_runs():
    first = {vector_of(Trainer(small(seed=seed))).tobytes() for seed in range(5)}
    assert len(first) == 5
    splits = {Trainer(small(seed=seed)).split.train.X.tobytes() for seed in range(5)}
    assert len(splits) == 5


@pytest.mark.parametrize(
    "fields", [{"noise": 0.3}, {"n_samples": 80}, {"test_fraction": 0.1}, {"batch_size": 3}]
)
def test_what_is_done_to_the_data_leaves_the_first_parameters_as_they_were(fields):
    assert bits(Trainer(small(**fields))) == bits(Trainer(small()))


@pytest.mark.parametrize(
    "fields",
    [{"init": "he"}, {"n_hidden": 9}, {"batch_size": None}, {"features": ("x1^2",)}, {"l1": 0.1}],
)
def test_what_is_done_to_the_network_leaves_data_and_split_as_they_were(fields):
    first, second = trained(small(), 2), trained(small(**fields), 2)
    assert (first.dataset.X == second.dataset.X).all()
    for part in ("train", "test"):
        X, same_X = getattr(first.split, part).X, getattr(second.split, part).X
        assert X.tolist() == same_X.tolist()


def test_real_data_are_split_anew_by_another_seed_but_stay_the_same():
    first, second = (Trainer(TrainingConfig(dataset="iris", seed=seed)) for seed in (0, 1))
    assert (first.dataset.X == second.dataset.X).all()
    assert (first.split.train.X != second.split.train.X).any()


# What the network is given, and what it says -------------------------------------------


def test_the_network_is_given_the_training_part_at_mean_0_and_variance_1():
    trainer = Trainer(TrainingConfig(dataset="wine"))
    train = trainer.inputs(trainer.split.train.X)
    np.testing.assert_allclose(train.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(train.std(axis=0), 1, rtol=1e-12)
    test = trainer.inputs(trainer.split.test.X)
    assert (np.abs(test.mean(axis=0)) > 1e-3).all()


def test_a_wild_test_row_changes_nothing_of_the_training():
    calm = my_table()
    config = TrainingConfig(dataset=calm, n_hidden=4, batch_size=None)
    wild_X = np.array(calm.X)
    row = calm.X.tolist().index(Trainer(config).split.test.X[0].tolist())
    wild_X[row] = 1e9
    wild = replace(config, dataset=replace(calm, X=wild_X))
    first, second = trained(config, 5), trained(wild, 5)
    assert (second.split.test.X == 1e9).any()
    assert bits(first) == bits(second)
    assert first.history.train_loss.tolist() == second.history.train_loss.tolist()
    assert first.history.test_loss[-1] != second.history.test_loss[-1]


def test_features_are_made_before_they_are_standardised():
    names = ("x2", "x1^2", "x1*x2", "sin(pi*x2)")
    trainer = trained(small(features=names), 2)
    assert trainer.sizes == (4, 5, 3)

    def features(X):
        x1, x2 = X.T
        return np.column_stack([x2, x1**2, x1 * x2, np.sin(np.pi * x2)])

    train = features(trainer.split.train.X)
    test = (features(trainer.split.test.X) - train.mean(axis=0)) / train.std(axis=0)
    np.testing.assert_allclose(trainer.inputs(trainer.split.test.X), test, rtol=1e-12, atol=1e-13)
    f = network.forward(trainer.parameters, test, trainer.config.activation)
    np.testing.assert_allclose(trainer.predict(trainer.split.test.X), f.probabilities, rtol=1e-12)


def test_x1_and_x2_named_are_what_is_taken_when_no_feature_is():
    assert bits(trained(small(features=("x1", "x2")), 3)) == bits(trained(small(), 3))


@pytest.mark.parametrize("fields", [{"dataset": "wine", "n_samples": None}, {}])
def test_predictions_are_probabilities_for_rows_in_the_datas_own_units(fields):
    config = small(**fields)
    trainer = trained(config, 3)
    for (inputs, labels), part in zip(
        plain_inputs(config), (trainer.split.train, trainer.split.test), strict=True
    ):
        assert (part.labels == labels).all()
        probabilities = trainer.predict(part.X)
        assert probabilities.shape == (part.n_samples, 3)
        np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-14)
        f = network.forward(trainer.parameters, inputs, config.activation)
        np.testing.assert_allclose(probabilities, f.probabilities, rtol=1e-12)
    assert trainer.predict(trainer.dataset.X[:0]).shape == (0, 3)


def test_a_prediction_far_from_all_data_is_a_number_and_makes_no_warning():
    for names in (None, ("x1^2", "x1*x2", "sin(pi*x1)")):
        trainer = trained(small(features=names), 1)
        for size in (1e10, 1e200, 1e300, np.inf, np.nan):
            assert trainer.predict([[size, -size]]).shape == (1, 3)
        assert np.isfinite(trainer.predict([[1e10, -1e10]])).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.int64, bool])
def test_a_prediction_for_numbers_of_another_type_is_that_for_the_same_values(dtype):
    trainer = trained(small(features=("x1", "x1^2", "x1*x2", "sin(pi*x2)")), 2)
    X = np.array([[0.3, 1], [0, 300], [1, -0.7]]).astype(dtype)
    expected = trainer.predict(X.astype(np.float64))
    assert expected.dtype == np.float64
    np.testing.assert_allclose(trainer.predict(X), expected, rtol=1e-12, atol=1e-300)


NOT_ROWS = [
    [1, 2], [[1, 2, 3]], [[1]], 3, None, "12", [["a", "b"]], [[1, 2], [3]], [[[1, 2]]],
    [[1j, 2]], [[None, 1]],
]  # fmt: skip


@pytest.mark.parametrize("features", [None, ("x1", "x1^2")])
@pytest.mark.parametrize("X", NOT_ROWS)
def test_what_is_no_rows_of_two_numbers_is_refused_by_name(features, X):
    trainer = Trainer(small(features=features))
    for method in (trainer.predict, trainer.inputs):
        with pytest.raises((ValueError, TypeError), match=r"^X must "):
            method(X)


@pytest.mark.parametrize("config", ["moons", {"dataset": "moons"}, 3, TrainingConfig])
def test_what_is_no_config_is_refused_by_name(config):
    with pytest.raises((ValueError, TypeError), match=r"^config must "):
        Trainer(config)


@pytest.mark.parametrize("n_epochs", [-1, 1.0, True, None, "3", [1], float("nan")])
def test_a_number_of_epochs_that_is_none_is_refused_and_trains_nothing(n_epochs):
    trainer = trained(small(), 1)
    before = everything(trainer)
    with pytest.raises((ValueError, TypeError), match=r"^n_epochs must be an integer ≥ 0, got"):
        trainer.step(n_epochs)
    assert everything(trainer) == before


# The record ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [{}, {"batch_size": None}, {"l1": 0.05, "l2": 0.1}, {"activation": "relu", "optimizer": "sgd"}],
)
def test_the_record_says_of_each_epoch_what_the_reference_says(fields):
    config = small(**fields)
    parts = plain_inputs(config)
    trainer = Trainer(config)
    for epoch in range(6):
        assert trainer.epoch == epoch
        record, now = trainer.history, trainer.parameters
        assert record.epoch.tolist() == list(range(epoch + 1))
        for (X, labels), part in zip(parts, ("train", "test"), strict=True):
            # Without penalties: the two parts are to be compared.
            loss = network.loss(now, X, labels, config.activation)
            assert getattr(record, f"{part}_loss")[-1] == pytest.approx(loss, rel=1e-12)
            f = network.forward(now, X, config.activation)
            accuracy = network.accuracy(f.probabilities, labels)
            assert getattr(record, f"{part}_accuracy")[-1] == accuracy
        for name in PARAMETER_NAMES:
            norm = np.linalg.norm(getattr(trainer.gradients, name))
            assert getattr(record, f"gradient_norm_{name}")[-1] == pytest.approx(norm, rel=1e-13)
        trainer.step()


def test_training_brings_the_loss_down_and_the_accuracy_up():
    record = trained(small(), 40).history
    assert record.train_loss[-1] < 0.5 * record.train_loss[0]
    assert record.train_accuracy[-1] > 0.9


def test_with_nothing_held_out_the_test_columns_are_nan():
    trainer = trained(small(test_fraction=0), 3)
    assert trainer.split.test.n_samples == 0
    assert trainer.split.train.n_samples == 60
    assert np.isnan(trainer.history.test_loss).all()
    assert np.isnan(trainer.history.test_accuracy).all()
    assert np.isfinite(trainer.history.train_loss).all()
    assert trainer.predict(trainer.split.test.X).shape == (0, 3)


def test_a_long_run_keeps_its_first_and_latest_epoch_in_bounded_rows(monkeypatch):
    monkeypatch.setattr(history, "CAPACITY", 8)
    trainer = trained(small(n_samples=20), 21)
    assert trainer.history.epoch.tolist() == [0, 4, 8, 12, 16, 20, 21]
    path = replay(small(n_samples=20), 21)
    (X, labels), _ = plain_inputs(small(n_samples=20))
    record = trainer.history
    for epoch, loss in zip(record.epoch.astype(int), record.train_loss, strict=True):
        expected = network.loss(path[epoch], X, labels, trainer.config.activation)
        assert loss == pytest.approx(expected, rel=1e-11)


DIVERGING = [
    {"learning_rate": 1e6, "optimizer": "sgd", "activation": "relu"},
    {"learning_rate": 1e300, "optimizer": "sgd", "activation": "identity"},
    {"learning_rate": 1e300, "optimizer": "momentum", "activation": "relu", "batch_size": None},
    {"learning_rate": 1e300, "optimizer": "rmsprop", "activation": "identity"},
    {"learning_rate": 1e300, "optimizer": "adam", "activation": "identity"},
    {"l2": 1e10, "optimizer": "sgd", "learning_rate": 1.0, "activation": "tanh"},
]


@pytest.mark.parametrize("fields", DIVERGING)
def test_a_run_that_diverges_says_so_in_its_record_and_nowhere_else(fields):
    trainer = trained(small(**fields), 60)  # a warning would be an error here
    assert trainer.epoch == 60
    losses = trainer.history.train_loss
    assert np.isfinite(losses[0])
    assert not np.isfinite(losses[-1]) or losses[-1] > 1e3
    assert trainer.predict([[0.0, 0.0]]).shape == (1, 3)
    assert trainer.gradients.X.shape == (45, 2)
    again = Trainer(trainer.config)
    again.restore(saved(trainer))
    assert everything(again) == everything(trainer)


def test_a_learning_rate_far_too_large_ends_in_nan():
    fields = {"learning_rate": 1e300, "optimizer": "sgd", "activation": "identity"}
    assert np.isnan(trained(small(**fields), 20).history.train_loss[-1])


def peak_of(trainer, n_epochs):
    """(bytes at the most, bytes left over) that these epochs took beyond what there was."""
    trainer.step(5)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        trainer.step(n_epochs)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return peak - before, after - before


UFUNC_BUFFER = 8192 * 8  # bytes, which NumPy takes for the time of one broadcast operation


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [None, 16])
def test_epochs_allocate_nothing_that_grows(optimizer, batch_size):
    config = TrainingConfig("moons", optimizer=optimizer, batch_size=batch_size, l1=1e-4, l2=1e-4)
    peak, left_over = peak_of(Trainer(config), 50)
    assert peak < UFUNC_BUFFER + 30_000
    assert left_over < 5_000


def test_a_full_batch_allocates_no_hidden_layer():
    config = TrainingConfig("circles", n_samples=4000, n_hidden=128, batch_size=None)
    peak, left_over = peak_of(Trainer(config), 5)
    assert peak < 300_000  # one hidden layer of 3000 examples is 3,072,000
    assert left_over < 5_000


# Recorded now and then -----------------------------------------------------------------


@pytest.mark.parametrize("batch_size", [None, 10])
@pytest.mark.parametrize("every", [2, 3, 10, 11, 1000])
def test_what_is_recorded_never_changes_the_bits(every, batch_size):
    whole, sparse = (Trainer(small(batch_size=batch_size, l1=0.01)) for _ in range(2))
    for n_epochs in (7, 1, 0, 22):
        whole.step(n_epochs)
        sparse.step(n_epochs, every)
        assert numbers_of(sparse) == numbers_of(whole)
        assert sparse.gradients.to_vector().tolist() == whole.gradients.to_vector().tolist()
    whole_record, record = whole.history, sparse.history
    called = {0, 7, 8, 30}  # the last of a call is recorded, whatever `every` is
    expected = sorted(called | set(range(0, 31, every)))
    assert record.epoch.tolist() == expected
    for name, column in vars(record).items():
        assert column.tolist() == getattr(whole_record, name)[expected].tolist()


@pytest.mark.parametrize("every", [0, -1, 1.0, True, None, "3"])
def test_an_interval_that_is_none_is_refused_and_trains_nothing(every):
    trainer = trained(small(), 1)
    before = everything(trainer)
    with pytest.raises((ValueError, TypeError), match=r"^every must be an integer ≥ 1, got"):
        trainer.step(3, every)
    assert everything(trainer) == before


def test_a_full_batch_epoch_is_one_pass_and_only_a_recorded_one_looks_at_the_test_part(
    monkeypatch,
):
    calls = []
    look_at_passes(
        monkeypatch, lambda step, name, *_: calls.append(f"{name} of {step._predicted.size}")
    )
    trainer = Trainer(small(batch_size=None))
    calls.clear()
    trainer.step(100, every=10)
    assert calls.count("forward of 45") == calls.count("backward of 45") == 100
    assert calls.count("forward of 15") == 10
    assert calls.count("loss of 45") == calls.count("accuracy of 15") == 10
    assert len(calls) == 2 * 100 + (1 + 4) * 10


def test_the_parameters_are_such_as_are_checked_where_they_are_made_by_hand():
    trainer = trained(small(), 2)
    shown = trainer.parameters
    by_hand = Parameters(shown.W1, shown.b1, shown.W2, shown.b2)
    assert type(shown) is Parameters and shown.sizes == by_hand.sizes == trainer.sizes
    assert shown.to_vector().tobytes() == by_hand.to_vector().tobytes()
    assert {array.dtype for array in vars(shown).values()} == {np.dtype(np.float64)}
    with pytest.raises(FrozenInstanceError):
        shown.W1 = by_hand.W1
    shown.W1[:] = 0  # a copy
    assert trainer.parameters.to_vector().tobytes() != shown.to_vector().tobytes()


# Part of an epoch ----------------------------------------------------------------------


def numbers_of(trainer):
    return {name: array.tobytes() for name, array in trainer.numbers().items()}


@pytest.mark.parametrize("batch_size", [None, 1, 7, 10, 44, 45, 100])
def test_an_epoch_batch_by_batch_is_an_epoch(batch_size):
    whole, parts = (Trainer(small(batch_size=batch_size)) for _ in range(2))
    for epoch in range(3):
        whole.step()
        rows = []
        while parts.epoch == epoch:
            rows.append(parts.row)
            parts.step_batch()
            assert parts.history.epoch[-1] == parts.epoch + parts.row / 45
        assert rows == list(range(0, 45, batch_size or 45))
        assert numbers_of(parts) == numbers_of(whole)
    assert parts.changes == ()


@pytest.mark.parametrize("batch_size", [None, 10])
def test_an_epoch_example_by_example_is_one_in_batches_of_one(batch_size):
    ones, examples = Trainer(small(batch_size=1)), Trainer(small(batch_size=batch_size))
    ones.step(2)
    for _ in range(90):
        examples.step_example()
    assert examples.position == (2, 0)
    assert examples.batch_size == batch_size
    assert numbers_of(examples) == numbers_of(ones)
    back = batch_size or "all"
    assert spell_changes(examples.changes) == f"0:batch_size=1;2:batch_size={back}"


def test_begun_epochs_are_finished_by_a_step():
    trainer, expected = (Trainer(small()) for _ in range(2))
    trainer.step_batch()
    trainer.step_batch()
    trainer.step(0)
    assert trainer.position == (0, 20)
    trainer.step()
    assert trainer.position == (1, 0)
    expected.step()
    assert numbers_of(trainer) == numbers_of(expected)
    assert trainer.history.epoch.tolist() == [0, 10 / 45, 20 / 45, 1]


def test_what_remains_of_an_epoch_is_a_batch_in_its_order():
    trainer = Trainer(small(batch_size=None))
    for _ in range(3):
        trainer.step_example()
    before = trainer.parameters
    trainer.step_batch()
    assert trainer.position == (1, 0)
    order = np.arange(45)
    order_generator(3, 0).shuffle(order)
    (X, labels), _ = plain_inputs(trainer.config)
    f = network.forward(before, X[order[3:]], "tanh")
    g = network.backward(before, f, labels[order[3:]]).to_vector()
    again = Trainer(small(batch_size=None))
    for _ in range(3):
        again.step_example()
    memory = again.numbers()
    mean, square = memory["optimizer_mean"], memory["optimizer_mean_square"]
    m, s = 0.9 * mean + 0.1 * g, 0.999 * square + 0.001 * g**2
    moved = 0.1 * m / (1 - 0.9**4) / (np.sqrt(s / (1 - 0.999**4)) + 1e-8)
    # Single sums round some eps apart.
    np.testing.assert_allclose(vector_of(trainer), before.to_vector() - moved, rtol=1e-12)


# Changed by hand -----------------------------------------------------------------------


@pytest.mark.parametrize("batch_size", [None, 10])
def test_a_setting_is_in_force_from_the_next_step_on(batch_size):
    config = small(batch_size=batch_size, learning_rate=0.02, optimizer="sgd")
    values = {"learning_rate": 0.5, "l1": 0.01, "l2": 0.02, "batch_size": 7}
    changed = trained(config, 3)
    for name, value in values.items():
        changed.change(name, value)
        assert getattr(changed, name) == getattr(changed.settings, name) == value
    # With sgd nothing else is remembered: a run of the new config that begins here.
    fresh = Trainer(replace(config, **values))
    state = {**fresh.state(), "epoch": np.array(3), "parameters": changed.numbers()["parameters"]}
    fresh.restore({**state, "history": rows_ending(0, 1, 2, 3)})
    for _ in range(3):
        assert changed.gradients.to_vector().tolist() == fresh.gradients.to_vector().tolist()
        changed.step()
        fresh.step()
        assert numbers_of(changed) == numbers_of(fresh)
    assert changed.config == config
    assert [change.position for change in changed.changes] == [(3, 0)] * 4


def test_an_edit_is_one_entry_and_at_once_on_the_screen():
    trainer = trained(small(), 3)
    for name, index in {"W1": (1, 4), "b1": (4,), "W2": (4, 2), "b2": (2,)}.items():
        expected = trainer.parameters
        getattr(expected, name)[index] = 1.5
        trainer.edit(name, index, 1.5)
        assert vector_of(trainer).tolist() == expected.to_vector().tolist()
        (X, labels), _ = plain_inputs(trainer.config)
        loss = network.loss(expected, X, labels, "tanh")
        assert trainer.history.train_loss[-1] == pytest.approx(loss, rel=1e-12)
        f = network.forward(expected, X, "tanh")
        right = network.backward(expected, f, labels).to_vector()
        np.testing.assert_allclose(trainer.gradients.to_vector(), right, rtol=1e-9, atol=1e-15)
    assert trainer.history.epoch.tolist() == [0, 1, 2, 3]
    assert len(trainer.changes) == 4


def test_a_setting_that_is_the_same_is_no_change():
    trainer = trained(small(l1=0.5), 2)
    for name in Settings._fields:
        trainer.change(name, getattr(trainer, name))
    trainer.change("l1", np.float32(0.5))
    assert trainer.changes == ()


WRONG_CHANGES = [
    ("name", ("seed", 3)), ("name", ("W1", 3)), ("name", (None, 3)), ("l1", ("l1", -1)),
    ("learning_rate", ("learning_rate", 0)), ("learning_rate", ("learning_rate", None)),
    ("batch_size", ("batch_size", 1.5)), ("l2", ("l2", np.nan)),
]  # fmt: skip
WRONG_EDITS = [
    ("name", ("W3", (0, 0), 1)), ("name", ("l1", (), 1)), ("W1", ("W1", (0, 0), np.nan)),
    ("W1", ("W1", (0, 0), np.inf)), ("b1", ("b1", (0,), None)), ("b1", ("b1", (0,), "1")),
    ("index", ("W1", (2, 0), 1)), ("index", ("W1", (0, 5), 1)), ("index", ("W1", (-1, 0), 1)),
    ("index", ("W1", (0,), 1)), ("index", ("W1", 0, 1)), ("index", ("b2", (3,), 1)),
    ("index", ("b2", (0.0,), 1)), ("index", ("b2", (True,), 1)), ("index", ("b2", (), 1)),
    ("index", ("b2", (slice(None),), 1)),
]  # fmt: skip


@pytest.mark.parametrize(("what", "arguments"), [*WRONG_CHANGES, *WRONG_EDITS], ids=repr)
def test_a_wrong_change_is_refused_by_name_and_changes_nothing(what, arguments):
    trainer = trained(small(), 2)
    before = everything(trainer)
    method = trainer.change if len(arguments) == 2 else trainer.edit
    with pytest.raises((ValueError, TypeError), match=f"^{what} must "):
        method(*arguments)
    assert everything(trainer) == before


def test_a_noted_change_is_applied_only_where_it_was_made():
    trainer = trained(small(), 2)
    before = everything(trainer)
    for position in ((1, 0), (2, 10), (3, 0)):
        with pytest.raises(ValueError, match=r"^change must be of "):
            trainer.apply(Change(Position(*position), "l1", 0.5))
    assert everything(trainer) == before


@pytest.mark.parametrize("fields", DIVERGING)
def test_nothing_that_is_done_to_a_diverged_run_raises(fields):
    trainer = trained(small(**fields), 60)
    for act in (trainer.step_batch, trainer.step_example, trainer.step):
        trainer.edit("W2", (0, 0), 1e300)
        act()
    trainer.change("l2", 1e300)
    trainer.step(2)
    assert trainer.gradients.X.shape == (45, 2)


@pytest.mark.parametrize("left_at", [0, 1, 3])
def test_a_trainer_left_in_the_midst_with_changes_goes_on_to_the_same_bits(left_at):
    whole, back = trained(small(), 2), trained(small(), 5)
    whole.change("learning_rate", 0.1)
    whole.edit("W1", (0, 0), 0.1)
    for _ in range(left_at):
        whole.step_batch()
        whole.step_example()
    whole.change("batch_size", 7)
    back.restore(saved(whole))
    assert everything(back) == everything(whole)
    for trainer in (whole, back):
        trainer.step_batch()
        trainer.step(3)
    assert everything(back) == everything(whole)


# Gradients -----------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "identity"])
@pytest.mark.parametrize("n_epochs", [0, 3])
@pytest.mark.parametrize("batch_size", [None, 10])
def test_the_gradients_are_those_of_the_loss_with_penalties(activation, n_epochs, batch_size):
    config = small(activation=activation, l1=0.03, l2=0.05, batch_size=batch_size, n_samples=20)
    trainer = trained(config, n_epochs)
    X, labels = trainer.inputs(trainer.split.train.X), trainer.split.train.labels
    now, gradients = trainer.parameters, trainer.gradients

    def loss(parameters, X=X):
        return network.loss(parameters, X, labels, activation, l1=0.03, l2=0.05)

    report = check_gradient(loss, now, gradients)
    assert report.passed, report
    report = check_gradient(lambda X: loss(now, X), X, gradients.X)
    assert report.passed, report


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_gradients_are_the_references_at_every_epoch(activation):
    trainer = Trainer(small(activation=activation, l1=0.03, l2=0.05))
    X, labels = trainer.inputs(trainer.split.train.X), trainer.split.train.labels
    for _ in range(4):
        f = network.forward(trainer.parameters, X, activation)
        expected = network.backward(trainer.parameters, f, labels, l1=0.03, l2=0.05)
        for name, right in vars(expected).items():
            computed = getattr(trainer.gradients, name)
            assert computed.shape == right.shape
            assert np.abs(computed - right).max() <= 1e-13 * max(np.abs(right).max(), 0.1)
        trainer.step()


@pytest.mark.parametrize("batch_size", [None, 10])
def test_what_is_shown_is_a_copy_and_stays_as_it_was(batch_size):
    trainer, untouched = (trained(small(batch_size=batch_size), 2) for _ in range(2))
    parameters, gradients, record = trainer.parameters, trainer.gradients, trainer.history
    state = trainer.state()
    kept = [parameters.W1.copy(), gradients.X.copy(), record.train_loss.copy()]
    trainer.step()
    for array, copy in zip((parameters.W1, gradients.X, record.train_loss), kept, strict=True):
        assert (array == copy).all()
    for shown in (vars(parameters), vars(gradients), vars(record), state):
        for array in shown.values():
            if array.dtype.kind in "if":
                array[...] = 7
    trainer.step()
    untouched.step(2)
    assert everything(trainer) == everything(untouched)


# Leaving and coming back ---------------------------------------------------------------


def saved(trainer):
    """Its state, through a file that could hold nothing but plain arrays."""
    file = io.BytesIO()
    np.savez(file, **trainer.state())
    file.seek(0)
    return np.load(file, allow_pickle=False)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [None, 10])
@pytest.mark.parametrize("left_at", [0, 1, 7])
def test_a_trainer_that_was_left_goes_on_to_the_same_bits(optimizer, batch_size, left_at):
    config = small(optimizer=optimizer, batch_size=batch_size, l2=0.01)
    whole = trained(config, left_at)
    back = trained(config, 3)  # from anywhere
    back.restore(saved(whole))
    assert everything(back) == everything(whole)
    for trainer in (whole, back):
        trainer.step(6)
    assert everything(back) == everything(whole)


@pytest.mark.parametrize("left_at", [6, 7, 8, 9, 15, 16, 17, 30])
def test_so_does_its_record_when_rows_have_been_dropped(monkeypatch, left_at):
    monkeypatch.setattr(history, "CAPACITY", 8)
    config = small(n_samples=20)
    whole, back = trained(config, left_at), Trainer(config)
    back.restore(saved(whole))
    for _ in range(20):
        assert everything(back) == everything(whole)
        whole.step()
        back.step()


def test_a_table_of_ones_own_comes_back_too():
    config = TrainingConfig(dataset=my_table(), n_hidden=4)
    again = TrainingConfig(dataset=my_table(), n_hidden=4)
    whole, back = trained(config, 4), Trainer(again)
    back.restore(saved(whole))
    assert everything(back) == everything(whole)


def test_a_state_lives_on_its_own():
    trainer = trained(small(), 2)
    state = trainer.state()
    back = Trainer(small())
    back.restore(state)
    before = everything(back)
    trainer.step(3)
    for array in state.values():
        if array.dtype.kind in "if":
            array[...] = 5
    assert everything(back) == before


def rows_ending(*epochs):
    rows = np.ones((len(epochs), len(COLUMNS)))
    rows[:, 0] = epochs
    return rows


WRONG_STATES = {
    "another config": ("config", lambda state: Trainer(small(l2=0.5)).state()["config"]),
    "no config": ("config", lambda state: np.array("")),
    "a number for a config": ("config", lambda state: np.array(3)),
    "parameters too few": ("parameters", lambda state: state["parameters"][:-1]),
    "parameters too many": ("parameters", lambda state: np.append(state["parameters"], 0)),
    "parameters of two axes": ("parameters", lambda state: state["parameters"][None]),
    "a single parameter": ("parameters", lambda state: np.array(1.0)),
    "parameters of text": ("parameters", lambda state: state["parameters"].astype(str)),
    "parameters of objects": ("parameters", lambda state: state["parameters"].astype(object)),
    "complex parameters": ("parameters", lambda state: state["parameters"].astype(complex)),
    "no parameters": ("parameters", lambda state: None),
    "a memory too short": ("optimizer_mean", lambda state: state["optimizer_mean"][:-1]),
    "a memory of text": ("optimizer_mean", lambda state: state["optimizer_mean"].astype(str)),
    "another memory too short": ("optimizer_mean_square", lambda state: np.zeros(1)),
    "a memory for each parameter": ("optimizer_steps", lambda state: state["parameters"]),
    "steps before the first": ("optimizer_steps", lambda state: np.array([-1.0])),
    "steps long before the first": ("optimizer_steps", lambda state: np.array([-1e9])),
    "steps that are no number": ("optimizer_steps", lambda state: np.array([np.nan])),
    "another epoch": ("epoch", lambda state: np.array(3)),
    "an epoch below 0": ("epoch", lambda state: np.array(-1)),
    "an epoch that is no number": ("epoch", lambda state: np.array(np.nan)),
    "an epoch and a half": ("epoch", lambda state: np.array(1.5)),
    "several epochs": ("epoch", lambda state: np.array([2, 2])),
    "an epoch in a list": ("epoch", lambda state: np.array([2])),
    "an epoch of text": ("epoch", lambda state: np.array("2")),
    "a true epoch": ("epoch", lambda state: np.array(True)),
    "an epoch of None": ("epoch", lambda state: np.array(None)),
    "a record without rows": ("history", lambda state: state["history"][:0]),
    "a record of another epoch": ("history", lambda state: rows_ending(0, 1)),
    "a record that falls": ("history", lambda state: rows_ending(0, 3, 2)),
    "a record that stands": ("history", lambda state: rows_ending(0, 2, 2)),
    "a record of nan": ("history", lambda state: rows_ending(0, np.nan, 2)),
    "a record without end": ("history", lambda state: rows_ending(0, np.inf)),
    "a record that ends in the midst": ("history", lambda state: rows_ending(0, 1, 1.5)),
    "a gap below 0": ("history_gap", lambda state: np.array(-1.0)),
    "a gap that is no number": ("history_gap", lambda state: np.array(np.nan)),
    "a gap of text": ("history_gap", lambda state: np.array("1")),
    "a row beyond the last": ("row", lambda state: np.array(45)),
    "a row below 0": ("row", lambda state: np.array(-1)),
    "half a row": ("row", lambda state: np.array(0.5)),
    "a row of text": ("row", lambda state: np.array("0")),
    "changes yet to come": ("changes", lambda state: np.array("2.1:l1=0.5")),
    "changes that fall": ("changes", lambda state: np.array("2:l1=0.5;1:l1=0.25")),
    "changes that are none": ("changes", lambda state: np.array("2:l1=much")),
    "an edit of no entry": ("index", lambda state: np.array("2:W1[0,5]=0.5")),
    "changes of numbers": ("changes", lambda state: np.array(2)),
    "changes in a list": ("changes", lambda state: np.array(["2:l1=0.5"])),
    "a record from before 0": ("history", lambda state: rows_ending(-1, 0, 2)),
    "a record with a late start": ("history", lambda state: rows_ending(1, 2)),
    "a record too narrow": ("history", lambda state: state["history"][:, 1:]),
    "a record of one axis": ("history", lambda state: state["history"][0]),
    "a record of text": ("history", lambda state: state["history"].astype(str)),
    "a record of objects": ("history", lambda state: state["history"].astype(object)),
    "a record without measure": ("history", lambda state: rows_ending(*range(99_999), 2)),
}


@pytest.mark.parametrize(("name", "wrong"), WRONG_STATES.values(), ids=WRONG_STATES)
def test_a_wrong_state_is_refused_by_name_and_changes_nothing(name, wrong):
    config = small(optimizer="adam")
    state = trained(config, 2).state()
    trainer = trained(config, 3)
    before = everything(trainer)
    with pytest.raises((ValueError, TypeError), match=name):
        trainer.restore({**state, "changes" if name == "index" else name: wrong(state)})
    assert everything(trainer) == before
    trainer.step()
    assert everything(trainer) == everything(trained(config, 4))


@pytest.mark.parametrize("name", [*Trainer(small(optimizer="adam")).state()])
def test_a_state_that_lacks_anything_is_refused_by_name_and_changes_nothing(name):
    config = small(optimizer="adam")
    state = trained(config, 2).state()
    del state[name]
    trainer = trained(config, 1)
    before = everything(trainer)
    with pytest.raises(ValueError, match=f"missing.*{name}"):
        trainer.restore(state)
    assert everything(trainer) == before


@pytest.mark.parametrize("state", [None, 3, [], "state", {}, np.zeros(3)])
def test_what_is_no_state_is_refused(state):
    trainer = trained(small(), 1)
    before = everything(trainer)
    with pytest.raises((ValueError, TypeError), match="state must"):
        trainer.restore(state)
    assert everything(trainer) == before


@pytest.mark.parametrize(
    "fields",
    [{"learning_rate": 0.5}, {"seed": 9}, {"optimizer": "sgd"}, {"n_hidden": 6}, {"noise": 0.3}],
)
def test_the_state_of_another_config_is_refused(fields):
    trainer = Trainer(small(optimizer="adam"))
    before = everything(trainer)
    with pytest.raises(ValueError, match="state must"):
        trainer.restore(saved(trained(small(**{"optimizer": "adam", **fields}), 1)))
    assert everything(trainer) == before


# What the defaults promise -------------------------------------------------------------

PROMISED = {  # test accuracy that the default config of a data set reaches, and when
    "iris": (0.95, 200),
    "wine": (0.95, 200),
    "digits": (0.96, 100),
    "xor": (0.98, 200),
    "circles": (0.98, 200),
    "moons": (0.98, 200),
}


@pytest.mark.parametrize("dataset", PROMISED)
def test_with_all_defaults_a_data_set_is_learnt(dataset):
    accuracy, n_epochs = PROMISED[dataset]
    record = trained(TrainingConfig(dataset=dataset), n_epochs).history
    assert record.epoch[-1] == n_epochs
    assert record.test_accuracy[-1] >= accuracy
