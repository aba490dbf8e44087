"""The gradient check of a network that may have a bug in it, matrix by matrix."""

from dataclasses import dataclass

import numpy as np

from metl_core.checks import Array
from metl_core.gradient_check import GradientReport, check_gradient
from metl_core.planted_bugs import INPUTS, Steps, gradients_by, loss_by, steps_with
from metl_core.problem import MATRICES, Problem

LARGE = 1000.0  # added to the first logit: exp of it is beyond the largest float64


@dataclass(frozen=True, eq=False)
class MatrixCheck:
    """The check of one gradient, and the gradient itself."""

    analytic: Array
    report: GradientReport

    @property
    def passed(self) -> bool:
        """Whether every element is right."""
        return self.report.passed

    @property
    def error(self) -> Array:
        """|a - n| / max(|a|, |n|) of each element that is wrong; nan where there is no number.

        Of one that is right, its relative error as the check has it: where both are so small that
        the difference cannot resolve them, theirs would say nothing.
        """
        a, n = self.analytic, self.report.numerical_gradient
        with np.errstate(invalid="ignore", divide="ignore"):
            plain = np.abs(a - n) / np.maximum(np.abs(a), np.abs(n))
        right = self.report.relative_error <= self.report.tolerance
        return np.asarray(np.where(right, self.report.relative_error, plain))


@dataclass(frozen=True, eq=False)
class BugCheck:
    """The check of every gradient of one problem, with ordinary and with large logits."""

    matrices: dict[str, dict[str, MatrixCheck]]  # of INPUTS, then of MATRICES

    @property
    def named(self) -> tuple[str, ...]:
        """The matrices whose gradient failed with any logits."""
        return tuple(name for name in MATRICES if not self.passed(name))

    def passed(self, name: str) -> bool:
        """Whether the gradient of that matrix passed with both logits."""
        return all(matrices[name].passed for matrices in self.matrices.values())

    @property
    def telling(self) -> str:
        """The first of INPUTS with which something failed, or the first of all."""
        for logits, matrices in self.matrices.items():
            if not all(one.passed for one in matrices.values()):
                return logits
        return INPUTS[0]


def check_bug(bug: str, problem: Problem) -> BugCheck:
    """Check the gradients that the steps with that bug give, against differences of their loss.

    Twice, for some bugs show only where numbers are large: the second time LARGE is added to the
    bias of the first logit. Raises ValueError for an unknown bug, and for "transposed W1" with a
    W1 that is not square: there the shapes alone would give it away.
    """
    steps = steps_with(bug)
    n_inputs, n_hidden, n_outputs = problem.parameters.sizes
    if bug == "transposed W1" and n_inputs != n_hidden:
        raise ValueError(f"W1 must be square for this bug, got {(n_inputs, n_hidden)}")
    first_large = np.zeros(n_outputs)
    first_large[0] = LARGE
    large = problem.with_array("b2", problem.parameters.b2 + first_large)
    batches = dict(zip(INPUTS, (problem, large), strict=True))
    return BugCheck({name: _checks(steps, batch) for name, batch in batches.items()})


def _checks(steps: Steps, problem: Problem) -> dict[str, MatrixCheck]:
    gradients = gradients_by(steps, problem)

    def check(name: str) -> MatrixCheck:
        def f(array: Array) -> float:
            return loss_by(steps, problem.with_array(name, array))

        analytic = getattr(gradients, name)
        return MatrixCheck(analytic, check_gradient(f, problem.array(name), analytic))

    return {name: check(name) for name in MATRICES}
