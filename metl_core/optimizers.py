"""How a gradient becomes a change of the parameters: SGD, momentum, RMSprop, Adam.

An optimizer works in place on one vector of all parameters, with scratch made once, so
that a step allocates nothing. What it remembers between steps is in `state`, plain arrays
that can be saved and put back.
"""

import numpy as np

from metl_core.checks import Array, choice, integer

MOMENTUM = 0.9  # β, the share of the last velocity that stays
RMSPROP_DECAY = 0.9  # ρ
ADAM_DECAYS = (0.9, 0.999)  # β1, β2
EPSILON = 1e-8  # keeps the division by √s away from 0


class SGD:
    """θ ← θ - η g. Source: Robbins & Monro 1951."""

    def __init__(self, size: int) -> None:
        self.state: dict[str, Array] = {}
        self._change = np.empty(integer("size", size, minimum=1))

    def update(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        """One step: parameters (size,) change in place, gradient (size,) is only read."""
        np.multiply(gradient, learning_rate, out=self._change)
        np.subtract(parameters, self._change, out=parameters)


class Momentum:
    """v ← β v + g;  θ ← θ - η v. Source: Polyak 1964; this form: Sutskever et al. 2013."""

    def __init__(self, size: int) -> None:
        self.state = {"velocity": np.zeros(integer("size", size, minimum=1))}
        self._change = np.empty(size)

    def update(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        """One step: parameters (size,) change in place, gradient (size,) is only read."""
        velocity = self.state["velocity"]
        np.multiply(velocity, MOMENTUM, out=velocity)
        np.add(velocity, gradient, out=velocity)
        np.multiply(velocity, learning_rate, out=self._change)
        np.subtract(parameters, self._change, out=parameters)


class RMSprop:
    """s ← ρ s + (1 - ρ) g²;  θ ← θ - η g / (√s + ε). Source: Hinton 2012, lecture 6e."""

    def __init__(self, size: int) -> None:
        self.state = {"mean_square": np.zeros(integer("size", size, minimum=1))}
        self._change, self._root = np.empty(size), np.empty(size)

    def update(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        """One step: parameters (size,) change in place, gradient (size,) is only read."""
        mean_square, change, root = self.state["mean_square"], self._change, self._root
        np.multiply(gradient, gradient, out=change)
        _move_average(mean_square, change, RMSPROP_DECAY)
        np.sqrt(mean_square, out=root)
        np.add(root, EPSILON, out=root)
        np.multiply(gradient, learning_rate, out=change)
        np.divide(change, root, out=change)
        np.subtract(parameters, change, out=parameters)


class Adam:
    """m ← β1 m + (1-β1) g;  s ← β2 s + (1-β2) g²;  θ ← θ - η m̂ / (√ŝ + ε).

    m̂ = m / (1 - β1ᵗ) and ŝ = s / (1 - β2ᵗ) undo the start from 0.
    Source: Kingma & Ba 2014, Algorithm 1.
    """

    def __init__(self, size: int) -> None:
        self.state = {
            "mean": np.zeros(integer("size", size, minimum=1)),
            "mean_square": np.zeros(size),
            "steps": np.zeros(1),
        }
        self._change, self._root = np.empty(size), np.empty(size)

    def update(self, parameters: Array, gradient: Array, learning_rate: float) -> None:
        """One step: parameters (size,) change in place, gradient (size,) is only read."""
        mean, mean_square, steps = self.state.values()
        change, root = self._change, self._root
        beta1, beta2 = ADAM_DECAYS
        steps += 1
        t = float(steps[0])

        np.copyto(change, gradient)
        _move_average(mean, change, beta1)
        np.multiply(gradient, gradient, out=change)
        _move_average(mean_square, change, beta2)

        np.divide(mean_square, 1 - beta2**t, out=root)  # ŝ
        np.sqrt(root, out=root)
        np.add(root, EPSILON, out=root)
        np.multiply(mean, learning_rate / (1 - beta1**t), out=change)  # η m̂
        np.divide(change, root, out=change)
        np.subtract(parameters, change, out=parameters)


def _move_average(average: Array, new: Array, decay: float) -> None:
    """average ← decay · average + (1 - decay) · new, in place; `new` is used up."""
    np.multiply(average, decay, out=average)
    np.multiply(new, 1 - decay, out=new)
    np.add(average, new, out=average)


Optimizer = SGD | Momentum | RMSprop | Adam

OPTIMIZERS: dict[str, type[SGD] | type[Momentum] | type[RMSprop] | type[Adam]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "rmsprop": RMSprop,
    "adam": Adam,
}


def make_optimizer(name: str, size: int) -> Optimizer:
    """The named optimizer for a vector of `size` parameters, with nothing to remember yet.

    Raises ValueError for an unknown name or a size that is no integer ≥ 1.
    """
    return OPTIMIZERS[choice("optimizer", name, tuple(OPTIMIZERS))](size)


