"""Runs of every kind, and scripts run by themselves."""

import json
import subprocess

import numpy as np
import pytest

from metl_core.config import TrainingConfig
from metl_core.dataset import Dataset
from metl_core.training import Trainer

SMALL = {"dataset": "blobs", "n_samples": 60, "n_hidden": 5, "seed": 3}  # 45 for training

#: What a person may have called a class, a column, a table.
HOSTILE = (
    '"""\nimport os\n"""', "'''#\n", "\\", "{0}%s{{", "# PWNED\r\nraise SystemExit", "\u202etxt",
    "", "\ud800", "naïve \N{GREEK SMALL LETTER SIGMA}", "</script>",
)  # fmt: skip


def my_table(n=40):
    """A table of one's own, on columns of different units, one of them constant."""
    random = np.random.default_rng(1)
    labels = np.arange(n) % len(HOSTILE)
    X = (random.normal(size=(n, 4)) + labels[:, None]) * [1, 1e-3, 1e6, 0]
    return Dataset(HOSTILE[0], X, labels, HOSTILE[:4], HOSTILE)


def straight_on(trainer):
    trainer.step(12)


def by_hand(trainer):
    """Whole epochs, single examples, batches, settings changed and parameters set by hand."""
    trainer.step(2)
    trainer.step_example()
    trainer.step_example()
    trainer.change("learning_rate", 0.05)
    trainer.change("l2", 0.02)
    trainer.edit("W1", (1, 2), 0.7)
    trainer.step_batch()
    trainer.edit("b2", (1,), -1.5)
    trainer.step(2)
    trainer.change("batch_size", 7)
    trainer.change("l1", 0.01)
    trainer.step(3)
    trainer.change("batch_size", None)
    trainer.step(1)
    trainer.edit("W2", (4, 0), 0.25)
    trainer.edit("b1", (0,), 1e-3)
    trainer.step_example()
    trainer.step_batch()
    trainer.change("batch_size", 4)
    trainer.step_batch()
    trainer.edit("W2", (0, 1), 3.0)


RUNS = {
    **{
        f"{optimizer}-{activation}-{size}": ({**SMALL, "optimizer": optimizer,
        "activation": activation, "batch_size": size, "learning_rate": 0.02}, straight_on)
        for optimizer, activation, size in [
            ("sgd", "sigmoid", None), ("sgd", "tanh", 10), ("momentum", "tanh", None),
            ("momentum", "relu", 10), ("rmsprop", "relu", None), ("rmsprop", "identity", 10),
            ("adam", "identity", None), ("adam", "sigmoid", 10),
        ]
    },
    "penalties": ({**SMALL, "l1": 0.01, "l2": 0.02, "batch_size": 10}, straight_on),
    "he": ({**SMALL, "init": "he", "seed": 2**32 - 1}, straight_on),
    "normal": ({**SMALL, "init": "normal", "batch_size": 1}, straight_on),
    "zeros": ({**SMALL, "init": "zeros", "batch_size": 44}, straight_on),
    "features": ({**SMALL, "features": ("x1", "x1^2", "x1*x2", "sin(pi*x2)")}, straight_on),
    "no test part": ({**SMALL, "test_fraction": 0.0}, straight_on),
    "not trained": (SMALL, lambda trainer: None),
    "iris": ({"dataset": "iris", "batch_size": 16}, straight_on),
    "digits": ({"dataset": "digits", "batch_size": 100}, lambda trainer: trainer.step(3)),
    "digits at once": ({"dataset": "digits"}, straight_on),
    "own table": ({"dataset": my_table()}, straight_on),
    "by hand": ({**SMALL, "batch_size": 10}, by_hand),
    "by hand, at once": ({**SMALL, "optimizer": "rmsprop"}, by_hand),
    "by hand, own table": ({"dataset": my_table(), "optimizer": "sgd"}, by_hand),
}  # fmt: skip


@pytest.fixture
def trainer_of():
    """The trainer of a run in RUNS, or of a config's fields, where it came to stand."""

    def make(name=None, do=straight_on, **fields):
        if name:
            fields, do = RUNS[name]
        trainer = Trainer(TrainingConfig(**fields))
        do(trainer)
        return trainer

    return make


# Runs scripts as anybody would, and adds the bits of the parameters that they end at.
_PROGRAM = """
import json, runpy, sys
import numpy as np
ends = []
for path in sys.argv[1:]:
    names = runpy.run_path(path, run_name="__main__")
    print()
    arrays = [np.asarray(names[name]) for name in ("W1", "b1", "W2", "b2")]
    ends.append([np.concatenate([a.ravel() for a in arrays]).tobytes().hex(), names["CLASSES"]])
assert not [name for name in sys.modules if name.startswith("metl")]
print(json.dumps(ends))
"""


@pytest.fixture
def run_scripts(tmp_path):
    """Runs script texts in a Python of their own, without METL on its path.

    For each it gives what it printed, the vector of the parameters, and its class names.
    """

    def run(python, *scripts):
        paths = [tmp_path / f"experiment{i}.py" for i in range(len(scripts))]
        for path, script in zip(paths, scripts, strict=True):
            path.write_text(script, encoding="utf-8")
        done = subprocess.run(
            [python, "-I", "-c", _PROGRAM, *paths],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=100,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert set(tmp_path.iterdir()) == set(paths)  # nothing else was written
        *printed, ends = done.stdout.rstrip("\n").split("\n\n")
        return [
            (text.strip(), np.frombuffer(bytes.fromhex(vector)), tuple(classes))
            for text, (vector, classes) in zip(printed, json.loads(ends), strict=True)
        ]

    return run


@pytest.fixture
def all_runs():
    return tuple(RUNS)


@pytest.fixture
def hostile():
    return HOSTILE
