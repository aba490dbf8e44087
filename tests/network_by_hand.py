"""A one-hidden-layer network written by hand, with every derivative by complex step: an oracle."""

from collections.abc import Callable

import numpy as np


def sigmoid(z):
    e = np.exp(np.where(np.real(z) > 0, -z, z))  # at most 1: e^1600 would be too large
    return np.where(np.real(z) > 0, 1, e) / (1 + e)


def tanh(z):
    sign = np.where(np.real(z) > 0, 1, -1)
    e = np.exp(-2 * sign * z)
    return sign * (1 - e) / (1 + e)


ACTIVATIONS: dict[str, Callable] = {
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": lambda z: z * (np.real(z) > 0),
    "identity": lambda z: z,
}
STEP = 1e-40  # of the imaginary part: its square vanishes, and so does the error


def by_hand(X, y, W1, b1, W2, b2, activation):
    """Every matrix of the lesson's walk, by its name there. b1 and b2 are vectors."""
    g = ACTIVATIONS[activation]
    with np.errstate(over="ignore", under="ignore"):
        z1 = X @ W1 + b1
        a1 = g(z1)
        logits = a1 @ W2 + b2

        def of_logits(logits):
            top = np.real(logits).max(axis=1, keepdims=True)
            log_total = np.log(np.exp(logits - top).sum(axis=1)) + top[:, 0]
            return (log_total - (y * logits).sum(axis=1)).sum() / len(X)

        def of_a1(a1):
            return of_logits(a1 @ W2 + b2)

        def of_z1(z1):
            return of_a1(g(z1))

        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        return {
            "z1": z1,
            "a1": a1,
            "logits": logits,
            "probabilities": exponentials / exponentials.sum(axis=1, keepdims=True),
            "loss": of_logits(logits),
            "delta1": derivative(of_logits, logits),
            "delta2": derivative(of_a1, a1),
            "slope": np.imag(g(z1 + 1j * STEP)) / STEP,
            "delta3": derivative(of_z1, z1),
            "dW2": derivative(lambda W2: of_logits(a1 @ W2 + b2), W2),
            "db2": derivative(lambda b2: of_logits(a1 @ W2 + b2), b2),
            "dW1": derivative(lambda W1: of_z1(X @ W1 + b1), W1),
            "db1": derivative(lambda b1: of_z1(X @ W1 + b1), b1),
            "dX": derivative(lambda X: of_z1(X @ W1 + b1), X),
        }


def derivative(f, at):
    """∂f/∂at, number by number."""
    result = np.zeros(at.shape)
    for index in np.ndindex(*at.shape):
        moved = at.astype(complex)
        moved[index] += 1j * STEP
        result[index] = np.imag(f(moved)) / STEP
    return result
