"""The network once more, in numbers of any length and in plain formulas, to compare with."""

import mpmath
import numpy as np
from scipy import special

from metl_core.parameters import PARAMETER_NAMES


def rows_of(array):
    """The numbers of an array as rows of mpmath's."""
    return [[mpmath.mpf(float(v)) for v in row] for row in np.atleast_2d(array)]


def exact_loss(problem, name, index):
    """J along one entry, written anew for numbers of any length; sigmoid networks only."""
    arrays = {n: problem.array(n) for n in (*PARAMETER_NAMES, "X")}

    def f(t):
        a = {n: rows_of(array) for n, array in arrays.items()}
        row, column = index if len(index) == 2 else (0, *index)
        a[name][row][column] = t
        total = mpmath.mpf(0)
        for x, label in zip(a["X"], problem.labels, strict=True):
            hidden = [
                1 / (1 + mpmath.exp(-(b + sum(xi * wi for xi, wi in zip(x, w, strict=True)))))
                for b, w in zip(a["b1"][0], zip(*a["W1"], strict=True), strict=True)
            ]
            logits = [
                b + sum(h * wi for h, wi in zip(hidden, w, strict=True))
                for b, w in zip(a["b2"][0], zip(*a["W2"], strict=True), strict=True)
            ]
            total += mpmath.log(sum(map(mpmath.exp, logits))) - logits[label]
        return total / len(problem.labels)

    return f


def gradients_of(problem):
    """The gradient of a sigmoid network's mean loss to W1, b1, W2, b2 and X, by the formulas."""
    p, X = problem.parameters, problem.X
    a1 = special.expit(X @ p.W1 + p.b1)
    probabilities = special.softmax(a1 @ p.W2 + p.b2, axis=1)
    delta1 = (probabilities - np.eye(p.b2.size)[problem.labels]) / len(X)
    delta3 = (delta1 @ p.W2.T) * a1 * (1 - a1)
    return {
        "W1": X.T @ delta3,
        "b1": delta3.sum(axis=0),
        "W2": a1.T @ delta1,
        "b2": delta1.sum(axis=0),
        "X": delta3 @ p.W1.T,
    }
