"""Runs that are compared: which, how long, and how far they are."""

import json
import math
from collections.abc import Sequence
from dataclasses import replace

from metl_core.config import TrainingConfig
from metl_core.many_runs import ManyHistories, ManyRuns
from metl_core.training import Trainer
from metl_ui.serving.turns import computed

N_EPOCHS = 500
N_SEEDS = 64
SECONDS = 0.2  # of computing at a time: other readers wait for it
SECONDS_IN_ALL = 10.0
FEWEST = 8  # runs, however many numbers each has
MOST_BYTES = 64_000_000  # of all of them


class Comparison:
    """Runs of configs that differ in one field, trained a piece at a time.

    Nothing is computed before the first `advance`.
    """

    def __init__(self, configs: Sequence[TrainingConfig], n_epochs: int = N_EPOCHS) -> None:
        self.configs, self.n_epochs = tuple(configs), n_epochs
        self.paused = False
        self._runs: ManyRuns | None = None
        self._histories: ManyHistories | None = None
        self._seconds = 0.0

    def advance(self, seconds: float = math.inf) -> float:
        """Train on, for about SECONDS or these, and an epoch at least; the seconds that it took.

        Nothing is done while it is paused, nor after its end.
        """
        if self.paused or self.is_over:
            return 0.0
        begin = computed()
        self._runs = self._runs or ManyRuns(self.configs)
        while self._runs.epoch < self.n_epochs:
            self._runs.step()
            if computed() - begin > min(seconds, SECONDS):
                break
        self._histories = self._runs.histories
        took = computed() - begin
        self._seconds += took
        if self.is_over:
            self._runs = None  # they are large, and only the record is shown
        return took

    @property
    def histories(self) -> ManyHistories | None:
        """Of as far as it has come; None before it has begun."""
        return self._histories

    @property
    def epoch(self) -> int:
        """How many it has trained."""
        return 0 if self._histories is None else len(self._histories.epoch) - 1

    @property
    def is_over(self) -> bool:
        """It has come to its end, or it has used up its time."""
        return self.epoch >= self.n_epochs or self.ran_out

    @property
    def ran_out(self) -> bool:
        """It was ended by the clock."""
        return self._seconds > SECONDS_IN_ALL and self.epoch < self.n_epochs


def rates_of(config: TrainingConfig, rates: Sequence[float]) -> list[TrainingConfig]:
    """The experiment at each of the rates, or of large data at as many as there is room for."""
    room = _room(config, data_of_each=False)
    step = next(
        step for step in range(1, len(rates)) if -(-len(rates) // step) <= max(room, FEWEST)
    )
    return [replace(config, learning_rate=rate) for rate in rates[::step]]


def seeds_of(config: TrainingConfig) -> list[TrainingConfig]:
    """The experiment with the reader's own seed, and with the smallest other ones."""
    n_seeds = min(N_SEEDS, max(_room(config, data_of_each=True), FEWEST))
    seeds = sorted({config.seed, *range(n_seeds - (config.seed >= n_seeds))})
    return [replace(config, seed=seed) for seed in seeds]


def all_but(config: TrainingConfig, field: str) -> str:
    """A text that is the same for configs that differ in this field alone."""
    described = json.loads(config.fingerprint())
    del described[field]
    return json.dumps(described)


def _room(config: TrainingConfig, *, data_of_each: bool) -> int:
    """For how many runs there is room. Counted are the arrays that are as long as the data."""
    trainer = Trainer(config)
    Dx, H, Dy = trainer.sizes
    numbers = 2 * H + 5 * Dy + 4
    if data_of_each:
        numbers += 2 * (Dx + Dy + 1)
    return MOST_BYTES // (8 * numbers * trainer.dataset.n_samples)
