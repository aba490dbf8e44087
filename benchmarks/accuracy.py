"""Test accuracy with default settings: `python -m benchmarks.accuracy [seeds]`.

For each data set the accuracy of the test part after 200 epochs (digits: 100), for seed 0, which
is the default, and over all seeds: another seed is another split, other first weights and, for a
synthetic set, other examples.
"""

import sys

import numpy as np

from metl_core import Trainer, TrainingConfig

SPIRALS = {"noise": 0.03, "features": ("x1", "x2", "sin(pi*x1)", "sin(pi*x2)")}  # the preset
RUNS: dict[str, tuple[int, dict]] = {
    "xor": (200, {}),
    "circles": (200, {}),
    "moons": (200, {}),
    "spirals": (200, SPIRALS),
    "iris": (200, {}),
    "wine": (200, {}),
    "digits": (100, {}),
}


def main() -> None:
    """Print a line for each data set."""
    n_seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print(f"{'data':10} {'epochs':>6} {'seed 0':>7} {'lowest':>7} {'mean':>7}   of {n_seeds} seeds")
    for name, (n_epochs, settings) in RUNS.items():
        accuracies = []
        for seed in range(n_seeds):
            trainer = Trainer(TrainingConfig(dataset=name, seed=seed, **settings))
            trainer.step(n_epochs)
            accuracies.append(trainer.history.test_accuracy[-1])
        first, lowest, mean = accuracies[0], min(accuracies), np.mean(accuracies)
        print(f"{name:10} {n_epochs:6} {first:7.1%} {lowest:7.1%} {mean:7.1%}")


if __name__ == "__main__":
    main()
