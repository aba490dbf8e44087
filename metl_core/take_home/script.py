"""What the scripts in NumPy and in PyTorch have in common: the experiment, as Python text.

Text that a person wrote (the names of classes and columns) only ever stands in a script as a
string literal.
"""

from collections.abc import Callable, Collection, Sequence
from pprint import pformat

from metl_core.features import expand
from metl_core.standardiser import Standardiser
from metl_core.take_home.packing import packed, unpacked
from metl_core.take_home.sources import stand_alone
from metl_core.training import Trainer

_THIRD_PARTY = ("import numpy as np", "import torch")

# What a constant of the script says beside its value.
_REMARKS = {
    "INPUTS": "the columns of the data",
    "FEATURES_TAKEN": "of the two coordinates, what the network is given",
    "CLASSES": "label k is the k-th of these",
    "BATCH_SIZE": "examples in a step; None: all there are for training",
    "L1": "penalties on the weights, not on the biases: L1 Σ|w| + L2/2 Σw²",
    "CHANGES": "made on the way: (epoch, examples of it), what, which entry of it, its value",
    "END": "of the run: whole epochs, and examples of the next one",
}

_MAIN = '''def main():
    """Train, print how good the network is, and return W1, b1, W2, b2."""
    with np.errstate(all="ignore"):  # a run may diverge: its loss says so
        train_X, test_X = {train_X}, {test_X}
        standardiser = Standardiser.fit(train_X)
        train_X, test_X = standardiser.transform(train_X), standardiser.transform(test_X)
        parameters = train(train_X, TRAIN_LABELS)
        train_loss, train_accuracy = scores(parameters, train_X, TRAIN_LABELS)
        test_loss, test_accuracy = scores(parameters, test_X, TEST_LABELS)
    print("after", END[0], "epochs and", END[1], "examples of the next one")
    print("training loss", repr(train_loss), "accuracy", repr(train_accuracy))
    print("test loss", repr(test_loss), "accuracy", repr(test_accuracy))
    return parameters'''

_RUN = """if __name__ == "__main__":
    W1, b1, W2, b2 = main()
"""


def written(
    trainer: Trainer,
    about: str,
    roots: Sequence[Callable[..., object]],
    *,
    story: str = "",
    imports: Sequence[str] = (),
    without: Collection[str] = (),
) -> str:
    """The whole script: what it is, the settings, the story, what that needs, the data.

    The roots are functions of the project that the script holds, with all that they call; the
    story is a text that stands before them. `without` are settings that it has no use for.
    """
    config = trainer.config
    values = {name: value for name, value in settings(trainer).items() if name not in without}
    with_features = [expand] if config.features else []
    code = stand_alone(
        *roots,
        Standardiser,
        *with_features,
        unpacked,
        chosen={config.activation, config.optimizer, config.init, *(config.features or ())},
        given={"Array", *values},
    )
    features = "expand({0}, FEATURES_TAKEN)" if with_features else "{0}"
    return "\n\n\n".join(
        [
            f'"""{about}"""\n\n' + _import_lines([*code.imports, *imports]),
            "\n".join(_assigned(name, value) for name, value in values.items()),
            _MAIN.format(train_X=features.format("TRAIN_X"), test_X=features.format("TEST_X")),
            *([story] if story else []),
            code.text,
            data(trainer),
            _RUN,
        ]
    )


def settings(trainer: Trainer) -> dict[str, object]:
    """The experiment, as the values of names in capitals."""
    config, dataset = trainer.config, trainer.dataset
    return {
        "DATASET": dataset.name,
        "INPUTS": dataset.feature_names,
        **({"FEATURES_TAKEN": config.features} if config.features else {}),
        "CLASSES": dataset.class_names,
        "N_CLASSES": dataset.n_classes,
        "N_HIDDEN": config.n_hidden,
        "ACTIVATION": config.activation,
        "INIT": config.init,
        "OPTIMIZER": config.optimizer,
        "LEARNING_RATE": config.learning_rate,
        "BATCH_SIZE": config.batch_size,
        "L1": config.l1,
        "L2": config.l2,
        "SEED": config.seed,
        "CHANGES": [
            (tuple(change.position), change.name, change.index, change.value)
            for change in trainer.changes
        ],
        "END": tuple(trainer.position),
    }


def data(trainer: Trainer) -> str:
    """Both parts of the data in the order of the trainer, in their own units."""
    lines = ["# The data, in their own units: a part for training, and one held out."]
    for name, part in (("TRAIN", trainer.split.train), ("TEST", trainer.split.test)):
        lines.append(f"{name}_X = {packed(part.X)}")
        lines.append(f"{name}_LABELS = {packed(part.labels)}.astype(np.int64)")
    return "\n".join(lines)


def _import_lines(imports: Sequence[str]) -> str:
    in_order = sorted(set(imports), key=lambda line: (line.startswith("from"), line))
    third_party = [line for line in in_order if line in _THIRD_PARTY]
    standard = [line for line in in_order if line not in _THIRD_PARTY]
    return "\n".join([*standard, "", *third_party, "", "Array = np.ndarray"])


def _assigned(name: str, value: object) -> str:
    """name = value, and what there is to say about it: beside it, or above where it is long."""
    text = pformat(value, width=80, compact=True)  # which has no line ends but its own
    assignment = f"{name} = " + text.replace("\n", "\n" + " " * len(f"{name} = "))
    remark = f"# {_REMARKS[name]}" if name in _REMARKS else ""
    beside = f"{assignment}  {remark}".rstrip()
    return beside if len(beside) <= 100 else f"{remark}\n{assignment}".lstrip()
