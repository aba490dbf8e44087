"""The download buttons: each holds the run of the moment when it is pressed."""

import io
import json
import subprocess
import sys

import numpy as np
import pytest
import streamlit as st

from metl_core import TrainingConfig
from metl_ui.studio import take_home
from metl_ui.studio.burst import StopWhen
from metl_ui.studio.studio import Studio


@pytest.fixture
def buttons(monkeypatch):
    """What each button was made with, by its file's name."""
    made = {}

    def download_button(label, data, file_name, **options):
        made[file_name] = (label, data, options)

    monkeypatch.setattr(st, "download_button", download_button)
    return made


def offered(**fields):
    usual = {"dataset": "moons", "n_samples": 60, "n_hidden": 3, "batch_size": 16}
    studio = Studio(TrainingConfig(**{**usual, **fields}), StopWhen())
    take_home.offer_files(studio)
    return studio


def content(buttons, name):
    data = buttons[f"metl-{name}"][1]()
    assert isinstance(data, bytes)
    return data


def test_every_file_is_made_when_its_button_is_pressed_and_not_before(buttons, monkeypatch):
    monkeypatch.setattr(take_home, "FILES", {"A": ("a.txt", "text/plain", lambda trainer: 1 / 0)})
    offered()
    label, data, options = buttons["metl-a.txt"]
    assert label == "A" and options["mime"] == "text/plain"
    assert options["on_click"] == "ignore"  # the page need not run again
    with pytest.raises(ZeroDivisionError):
        data()


def test_the_weights_are_those_of_the_moment(buttons):
    studio = offered()
    trainer = studio.run.trainer
    for n_epochs in (0, 5):
        studio.run.advance(n_epochs)
        told = json.loads(content(buttons, "weights.json"))
        with np.load(io.BytesIO(content(buttons, "weights.npz")), allow_pickle=False) as file:
            for name, array in vars(trainer.parameters).items():
                np.testing.assert_array_equal(file[name], array, strict=True)
                np.testing.assert_array_equal(np.array(told[name]), array)
        assert told["epoch"] == trainer.epoch == n_epochs


def test_a_run_that_was_begun_again_is_the_one_that_is_taken_home(buttons):
    studio = offered()
    studio.run.advance(5)
    studio.answer({})  # a refusal changes nothing
    run = studio.run
    studio._begin(type(run)(run.trainer.config))
    assert json.loads(content(buttons, "weights.json"))["epoch"] == 0


def test_the_record_is_a_table_of_what_was_recorded(buttons):
    studio = offered()
    studio.run.advance(4)
    lines = content(buttons, "history.csv").decode().splitlines()
    history = vars(studio.run.trainer.history)
    assert lines[0].split(",") == list(history)
    table = np.array([[float(cell) for cell in line.split(",")] for line in lines[1:]])
    np.testing.assert_array_equal(table, np.column_stack(list(history.values())))


def test_the_script_ends_at_the_loss_on_screen_with_all_that_was_changed(buttons, tmp_path):
    studio = offered()
    studio.run.advance(6)
    studio.run.trainer.change("learning_rate", 0.1)
    studio.run.trainer.step_example()
    studio.run.trainer.edit("W2", (1, 0), 0.75)
    studio.run.advance(3)
    script = tmp_path / "experiment.py"
    script.write_bytes(content(buttons, "experiment.py"))
    command = [sys.executable, "-I", str(script)]
    printed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    latest = studio.run.trainer.latest
    assert repr(latest.train_loss) in printed and repr(latest.test_loss) in printed


def test_the_script_in_pytorch_is_a_script(buttons):
    offered()
    text = content(buttons, "experiment_torch.py").decode()
    compile(text, "experiment_torch.py", "exec")
    assert "import torch" in text
