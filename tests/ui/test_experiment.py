"""The page's settings begin as the config's do."""

import dataclasses

import pytest

from metl_core import DATASETS, TrainingConfig
from metl_ui import experiment
from metl_ui.studio.session import ADDRESS

DEFAULTS = {field.name: field.default for field in dataclasses.fields(TrainingConfig)}


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        (experiment.DATASET, "dataset"),
        (experiment.ACTIVATION, "activation"),
        (experiment.RATE, "learning_rate"),
        (experiment.OPTIMIZER, "optimizer"),
        (experiment.L1, "l1"),
        (experiment.L2, "l2"),
        (experiment.INIT, "init"),
        (experiment.SEED, "seed"),
        (experiment.TEST, "test_fraction"),
    ],
    ids=lambda value: getattr(value, "key", value),
)
def test_a_setting_begins_as_in_the_config(setting, name):
    assert setting.default == DEFAULTS[name]


def test_the_batch_is_the_whole_training_part_at_first():
    assert experiment.BATCH.default == experiment.ALL
    assert DEFAULTS["batch_size"] is None
    assert all(int(size) >= 1 for size in experiment.BATCH.options if size != experiment.ALL)


def test_the_hidden_units_begin_as_those_of_the_data():
    assert experiment.HIDDEN.default == TrainingConfig(experiment.DATASET.default).n_hidden
    for info in DATASETS.values():
        assert experiment.HIDDEN.minimum <= info.n_hidden <= experiment.HIDDEN.maximum


def test_no_goal_stops_a_run_at_first():
    for field in (experiment.STOP_EPOCH, experiment.STOP_LOSS, experiment.STOP_ACCURACY):
        assert field.default == field.minimum == 0


@pytest.mark.parametrize("field", [experiment.RATE, experiment.L1, experiment.L2])
def test_each_step_of_a_ladder_is_allowed_by_the_config(field):
    name = {"rate": "learning_rate"}.get(field.key, field.key)
    assert list(field.options) == sorted(set(field.options))
    for value in field.options:
        assert getattr(TrainingConfig(**{name: value}), name) == value


def test_every_data_set_can_be_chosen():
    assert set(experiment.DATASET.options) == {*DATASETS, experiment.OWN_TABLE}


def test_the_bounds_of_the_page_are_allowed_by_the_config():
    for test in (experiment.TEST.minimum, experiment.TEST.maximum):
        for samples in (experiment.SAMPLES.minimum, experiment.SAMPLES.maximum):
            for noise in (experiment.NOISE.minimum, experiment.NOISE.maximum):
                for name, field in (("spirals", experiment.ARMS), ("blobs", experiment.BLOBS)):
                    config = TrainingConfig(
                        dataset=name,
                        n_samples=samples,
                        noise=noise,
                        n_classes=field.maximum,
                        test_fraction=test,
                        n_hidden=experiment.HIDDEN.maximum,
                        seed=experiment.SEED.maximum,
                    )
                    assert config.load_dataset().n_classes == field.maximum


def test_every_setting_has_a_key_of_its_own():
    keys = [field.key for field in (*experiment.FIELDS, *ADDRESS)]
    assert len(set(keys)) == len(keys)
