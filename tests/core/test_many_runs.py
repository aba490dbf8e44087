"""Many runs at once against as many trainers, one after the other."""

import itertools
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from metl_core.activations import ACTIVATIONS
from metl_core.config import TrainingConfig
from metl_core.dataset import Dataset
from metl_core.many_runs import ManyRuns
from metl_core.optimizers import OPTIMIZERS
from metl_core.training import Trainer

# 38 rows for training: 16 leave 6 of them over and 37 a single one, which is a vector for BLAS.
SMALL = TrainingConfig(dataset="blobs", n_classes=5, noise=0.3, n_samples=50, n_hidden=5)
BATCHES = [None, 1, 16, 37]
RATES = (1e-4, 0.03, 1.0, 1e3)  # the last one diverges where anything can


def with_rates(config, rates=RATES):
    return [replace(config, learning_rate=rate) for rate in rates]


def assert_equal_runs(configs, n_epochs, rtol=0.0):
    """Parameters to the bit, or to rtol of the largest; records to some roundings of a sum."""
    runs = ManyRuns(configs)
    runs.step(n_epochs)
    histories = runs.histories
    assert histories.epoch.tolist() == list(range(n_epochs + 1))
    for r, config in enumerate(configs):
        trainer = Trainer(config)
        trainer.step(n_epochs)
        expected = trainer.parameters.to_vector()
        computed = runs.parameters[r].to_vector()
        assert_same(computed, expected, atol=rtol * np.abs(expected).max())
        for name in ("train_accuracy", "test_accuracy"):
            assert_same(getattr(histories, name)[:, r], getattr(trainer.history, name))
        for name in ("train_loss", "test_loss"):
            # Mean of differences of logarithms: absolute errors are of their size, 1 or the loss.
            loss = getattr(trainer.history, name)
            assert_same(getattr(histories, name)[:, r], loss, atol=rtol + 1e-14, rtol=1e-14)
    return runs, histories


def assert_same(computed, expected, atol=0.0, rtol=0.0):
    np.testing.assert_allclose(computed, expected, rtol=rtol, atol=atol, equal_nan=True)


@pytest.mark.parametrize("batch_size", BATCHES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_rates_side_by_side_come_to_the_bits_of_each_alone(activation, optimizer, batch_size):
    config = replace(SMALL, activation=activation, optimizer=optimizer, batch_size=batch_size)
    assert_equal_runs(with_rates(config), 4)


@pytest.mark.parametrize("batch_size", [None, 16])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_seeds_side_by_side_come_to_the_bits_of_each_alone(activation, batch_size):
    config = replace(SMALL, activation=activation, batch_size=batch_size)
    assert_equal_runs([replace(config, seed=seed) for seed in (3, 0, 7, 3)], 5)


@pytest.mark.parametrize("n_classes", range(2, 11))
@pytest.mark.parametrize("batch_size", [None, 10])
def test_two_to_ten_classes(n_classes, batch_size):
    config = replace(SMALL, n_classes=n_classes, batch_size=batch_size, activation="sigmoid")
    assert_equal_runs(with_rates(config, (0.01, 0.3)), 4)


@pytest.mark.parametrize(("l1", "l2"), [(0.01, 0.0), (0.0, 0.02), (0.01, 0.02)])
@pytest.mark.parametrize("batch_size", [None, 10])
def test_penalties(l1, l2, batch_size):
    assert_equal_runs(with_rates(replace(SMALL, l1=l1, l2=l2, batch_size=batch_size)), 5)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_of_other_widths_they_agree_to_the_rounding_of_sums(activation, optimizer):
    config = replace(SMALL, activation=activation, optimizer=optimizer, batch_size=10, l1=1e-3)
    # A rate at which roundings do not grow; sums of 13 terms, over 20 steps.
    widths = [replace(config, learning_rate=0.003, n_hidden=width) for width in (1, 12, 4)]
    runs, _ = assert_equal_runs(widths, 5, rtol=1e-12)
    assert [parameters.sizes for parameters in runs.parameters] == [(2, H, 5) for H in (1, 12, 4)]


def test_hidden_units_that_a_run_has_not_never_learn():
    narrow, wide = (replace(SMALL, n_hidden=H, activation="sigmoid", l1=0.01) for H in (3, 6))
    runs = ManyRuns([narrow, wide])
    runs.step(10)
    W1b1, W2b2 = np.split(runs._vectors, [3 * 6], axis=1)
    assert (W1b1.reshape(2, 3, 6)[0, :, 3:] == 0).all()
    assert (W2b2.reshape(2, 7, 5)[0, 3:6] == 0).all()
    assert (runs._vectors[1] != 0).all()


def test_all_three_may_differ_at_once():
    fields = itertools.product((0, 1), (0.01, 0.1), (2, 9))
    configs = [replace(SMALL, seed=s, learning_rate=rate, n_hidden=H) for s, rate, H in fields]
    assert_equal_runs(configs, 5, rtol=1e-12)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("batch_size", [None, 1, 10])
@pytest.mark.parametrize("activation", ["relu", "identity"])
def test_a_run_that_breaks_does_not_touch_the_others(activation, batch_size, place):
    config = replace(SMALL, activation=activation, optimizer="sgd", l2=1.0, batch_size=batch_size)
    rates = [0.01, 0.03]
    rates.insert(place, 1e200)
    histories = assert_equal_runs(with_rates(config, rates), 8)[1]
    finite = np.isfinite(histories.train_loss[-1])
    assert finite.tolist() == [rate < 1 for rate in rates]


def test_tables_of_ones_own_and_data_with_many_inputs():
    draw = np.random.default_rng(0)
    table = Dataset(
        "mine", draw.normal(size=(60, 7)), np.arange(60) % 3, tuple("abcdefg"), tuple("xyz")
    )
    config = TrainingConfig(dataset=table, batch_size=32, n_hidden=4)
    assert_equal_runs([replace(config, seed=seed) for seed in range(3)], 3)
    assert_equal_runs(with_rates(TrainingConfig(dataset="digits", n_hidden=8), (0.01, 10.0)), 2)


def test_without_a_test_part_nothing_is_known_of_it():
    histories = assert_equal_runs(with_rates(replace(SMALL, test_fraction=0.0)), 3)[1]
    assert np.isnan(histories.test_loss).all()
    assert np.isnan(histories.test_accuracy).all()


@pytest.mark.parametrize("batch_size", [None, 16])
def test_in_many_steps_or_in_few_they_come_to_the_same_bits(batch_size):
    configs = with_rates(replace(SMALL, batch_size=batch_size))
    at_once, by_steps = ManyRuns(configs), ManyRuns(configs)
    at_once.step(70)  # more than the record has room for at first
    for n_epochs in (1, 0, 66, 3):
        by_steps.step(n_epochs)
    assert by_steps.epoch == 70
    for name, record in vars(at_once.histories).items():
        np.testing.assert_array_equal(record, getattr(by_steps.histories, name))


def test_in_float32_they_stay_close_for_a_while():
    configs = with_rates(replace(SMALL, batch_size=10, l1=1e-3), (0.001, 0.01))
    fine, coarse = ManyRuns(configs), ManyRuns(configs, np.float32)
    for runs in (fine, coarse):
        runs.step(5)
    assert coarse._vectors.dtype == coarse._optimizer.state["mean"].dtype == np.float32
    np.testing.assert_allclose(
        coarse.histories.train_loss,
        fine.histories.train_loss,
        rtol=1e-4,  # 25 steps of 1e-7 each
    )


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [None, 100])
def test_an_epoch_allocates_no_array(batch_size, optimizer, dtype):
    config = TrainingConfig(n_samples=1000, n_hidden=32, batch_size=batch_size, optimizer=optimizer)
    runs = ManyRuns(with_rates(config), dtype)
    runs.step(3)
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        runs.step(10)
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # bytes; argmax turns the logits over, 4 runs of 750 rows and 2 classes. The hidden layer would
    # be 768,000 and all the parameters of one run 1,300.
    assert peak - before < 8 * 4 * 750 * 2 + 8_000
    assert after - before < 4_000


def test_what_is_seen_is_a_copy():
    runs = ManyRuns(with_rates(SMALL))
    runs.parameters[0].W1[:] = 7
    runs.histories.train_loss[:] = 7
    assert not (runs.parameters[0].W1 == 7).any()
    assert not (runs.histories.train_loss == 7).any()


@pytest.mark.parametrize(
    ("configs", "error", "message"),
    [
        ([], ValueError, "configs must be at least one TrainingConfig, got none"),
        ([SMALL, 3], TypeError, "configs must be TrainingConfigs, got 3"),
        (
            [SMALL, replace(SMALL, batch_size=4)],
            ValueError,
            "configs must differ only in seed, learning_rate, n_hidden, got batch_size None and 4",
        ),
    ],
)
def test_configs_that_cannot_be_trained_together_are_refused(configs, error, message):
    with pytest.raises(error) as raised:
        ManyRuns(configs)
    assert str(raised.value) == message


@pytest.mark.parametrize("n_epochs", [-1, 1.5, True])
def test_a_wrong_number_of_epochs_is_refused_before_anything_is_done(n_epochs):
    runs = ManyRuns([SMALL])
    with pytest.raises((TypeError, ValueError), match="n_epochs must be an integer ≥ 0"):
        runs.step(n_epochs)
    assert runs.epoch == 0
