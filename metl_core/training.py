"""One experiment under way: the data, the network, and the record of its training."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from metl_core.checks import Array, inexact_array, integer, shaped, shown
from metl_core.config import TrainingConfig
from metl_core.datasets import Dataset, Split, Standardiser
from metl_core.features import expand
from metl_core.history import COLUMNS, History, Recorder
from metl_core.losses import one_hot
from metl_core.network import forward
from metl_core.optimizers import make_optimizer
from metl_core.parameters import Gradients, Parameters, initialise, parameter_views
from metl_core.streams import Stream, generator
from metl_core.training_step import TrainingStep


class Trainer:
    """Trains the network of one `TrainingConfig`, epoch by epoch.

    The loss is the mean cross-entropy of the training part plus the penalties. Before the
    network stand the input features (of sets with two inputs) and a standardisation to mean
    0 and variance 1, fitted on the training part alone.

        trainer = Trainer(TrainingConfig(dataset="moons"))
        trainer.step(100)
        trainer.history.test_accuracy[-1]
    """

    config: TrainingConfig
    dataset: Dataset
    split: Split
    sizes: tuple[int, int, int]  # (Dx, H, Dy) of the network
    epoch: int  # how often the whole training part has been gone through

    def __init__(self, config: TrainingConfig | None = None) -> None:
        config = TrainingConfig() if config is None else config
        if not isinstance(config, TrainingConfig):
            raise TypeError(f"config must be a TrainingConfig, got {shown(config)}")
        self.config = config
        self.dataset = config.load_dataset()
        self.split = config.split_dataset(self.dataset)
        self._standardiser = Standardiser.fit(self._features(self.split.train.X))
        self.sizes = (self._standardiser.mean.size, config.n_hidden, self.dataset.n_classes)

        first = initialise(*self.sizes, config.init, generator(config.seed, Stream.PARAMETERS))
        self._vector = first.to_vector()
        self._gradient = np.zeros_like(self._vector)
        self._parameters = parameter_views(self._vector, *self.sizes)
        self._gradients = parameter_views(self._gradient, *self.sizes)
        self._optimizer = make_optimizer(config.optimizer, self._vector.size)

        self._train = _Rows(self.split.train, self.inputs(self.split.train.X))
        self._test = _Rows(self.split.test, self.inputs(self.split.test.X))
        self._train_step = self._new_step(len(self._train.X))
        self._test_step = self._new_step(len(self._test.X))
        self._make_batches()
        self.epoch = 0
        self._recorder = Recorder()
        self._evaluate()

    # Training --------------------------------------------------------------------------

    def step(self, n_epochs: int = 1) -> None:
        """Train on for `n_epochs` epochs, and record each.

        Raises TypeError or ValueError unless n_epochs is an integer ≥ 0. A run that diverges
        raises nothing: its losses turn infinite or nan, and `history` shows it.
        """
        for _ in range(integer("n_epochs", n_epochs, minimum=0)):
            with np.errstate(all="ignore"):
                self._train_epoch()
            self.epoch += 1
            self._evaluate()

    def _make_batches(self) -> None:
        """The scratch of an epoch in mini-batches: shuffled rows, a step for each batch size."""
        n_rows = len(self._train.X)
        size = min(self.config.batch_size or n_rows, n_rows)
        starts = range(0, n_rows, size) if size < n_rows else range(0)
        steps = {rows: self._new_step(rows) for rows in {size, n_rows % size or size}}
        self._in_order, self._order = np.arange(n_rows), np.arange(n_rows)
        self._shuffled_X = np.empty_like(self._train.X)
        self._shuffled_targets = np.empty_like(self._train.one_hot)
        self._batches = [
            (
                steps[min(size, n_rows - start)],
                self._shuffled_X[start : start + size],
                self._shuffled_targets[start : start + size].T,
            )
            for start in starts
        ]

    def _train_epoch(self) -> None:
        """Every example once: one step on all of them, or one on each batch in a new order."""
        learning_rate = self.config.learning_rate
        if not self._batches:  # `_evaluate` has left the gradient of the whole part
            self._optimizer.update(self._vector, self._gradient, learning_rate)
            return
        self._order[:] = self._in_order
        generator(self.config.seed, Stream.ORDER, self.epoch).shuffle(self._order)
        # mode="clip" because "raise" would copy the output; no index is ever out of range.
        np.take(self._train.X, self._order, axis=0, out=self._shuffled_X, mode="clip")
        np.take(self._train.one_hot, self._order, axis=0, out=self._shuffled_targets, mode="clip")
        for step, X, targets in self._batches:
            self._differentiate(step, X, targets)
            self._optimizer.update(self._vector, self._gradient, learning_rate)

    def _differentiate(self, step: TrainingStep, X: Array, targets: Array) -> None:
        """The gradient of these rows at the parameters, into `_gradient`."""
        step.forward(self._parameters, X)
        step.backward(
            self._parameters, X, targets, self._gradients, self.config.l1, self.config.l2
        )

    def _evaluate(self) -> None:
        """Loss and accuracy of both parts, and the training part's gradient, into the record."""
        with np.errstate(all="ignore"):
            self._differentiate(self._train_step, self._train.X, self._train.targets)
            norms = [float(np.sqrt(np.vdot(dW, dW))) for dW in self._gradients]
            train_loss, train_accuracy = self._train.scores(self._train_step)
            test_loss = test_accuracy = float("nan")
            if len(self._test.X):
                self._test_step.forward(self._parameters, self._test.X)
                test_loss, test_accuracy = self._test.scores(self._test_step)
        self._recorder.record(
            self.epoch, train_loss, test_loss, train_accuracy, test_accuracy, *norms
        )

    def _new_step(self, n_rows: int) -> TrainingStep:
        return TrainingStep(n_rows, self.sizes, self.config.activation)

    # What there is to see --------------------------------------------------------------

    @property
    def parameters(self) -> Parameters:
        """The network's parameters now, as copies."""
        return Parameters.from_vector(self._vector, *self.sizes)

    @property
    def gradients(self) -> Gradients:
        """The gradient of the loss over the whole training part, penalties included, as copies.

        At the parameters of now: the one that a full-batch step would take next. X is the
        gradient to the network's inputs (`inputs(split.train.X)`).
        """
        W1, b1, W2, b2 = (gradient.copy() for gradient in self._gradients)
        with np.errstate(all="ignore"):
            return Gradients(W1, b1, W2, b2, self._train_step.input_gradient(self._parameters))

    @property
    def history(self) -> History:
        """The record so far: losses, accuracies and gradient norms by epoch."""
        return self._recorder.history()

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
            "parameters": self._vector.copy(),
            "history": self._recorder.rows,
            **{f"optimizer_{name}": array.copy() for name, array in self._optimizer.state.items()},
        }

    def restore(self, state: Mapping[str, Array]) -> None:
        """Put back what `state()` gave, or np.load(file) of it, in a trainer of the same config.

        Raises ValueError, before anything is changed, for the state of another config and for
        arrays that are missing or of another shape.
        """
        if not isinstance(state, Mapping):
            raise TypeError(f"state must be a mapping of names to arrays, got {shown(state)}")
        expected = self.state()
        missing = sorted(set(expected) - set(state))
        if missing:
            raise ValueError(f"state must hold {', '.join(sorted(expected))}; missing: {missing}")
        given = {name: np.asarray(state[name]) for name in expected}
        if str(given["config"]) != str(expected["config"]):
            raise ValueError("state must come from a trainer of the same config, got another's")
        epoch = integer("epoch in state", given["epoch"][()], minimum=0)
        for name, array in given.items():
            shape: tuple[int | str, ...] = expected[name].shape
            if name == "history":
                shape = ("E", len(COLUMNS))
            shaped(f"{name} in state", array, shape)
            if name != "config" and array.dtype.kind not in "if":
                raise ValueError(f"{name} in state must hold numbers, got {array.dtype}")
        steps = given.get("optimizer_steps", np.zeros(1))
        if not (steps >= 0).all():
            raise ValueError(f"optimizer_steps in state must be ≥ 0, got {steps[0]}")
        recorder = Recorder.from_rows(given["history"])
        if recorder.latest_epoch != epoch:
            raise ValueError(
                f"history in state must end at its epoch {epoch}, got {recorder.latest_epoch}"
            )

        self.epoch = epoch
        self._vector[:] = given["parameters"]
        for name, array in self._optimizer.state.items():
            array[:] = given[f"optimizer_{name}"]
        with np.errstate(all="ignore"):
            self._differentiate(self._train_step, self._train.X, self._train.targets)
        self._recorder = recorder


class _Rows:
    """One part of the data as the network takes it, with its labels in every form needed."""

    def __init__(self, part: Dataset, inputs: Array) -> None:
        self.X = np.ascontiguousarray(inputs)
        self.labels = part.labels
        self.one_hot = one_hot(part.labels, part.n_classes)  # (N, Dy)
        self.targets = np.ascontiguousarray(self.one_hot.T)  # (Dy, N)

    def scores(self, step: TrainingStep) -> tuple[float, float]:
        """Loss and accuracy of these rows, which `step` has just gone through forwards."""
        return step.loss(self.targets), step.accuracy(self.labels)
