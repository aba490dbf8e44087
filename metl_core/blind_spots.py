"""What a gradient check does not see, or sees wrongly: three of its blind spots, each measured."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from metl_core.activations import relu, relu_derivative
from metl_core.checks import Array, number
from metl_core.config import TrainingConfig
from metl_core.gradient_check import GradientReport, best_step, check_gradient, numerical_gradient
from metl_core.network import loss
from metl_core.parameters import PARAMETER_NAMES, Parameters
from metl_core.problem import Problem
from metl_core.training import Trainer

# A test that is absolute below 1 -------------------------------------------------------

ABSOLUTE_TOLERANCE = 1e-7


def error_absolute_below_one(analytic: ArrayLike, numeric: ArrayLike) -> Array:
    """|a - n| / max(1, |a|, |n|) of each element: no longer relative where both are below 1."""
    a, n = np.asarray(analytic), np.asarray(numeric)
    return np.asarray(np.abs(a - n) / np.maximum(1, np.maximum(np.abs(a), np.abs(n))))


@dataclass(frozen=True, eq=False)
class ZeroGradient:
    """An all-zero gradient, given out for that of a loss times a scale, and what two tests say."""

    scale: float
    largest: float  # the largest element of the numerical gradient: the truth is not 0
    error: float  # the largest, by `error_absolute_below_one`
    report: GradientReport  # by `check_gradient`

    @property
    def passed(self) -> bool:
        """What the test that is absolute below 1 says."""
        return self.error < ABSOLUTE_TOLERANCE


def check_zero_gradient(problem: Problem, scale: float) -> ZeroGradient:
    """Check an all-zero gradient of scale · J, to all parameters.

    Raises ValueError or TypeError for a scale that is not > 0.
    """
    scale = number("scale", scale, above=0)

    def f(parameters: Parameters) -> float:
        return scale * loss(parameters, problem.X, problem.labels, problem.activation)

    arrays = {name: np.zeros_like(problem.array(name)) for name in PARAMETER_NAMES}
    report = check_gradient(f, problem.parameters, Parameters(**arrays))
    numeric = report.numerical_gradient
    return ZeroGradient(
        scale=scale,
        largest=float(np.abs(numeric).max()),
        error=float(error_absolute_below_one(0, numeric).max()),
        report=report,
    )


# The kink of relu ----------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Kink:
    """The slope of relu at x by three differences of the same step, and by its derivative."""

    x: float
    h: float
    central: float  # between x - h and x + h
    forward: float  # between x and x + h
    backward: float  # between x - h and x
    analytic: float  # 0 at the kink, by convention
    report: GradientReport  # of the analytic one, by the central difference with this h

    @property
    def straddled(self) -> bool:
        """Whether the kink is strictly between x - h and x + h."""
        return abs(self.x) < self.h


def slopes_of_relu(x: float, h: float = best_step("central")) -> Kink:
    """The slope of relu at x, near its kink or not.

    Raises ValueError or TypeError for an x that is not finite and an h that is not > 0.
    """
    x, h = number("x", x), number("h", h, above=0)
    analytic = float(relu_derivative(x))

    def mirrored(y: Array) -> Array:
        return relu(-y)

    return Kink(
        x=x,
        h=h,
        central=float(numerical_gradient(relu, x, h, "central")),
        forward=float(numerical_gradient(relu, x, h, "forward")),
        backward=0.0 - float(numerical_gradient(mirrored, -x, h, "forward")),
        analytic=analytic,
        report=check_gradient(relu, x, analytic, h),
    )


# A right gradient, and a run that diverges ---------------------------------------------


@dataclass(frozen=True, eq=False)
class CheckedRun:
    """A training run whose gradient was checked before every epoch."""

    learning_rate: float
    epochs: Array  # (M,)
    losses: Array  # (M,) of the training part, in nats
    reports: tuple[GradientReport, ...]  # (M,)

    @property
    def passed(self) -> bool:
        """Whether the gradient passed at every epoch."""
        return all(report.passed for report in self.reports)

    @property
    def diverged(self) -> bool:
        """Whether the loss ended above where it began."""
        return bool(self.losses[-1] > self.losses[0])


@lru_cache(maxsize=32)
def checked_run(learning_rate: float, n_epochs: int = 6) -> CheckedRun:
    """Gradient descent on two moons, without an activation in the hidden layer.

    So the loss can grow without bound. Raises ValueError or TypeError for a learning rate that is
    not > 0.
    """
    config = TrainingConfig(
        dataset="moons",
        n_samples=40,
        n_hidden=2,
        activation="identity",
        optimizer="sgd",
        learning_rate=learning_rate,
    )
    trainer = Trainer(config)
    train = trainer.split.train
    X = trainer.inputs(train.X)

    def f(parameters: Parameters) -> float:
        return loss(parameters, X, train.labels, config.activation)

    reports = []
    for epoch in range(n_epochs + 1):
        reports.append(check_gradient(f, trainer.parameters, trainer.gradients))
        if epoch < n_epochs:
            trainer.step()
    history = trainer.history
    return CheckedRun(learning_rate, history.epoch, history.train_loss, tuple(reports))
