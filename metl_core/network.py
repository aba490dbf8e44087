"""One hidden layer, forwards and backwards, as it stands in the equations.

This is the readable reference. `training_step.py` computes the same without
allocating, and tests hold the two equal.
"""

from dataclasses import dataclass

from numpy.typing import ArrayLike

from metl_core.activations import ACTIVATIONS, softmax
from metl_core.checks import Array, choice, inexact_array, shaped, shown
from metl_core.losses import (
    REDUCTIONS,
    Reduction,
    class_indices,
    cross_entropy,
    penalty,
    penalty_gradient,
    target_rows,
)
from metl_core.parameters import Gradients, Parameters


@dataclass(frozen=True, eq=False)
class ForwardPass:
    """Everything a forward pass computed for N examples, Dx inputs, H hidden units, Dy classes."""

    X: Array  # (N, Dx) inputs
    z1: Array  # (N, H) hidden pre-activations
    a1: Array  # (N, H) hidden activations
    logits: Array  # (N, Dy)
    probabilities: Array  # (N, Dy), rows sum to 1
    activation: str  # the hidden layer's, a name in ACTIVATIONS


def forward(parameters: Parameters, X: ArrayLike, activation: str = "sigmoid") -> ForwardPass:
    """The network's probabilities for each row of X, and all that lies between.

    z1 = X W1 + b1;  a1 = activation(z1);  logits = a1 W2 + b2;  probabilities = softmax(logits).
    X (N, Dx). activation: "sigmoid", "tanh", "relu" or "identity".

    Raises ValueError for an X whose width is not W1's and for unknown activations,
    TypeError for an X that is no array of numbers.
    """
    _check_type("parameters", parameters, Parameters)
    choice("activation", activation, tuple(ACTIVATIONS))
    X = shaped("X", inexact_array("X", X), ("N", parameters.W1.shape[0]))
    z1 = X @ parameters.W1 + parameters.b1
    a1 = ACTIVATIONS[activation].function(z1)
    logits = a1 @ parameters.W2 + parameters.b2
    return ForwardPass(X, z1, a1, logits, softmax(logits), activation)


def backward(
    parameters: Parameters,
    forward_pass: ForwardPass,
    labels: ArrayLike,
    reduction: Reduction = "mean",
    *,
    l1: float = 0.0,
    l2: float = 0.0,
) -> Gradients:
    """The gradient of `loss` to W1, b1, W2, b2 and X, by the chain rule, from the last layer back.

    labels (N,) integers or (N, Dy) rows of probabilities; reduction and penalties as in `loss`.

    Raises ValueError or TypeError for labels that do not fit and for unknown reductions.
    Source: Rumelhart, Hinton & Williams 1986; with δ1 = ∂J/∂logits and δ3 = ∂J/∂z1.
    """
    _check_type("parameters", parameters, Parameters)
    _check_type("forward_pass", forward_pass, ForwardPass)
    shaped("forward_pass.a1", forward_pass.a1, ("N", parameters.b1.size))
    shaped("forward_pass.logits", forward_pass.logits, ("N", parameters.b2.size))
    if len(forward_pass.X) == 0:
        raise ValueError("forward_pass must be of at least one row of X, got none")
    choice("reduction", reduction, REDUCTIONS)
    X, a1 = forward_pass.X, forward_pass.a1
    W1, W2 = parameters.W1, parameters.W2
    probabilities = forward_pass.probabilities
    targets = target_rows(labels, *probabilities.shape).astype(probabilities.dtype, copy=False)
    slope = ACTIVATIONS[forward_pass.activation].derivative_from_output(a1)  # σ'(z1)

    delta1 = probabilities - targets  # softmax and cross-entropy in one: ŷ - y
    if reduction == "mean":
        delta1 = delta1 / len(X)
    delta2 = delta1 @ W2.T  # ∂J/∂a1
    delta3 = delta2 * slope  # ∂J/∂z1
    return Gradients(
        W1=X.T @ delta3 + penalty_gradient(W1, l1, l2),
        b1=delta3.sum(axis=0),
        W2=a1.T @ delta1 + penalty_gradient(W2, l1, l2),
        b2=delta1.sum(axis=0),
        X=delta3 @ W1.T,
    )


def loss(
    parameters: Parameters,
    X: ArrayLike,
    labels: ArrayLike,
    activation: str = "sigmoid",
    reduction: Reduction = "mean",
    *,
    l1: float = 0.0,
    l2: float = 0.0,
) -> float:
    """J = the cross-entropy of the rows, reduced, plus l1 Σ|w| + l2/2 Σw² over W1 and W2; in nats.

    "none" makes no single number, so reduction is "mean" or "sum".

    Raises ValueError or TypeError for arguments that do not fit.
    """
    choice("reduction", reduction, ("mean", "sum"))
    data_loss = cross_entropy(forward(parameters, X, activation).logits, labels, reduction)
    return data_loss + sum(penalty(W, l1, l2) for W in (parameters.W1, parameters.W2))  # type: ignore[return-value]


def _check_type(name: str, value: object, wanted: type) -> None:
    if not isinstance(value, wanted):
        raise TypeError(f"{name} must be {wanted.__name__}, got {shown(value)}")


def accuracy(probabilities: ArrayLike, labels: ArrayLike) -> float:
    """The share of rows, from 0 to 1, whose largest probability is at the label; nan of no rows.

    probabilities (N, K), labels (N,).
    """
    rows = shaped("probabilities", inexact_array("probabilities", probabilities), ("N", "K"))
    indices = shaped("labels", class_indices(labels, rows.shape[1]), (len(rows),))
    return float((rows.argmax(axis=1) == indices).mean()) if len(rows) else float("nan")
