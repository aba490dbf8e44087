"""The error of a numerical derivative against its step h: one curve a method, two with a V.

Taylor's formula gives the error of the formula, the truncation, as C hᵖ; two rounded values of f,
subtracted and divided by h, give R / h on top of it:

    forward   C = |f''| / 2    p = 1    R = eps |f|
    central   C = |f'''| / 6   p = 2    R = eps |f| / 2
    complex   C = |f'''| / 6   p = 2    no subtraction: eps |f'|, whatever h is

C hᵖ + R / h is least at h = (R / p C)^(1 / (p + 1)), which is eps^(1/2) or eps^(1/3) for an f whose
value and derivatives are all about 1.

Source: Nocedal & Wright, Numerical Optimization (2006), section 8.1; Squire & Trapp 1998.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from metl_core.checks import Array, choice, number
from metl_core.gradient_check import Method, best_step, numerical_gradient
from metl_core.problem import Problem, check_entry, loss_along, slope_along

V_METHODS: tuple[Method, ...] = ("forward", "central", "complex")
V_DTYPES = ("float32", "float64")
LARGEST, SMALLEST = 1.0, 1e-16  # h
_PER_DECADE = 4

Regime = Literal["truncation", "rounding", "flat"]


@dataclass(frozen=True, eq=False)
class Derivatives:
    """f and its derivatives at one entry of the network; f is the loss J along that entry.

    The slope is from `backward` in long double, for the errors are measured from it. The two
    others only predict: f'' is a complex step of the slope, f''' a central difference of f''.
    """

    x: float  # the entry itself
    value: float  # f, in nats
    slope: np.longdouble  # f'
    second: float  # f''
    third: float  # f'''


@dataclass(frozen=True)
class Prediction:
    """The error that is to be expected of one method: C hᵖ from the formula, R / h from rounding.

    Not relative: in units of f'.
    """

    order: int  # p
    truncation: float  # C
    rounding: float  # R; 0 for the complex step
    floor: float  # what is left at any h: f' itself is rounded

    def at(self, h: Array | float) -> Array:
        """The larger of the two parts, and at least the floor: two straight lines on log axes."""
        step = np.asarray(h, dtype=float)
        parts = np.maximum(self.truncation * step**self.order, self.rounding / step)
        return np.asarray(np.maximum(parts, self.floor))

    @property
    def best_step(self) -> float:
        """Where the sum of both parts is least; 0 if there is no rounding."""
        balance = self.rounding / (self.order * self.truncation)
        return float(balance ** (1 / (self.order + 1)))


@dataclass(frozen=True, eq=False)
class Measured:
    """The numerical derivatives at some steps h (M,), by each method, and their relative errors."""

    h: Array
    numeric: dict[Method, Array]
    error: dict[Method, Array]  # |numeric - f'| / |f'|


@dataclass(frozen=True, eq=False)
class VCurve:
    """One entry's derivative in one dtype, at all steps from 1 to 1e-16."""

    dtype: str
    eps: float  # of the dtype
    derivatives: Derivatives
    predictions: dict[Method, Prediction]
    best: dict[Method, float]  # `best_step`, the rule of thumb, which knows nothing of f
    measured: Measured

    def predicted(self, method: Method, h: Array | float) -> Array:
        """The relative error that is to be expected at h."""
        return np.asarray(self.predictions[method].at(h) / float(abs(self.derivatives.slope)))

    def regime(self, method: Method, h: float) -> Regime:
        """What the error at h is made of; of a difference, what a smaller h would do to it."""
        expected = self.predictions[method]
        if method == "complex":
            small = expected.truncation * h**expected.order <= expected.floor
            return "flat" if small else "truncation"
        return "truncation" if h > expected.best_step else "rounding"


def v_curve(problem: Problem, name: str, index: tuple[int, ...], dtype: str = "float64") -> VCurve:
    """The error of each method against h, for one entry of W1, b1, W2, b2 or X.

    The problem's numbers must be the same in float32, as those of `small_problem` are: then both
    dtypes are measured from the same truth. Raises ValueError for an entry that is not there and
    another dtype.
    """
    choice("dtype", dtype, V_DTYPES)
    eps = float(np.finfo(dtype).eps)
    d = derivatives(problem, name, index)
    second, third, value = abs(d.second) / 2, abs(d.third) / 6, abs(d.value)
    floor = eps * float(abs(d.slope))
    n_steps = round(_PER_DECADE * np.log10(LARGEST / SMALLEST)) + 1
    steps = np.geomspace(SMALLEST, LARGEST, n_steps)
    return VCurve(
        dtype=dtype,
        eps=eps,
        derivatives=d,
        predictions={
            "forward": Prediction(1, second, eps * value, 0),
            "central": Prediction(2, third, eps * value / 2, 0),
            "complex": Prediction(2, third, 0, floor),
        },
        best={method: best_step(method, dtype) for method in V_METHODS},
        measured=measure(problem, name, index, steps, dtype),
    )


@lru_cache(maxsize=64)
def derivatives(problem: Problem, name: str, index: tuple[int, ...]) -> Derivatives:
    """f, f', f'' and f''' along one entry of W1, b1, W2, b2 or X."""
    check_entry(problem, name, index)
    x = problem.array(name)[index]
    slope = slope_along(problem, name, index)

    def second(at: Array) -> float:
        return float(numerical_gradient(slope, at, step=1e-20, method="complex"))

    return Derivatives(
        x=float(x),
        value=loss_along(problem, name, index)(np.asarray(x)),
        slope=np.longdouble(slope(np.asarray(x, dtype=np.longdouble))),
        second=second(x),
        third=float(numerical_gradient(second, x)),
    )


def measure(
    problem: Problem, name: str, index: tuple[int, ...], h: Array, dtype: str = "float64"
) -> Measured:
    """What each method makes of f' with each step of h (M,), f being computed in this dtype.

    Raises ValueError or TypeError for a step that is not > 0, and as `v_curve`.
    """
    choice("dtype", dtype, V_DTYPES)
    truth = derivatives(problem, name, index).slope
    f = loss_along(problem, name, index)
    x = problem.array(name)[index].astype(dtype)
    steps = [number("h", float(step), above=0) for step in h]
    numeric = {
        method: np.array([numerical_gradient(f, x, step, method) for step in steps])
        for method in V_METHODS
    }
    error = {
        method: (np.abs(values - truth) / np.abs(truth)).astype(float)
        for method, values in numeric.items()
    }
    return Measured(np.asarray(h, dtype=float), numeric, error)
