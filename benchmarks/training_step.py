"""What a training step costs beside its bare NumPy kernels: `python -m benchmarks.training_step`.

Forwards, backwards and Adam, three ways in turn within one process: the readable expressions of
`network.py`, the step that trains, and the floor, which is the same kernels on buffers of their
own with nothing around them. Then the whole trainer, an epoch with all that belongs to it beside
as many floors. Times are medians in µs; the ratios are medians of ratios of neighbours in time,
which a machine that is busy or changes its clock leaves as they are.
"""

import time
from collections.abc import Callable

import numpy as np

from metl_core import Trainer, TrainingConfig
from metl_core.losses import one_hot
from metl_core.network import backward, forward
from metl_core.optimizers import make_optimizer
from metl_core.parameters import Parameters
from metl_core.training_step import TrainingStep, example_columns

N_ROUNDS, N_CALLS = 200, 10
LEARNING_RATE = 1e-3
STEPS = [  # rows, (Dx, H, Dy), activation
    (300, (2, 16, 2), "sigmoid"),
    (300, (2, 16, 2), "tanh"),
    (300, (2, 16, 2), "relu"),
    (300, (2, 16, 2), "identity"),
    (300, (2, 16, 3), "tanh"),
    (150, (2, 8, 2), "tanh"),
    (16, (2, 16, 3), "tanh"),
    (10, (2, 8, 2), "tanh"),
]
TRAINERS = [{"n_hidden": 16}, {"n_hidden": 8}, {"n_hidden": 8, "batch_size": 10}]


def example(n_rows: int, sizes: tuple[int, int, int]):
    """First parameters, inputs and labels, drawn at random."""
    Dx, H, Dy = sizes
    draw = np.random.default_rng(0)
    shapes = [(Dx, H), (H,), (H, Dy), (Dy,)]
    parameters = Parameters(*(draw.normal(size=shape) / 2 for shape in shapes))
    return parameters, draw.normal(size=(n_rows, Dx)), draw.integers(0, Dy, n_rows)


def plain(n_rows: int, sizes: tuple[int, int, int], activation: str) -> Callable[[], None]:
    """A step by the readable reference."""
    parameters, X, labels = example(n_rows, sizes)
    vector = parameters.to_vector()
    optimizer = make_optimizer("adam", vector.size)

    def step() -> None:
        now = Parameters.from_vector(vector, *sizes)
        gradients = backward(now, forward(now, X, activation), labels)
        flat = Parameters(gradients.W1, gradients.b1, gradients.W2, gradients.b2).to_vector()
        optimizer.update(vector, flat, LEARNING_RATE)

    return step


def fast(n_rows: int, sizes: tuple[int, int, int], activation: str) -> Callable[[], None]:
    """A step as the trainer makes it."""
    parameters, X, labels = example(n_rows, sizes)
    columns, targets = example_columns(X), one_hot(labels, sizes[2]).T.copy()
    vector = parameters.to_vector()
    gradient = np.zeros_like(vector)
    passes = TrainingStep(n_rows, sizes, activation, vector, gradient)
    optimizer = make_optimizer("adam", vector.size)

    def step() -> None:
        passes.forward(columns)
        passes.backward(columns, targets)
        optimizer.update(vector, gradient, LEARNING_RATE)

    return step


def floor(n_rows: int, sizes: tuple[int, int, int], activation: str) -> Callable[[], None]:
    """The kernels alone. The numbers mean nothing after a while; they stay in range."""
    _, H, Dy = sizes
    first_values, X, _ = example(n_rows, sizes)
    x = example_columns(X)
    W1 = np.vstack([first_values.W1, first_values.b1])
    W2 = np.vstack([first_values.W2, first_values.b2])
    dW1, dW2, W1_T, W2_T, W2_only = W1.copy(), W2.copy(), W1.T, W2.T, W2[:-1]
    a1_1, d3 = np.ones((H + 1, n_rows)), np.ones((H, n_rows))
    a1, d3_T = a1_1[:-1], d3.T
    logits, d1, totals, targets = (np.zeros((Dy, n_rows)) for _ in range(4))
    d1_T, row, ones = d1.T, np.zeros(n_rows), np.ones((Dy, Dy))
    size = W1.size + W2.size
    one, zero, small, n = np.array(1.0), np.array(0.0), np.array(1e-8), np.array(float(n_rows))
    g, change, parameters = np.zeros(size), np.zeros(size), np.zeros(size)
    pair, averages, shares = np.zeros((2, size)), np.zeros((2, size)), np.full((2, size), 0.5)
    first, second = pair
    add, subtract, multiply, divide = np.add, np.subtract, np.multiply, np.divide
    exp, sqrt, reduce_max = np.exp, np.sqrt, np.maximum.reduce
    negative, reciprocal = np.negative, np.reciprocal

    activate, through = {
        "sigmoid": (
            lambda: (negative(a1, a1), exp(a1, a1), add(a1, one, a1), reciprocal(a1, a1)),
            lambda: (multiply(d3, a1, d3), subtract(one, a1, a1), multiply(d3, a1, d3)),
        ),
        "tanh": (
            lambda: np.tanh(a1, a1),
            lambda: (multiply(a1, a1, a1), subtract(one, a1, a1), multiply(d3, a1, d3)),
        ),
        "relu": (
            lambda: np.maximum(a1, zero, out=a1),
            lambda: (np.sign(a1, a1), multiply(d3, a1, d3)),
        ),
        "identity": (lambda: None, lambda: None),
    }[activation]

    def step() -> None:
        W1_T.dot(x, a1)
        activate()
        W2_T.dot(a1_1, logits)
        reduce_max(logits, 0, None, row)
        subtract(logits, row, logits)
        exp(logits, d1)
        ones.dot(d1, totals)
        divide(d1, totals, d1)
        subtract(d1, targets, d1)
        divide(d1, n, d1)
        a1_1.dot(d1_T, dW2)
        W2_only.dot(d1, d3)
        through()
        x.dot(d3_T, dW1)
        # Adam
        first[:] = g
        multiply(g, g, second)
        multiply(pair, shares, pair)
        multiply(averages, shares, averages)
        add(averages, pair, averages)
        sqrt(second, change)
        add(change, small, change)
        multiply(first, one, g)
        divide(g, change, change)
        subtract(parameters, change, parameters)

    return step


def bound(n_rows: int, sizes: tuple[int, int, int]) -> Callable[[], None]:
    """The matrix products and the exponentials alone: no step can be without them."""
    _, H, Dy = sizes
    values, X, _ = example(n_rows, sizes)
    x = example_columns(X)
    W1, W2 = np.vstack([values.W1, values.b1]), np.vstack([values.W2, values.b2])
    dW1, dW2, W1_T, W2_T, W2_only = W1.copy(), W2.copy(), W1.T, W2.T, W2[:-1]
    a1_1, z1, d3 = np.full((H + 1, n_rows), 0.5), np.empty((H, n_rows)), np.ones((H, n_rows))
    logits, exponentials, d1 = np.empty((Dy, n_rows)), np.empty((Dy, n_rows)), np.ones((Dy, n_rows))
    d1_T, d3_T, a1, exp = d1.T, d3.T, a1_1[:-1], np.exp

    def step() -> None:
        W1_T.dot(x, z1)
        exp(z1, a1)
        W2_T.dot(a1_1, logits)
        exp(logits, exponentials)
        a1_1.dot(d1_T, dW2)
        W2_only.dot(d1, d3)
        x.dot(d3_T, dW1)

    return step


def interleaved(*ways: Callable[[], None], n_calls: int = N_CALLS) -> np.ndarray:
    """µs a call, (N_ROUNDS, ways): in each round every way has its turn."""
    times = np.empty((N_ROUNDS, len(ways)))
    for i in range(N_ROUNDS):
        for j, way in enumerate(ways):
            start = time.perf_counter()
            for _ in range(n_calls):
                way()
            times[i, j] = (time.perf_counter() - start) / n_calls * 1e6
    return times


def print_steps() -> None:
    """A line for each size: the three ways, and their ratios to the floor."""
    print(f"{'a step, Adam':26} {'plain':>8} {'step':>8} {'floor':>8} {'plain/floor':>12}", end="")
    print(f" {'step/floor':>11}")
    for case in STEPS:
        times = interleaved(plain(*case), fast(*case), floor(*case))
        plain_us, fast_us, floor_us = np.median(times, axis=0)
        plain_ratio, fast_ratio, _ = np.median(times / times[:, 2:], axis=0)
        n_rows, sizes, activation = case
        name = f"{n_rows} x {'-'.join(map(str, sizes))} {activation}"
        print(f"{name:26} {plain_us:8.1f} {fast_us:8.1f} {floor_us:8.1f}", end="")
        print(f" {plain_ratio:12.2f} {fast_ratio:11.2f}")


def print_trainers() -> None:
    """A line for each setting: an epoch of the trainer, beside as many bare steps."""
    print(f"\n{'an epoch of the trainer':40} {'µs':>8} {'floors':>8} {'trainer/floors':>15}")
    for settings in TRAINERS:
        trainer = Trainer(TrainingConfig(**settings))
        n_rows = trainer.split.train.n_samples
        size = settings.get("batch_size", n_rows)
        bare = floor(min(size, n_rows), trainer.sizes, trainer.config.activation)
        n_steps = -(-n_rows // size)
        for every in (1, 10):
            n_epochs = 10

            def train(trainer=trainer, n_epochs=n_epochs, every=every) -> None:
                trainer.step(n_epochs, every=every)

            def floors(bare=bare, n=n_epochs * n_steps) -> None:
                for _ in range(n):
                    bare()

            times = interleaved(train, floors, n_calls=1) / n_epochs
            epoch_us, floor_us = np.median(times, axis=0)
            ratio = np.median(times[:, 0] / times[:, 1])
            what = f"{n_rows} x {'-'.join(map(str, trainer.sizes))}, {n_steps} steps, every={every}"
            print(f"{what:40} {epoch_us:8.1f} {floor_us:8.1f} {ratio:15.2f}")


if __name__ == "__main__":
    with np.errstate(all="ignore"):
        print_steps()
        print_trainers()
