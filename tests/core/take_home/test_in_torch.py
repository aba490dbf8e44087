"""The PyTorch script, with autograd and PyTorch's own optimizers, comes to the same loss."""

import importlib.util
import os
import re
import sys

import numpy as np
import pytest

from metl_core.take_home import torch_script
from tools.ensure_browser import must_not_skip

NUMBER = re.compile(r"loss (\S+) accuracy (\S+)")


def test_every_run_comes_to_the_same_loss(all_runs, trainer_of, run_scripts):
    if not importlib.util.find_spec("torch"):
        give_up = pytest.fail if must_not_skip(os.environ) else pytest.skip
        give_up("PyTorch is not installed: sh tools/torch.sh")
    # In one process, as PyTorch takes seconds to start.
    trainers = [trainer_of(name) for name in all_runs]
    results = run_scripts(sys.executable, *(torch_script(trainer) for trainer in trainers))
    for name, trainer, (text, vector, _) in zip(all_runs, trainers, results, strict=True):
        (train_loss, train_accuracy), (test_loss, test_accuracy) = NUMBER.findall(text)
        last = {name: column[-1] for name, column in vars(trainer.history).items()}
        # Both round some eps apart in each of some dozen steps. 1e-6 is promised; an ε that
        # stands in the wrong place of an optimizer already shows at 1e-8.
        close = {"rtol": 1e-10, "atol": 1e-12, "err_msg": name}
        np.testing.assert_allclose(float(train_loss), last["train_loss"], **close)
        np.testing.assert_allclose(float(test_loss), last["test_loss"], **close)
        assert float(train_accuracy) == pytest.approx(last["train_accuracy"], nan_ok=True), name
        assert float(test_accuracy) == pytest.approx(last["test_accuracy"], nan_ok=True), name
        ours = trainer.parameters.to_vector()
        np.testing.assert_allclose(
            vector, ours, rtol=0, atol=1e-9 * np.abs(ours).max(), err_msg=name
        )


@pytest.mark.parametrize(
    ("optimizer", "spelled"),
    [
        ("sgd", "SGD(parameters, lr=LEARNING_RATE)"),
        ("momentum", "SGD(parameters, lr=LEARNING_RATE, momentum=0.9)"),
        ("rmsprop", "RMSprop(parameters, lr=LEARNING_RATE, alpha=0.9, eps=1e-08)"),
        ("adam", "Adam(parameters, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-08)"),
    ],
)
def test_the_optimizer_is_pytorchs_own(optimizer, spelled, trainer_of):
    script = torch_script(trainer_of(dataset="iris", optimizer=optimizer))
    assert f"optimizer = torch.optim.{spelled}\n" in script
