"""The table of single entries: which they are, and what their gradients are."""

import warnings

import mpmath
import numpy as np
import pytest

from metl_core import Trainer, TrainingConfig
from metl_ui.studio.asks import Watch
from metl_ui.studio.table import ROWS, table_rows, watched


def trainer(n_epochs=5, **fields):
    usual = {"dataset": "blobs", "n_samples": 40, "n_hidden": 3, "seed": 4}
    made = Trainer(TrainingConfig(**{**usual, **fields}))
    made.step(n_epochs)
    return made


@pytest.mark.parametrize(
    ("parameter", "offset", "shown", "first"),
    [
        ("W1", 0, 6, "W1[0,0]"),
        ("W1", 2, 6, "W1[0,0]"),
        ("W1", 10**6, 6, "W1[0,0]"),
        ("W2", 0, 8, "W2[0,0]"),
        ("W2", 5, 4, "W2[1,2]"),
        ("W2", 8, 1, "W2[2,2]"),
        ("W2", 10**6, 1, "W2[2,2]"),
        ("b1", 2, 3, "b1[0]"),
        ("b2", 3, 3, "b2[0]"),
    ],
)
def test_the_entries_are_those_from_the_offset_on_or_the_last(parameter, offset, shown, first):
    network = trainer(0)
    entries = watched(network, Watch(parameter, offset))
    array = getattr(network.parameters, parameter)
    assert (entries.parameter, entries.total) == (parameter, array.size)
    assert len(entries.indices) == len(entries.names) == shown <= ROWS
    assert entries.names[0] == first
    flat = array.ravel()[entries.offset : entries.offset + shown]
    np.testing.assert_array_equal([array[index] for index in entries.indices], flat)
    for name, index in zip(entries.names, entries.indices, strict=True):
        assert name == f"{parameter}[{','.join(str(i) for i in index)}]"
        assert all(type(i) is int for i in index)  # JSON knows nothing of NumPy


def exact_loss(network, parameter, index):
    """The training loss with penalties as a function of one entry, in 40 digits."""
    X = network.inputs(network.split.train.X)
    labels = network.split.train.labels
    arrays = {
        name: mpmath.matrix(np.atleast_2d(array).tolist())
        for name, array in vars(network.parameters).items()
    }
    activate = {"tanh": mpmath.tanh, "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z))}
    place = index if len(index) == 2 else (0, *index)

    def loss(value):
        arrays[parameter][place] = value
        W1, b1, W2, b2 = (arrays[name] for name in ("W1", "b1", "W2", "b2"))
        total = mpmath.mpf(0)
        for row, label in zip(X.tolist(), labels.tolist(), strict=True):
            a1 = (mpmath.matrix([row]) * W1 + b1).apply(activate[network.config.activation])
            logits = a1 * W2 + b2
            total += mpmath.log(sum(mpmath.exp(z) for z in logits)) - logits[0, label]
        weights = [*W1, *W2]
        penalty = network.l1 * sum(abs(w) for w in weights)
        return total / len(X) + penalty + network.l2 / 2 * sum(w * w for w in weights)

    return loss


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
@pytest.mark.parametrize("parameter", ["W1", "b1", "W2", "b2"])
def test_both_gradients_are_those_of_the_loss_in_forty_digits(parameter, activation):
    network = trainer(activation=activation, l1=0.02, n_samples=20)
    network.change("l2", 0.3)  # in force now, and not in the config
    entries = watched(network, Watch(parameter))
    rows = table_rows(network, entries)
    with mpmath.workdps(40):
        for index, row in list(zip(entries.indices, rows, strict=True))[:2]:
            value, gradient, numeric, error = row
            assert value == getattr(network.parameters, parameter)[index]
            loss = exact_loss(network, parameter, index)
            h = mpmath.mpf(10) ** -12
            at = mpmath.mpf(value)
            true = float((loss(at + h) - loss(at - h)) / (2 * h))
            assert gradient == pytest.approx(true, rel=1e-10, abs=1e-14)  # rounding
            assert numeric == pytest.approx(true, rel=1e-6, abs=1e-9)  # of h² and eps/h
            larger = max(abs(gradient), abs(numeric))
            assert error == pytest.approx(abs(gradient - numeric) / larger)


def test_where_both_gradients_are_0_there_is_no_error():
    network = trainer(0, init="zeros")
    rows = table_rows(network, watched(network, Watch("W1")))
    np.testing.assert_array_equal(rows[:, 1:], 0)


def test_looking_changes_nothing():
    network = trainer()
    before = {name: array.tobytes() for name, array in network.numbers().items()}
    table_rows(network, watched(network, Watch("W2")))
    assert {name: array.tobytes() for name, array in network.numbers().items()} == before


@pytest.mark.parametrize("value", [1e308, -1.7e308, 1e160])
@pytest.mark.parametrize("activation", ["tanh", "relu", "identity"])
@pytest.mark.parametrize("parameter", ["W1", "b1", "W2", "b2"])
def test_a_weight_beyond_all_bounds_gives_numbers_of_some_kind(parameter, activation, value):
    network = trainer(0, activation=activation, l2=0.1)
    network.edit(parameter, (0, 0) if parameter[0] == "W" else (0,), value)
    for name in ("W1", "b1", "W2", "b2"):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            rows = table_rows(network, watched(network, Watch(name)))
        assert rows.shape[1] == 4
        assert rows[0, 0] == (value if name == parameter else network.parameters.to_vector()[
            {"W1": 0, "b1": 6, "W2": 9, "b2": 18}[name]
        ])  # fmt: skip


def test_of_a_broken_run_there_are_no_numeric_gradients():
    network = trainer(0)
    state = network.state()
    network.restore({**state, "parameters": np.full(21, np.nan)})
    rows = table_rows(network, watched(network, Watch("b1")))
    assert np.isnan(rows[:, [0, 2, 3]]).all()
