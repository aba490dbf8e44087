"""What the record of a run tells about it."""

from typing import Literal

import numpy as np

from metl_core.history import History

Diagnosis = Literal["untrained", "broken", "overshooting", "overfitting", "learning"]

RECENT = 20  # recorded epochs
JUMP = 0.2  # of the lowest recent loss: a rise by more is no longer noise of the batches
NEARLY_NOTHING = 0.01  # nats; below it a jump does not matter
WORSE = 1.2  # times its best: then the test loss has risen for good
NEAR_ITS_BEST = 1.1  # times the lowest: a training loss that still falls


def diagnose(history: History) -> Diagnosis:
    """Which of the usual courses a run takes, by its losses so far.

    "broken": the loss is not finite any more. "overshooting": from one epoch to the next it
    rises by more than a fifth, again and again. "overfitting": the test loss has risen from
    its best while the training loss is at its lowest. Thresholds are rules of thumb.
    """
    loss, test_loss = history.train_loss, history.test_loss
    if not np.isfinite(loss[-1]):
        return "broken"
    if len(loss) == 1:
        return "untrained"
    recent = loss[-RECENT:]
    with np.errstate(invalid="ignore"):  # inf - inf, of a loss that came back from infinity
        rises = np.diff(recent) > JUMP * recent.min()
    if rises.sum() >= 3 and recent.min() > NEARLY_NOTHING:
        return "overshooting"
    # A comparison with nan, of a run without a test part, is False.
    has_risen = test_loss[-1] > WORSE * np.min(test_loss)
    if has_risen and loss[-1] < NEAR_ITS_BEST * loss.min():
        return "overfitting"
    return "learning"
