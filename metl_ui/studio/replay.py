"""Trains a run again from nothing to one moment, if that takes no longer than others can wait."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from metl_core.changes import Change, Position
from metl_core.config import TrainingConfig
from metl_core.run import Run
from metl_core.training import Trainer
from metl_ui.serving.turns import computed

LONGEST = 60.0  # seconds that one reader may make the server train at once
TIMED_EPOCHS = 20  # to estimate how long it would


def replayed(
    config: TrainingConfig,
    changes: tuple[Change, ...],
    moment: Position,
    on_progress: Callable[[float], None] | None = None,
) -> Run:
    """`Run.replay`; raises ValueError as well for a moment that is too far away."""
    if moment.epoch > TIMED_EPOCHS:
        seconds = _seconds(config, changes, moment)
        if seconds > LONGEST:
            raise ValueError(
                f"the moment must take at most {LONGEST:.0f} seconds of training, "
                f"but epoch {moment.epoch:,} would take {seconds:,.0f}"
            )
    return Run.replay(config, changes, moment, on_progress)


def _seconds(config: TrainingConfig, changes: Iterable[Change], moment: Position) -> float:
    """About how long it takes: an epoch costs the more, the more steps of the optimizer it has."""
    n_rows, of_one_step = _time_of_epoch(config, None, TIMED_EPOCHS)
    _, of_all_steps = _time_of_epoch(config, 1, 1)
    of_a_step = max(0.0, of_all_steps - of_one_step) / n_rows

    def time_of_epoch(batch_size: int | None) -> float:
        return of_one_step + of_a_step * -(-n_rows // (batch_size or n_rows))

    sizes: list[Any] = [(c.position, c.value) for c in changes if c.name == "batch_size"]
    stops = [(Position(0), config.batch_size), *sizes, (moment, None)]
    return float(
        sum(
            (later.time(n_rows) - earlier.time(n_rows)) * time_of_epoch(size)
            for (earlier, size), (later, _) in pairwise(stops)
        )
    )


def _time_of_epoch(
    config: TrainingConfig, batch_size: int | None, n_epochs: int
) -> tuple[int, float]:
    """The number of training examples, and the seconds that an epoch of such batches takes.

    Of this thread's own: after a new start everybody comes back at once, and much of the time is
    theirs.
    """
    trainer = Trainer(replace(config, batch_size=batch_size))
    begin = computed()
    trainer.step(n_epochs, every=n_epochs)
    return trainer.split.train.n_samples, (computed() - begin) / n_epochs
