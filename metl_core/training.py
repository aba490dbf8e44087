"""One experiment under way: the data, the network, and the record of its training."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from metl_core.changes import (
    Change,
    Position,
    check_passed,
    in_force,
    spell_changes,
    with_change,
)
from metl_core.checks import Array, choice, inexact_array, integer, shaped, shown
from metl_core.config import Settings, TrainingConfig
from metl_core.datasets import Dataset, Split, Standardiser
from metl_core.descent import Descent, Rows
from metl_core.features import expand
from metl_core.history import History, Record, Recorder
from metl_core.network import forward
from metl_core.parameters import PARAMETER_NAMES, Gradients, Parameters, unchecked_parameters
from metl_core.trainer_state import checked_state


class Trainer:
    """Trains the network of one `TrainingConfig`, epoch by epoch.

    The loss is the mean cross-entropy of the training part plus the penalties. Before the
    network stand the input features (of sets with two inputs) and a standardisation to mean
    0 and variance 1, fitted on the training part alone.

        trainer = Trainer(TrainingConfig(dataset="moons"))
        trainer.step(100)
        trainer.history.test_accuracy[-1]

    A run is its config, what was changed by hand on its way (`changes`), and where it stands
    (`position`): these three always give the same bits, however they were come by.
    """

    config: TrainingConfig  # what the run began with
    dataset: Dataset
    split: Split
    sizes: tuple[int, int, int]  # (Dx, H, Dy) of the network

    def __init__(self, config: TrainingConfig | None = None) -> None:
        config = TrainingConfig() if config is None else config
        if not isinstance(config, TrainingConfig):
            raise TypeError(f"config must be a TrainingConfig, got {shown(config)}")
        self.config = config
        self.dataset = config.load_dataset()
        self.split = config.split_dataset(self.dataset)
        self._standardiser = Standardiser.fit(self._features(self.split.train.X))
        self.sizes = (self._standardiser.mean.size, config.n_hidden, self.dataset.n_classes)
        train, test = (
            Rows(part, self.inputs(part.X)) for part in (self.split.train, self.split.test)
        )
        self._descent = Descent(config, self.sizes, train, test)
        self._changes: tuple[Change, ...] = ()
        self._recorder = Recorder()
        self._record()

    # Training --------------------------------------------------------------------------

    def step(self, n_epochs: int = 1, every: int = 1) -> None:
        """Train on to the end of the present epoch, and so on for `n_epochs` in all.

        Recorded are the epochs that `every` divides, and the last. Raises TypeError or
        ValueError unless n_epochs is an integer ≥ 0 and every one ≥ 1. A run that diverges
        raises nothing: its losses turn infinite or nan, and `history` shows it.
        """
        n_epochs = integer("n_epochs", n_epochs, minimum=0)
        every = integer("every", every, minimum=1)
        if n_epochs:
            self._train_to(Position(self.epoch + n_epochs), every)

    def step_to(self, position: Position, every: int = 1) -> None:
        """Train on to that position, which is the present one or later; recorded as by `step`.

        Raises TypeError or ValueError for a position where this run does not come to stand.
        """
        position = self.check_passed(position)
        every = integer("every", every, minimum=1)
        if position < self.position:
            raise ValueError(f"position must be {self.position} or later, got {position}")
        self._train_to(position, every)

    def step_batch(self) -> None:
        """One step of the optimizer: on the next batch, or on what remains of the epoch."""
        with np.errstate(all="ignore"):
            self._descent.take_step(self._descent.batch_size)
        self._record()

    def step_example(self) -> None:
        """One step of the optimizer, on the next example alone.

        Among the changes it is a batch size of 1, and afterwards the one in force again.
        """
        alone = self._descent.batch_size == 1
        with np.errstate(all="ignore"):
            if not alone:
                self._note(Change(self.position, "batch_size", 1))
            self._descent.take_step(1)
            if not alone:
                self._note(Change(self.position, "batch_size", self.batch_size))
        self._record()

    def _train_to(self, position: Position, every: int) -> None:
        with np.errstate(all="ignore"):
            while self.position < position:
                recorded = Position((self.epoch // every + 1) * every)
                self._descent.go_on_to(min(position, recorded))
                self._add_row()

    def _record(self) -> None:
        with np.errstate(all="ignore"):
            self._add_row()

    def _add_row(self) -> None:
        self._recorder.record(self._time(self.position), *self._descent.scores())

    def _time(self, position: Position) -> float:
        return position.time(self.split.train.n_samples)

    # Where it stands -------------------------------------------------------------------

    @property
    def epoch(self) -> int:
        """How often the whole training part has been gone through."""
        return self._descent.epoch

    @property
    def row(self) -> int:
        """How many of its examples are used up in the present epoch."""
        return self._descent.row

    @property
    def position(self) -> Position:
        """Epoch and row together."""
        return Position(self._descent.epoch, self._descent.row)

    def check_passed(self, position: Position) -> Position:
        """The position, if this run stands there at some time, gone by or to come.

        Raises ValueError or TypeError otherwise.
        """
        return check_passed(position, self.config, self._changes, self.split.train.n_samples)

    # What is changed by hand -----------------------------------------------------------

    @property
    def changes(self) -> tuple[Change, ...]:
        """What was changed by hand on the way, in order, in as few as say it all."""
        return self._changes

    @property
    def settings(self) -> Settings:
        """The settings in force now."""
        return self._descent.settings

    @property
    def learning_rate(self) -> float:
        """The learning rate in force now."""
        return self._descent.settings.learning_rate

    @property
    def batch_size(self) -> int | None:
        """The batch size in force now; None: the whole training part."""
        return self._descent.settings.batch_size

    @property
    def l1(self) -> float:
        """The L1 penalty in force now."""
        return self._descent.settings.l1

    @property
    def l2(self) -> float:
        """The L2 penalty in force now."""
        return self._descent.settings.l2

    def change(self, name: str, value: float | int | None) -> None:
        """Set learning_rate, batch_size, l1 or l2 from here on; the run goes on as it stands.

        Raises ValueError or TypeError for another name or a value that the config would refuse.
        """
        choice("name", name, Settings._fields)
        self.apply(Change(self.position, name, value))

    def edit(self, name: str, index: tuple[int, ...], value: float) -> None:
        """Set one entry of W1, b1, W2 or b2; the index is (i, j), or (j,) of a bias.

        Raises ValueError or TypeError for what is no entry, and for a value that is not finite.
        """
        choice("name", name, PARAMETER_NAMES)
        self.apply(Change(self.position, name, value, index))

    def apply(self, change: Change) -> None:
        """`change` or `edit`, as it was noted in `changes`: its position must be the present one.

        Raises ValueError or TypeError as they do.
        """
        if change.position != self.position:
            raise ValueError(f"change must be of {self.position}, got {shown(change)}")
        if change.index:
            self._check_index(change)
            entries = self._descent.parameters[PARAMETER_NAMES.index(change.name)]
            entries[change.index] = change.value
        elif change.value == getattr(self.settings, change.name):
            return
        self._note(change)
        if not change.index:
            self._descent.settings = in_force(self.config, self._changes)
        self._descent.gradient_is_current = False  # nor with other penalties
        self._record()

    def _note(self, change: Change) -> None:
        self._changes = with_change(self.config, self._changes, change)

    def _check_index(self, edit: Change) -> None:
        shape = self._descent.parameters[PARAMETER_NAMES.index(edit.name)].shape
        if not all(i < n for i, n in zip(edit.index, shape, strict=True)):
            raise ValueError(f"index must be within {edit.name} {shape}, got {edit.index}")

    # What there is to see --------------------------------------------------------------

    @property
    def parameters(self) -> Parameters:
        """The network's parameters now, as copies."""
        return unchecked_parameters(*[array.copy() for array in self._descent.parameters])

    @property
    def gradients(self) -> Gradients:
        """The gradient of the loss over the whole training part, penalties included, as copies.

        At the parameters of now: the one that a full-batch step would take next. X is the
        gradient to the network's inputs (`inputs(split.train.X)`).
        """
        with np.errstate(all="ignore"):
            X = self._descent.input_gradient()
        W1, b1, W2, b2 = (gradient.copy() for gradient in self._descent.gradients)
        return Gradients(W1, b1, W2, b2, X)

    @property
    def history(self) -> History:
        """The record so far: losses, accuracies and gradient norms by epoch.

        Its latest row is always that of the present position.
        """
        return self._recorder.history()

    @property
    def latest(self) -> Record:
        """The latest row of the record: that of the present position."""
        return self._recorder.latest

    def inputs(self, X: ArrayLike) -> Array:
        """X (N, D) in the data's own units -> (N, Dx), what the network is given for it."""
        with np.errstate(over="ignore"):  # squares of huge values: inf, and no class is likely
            return self._standardiser.transform(self._features(X))

    def predict(self, X: ArrayLike) -> Array:
        """X (N, D) in the data's own units -> probabilities (N, K).

        Raises ValueError or TypeError for an X that is no such array.
        """
        with np.errstate(all="ignore"):
            return forward(self.parameters, self.inputs(X), self.config.activation).probabilities

    def classes(self) -> tuple[Array, Array]:
        """The class that each row of the training and of the test part is taken for, (N,) each.

        They are what the accuracies of the record count. Only until the trainer is next called.
        """
        with np.errstate(all="ignore"):
            return self._descent.classes()

    def _features(self, X: ArrayLike) -> Array:
        X = shaped("X", inexact_array("X", X), ("N", self.dataset.n_inputs))
        if X.dtype.kind == "c":
            raise TypeError("X must be an array of real numbers, got complex ones")
        X = X.astype(np.float64, copy=False)
        return X if self.config.features is None else expand(X, self.config.features)

    # Leaving and coming back -----------------------------------------------------------

    def state(self) -> dict[str, Array]:
        """Everything that training has changed, as plain arrays: np.savez(file, **state).

        `Trainer(config).restore(state)` with the same config goes on to the same bits.
        """
        return {
            "config": np.array(self.config.fingerprint()),
            "epoch": np.array(self.epoch),
            "row": np.array(self.row),
            "changes": np.array(spell_changes(self._changes)),
            "history": self._recorder.rows,
            "history_gap": np.array(self._recorder.gap),
            **self.numbers(),
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Put back what `state()` gave, or np.load(file) of it, in a trainer of the same config.

        Raises ValueError or TypeError, before anything is changed, for the state of another
        config and for arrays that are missing, of another shape, or say what cannot be.
        """
        saved = checked_state(state, self.state(), self.split.train.n_samples)
        for change in saved.changes:
            if change.index:
                self._check_index(change)
        self._recorder = saved.recorder
        self._put_back(saved.position, saved.changes, saved.numbers)

    def numbers(self) -> dict[str, Array]:
        """Of `state` the numbers that go into the next step: enough for `rewind`."""
        return self._descent.numbers()

    def rewind(
        self, position: Position, changes: Sequence[Change], numbers: Mapping[str, Array]
    ) -> None:
        """Stand again at a position of this very run, with its changes and `numbers()` there.

        What was recorded later is forgotten. Nothing is checked.
        """
        self._put_back(position, tuple(changes), numbers)
        self._recorder.cut(self._time(position))
        self._record()

    def skip_to(self, position: Position, numbers: Mapping[str, Array], record: Record) -> None:
        """Stand at a later position of this very run, as another trainer that went there.

        Of that one are its `numbers()` there and its `latest` record. Nothing is checked.
        """
        self._descent.put_back(position, self.settings, numbers)
        self._recorder.record(*record)

    def _put_back(
        self, position: Position, changes: tuple[Change, ...], numbers: Mapping[str, Array]
    ) -> None:
        self._changes = changes
        self._descent.put_back(position, in_force(self.config, changes), numbers)
