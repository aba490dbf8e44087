"""The mathematics of METL: softmax, the sigmoid, cross-entropy and a one-hidden-layer network.

NumPy only. Everything a lesson shows is computed here.
"""

from metl_core.activations import (
    ACTIVATIONS,
    identity,
    identity_derivative,
    log_sigmoid,
    log_softmax,
    logsumexp,
    naive_softmax,
    relu,
    relu_derivative,
    sigmoid,
    sigmoid_derivative,
    sigmoid_derivative_from_output,
    softmax,
    softmax_jacobian,
    tanh,
    tanh_derivative,
)
from metl_core.changes import Change, Position, read_changes, spell_changes
from metl_core.config import TrainingConfig
from metl_core.datasets import DATASETS, FEATURES, CsvError, Dataset, load_dataset, read_csv
from metl_core.gradient_check import GradientReport, best_step, check_gradient, numerical_gradient
from metl_core.history import History
from metl_core.losses import (
    cross_entropy,
    cross_entropy_gradient,
    one_hot,
    penalty,
    penalty_gradient,
)
from metl_core.network import ForwardPass, accuracy, backward, forward, loss
from metl_core.optimizers import OPTIMIZERS, SGD, Adam, Momentum, RMSprop
from metl_core.parameters import (
    INITIALISERS,
    Gradients,
    Parameters,
    initialise,
    parameter_count,
)
from metl_core.run import Run
from metl_core.training import Trainer

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "FEATURES",
    "INITIALISERS",
    "OPTIMIZERS",
    "SGD",
    "Adam",
    "Change",
    "CsvError",
    "Dataset",
    "ForwardPass",
    "GradientReport",
    "Gradients",
    "History",
    "Momentum",
    "Parameters",
    "Position",
    "RMSprop",
    "Run",
    "Trainer",
    "TrainingConfig",
    "accuracy",
    "backward",
    "best_step",
    "check_gradient",
    "cross_entropy",
    "cross_entropy_gradient",
    "forward",
    "identity",
    "identity_derivative",
    "initialise",
    "load_dataset",
    "log_sigmoid",
    "log_softmax",
    "logsumexp",
    "loss",
    "naive_softmax",
    "numerical_gradient",
    "one_hot",
    "parameter_count",
    "penalty",
    "penalty_gradient",
    "read_changes",
    "read_csv",
    "relu",
    "relu_derivative",
    "sigmoid",
    "sigmoid_derivative",
    "sigmoid_derivative_from_output",
    "softmax",
    "softmax_jacobian",
    "spell_changes",
    "tanh",
    "tanh_derivative",
]
