"""How a gradient becomes a change of the parameters: SGD, momentum, RMSprop, Adam.

An optimizer works in place on one vector of all parameters, with scratch made once, so
that a step allocates nothing. What it remembers between steps is in `state`, plain arrays
that can be saved and written back into. At this size a step is the number of its calls, not
of its sums: hence constants as arrays, which NumPy would else make of a number at every call,
and results by place, the last argument of a call, as their keyword `out` takes longer to read.

The vectors of many runs may be the rows of one matrix: nothing passes from one element to another.
Then `size` is its shape, and `learning_rate` may be a column, a rate for each row.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import DTypeLike

from metl_core.checks import Array, choice, integer

MOMENTUM = 0.9  # β, the share of the last velocity that stays
RMSPROP_DECAY = 0.9  # ρ
ADAM_DECAYS = (0.9, 0.999)  # β1, β2
EPSILON = 1e-8  # keeps the division by √s away from 0

FEW = 20_000  # elements, up to which a constant for each costs less than spreading one over them

Size = int | tuple[int, ...]
Rate = float | Array  # the same for all elements, or (rows, 1)


class SGD:
    """θ ← θ - η g. Source: Robbins & Monro 1951."""

    def __init__(self, size: Size, dtype: DTypeLike = np.float64) -> None:
        self.state: dict[str, Array] = {}
        self._change = np.empty(size, dtype)

    def update(self, parameters: Array, gradient: Array, learning_rate: Rate) -> None:
        """One step: parameters (size,) change in place, gradient (size,) is only read."""
        np.multiply(gradient, learning_rate, self._change)
        np.subtract(parameters, self._change, parameters)


class Momentum:
    """v ← β v + g;  θ ← θ - η v. Source: Polyak 1964; this form: Sutskever et al. 2013."""

    def __init__(self, size: Size, dtype: DTypeLike = np.float64) -> None:
        self.state = {"velocity": np.zeros(size, dtype)}
        self._change, self._momentum = np.empty(size, dtype), np.array(MOMENTUM, dtype)

    def update(self, parameters: Array, gradient: Array, learning_rate: Rate) -> None:
        """One step: parameters (size,) change in place, gradient (size,) is only read."""
        velocity = self.state["velocity"]
        np.multiply(velocity, self._momentum, velocity)
        np.add(velocity, gradient, velocity)
        np.multiply(velocity, learning_rate, self._change)
        np.subtract(parameters, self._change, parameters)


class RMSprop:
    """s ← ρ s + (1 - ρ) g²;  θ ← θ - η g / (√s + ε). Source: Hinton 2012, lecture 6e."""

    def __init__(self, size: Size, dtype: DTypeLike = np.float64) -> None:
        self.state = {"mean_square": np.zeros(size, dtype)}
        self._change, self._root = np.empty(size, dtype), np.empty(size, dtype)
        self._kept, self._new = np.array(RMSPROP_DECAY, dtype), np.array(1 - RMSPROP_DECAY, dtype)
        self._epsilon = np.array(EPSILON, dtype)

    def update(self, parameters: Array, gradient: Array, learning_rate: Rate) -> None:
        """One step: parameters (size,) change in place, gradient (size,) is only read."""
        mean_square, change, root = self.state["mean_square"], self._change, self._root
        np.multiply(gradient, gradient, change)
        np.multiply(change, self._new, change)
        np.multiply(mean_square, self._kept, mean_square)
        np.add(mean_square, change, mean_square)  # s
        np.sqrt(mean_square, root)
        np.add(root, self._epsilon, root)
        np.multiply(gradient, learning_rate, change)
        np.divide(change, root, change)  # η g / (√s + ε)
        np.subtract(parameters, change, parameters)


class Adam:
    """m ← β1 m + (1-β1) g;  s ← β2 s + (1-β2) g²;  θ ← θ - η m̂ / (√ŝ + ε).

    m̂ = m / (1 - β1ᵗ) and ŝ = s / (1 - β2ᵗ) undo the start from 0.
    Source: Kingma & Ba 2014, Algorithm 1, in the order that the end of its section 2 gives.
    """

    # One step: parameters (size,) change in place, gradient (size,) is only read. A function made
    # for the arrays of `state`: with so many of them, to look each up would cost two kernels.
    update: Callable[[Array, Array, Rate], None]

    def __init__(self, size: Size, dtype: DTypeLike = np.float64) -> None:
        shape = (size,) if isinstance(size, int) else size
        # m above s, so that what both averages need is one call.
        averages, steps = np.zeros((2, *shape), dtype), np.zeros(1)
        self.state = {"mean": averages[0], "mean_square": averages[1], "steps": steps}
        self.update = self._make_update(averages, steps)

    @staticmethod
    def _make_update(averages: Array, steps: Array) -> Callable[[Array, Array, Rate], None]:
        new, (mean, mean_square) = np.empty_like(averages), averages
        g, g_squared = new
        change, root, dtype = np.empty_like(mean), np.empty_like(mean), new.dtype
        beta1, beta2 = ADAM_DECAYS
        kept_shares = np.array(ADAM_DECAYS, dtype).reshape(2, *(1 for _ in mean.shape))
        if new.size <= FEW:
            kept_shares = np.broadcast_to(kept_shares, new.shape).copy()
        new_share, new_square_share = np.array(1 - beta1, dtype), np.array(1 - beta2, dtype)
        epsilon = np.empty((), dtype)
        rate = np.empty((*mean.shape[:-1], 1) if mean.ndim > 1 else (), dtype)
        add, subtract, multiply, divide, sqrt = np.add, np.subtract, np.multiply, np.divide, np.sqrt

        def update(parameters: Array, gradient: Array, learning_rate: Rate) -> None:
            t = steps[0] = steps.item() + 1

            multiply(gradient, new_share, g)
            multiply(gradient, gradient, g_squared)
            multiply(g_squared, new_square_share, g_squared)
            multiply(averages, kept_shares, averages)
            add(averages, new, averages)  # m and s

            # m̂ / (√ŝ + ε) = m / (1 - β1ᵗ) · c / (√s + ε c), where c = √(1 - β2ᵗ)
            c = math.sqrt(1 - beta2**t)
            epsilon[...] = EPSILON * c
            rate[...] = learning_rate * (c / (1 - beta1**t))
            sqrt(mean_square, root)
            add(root, epsilon, root)
            multiply(mean, rate, change)
            divide(change, root, change)  # η m̂ / (√ŝ + ε)
            subtract(parameters, change, parameters)

        return update


Optimizer = SGD | Momentum | RMSprop | Adam

OPTIMIZERS: dict[str, type[SGD] | type[Momentum] | type[RMSprop] | type[Adam]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "rmsprop": RMSprop,
    "adam": Adam,
}


def make_optimizer(name: str, *size: int, dtype: DTypeLike = np.float64) -> Optimizer:
    """The named optimizer for a vector of `size` parameters, with nothing to remember yet.

    Of many runs the size is two numbers: the rows of a matrix, and its columns. Raises ValueError
    for an unknown name or a size that is no integer ≥ 1.
    """
    shape = tuple([integer("size", length, minimum=1) for length in size])
    return OPTIMIZERS[choice("optimizer", name, tuple(OPTIMIZERS))](shape, dtype)
