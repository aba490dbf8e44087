"""Runs that are compared, without a page."""

from dataclasses import replace

import numpy as np
import pytest

from metl_core.config import TrainingConfig
from metl_core.dataset import Dataset
from metl_core.training import Trainer
from metl_ui.comparing import comparison
from metl_ui.comparing.comparison import FEWEST, Comparison, all_but, rates_of, seeds_of
from metl_ui.experiment import RATES

SMALL = TrainingConfig(n_samples=50, n_hidden=3)


def large(n_samples=3000, n_inputs=64):
    draw = np.random.default_rng(0)
    names = tuple(f"x{i}" for i in range(n_inputs)), ("a", "b")
    table = Dataset(
        "large", draw.normal(size=(n_samples, n_inputs)), np.arange(n_samples) % 2, *names
    )
    return TrainingConfig(dataset=table, n_hidden=64)


def test_there_are_32_rates_from_a_ten_thousandth_to_ten():
    configs = rates_of(SMALL, RATES)
    assert [config.learning_rate for config in configs] == list(RATES)
    assert len(RATES) == len(set(RATES)) == 32
    assert (RATES[0], RATES[-1]) == (1e-4, 10)
    assert all(replace(config, learning_rate=0.1) == SMALL for config in configs)


@pytest.mark.parametrize(
    ("own", "expected"), [(0, range(64)), (63, range(64)), (64, [*range(63), 64])]
)
def test_ones_own_seed_is_among_the_64(own, expected):
    seeds = [config.seed for config in seeds_of(replace(SMALL, seed=own))]
    assert seeds == list(expected)


def test_of_a_large_table_there_are_fewer_runs_over_the_same_range():
    config = large()
    rates = [one.learning_rate for one in rates_of(config, RATES)]
    assert FEWEST <= len(rates) < 32
    assert rates[0] == RATES[0]
    assert rates[-1] >= 1
    seeds = [one.seed for one in seeds_of(replace(config, seed=500))]
    assert FEWEST <= len(seeds) < 64
    assert 500 in seeds


def test_nothing_is_computed_before_it_is_asked_for():
    runs = Comparison([SMALL])
    assert (runs.epoch, runs.histories, runs.is_over) == (0, None, False)


def test_piece_by_piece_it_comes_to_what_a_trainer_comes_to(monkeypatch):
    monkeypatch.setattr(comparison, "SECONDS", 0.0)  # an epoch a piece
    runs = Comparison(rates_of(SMALL, RATES), n_epochs=5)
    epochs = []
    while not runs.is_over:
        runs.advance()
        epochs.append(runs.epoch)
    assert epochs == [1, 2, 3, 4, 5]
    runs.advance()
    assert runs.epoch == 5
    trainer = Trainer(replace(SMALL, learning_rate=0.3))
    trainer.step(5)
    losses = runs.histories.train_loss[:, RATES.index(0.3)]
    np.testing.assert_allclose(losses, trainer.history.train_loss, rtol=1e-13)  # another sum


def test_it_rests_while_it_is_paused():
    runs = Comparison([SMALL], n_epochs=5)
    runs.paused = True
    runs.advance()
    assert runs.histories is None
    runs.paused = False
    runs.advance()
    assert runs.epoch > 0


def test_the_clock_ends_it_with_what_there_is(monkeypatch):
    monkeypatch.setattr(comparison, "SECONDS", 0.0)
    monkeypatch.setattr(comparison, "SECONDS_IN_ALL", 0.0)
    runs = Comparison([SMALL], n_epochs=5)
    runs.advance()
    assert (runs.epoch, runs.is_over, runs.ran_out) == (1, True, True)
    runs.advance()
    assert runs.epoch == 1


def test_settings_are_the_same_but_for_the_one_that_is_compared():
    assert all_but(SMALL, "seed") == all_but(replace(SMALL, seed=3), "seed")
    assert all_but(SMALL, "seed") != all_but(replace(SMALL, learning_rate=3), "seed")
    assert all_but(SMALL, "learning_rate") == all_but(
        replace(SMALL, learning_rate=3), "learning_rate"
    )
