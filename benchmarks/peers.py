"""What a training step costs beside other libraries: `python -m benchmarks.peers`

The same network on the same rows in one process and one thread, in float64, with Adam: METL's
trainer, the bare NumPy kernels on buffers of their own (`training_step.floor`), of these the matrix
products and exponentials alone (`training_step.bound`), PyTorch's eager mode and scikit-learn's
MLPClassifier, each in its turn, many times over. Times are medians of µs a
step; the ratios are medians of the ratios of neighbours in time, which a busy machine leaves as
they are.

A way's epoch holds all that belongs to it: the shuffling of small batches, and of the trainer the
record of losses, accuracy and gradients, of every epoch or of every tenth. There is no test part,
whose scores nobody else keeps. Of scikit-learn it is `fit` with Adam for as many epochs: its checks
of the arguments and its own loss curve are in it, but spread over these. PyTorch keeps no record.
"""

import argparse
import importlib.util
import json
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import machine
from benchmarks.training_step import bound, floor, interleaved, plain
from metl_core import Dataset, Trainer, TrainingConfig

Sizes = tuple[int, int, int]
Way = Callable[[], object]

ACTIVATION, RATE = "sigmoid", 1e-3
CASES: list[tuple[int, Sizes, int]] = [  # rows, (Dx, H, Dy), batch
    (n_rows, sizes, batch)
    for n_rows, sizes in (
        (250, (2, 4, 2)),
        (250, (2, 16, 2)),
        (250, (2, 16, 3)),
        (1000, (64, 32, 10)),
        (1000, (64, 128, 10)),
    )
    for batch in (10, n_rows)
]
STEPS = 100  # in a turn: enough that what ran before has left the caches; at least an epoch
EVERY = 10  # of so many epochs the trainer records one, or all; fewer are no turn of it
SECONDS = 6.0  # for a case, at least MIN_ROUNDS and at most MAX_ROUNDS turns of each way
MIN_ROUNDS, MAX_ROUNDS = 10, 100


def table(n_rows: int, sizes: Sizes) -> Dataset:
    """Rows of noise, whose classes can be learnt in part."""
    Dx, _, Dy = sizes
    draw = np.random.default_rng(0)
    X = draw.normal(size=(n_rows, Dx))
    labels = (X @ draw.normal(size=(Dx, Dy)) + draw.gumbel(size=(n_rows, Dy))).argmax(axis=1)
    labels[:Dy] = np.arange(Dy)  # each class at least once
    inputs, classes = (
        tuple(f"{letter}{i}" for i in range(n)) for letter, n in (("x", Dx), ("c", Dy))
    )
    return Dataset("noise", X, labels, inputs, classes)


def metl(data: Dataset, sizes: Sizes, batch: int, n_epochs: int, every: int) -> Way:
    """The trainer, with its record."""
    trainer = Trainer(
        TrainingConfig(
            dataset=data,
            test_fraction=0.0,
            n_hidden=sizes[1],
            activation=ACTIVATION,
            learning_rate=RATE,
            batch_size=batch if batch < data.n_samples else None,
        )
    )
    return lambda: trainer.step(n_epochs, every=every)


def bare(data: Dataset, step: Callable[[], None], batch: int, n_epochs: int) -> Way:
    """As many steps of kernels alone, without shuffling and record."""
    n_steps = n_epochs * -(-data.n_samples // batch)

    def train() -> None:
        for _ in range(n_steps):
            step()

    return train


def pytorch(data: Dataset, sizes: Sizes, batch: int, n_epochs: int) -> Way:
    """PyTorch's eager mode, as its tutorials have it."""
    import torch

    torch.set_num_threads(1)
    Dx, H, Dy = sizes
    X, labels = torch.tensor(data.X), torch.tensor(data.labels)
    network = torch.nn.Sequential(
        torch.nn.Linear(Dx, H), torch.nn.Sigmoid(), torch.nn.Linear(H, Dy)
    ).double()
    loss = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)

    def step(X: Any, labels: Any) -> None:
        optimizer.zero_grad()
        loss(network(X), labels).backward()
        optimizer.step()

    def train() -> None:
        for _ in range(n_epochs):
            if batch == len(X):
                step(X, labels)
                continue
            for rows in torch.randperm(len(X)).split(batch):
                step(X[rows], labels[rows])

    return train


def scikit_learn(data: Dataset, sizes: Sizes, batch: int, n_epochs: int) -> Way:
    """scikit-learn's MLPClassifier."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    network = MLPClassifier(
        (sizes[1],),
        activation="logistic",
        solver="adam",
        alpha=0.0,
        batch_size=batch,
        learning_rate_init=RATE,
        shuffle=batch < data.n_samples,
        max_iter=n_epochs,
        n_iter_no_change=10 * n_epochs,
    )

    def train() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            network.fit(data.X, data.labels)

    return train


def peers() -> dict[str, Callable[..., Way]]:
    """Those that are installed."""
    known = {"torch": ("PyTorch", pytorch), "sklearn": ("scikit-learn", scikit_learn)}
    return {name: way for module, (name, way) in known.items() if importlib.util.find_spec(module)}


def measure(n_rows: int, sizes: Sizes, batch: int) -> dict[str, Any]:
    """µs a step of each way, and the ratios."""
    data = table(n_rows, sizes)
    steps = -(-n_rows // batch)
    n_epochs = max(1, STEPS // steps)
    n_recorded = max(EVERY, n_epochs)
    ways = {
        "bound": bare(data, bound(batch, sizes), batch, n_epochs),
        "floor": bare(data, floor(batch, sizes, ACTIVATION), batch, n_epochs),
        "METL": metl(data, sizes, batch, n_recorded, EVERY),
        "METL, every epoch recorded": metl(data, sizes, batch, n_recorded, every=1),
        **{name: way(data, sizes, batch, n_epochs) for name, way in peers().items()},
    }
    times = 1e6 * np.array(list(_rounds(list(ways.values())))) / steps
    us = {
        name: column / (n_recorded if name.startswith("METL") else n_epochs)
        for name, column in zip(ways, times.T, strict=True)
    }
    taken = "all" if steps == 1 else str(batch)
    return {
        "case": f"{'-'.join(map(str, sizes))}, {n_rows} rows, batch {taken}",
        "µs a step": {name: float(np.median(column)) for name, column in us.items()},
        "to the floor": {
            name: float(np.median(us[name] / us["floor"])) for name in ways if "METL" in name
        },
        "to METL": {name: float(np.median(us[name] / us["METL"])) for name in ("bound", *peers())},
    }


def _rounds(ways: list[Way]) -> Any:
    """Seconds of each way, round after round; the first, which warms up, is left out."""
    end = None
    for i in range(MAX_ROUNDS + 1):
        times = []
        for way in ways:
            begin = time.perf_counter()
            way()
            times.append(time.perf_counter() - begin)
        if end is None:
            end = time.perf_counter() + SECONDS
            continue
        yield times
        if i > MIN_ROUNDS and time.perf_counter() > end:
            return


def rows_of(results: list[dict[str, Any]]) -> list[list[str]]:
    """As a table: a heading, and a row for each case."""
    names = [name for name in results[0]["to METL"] if name != "bound"]
    rows = [["", "floor, µs", "METL, µs", "METL : floor", "every epoch recorded : floor"]]
    rows[0] += ["products and exp : METL", *(f"{name} : METL" for name in names)]
    for it in results:
        us, to_floor = it["µs a step"], it["to the floor"]
        rows.append([it["case"], f"{us['floor']:.1f}", f"{us['METL']:.1f}"])
        rows[-1] += [f"{ratio:.2f}" for ratio in (*to_floor.values(), it["to METL"]["bound"])]
        rows[-1] += [f"{it['to METL'][name]:.1f}" for name in names]
    return rows


def lines_of(results: list[dict[str, Any]]) -> list[str]:
    """The same in columns for a terminal."""
    rows = rows_of(results)
    widths = [max(map(len, column)) + 2 for column in zip(*rows, strict=True)]
    return ["".join(map(str.rjust, row, widths)) for row in rows]


def yardstick() -> float:
    """How quick this core is: µs of plain expressions for a step of 250 rows through 2-16-3."""
    return float(np.median(interleaved(plain(250, (2, 16, 3), ACTIVATION))))


def run() -> list[dict[str, Any]]:
    """Every case."""
    with np.errstate(all="ignore"):
        return [measure(*case) for case in CASES]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the results there as well")
    options = parser.parse_args()
    results = run()
    print(*lines_of(results), sep="\n")
    if options.json:
        options.json.write_text(json.dumps({"machine": machine(), "steps": results}, indent=1))


if __name__ == "__main__":
    main()
