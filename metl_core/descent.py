"""The numbers of a training run: parameters, gradient, optimizer, and where they stand."""

import functools
from collections.abc import Mapping

import numpy as np

from metl_core.changes import Position
from metl_core.checks import Array
from metl_core.config import Settings, TrainingConfig
from metl_core.dataset import Dataset
from metl_core.losses import one_hot
from metl_core.optimizers import make_optimizer
from metl_core.order import ShuffledExamples
from metl_core.parameters import initialise, parameter_views
from metl_core.streams import Stream, generator
from metl_core.training_step import TrainingStep, example_columns


class Rows:
    """One part of the data as the network takes it, with its labels in every form needed."""

    def __init__(self, part: Dataset, inputs: Array) -> None:
        self.n = part.n_samples
        self.X = example_columns(inputs)  # (Dx + 1, N)
        self.labels = part.labels
        self.targets = np.ascontiguousarray(one_hot(part.labels, part.n_classes).T)  # (Dy, N)

    def scores(self, step: TrainingStep) -> tuple[float, float]:
        """Loss and accuracy of these rows, which `step` has just gone through forwards."""
        return step.loss(self.targets), step.accuracy(self.labels)


class Descent:
    """The parameters on their way down the loss, one step of the optimizer at a time.

    Nothing here looks at what the numbers are: whoever calls sets np.errstate, once for many
    steps, as entering it costs as much as a part of a step.
    """

    def __init__(
        self, config: TrainingConfig, sizes: tuple[int, int, int], train: Rows, test: Rows
    ) -> None:
        first = initialise(*sizes, config.init, generator(config.seed, Stream.PARAMETERS))
        self.sizes, self.train, self.test = sizes, train, test
        self.settings = Settings.of(config)
        self.epoch = self.row = 0
        self.vector = first.to_vector()
        self.gradient = np.zeros_like(self.vector)
        self.parameters = parameter_views(self.vector, *sizes)
        self.gradients = parameter_views(self.gradient, *sizes)
        sizes_of_parts = [part.size for part in self.gradients]
        self._starts = np.cumsum([0, *sizes_of_parts[:-1]])  # of each in the vector
        # Whether `gradient` is that of the whole training part at these parameters.
        self.gradient_is_current = False
        self._optimizer = make_optimizer(config.optimizer, self.vector.size)
        self._shuffled = ShuffledExamples(config.seed, train.X, train.targets)
        new_step = functools.partial(
            TrainingStep,
            sizes=sizes,
            activation=config.activation,
            vector=self.vector,
            gradient=self.gradient,
        )
        self._train_step = new_step(train.n)
        self._test_step = new_step(test.n) if test.n else None
        # A batch, what remains of an epoch, a single example: more are rarely in use at once.
        self._batch_step = functools.lru_cache(maxsize=4)(new_step)

    @property
    def batch_size(self) -> int:
        """Of the batch that an epoch begins with."""
        size = self.settings.batch_size
        return self.train.n if size is None else min(size, self.train.n)

    def go_on_to(self, position: Position) -> None:
        """Steps of the optimizer until there, or as far beyond as the last one leads."""
        self._go_on(position, self.batch_size)

    def take_step(self, size: int) -> None:
        """One step of the optimizer, on `size` examples or what remains of the epoch."""
        self._go_on(Position(self.epoch, self.row + 1), size)

    def _go_on(self, position: Position, size: int) -> None:
        n = self.train.n
        while (self.epoch, self.row) < position:
            if size >= n and not self.row:
                self._take_whole_epochs(max(position.epoch - self.epoch, 1))
            else:
                end = n if self.epoch < position.epoch else position.row
                n_steps = -((self.row - end) // size)
                self._take_batches(size, min(self.row + n_steps * size, n))

    def _take_whole_epochs(self, n_epochs: int) -> None:
        """A step for each, on all the examples as they stand."""
        vector, gradient, update = self.vector, self.gradient, self._optimizer.update
        forward, backward = self._train_step.forward, self._train_step.backward
        X, targets = self.train.X, self.train.targets
        rate, _, l1, l2 = self.settings
        for _ in range(n_epochs):
            if not self.gradient_is_current:
                forward(X)
                backward(X, targets, l1, l2)
            update(vector, gradient, rate)
            self.gradient_is_current = False
        self.epoch += n_epochs

    def _take_batches(self, size: int, end: int) -> None:
        """Steps through this epoch's examples up to `end`, in the order of this epoch alone."""
        vector, gradient, update = self.vector, self.gradient, self._optimizer.update
        rate, _, l1, l2 = self.settings
        for n, X, targets in self._shuffled.batches(self.epoch, self.row, end, size):
            step = self._batch_step(n)
            step.forward(X)
            step.backward(X, targets, l1, l2)
            update(vector, gradient, rate)
        self.gradient_is_current = False
        self.row = end
        if end == self.train.n:
            self.epoch, self.row = self.epoch + 1, 0

    def refresh_gradient(self) -> None:
        """Into `gradient` that of the whole training part, if it is not there."""
        if not self.gradient_is_current:
            step, train = self._train_step, self.train
            step.forward(train.X)
            step.backward(train.X, train.targets, self.settings.l1, self.settings.l2)
            self.gradient_is_current = True

    def input_gradient(self) -> Array:
        """The gradient to the training part's inputs, (N, Dx)."""
        self.refresh_gradient()
        return self._train_step.input_gradient()

    def scores(self) -> tuple[float, ...]:
        """Training and test loss, training and test accuracy, and each gradient's norm."""
        self.refresh_gradient()
        squares = np.add.reduceat(self.gradient * self.gradient, self._starts)
        train_loss, train_accuracy = self.train.scores(self._train_step)
        test_loss = test_accuracy = float("nan")
        if self._test_step:
            self._test_step.forward(self.test.X)
            test_loss, test_accuracy = self.test.scores(self._test_step)
        return train_loss, test_loss, train_accuracy, test_accuracy, *np.sqrt(squares).tolist()

    def classes(self) -> tuple[Array, Array]:
        """What each row of the training and of the test part is taken for, until the next call."""
        self.refresh_gradient()
        train = self._train_step.classes()
        if not self._test_step:
            return train, np.empty(0, np.intp)
        self._test_step.forward(self.test.X)
        return train, self._test_step.classes()

    # What training changes ---------------------------------------------------------------

    @property
    def _numbers(self) -> dict[str, Array]:
        memory = {f"optimizer_{name}": array for name, array in self._optimizer.state.items()}
        return {"parameters": self.vector, **memory}

    def numbers(self) -> dict[str, Array]:
        """Parameters and what the optimizer remembers, as copies."""
        return {name: array.copy() for name, array in self._numbers.items()}

    def put_back(
        self, position: Position, settings: Settings, numbers: Mapping[str, Array]
    ) -> None:
        """Stand again where `numbers()` was taken."""
        self.epoch, self.row = position
        self.settings = settings
        for name, array in self._numbers.items():
            array[:] = numbers[name]
        self.gradient_is_current = False
