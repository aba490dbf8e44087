"""The usual courses of a run, each told by its losses."""

import numpy as np
import pytest

from metl_core.diagnosis import diagnose
from metl_core.history import COLUMNS, History

FALLING = np.linspace(1, 0.1, 30)


def record(train, test=None):
    losses = {"train_loss": np.asarray(train, float)}
    losses["test_loss"] = losses["train_loss"] if test is None else np.asarray(test, float)
    n = len(losses["train_loss"])
    return History(*(losses.get(name, np.arange(n)) for name in COLUMNS))


@pytest.mark.parametrize(
    ("train", "test", "diagnosis"),
    [
        ([0.7], None, "untrained"),
        ([np.nan], None, "broken"),
        ([0.7, np.inf], None, "broken"),
        ([0.7, 0.3, np.nan], [0.7, 0.3, np.nan], "broken"),
        (FALLING, None, "learning"),
        (FALLING, np.full(30, np.nan), "learning"),  # no test part
        ([1, 2] * 10, None, "overshooting"),
        ([1e-4, 2e-4] * 10, None, "learning"),  # as good as learnt: such jumps are nothing
        (FALLING, FALLING[::-1] + 0.2, "overfitting"),
        (FALLING[::-1], FALLING[::-1], "learning"),  # both rise: not learnt by heart
        ([0.7, np.inf, np.inf, 0.6, 0.5], None, "learning"),  # back from infinity
        ([1, 3, *FALLING], None, "learning"),  # a jump at the start is soon past
    ],
)
def test_the_course_of_a_run_is_told_by_its_losses(train, test, diagnosis):
    assert diagnose(record(train, test)) == diagnosis
