"""What an argument must be, said in one sentence when it is not.

Every check names the argument, what it must be and what it got, and is made
before anything is changed.
"""

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]

_SHOWN_LENGTH = 60  # characters of a wrong value that an error repeats


def shown(value: object) -> str:
    """The value as an error repeats it: short and on one line, whatever it is."""
    try:
        text = " ".join(repr(value)[: 20 * _SHOWN_LENGTH].split())  # of millions nobody sees more
    except ValueError:  # an integer of more digits than Python prints
        text = f"an integer of {int(value).bit_length()} bits"  # type: ignore[call-overload]
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"


def inexact_array(name: str, value: ArrayLike) -> Array:
    """Any array of numbers; integers become float64, floats and complex keep their dtype.

    The result may share memory with `value`: never write to it.
    """
    try:
        array = np.asarray(value)
    except ValueError as error:  # ragged lists
        message = f"{name} must be an array of numbers, got rows of unequal length"
        raise ValueError(message) from error
    if array.dtype.kind in "biu":
        return array.astype(np.float64)
    if array.dtype.kind in "fc":
        return array
    raise TypeError(f"{name} must be an array of numbers, got {shown(value)}")


def integer_array(name: str, value: ArrayLike) -> Array:
    """Any array of integers; of no elements, whatever its type. True is no integer here."""
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be integers, got rows of unequal length") from error
    if array.dtype.kind in "iu":
        return array
    if array.size == 0:  # NumPy takes [] for floats
        return array.astype(np.intp)
    raise TypeError(f"{name} must be integers, got {shown(value)}")


def finite_array(name: str, value: ArrayLike) -> Array:
    """An `inexact_array` without nan or infinity."""
    array = inexact_array(name, value)
    if not np.isfinite(array).all():
        index = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name} must be finite, got {array[index]} at index {index}")
    return array


def shaped(name: str, array: Array, shape: Sequence[int | str]) -> Array:
    """The array itself, if its shape is `shape`; a string there stands for any length."""
    fits = array.ndim == len(shape) and all(
        isinstance(wanted, str) or wanted == got
        for wanted, got in zip(shape, array.shape, strict=True)
    )
    if not fits:
        wanted = ", ".join(str(length) for length in shape) + ("," if len(shape) == 1 else "")
        raise ValueError(f"{name} must have shape ({wanted}), got {array.shape}")
    return array


def integer(name: str, value: object, *, minimum: int, maximum: int | None = None) -> int:
    """A whole number within the bounds; True and 3.0 are not whole numbers here."""
    bounds = f"an integer ≥ {minimum}"
    if maximum is not None:
        bounds = f"an integer from {minimum} to {maximum}"
    if not isinstance(value, Integral) or isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be {bounds}, got {shown(value)}")
    number = int(value)
    if number < minimum or (maximum is not None and number > maximum):
        raise ValueError(f"{name} must be {bounds}, got {shown(value)}")
    return number


def number(
    name: str,
    value: object,
    *,
    above: float | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
) -> float:
    """A finite real number within the bounds; `above` is exclusive, the others inclusive."""
    bounds = "a finite number"
    if above is not None:
        bounds += f" > {above:g}"
    if minimum is not None and maximum is not None:
        bounds += f" from {minimum:g} to {maximum:g}"
    elif minimum is not None:
        bounds += f" ≥ {minimum:g}"
    elif maximum is not None:
        bounds += (" and" if above is not None else "") + f" ≤ {maximum:g}"
    if not isinstance(value, Real) or isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} must be {bounds}, got {shown(value)}")
    try:
        real = float(value)
    except OverflowError:  # an integer of more than 308 digits
        real = float("inf")
    inside = (
        np.isfinite(real)
        and (above is None or real > above)
        and (minimum is None or real >= minimum)
        and (maximum is None or real <= maximum)
    )
    if not inside:
        raise ValueError(f"{name} must be {bounds}, got {shown(value)}")
    return real


def choice(name: str, value: object, options: Sequence[str]) -> str:
    """One of the named options."""
    if isinstance(value, str) and value in options:
        return value
    listed = ", ".join(repr(option) for option in options)
    error = ValueError if isinstance(value, str) else TypeError
    raise error(f"{name} must be one of {listed}, got {shown(value)}")
