"""What many runs at once cost, in runs of their own: `python -m benchmarks.many_runs`.

32 learning rates together and one of them alone, in turn within one process; one thread. The
ratio says how many single runs the 32 take as long as: the median of ratios of neighbours in
time. A step is forwards, backwards and Adam. An epoch is all that a trainer does in one: the
order drawn anew, the steps, losses and accuracies of both parts (and of the single trainer the
norms of the gradient, which many runs leave out).
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.training_step import fast, interleaved
from metl_core import Trainer, TrainingConfig
from metl_core.losses import one_hot
from metl_core.many_runs import ManyRuns
from metl_core.many_steps import ManySteps
from metl_core.optimizers import make_optimizer
from metl_core.training_step import example_columns

N_RUNS = 32
RATES = np.geomspace(1e-4, 1e-2, N_RUNS)  # none diverges: inf and nan have paths of their own
STEPS = [
    (10, (2, 16, 2)),
    (50, (2, 16, 3)),
    (250, (2, 16, 3)),
    (1000, (64, 128, 10)),
]  # rows, sizes
EPOCHS = [{"n_hidden": 16, "batch_size": 10}, {"n_hidden": 16}, {"dataset": "digits"}]


def together(n_rows: int, sizes: tuple[int, int, int], dtype: type) -> Callable[[], None]:
    """A step of 32 runs that have their data in common and their rates not."""
    Dx, H, Dy = sizes
    draw = np.random.default_rng(0)
    vectors = (draw.normal(size=(N_RUNS, (Dx + 1) * H + (H + 1) * Dy)) / 2).astype(dtype)
    gradients = np.zeros_like(vectors)
    X = example_columns(draw.normal(size=(n_rows, Dx))).astype(dtype)[None]
    targets = one_hot(draw.integers(0, Dy, n_rows), Dy).T.astype(dtype)[:, None].copy()
    passes = ManySteps(n_rows, sizes, "sigmoid", vectors, gradients)
    optimizer = make_optimizer("adam", *vectors.shape, dtype=dtype)
    rates = RATES.astype(dtype)[:, None]

    def step() -> None:
        passes.forward(X)
        passes.backward(X, targets)
        optimizer.update(vectors, gradients, rates)

    return step


def print_steps() -> None:
    """A line for each size: one run, and how many of it the 32 are."""
    print(f"{f'a step, {N_RUNS} runs':28} {'one, µs':>9} {'float64':>9} {'float32':>9}")
    for n_rows, sizes in STEPS:
        ways = [fast(n_rows, sizes, "sigmoid")]
        ways += [together(n_rows, sizes, dtype) for dtype in (np.float64, np.float32)]
        print_line(f"{n_rows} x {'-'.join(map(str, sizes))} sigmoid", ways)


def print_epochs() -> None:
    """The same for whole epochs, once with one seed and once with 32."""
    print(f"\n{'an epoch':28} {'one, µs':>9} {'rates':>9} {'seeds':>9}")
    for settings in EPOCHS:
        config = TrainingConfig(activation="sigmoid", learning_rate=1e-3, **settings)
        rates = ManyRuns([replace(config, learning_rate=rate) for rate in RATES])
        seeds = ManyRuns([replace(config, seed=seed) for seed in range(N_RUNS)])
        ways = [Trainer(config).step, rates.step, seeds.step]
        print_line(", ".join(f"{name} {value}" for name, value in settings.items()), ways)


def print_line(name: str, ways: list[Callable[[], None]]) -> None:
    """The first way's µs, and of the others the ratios to it."""
    for way in ways:
        way()
    times = interleaved(*ways, n_calls=1)
    ratios = np.median(times / times[:, :1], axis=0)
    print(f"{name:28} {np.median(times[:, 0]):9.1f} " + " ".join(f"{r:9.2f}" for r in ratios[1:]))


if __name__ == "__main__":
    with np.errstate(all="ignore"):
        print_steps()
        print_epochs()
