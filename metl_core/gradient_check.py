"""Numerical gradients, and the check of a gradient against them.

Three ways to differentiate f without its formula, each with its own best step h
(eps is the spacing of the numbers of x's dtype at 1; |x| ≤ 1 or h scaled by |x|):

    forward   (f(x+h) - f(x)) / h          error ~ h + eps/h        best h = eps^(1/2)
    central   (f(x+h) - f(x-h)) / 2h       error ~ h² + eps/h       best h = eps^(1/3)
    complex   Im f(x + ih) / h             error ~ h², no rounding  any small h, here eps^(3/4)

Sources: Nocedal & Wright, Numerical Optimization (2006), section 8.1; Squire & Trapp,
Using complex variables to estimate derivatives of real functions (1998).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from metl_core.checks import Array, choice, finite_array, inexact_array, number, shaped, shown
from metl_core.parameters import PARAMETER_NAMES, Gradients, Parameters, parameter_shapes

Method = Literal["central", "forward", "complex"]
METHODS = ("central", "forward", "complex")

_BEST_POWER = {"central": 1 / 3, "forward": 1 / 2, "complex": 3 / 4}  # of eps
_ROUNDING = 20  # how many eps of its own value f may be off, by rounding inside it
_TRUNCATION = 2  # how many times the change from h to 2h the truncation at h may be
_LARGEST_TRUNCATION = 0.01  # of the gradient's scale: beyond it h does not resolve f
_LARGEST_ROUNDING = 1  # of the gradient's scale: beyond it h is lost in f's rounding
_POWER_TOLERANCE = 0.02  # how near a whole number the order of a pure power is


def best_step(method: Method, dtype: Any = np.float64) -> float:
    """The step h that balances truncation and rounding for values around 1 in this dtype."""
    choice("method", method, METHODS)
    return float(float(np.finfo(dtype).eps) ** _BEST_POWER[method])


def numerical_gradient(
    f: Callable[[Array], Any], x: ArrayLike, step: float | None = None, method: Method = "central"
) -> Array:
    """The gradient of the scalar function f at x, one element of x at a time.

    x (any shape) -> (same shape). f is called with copies of x, in x's dtype (integers as
    float64), or for "complex" in the complex dtype of the same precision: f must then be
    analytic, without abs, max or casts to real. step is h itself, the same for every
    element; without it, h is `best_step` times max(1, |x|) of each element.

    Raises ValueError for an x that is not finite, a step that is not > 0, an f that gives no
    single number; TypeError for a complex x, or a real answer to a complex one.
    """
    choice("method", method, METHODS)
    x = _real_point(x)
    return _differences(f, x, _steps(x, step, method), method)[0]


@dataclass(frozen=True, eq=False)
class GradientReport:
    """What `check_gradient` found. The worst element is the one of the largest relative error."""

    passed: bool
    max_relative_error: float
    tolerance: float  # what max_relative_error must not exceed
    worst_name: str  # "W1", "b1", "W2" or "b2" when parameters were checked, else "x"
    worst_index: tuple[int, ...]  # in the array of that name
    analytic: float  # the given gradient there
    numeric: float  # the numerical gradient there
    relative_error: Array  # of every element: x's shape, or that of Parameters.to_vector()
    numerical_gradient: Array  # of the same shape
    step: float  # h at the worst element
    method: Method

    def __str__(self) -> str:
        where = self.worst_name + (
            f"[{', '.join(map(str, self.worst_index))}]" if self.worst_index else ""
        )
        return (
            f"{'passed' if self.passed else 'FAILED'}: worst at {where}: "
            f"analytic {self.analytic:.10g}, numeric {self.numeric:.10g} "
            f"({self.method} difference, h = {self.step:.3g}), "
            f"relative error {self.max_relative_error:.3g}, "
            f"{'within' if self.passed else 'above'} the tolerance {self.tolerance:.3g}"
        )


def check_gradient(
    f: Callable[[Any], Any],
    x: ArrayLike | Parameters,
    gradient: ArrayLike | Gradients | Parameters,
    step: float | None = None,
    method: Method = "central",
    tolerance: float | None = None,
) -> GradientReport:
    """Whether `gradient` is the gradient of f at x, element by element.

    x is an array and f takes arrays, or x is `Parameters`, f takes `Parameters` and
    gradient is `Gradients`. An element's relative error

        |analytic - numeric| / max(|analytic|, |numeric|, floor)

    must not exceed the tolerance, which is √eps of x's dtype unless given: half of its
    digits. The floor is where the difference itself stops resolving: its rounding, which is
    in proportion to |f| / h, and its truncation, measured by doubling h. Nothing in it is
    absolute, so a wrong gradient of a tiny function fails like one of a large function. A step
    too small to tell anything fails too, and so does a gradient that has lost its own digits,
    as p - 1 does for a label that is nearly certain.

    Raises what `numerical_gradient` raises, ValueError for a gradient not of x's shape and for
    a tolerance that is not > 0. A gradient or an f that is not finite fails the check.
    """
    choice("method", method, METHODS)
    names: list[tuple[str, tuple[int, ...]]] = []
    if isinstance(x, Parameters):
        if not isinstance(gradient, Gradients | Parameters):
            raise TypeError(f"gradient must be Gradients like x, got {shown(gradient)}")
        for name, shape in zip(PARAMETER_NAMES, parameter_shapes(*x.sizes), strict=True):
            shaped(f"gradient.{name}", np.asarray(getattr(gradient, name)), shape)
        f, names = _of_vector(f, x.sizes), _names_of_elements(x.sizes)
        x, gradient = x.to_vector(), gradient.to_vector()

    x = _real_point(x)
    analytic = shaped("gradient", inexact_array("gradient", gradient), x.shape)  # type: ignore[arg-type]
    if analytic.dtype.kind == "c":
        raise TypeError(f"gradient must be real, got {analytic.dtype}")
    if x.size == 0:
        raise ValueError("x must have at least one element to check, got none")
    h = _steps(x, step, method)
    numeric, values = _differences(f, x, h, method)

    limit = float(np.sqrt(np.finfo(x.dtype).eps))
    if tolerance is not None:
        limit = number("tolerance", tolerance, above=0)
    with np.errstate(all="ignore"):
        unresolved = _unresolved(f, x, h, method, numeric, values)
        difference = np.abs(analytic - numeric)
        relative = difference / np.maximum(np.abs(analytic), np.abs(numeric))
        error = np.minimum(relative, limit * (difference / unresolved))
        error = np.where(difference == 0, 0, error)
    known = np.isfinite(analytic) & np.isfinite(numeric) & np.isfinite(unresolved)
    error = np.where(known, error, np.inf)
    worst = np.unravel_index(int(error.argmax()), x.shape)
    index = tuple(int(i) for i in worst)
    name, index_in_name = names[index[0]] if names else ("x", index)
    return GradientReport(
        passed=bool((error <= limit).all()),
        max_relative_error=float(error[worst]),
        tolerance=limit,
        worst_name=name,
        worst_index=index_in_name,
        analytic=float(analytic[worst]),
        numeric=float(numeric[worst]),
        relative_error=error,
        numerical_gradient=numeric,
        step=float(h[worst]),
        method=method,
    )


def _of_vector(f: Callable[[Any], Any], sizes: tuple[int, int, int]) -> Callable[[Array], Any]:
    return lambda vector: f(Parameters.from_vector(vector, *sizes))


def _names_of_elements(sizes: tuple[int, int, int]) -> list[tuple[str, tuple[int, ...]]]:
    """Which parameter each element of `Parameters.to_vector()` is."""
    return [
        (name, index)
        for name, shape in zip(PARAMETER_NAMES, parameter_shapes(*sizes), strict=True)
        for index in np.ndindex(*shape)
    ]


def _real_point(x: ArrayLike) -> Array:
    point = finite_array("x", x)
    if point.dtype.kind == "c":
        raise TypeError(f"x must be real, got {point.dtype}")
    return point


def _steps(x: Array, step: float | None, method: Method) -> Array:
    """h of every element, in float64."""
    if step is not None:
        return np.full(x.shape, number("step", step, above=0))
    return best_step(method, x.dtype) * np.maximum(1, np.abs(x.astype(np.float64)))


def _unresolved(
    f: Callable[[Array], Any], x: Array, h: Array, method: Method, numeric: Array, values: Array
) -> Array:
    """How far each element of a numerical gradient may be from the truth, by its own fault.

    nan where the step is too small to tell anything.
    """
    information = np.finfo(x.dtype)
    eps = float(information.eps)
    # What a gradient of this f would be: its largest element, or f's own value over x's.
    scale = np.maximum(np.abs(numeric).max(), values / np.maximum(1, np.abs(x)))
    # Without a subtraction (complex) no more rounding than a gradient of its own.
    rounding = _ROUNDING * eps * scale if method == "complex" else _ROUNDING * eps * values / h
    doubled, _ = _differences(f, x, 2 * h, method)
    truncation = _TRUNCATION * np.abs(doubled - numeric)
    # A difference that grows as a power of its step is truncation alone: x² or x³ at 0.
    order = np.log2(np.abs(doubled / numeric))
    only_truncation = (order > 0.5) & (np.abs(order - np.round(order)) < _POWER_TOLERANCE)
    resolvable = np.where(only_truncation, np.inf, _LARGEST_TRUNCATION * scale)
    rounding += float(information.smallest_subnormal) / h
    lost = (rounding > _LARGEST_ROUNDING * scale) & (scale > 0)
    return np.where(lost, np.nan, rounding + np.minimum(truncation, resolvable))


def _differences(
    f: Callable[[Array], Any], x: Array, h: Array, method: Method
) -> tuple[Array, Array]:
    """The numerical gradient at x, and the largest |f| that went into each of its elements."""
    gradient = np.zeros(x.shape)
    values = np.zeros(x.shape)
    at_x = _scalar(f, x.copy()) if method == "forward" else 0.0
    for i in np.ndindex(x.shape):
        if method == "complex":
            moved = x.astype(np.result_type(x.dtype, np.complex64))
            moved[i] += 1j * h[i]
            value = _scalar(f, moved)
            gradient[i], values[i] = value.imag / h[i], abs(value.real)
            continue
        ahead, behind = x.copy(), x.copy()
        ahead[i] += h[i]
        if method == "central":
            behind[i] -= h[i]
        # x ± h is rounded: divide by how far x really moved. A step lost in the rounding gives 0.
        moved_by = float(ahead[i]) - float(behind[i])  # before f, which may write to its argument
        high = _scalar(f, ahead)
        low = _scalar(f, behind) if method == "central" else at_x
        with np.errstate(all="ignore"):
            gradient[i] = (high - low) / moved_by if moved_by else 0.0
        values[i] = max(abs(high), abs(low))
    return gradient, values


def _scalar(f: Callable[[Array], Any], x: Array) -> Any:
    value = np.asarray(f(x))
    if value.size != 1 or value.dtype.kind not in "biufc":
        raise ValueError(f"f must return a single number, got {shown(value)}")
    if (value.dtype.kind == "c") != (x.dtype.kind == "c"):
        raise TypeError(
            "f must return a complex number for a complex x: no abs, real part or cast to float"
            if x.dtype.kind == "c"
            else f"f must return a real number for a real x, got {shown(value)}"
        )
    return value.item()
