"""Many training runs side by side, for what one run cannot tell: was it the rate, was it luck?"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import DTypeLike

from metl_core.checks import Array, integer, shown
from metl_core.config import TrainingConfig
from metl_core.many_rows import ManyRows, ManyShuffledRows
from metl_core.many_steps import ManySteps
from metl_core.optimizers import make_optimizer
from metl_core.parameters import Parameters, initialise, parameter_count, parameter_views
from metl_core.streams import Stream, generator
from metl_core.training import Trainer

MAY_DIFFER = ("seed", "learning_rate", "n_hidden")
FIRST_ROOM = 64  # epochs that the record has room for at first; it is doubled when they are over


@dataclass(frozen=True, eq=False)
class ManyHistories:
    """What R runs came to, epoch by epoch, epoch 0 (before training) first.

    epoch (E,); the others (E, R): mean cross-entropies in nats without penalties, and shares
    from 0 to 1; nan where there is no test part.
    """

    epoch: Array
    train_loss: Array
    train_accuracy: Array
    test_loss: Array
    test_accuracy: Array


class ManyRuns:
    """R runs of configs that differ in seed, learning rate or hidden units, and in nothing else.

    Each comes to what a `Trainer` of its config comes to: to the same bits where all have the same
    number of hidden units, two or more; else sums may be added in another order, and differ by
    their rounding. A run that diverges has no part in the others.

        rates = (0.01, 0.1, 1.0)
        runs = ManyRuns([TrainingConfig(learning_rate=rate) for rate in rates])
        runs.step(100)
        runs.histories.train_loss[-1]  # one for each rate

    In float32 it takes less than half the time, and the digits are its own. Raises TypeError or
    ValueError unless there is a config, and for configs that differ in anything else.
    """

    configs: tuple[TrainingConfig, ...]
    epoch: int  # how often the training part has been gone through

    def __init__(self, configs: Sequence[TrainingConfig], dtype: DTypeLike = np.float64) -> None:
        self.configs, self.epoch = _checked(configs), 0
        first = self.configs[0]
        trainers = {config.seed: Trainer(config) for config in self.configs}  # for their data
        # Runs of one seed have their data in common.
        seeds = [config.seed for config in self.configs] if len(trainers) > 1 else list(trainers)
        self._train, self._test = (
            ManyRows(
                [getattr(trainers[seed].split, part) for seed in seeds],
                [trainers[seed].inputs(getattr(trainers[seed].split, part).X) for seed in seeds],
                dtype,
            )
            for part in ("train", "test")
        )
        Dx, _, Dy = trainers[seeds[0]].sizes
        self._sizes = Dx, max(config.n_hidden for config in self.configs), Dy
        self._vectors = np.stack([self._first_vector(c) for c in self.configs]).astype(dtype)
        self._gradients = np.zeros_like(self._vectors)
        padding = np.stack([_padding(c.n_hidden, self._sizes) for c in self.configs])
        self._padding = padding if padding.any() else None
        self._optimizer = make_optimizer(first.optimizer, *self._vectors.shape, dtype=dtype)
        self._rates = np.array([[config.learning_rate] for config in self.configs], dtype)

        N = self._train.n
        self._batch_size = min(first.batch_size or N, N)
        self._whole = self._new_step(N)
        self._test_step = self._new_step(self._test.n) if self._test.n else None
        if self._batch_size < N:
            self._shuffled = ManyShuffledRows(seeds, self._train)
            lengths = {self._batch_size, N % self._batch_size or self._batch_size}
            self._of_length = {length: self._new_step(length) for length in lengths}
        self._record = np.full((FIRST_ROOM, 4, len(self.configs)), np.nan)
        with np.errstate(all="ignore"):
            self._note()

    # Training --------------------------------------------------------------------------

    def step(self, n_epochs: int = 1) -> None:
        """Train all runs on for so many epochs, each of which is recorded.

        Raises TypeError or ValueError unless n_epochs is an integer ≥ 0.
        """
        n_epochs = integer("n_epochs", n_epochs, minimum=0)
        with np.errstate(all="ignore"):
            for _ in range(n_epochs):
                if self._batch_size < self._train.n:
                    self._go_through_batches()
                else:  # forwards they have gone for the record
                    self._take_step(self._whole, self._train.X, self._train.targets)
                self.epoch += 1
                self._note()

    def _go_through_batches(self) -> None:
        self._shuffled.shuffle(self.epoch)
        N, size = self._train.n, self._batch_size
        for start in range(0, N, size):
            end = min(start + size, N)
            X, targets = self._shuffled.columns(start, end)
            step = self._of_length[end - start]
            step.forward(X)
            self._take_step(step, X, targets)

    def _take_step(self, step: ManySteps, X: Array, targets: Array) -> None:
        config = self.configs[0]
        step.backward(X, targets, config.l1, config.l2)
        if self._padding is not None:  # hidden units that a run has not
            np.copyto(self._gradients, 0, where=self._padding)
        self._optimizer.update(self._vectors, self._gradients, self._rates)

    def _note(self) -> None:
        """Losses and accuracies of now, into the record."""
        if self.epoch == len(self._record):
            self._record = np.concatenate([self._record, np.full_like(self._record, np.nan)])
        train_loss, train_accuracy, test_loss, test_accuracy = self._record[self.epoch]
        self._whole.forward(self._train.X)
        self._whole.scores(self._train.targets, self._train.labels, train_loss, train_accuracy)
        if self._test_step:
            self._test_step.forward(self._test.X)
            self._test_step.scores(self._test.targets, self._test.labels, test_loss, test_accuracy)

    # What there is to see --------------------------------------------------------------

    @property
    def histories(self) -> ManyHistories:
        """The record so far, as copies."""
        columns = self._record[: self.epoch + 1].transpose(1, 0, 2).copy()
        return ManyHistories(np.arange(self.epoch + 1.0), *columns)

    @property
    def parameters(self) -> list[Parameters]:
        """Of each run, as copies."""
        return [
            Parameters(W1[:, :H], b1[:H], W2[:H], b2)
            for (W1, b1, W2, b2), H in zip(
                (parameter_views(vector.copy(), *self._sizes) for vector in self._vectors),
                (config.n_hidden for config in self.configs),
                strict=True,
            )
        ]

    # Making it -------------------------------------------------------------------------

    def _new_step(self, n_rows: int) -> ManySteps:
        return ManySteps(
            n_rows, self._sizes, self.configs[0].activation, self._vectors, self._gradients
        )

    def _first_vector(self, config: TrainingConfig) -> Array:
        """The first parameters, and 0 for the hidden units that this run has not."""
        Dx, _, Dy = self._sizes
        H, draw = config.n_hidden, generator(config.seed, Stream.PARAMETERS)
        first = initialise(Dx, H, Dy, config.init, draw)
        vector = np.zeros(parameter_count(*self._sizes))
        W1, _, W2, _ = parameter_views(vector, *self._sizes)  # biases begin at 0
        W1[:, :H], W2[:H] = first.W1, first.W2
        return vector


def _padding(n_hidden: int, sizes: tuple[int, int, int]) -> Array:
    """Which parameters of a network of these sizes one with `n_hidden` units has not."""
    is_padding = np.zeros(parameter_count(*sizes), bool)
    W1, b1, W2, _ = parameter_views(is_padding, *sizes)
    W1[:, n_hidden:] = b1[n_hidden:] = W2[n_hidden:] = True
    return is_padding


def _checked(configs: Sequence[TrainingConfig]) -> tuple[TrainingConfig, ...]:
    configs = tuple(configs)
    if not configs:
        raise ValueError("configs must be at least one TrainingConfig, got none")
    for config in configs:
        if not isinstance(config, TrainingConfig):
            raise TypeError(f"configs must be TrainingConfigs, got {shown(config)}")
    for name in (field.name for field in fields(TrainingConfig)):
        one, other = configs[0], next((c for c in configs if _differ(name, c, configs[0])), None)
        if other is not None:
            raise ValueError(
                f"configs must differ only in {', '.join(MAY_DIFFER)}, got {name} "
                f"{shown(getattr(one, name))} and {shown(getattr(other, name))}"
            )
    return configs


def _differ(name: str, one: TrainingConfig, other: TrainingConfig) -> bool:
    return name not in MAY_DIFFER and getattr(one, name) != getattr(other, name)
