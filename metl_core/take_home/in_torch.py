"""The same experiment as a script in PyTorch, whose autograd finds the gradients."""

from collections.abc import Callable

from metl_core.optimizers import ADAM_DECAYS, EPSILON, MOMENTUM, RMSPROP_DECAY
from metl_core.take_home import experiment
from metl_core.take_home.script import written
from metl_core.training import Trainer

_ABOUT = """One experiment with a network of one hidden layer, in PyTorch.

    python experiment_torch.py

It trains with the data, the first weights, the batches and the changes of the run in METL that
it was written from, in float64, to where that run stood, and prints the loss there: the same but
for rounding, about 1e-12 of it after a short run. A long one, at a large learning rate, may
blow that up.

On top stand the settings, then the training as it goes, then what brings the data before the
network. At the end stand the data. It needs PyTorch, NumPy and Python 3.10 or newer.
"""

# PyTorch's optimizers are the same formulas as METL's: ε is added after the root, and Adam
# divides by 1 - βᵗ before.
_OPTIMIZERS = {
    "sgd": "SGD(parameters, lr=LEARNING_RATE)",
    "momentum": f"SGD(parameters, lr=LEARNING_RATE, momentum={MOMENTUM})",
    "rmsprop": f"RMSprop(parameters, lr=LEARNING_RATE, alpha={RMSPROP_DECAY}, eps={EPSILON})",
    "adam": f"Adam(parameters, lr=LEARNING_RATE, betas={ADAM_DECAYS}, eps={EPSILON})",
}
_ACTIVATIONS = {
    "sigmoid": "torch.sigmoid(z1)",
    "tanh": "torch.tanh(z1)",
    "relu": "torch.relu(z1)",
    "identity": "z1",
}

_STORY = '''def train(X, labels):
    """Train on X (N, Dx) and labels (N,) until END, and return W1, b1, W2, b2."""
    torch.set_num_threads(1)  # for a network this small, sharing the work costs more than it saves
    X, labels = torch.from_numpy(X), torch.from_numpy(labels)
    first = first_parameters(X.shape[1], N_HIDDEN, N_CLASSES)
    W1, b1, W2, b2 = parameters = [torch.tensor(array, requires_grad=True) for array in first]
    now = {{
        "W1": W1.detach(),  # the same memory, but what is done to it is not differentiated
        "b1": b1.detach(),
        "W2": W2.detach(),
        "b2": b2.detach(),
        "learning_rate": LEARNING_RATE,
        "batch_size": BATCH_SIZE,
        "l1": L1,
        "l2": L2,
    }}
    optimizer = torch.optim.{optimizer}
    for batch in batches(len(X), now):
        loss = torch.nn.functional.cross_entropy(network(parameters, X[batch]), labels[batch])
        if now["l1"]:
            loss = loss + now["l1"] * (W1.abs().sum() + W2.abs().sum())
        if now["l2"]:
            loss = loss + now["l2"] / 2 * (W1.square().sum() + W2.square().sum())
        optimizer.zero_grad()
        loss.backward()
        optimizer.param_groups[0]["lr"] = now["learning_rate"]
        optimizer.step()
    return [parameter.detach() for parameter in parameters]


def network(parameters, X):
    """X (N, Dx) -> logits (N, Dy)."""
    W1, b1, W2, b2 = parameters
    z1 = X @ W1 + b1
    a1 = {activation}
    return a1 @ W2 + b2


def scores(parameters, X, labels):
    """The mean cross-entropy in nats, without penalties, and the accuracy; nan of no rows."""
    with torch.no_grad():
        logits, labels = network(parameters, torch.from_numpy(X)), torch.from_numpy(labels)
        loss = torch.nn.functional.cross_entropy(logits, labels)
        right = logits.argmax(dim=1) == labels
    return float(loss), float(right.double().mean())'''


def torch_script(trainer: Trainer) -> str:
    """The Python text of a script that repeats the trainer's run with PyTorch, in float64.

    It carries its data and settings. The losses that it prints are the trainer's within 1e-6 of
    them, unless the run itself blows up differences in the last digit.
    """
    story = _STORY.format(
        optimizer=_OPTIMIZERS[trainer.config.optimizer],
        activation=_ACTIVATIONS[trainer.config.activation],
    )
    roots: list[Callable[..., object]] = [experiment.batches, experiment.first_parameters]
    return written(
        trainer,
        _ABOUT,
        roots,
        story=story,
        imports=["import torch"],
        without=["ACTIVATION", "OPTIMIZER"],  # which the story spells out
    )
