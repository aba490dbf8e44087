"""One experiment from its first weights to where it stands, in plain sight.

This is the part of the scripts that tells the story: they are written down from its source,
with all that it calls. The names in capitals are the experiment. Each script has its own values
for them at its top; here stand some, so that this is a module like any other.
"""

from collections.abc import Iterator, MutableMapping
from typing import Any

import numpy as np

from metl_core.checks import Array
from metl_core.losses import one_hot
from metl_core.optimizers import make_optimizer
from metl_core.parameters import INITIALISERS, parameter_views
from metl_core.streams import Stream, generator, order_generator
from metl_core.training_step import TrainingStep, example_columns

N_CLASSES, N_HIDDEN = 2, 8
ACTIVATION, INIT, OPTIMIZER = "tanh", "glorot", "adam"
LEARNING_RATE, L1, L2 = 0.03, 0.0, 0.0
BATCH_SIZE: int | None = None
SEED = 0
CHANGES: list[tuple[tuple[int, int], str, tuple[int, ...], float | int | None]] = []
END = (0, 0)


def train(X: Array, labels: Array) -> tuple[Array, ...]:
    """Train on X (N, Dx) and labels (N,) until END, and return W1, b1, W2, b2."""
    sizes = X.shape[1], N_HIDDEN, N_CLASSES
    vector = np.concatenate([first.ravel() for first in first_parameters(*sizes)])
    gradient = np.empty_like(vector)
    parameters = parameter_views(vector, *sizes)  # what is written there, is written to the vector
    now: dict[str, Any] = {
        **dict(zip(("W1", "b1", "W2", "b2"), parameters, strict=True)),
        "learning_rate": LEARNING_RATE,
        "batch_size": BATCH_SIZE,
        "l1": L1,
        "l2": L2,
    }
    optimizer = make_optimizer(OPTIMIZER, vector.size)
    columns, targets = example_columns(X), one_hot(labels, N_CLASSES)
    rows = np.ascontiguousarray(columns.T)
    steps: dict[int, TrainingStep] = {}  # one for each size of a batch, with its scratch memory
    for batch in batches(len(X), now):
        if batch.size not in steps:
            steps[batch.size] = TrainingStep(batch.size, sizes, ACTIVATION, vector, gradient)
        step = steps[batch.size]
        # The same numbers either way, but how they lie in memory may decide a product's last bit.
        X_batch = columns if batch.size == len(X) else rows[batch].T
        step.forward(X_batch)
        step.backward(X_batch, targets[batch].T, now["l1"], now["l2"])
        optimizer.update(vector, gradient, now["learning_rate"])
    return parameters


def batches(n_rows: int, now: MutableMapping[str, Any]) -> Iterator[Array]:
    """The examples of each step in turn until END; what is changed on the way, changes in `now`."""
    epoch, row = 0, 0  # whole epochs behind, and examples of the present one
    order = np.arange(n_rows)
    changes = list(CHANGES)
    while True:
        while changes and changes[0][0] <= (epoch, row):
            _, name, index, value = changes.pop(0)
            if index:  # one entry of a parameter, set by hand
                now[name][index] = value
            else:
                now[name] = value
        if (epoch, row) >= END:
            return
        batch_size = min(now["batch_size"] or n_rows, n_rows)
        if row == 0:
            order = np.arange(n_rows)
            if batch_size < n_rows:
                order_generator(SEED, epoch).shuffle(order)
        yield order[row : row + batch_size]
        row += batch_size
        if row >= n_rows:
            epoch, row = epoch + 1, 0


def first_parameters(Dx: int, H: int, Dy: int) -> tuple[Array, ...]:
    """W1 (Dx, H) and W2 (H, Dy) at random, b1 (H,) and b2 (Dy,) of 0."""
    random = generator(SEED, Stream.PARAMETERS)
    W1 = INITIALISERS[INIT](Dx, H, random)
    W2 = INITIALISERS[INIT](H, Dy, random)
    return W1, np.zeros(H), W2, np.zeros(Dy)


def scores(parameters: tuple[Array, ...], X: Array, labels: Array) -> tuple[float, float]:
    """The mean cross-entropy in nats, without penalties, and the accuracy; nan of no rows."""
    if len(X) == 0:
        return float("nan"), float("nan")
    vector = np.concatenate([array.ravel() for array in parameters])
    sizes = X.shape[1], N_HIDDEN, N_CLASSES
    step = TrainingStep(len(X), sizes, ACTIVATION, vector, np.empty_like(vector))
    step.forward(example_columns(X))
    targets = np.ascontiguousarray(one_hot(labels, N_CLASSES).T)
    return step.loss(targets), step.accuracy(labels)
