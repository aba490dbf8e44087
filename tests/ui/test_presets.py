"""Every preset shows what its tooltip says there is to see."""

import numpy as np
import pytest

from metl_core import Trainer, TrainingConfig
from metl_core.diagnosis import diagnose
from metl_ui.experiment import FIELDS
from metl_ui.presets import PRESETS

# Where config and link differ.
NAMES = {"rate": "learning_rate", "hidden": "n_hidden", "batch": "batch_size"}
VALUES = {preset.title: preset.values for preset in PRESETS}


def trained(title, n_epochs):
    values = {NAMES.get(key, key): value for key, value in VALUES[title].items()}
    if "batch_size" in values:
        values["batch_size"] = int(values["batch_size"])
    if "features" in values:
        values["features"] = tuple(values["features"])
    if values.get("dataset") != "digits":
        values.setdefault("noise", 0.05)  # as on the page
    trainer = Trainer(TrainingConfig(**values))
    trainer.step(n_epochs)
    return trainer


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_a_preset_sets_what_a_link_could_set(preset):
    settings = {field.key: field for field in FIELDS}
    for key, value in preset.values.items():
        for one in value if isinstance(value, list) else [value]:
            text = one if isinstance(one, str) else settings[key].spell(one)
            assert settings[key].parse(text) == one


def test_two_moons_and_two_spirals_are_learnt():
    assert trained("Two moons", 100).history.test_accuracy[-1] >= 0.98
    assert trained("Two spirals", 200).history.test_accuracy[-1] >= 0.95


def test_the_digits_are_learnt_by_hidden_units_of_their_own():
    trainer = trained("Digits", 60)
    assert trainer.sizes == (64, 32, 10)
    assert trainer.history.test_accuracy[-1] >= 0.95


def test_without_a_bend_xor_is_not_learnt():
    assert trained("No bend", 100).history.test_accuracy.max() < 0.75


def test_weights_that_begin_at_zero_stay_alike():
    trainer = trained("Weights all 0", 50)
    W1, W2 = trainer.parameters.W1, trainer.parameters.W2
    assert np.ptp(W1, axis=1).max() == 0
    assert np.ptp(W2, axis=0).max() == 0
    assert trainer.history.test_accuracy.max() < 0.7


def test_the_rate_that_is_too_high_overshoots():
    # Not at first alone: at the usual speed 400 epochs are gone in less than a second.
    for n_epochs in (20, 100, 400):
        assert diagnose(trained("Rate too high", n_epochs).history) == "overshooting"
