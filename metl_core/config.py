"""The whole description of an experiment, checked when it is made."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import NamedTuple

from metl_core import datasets
from metl_core.activations import ACTIVATIONS
from metl_core.checks import choice, integer, number, shown
from metl_core.datasets import (
    DATASETS,
    MAX_TEST_FRACTION,
    USUAL_HIDDEN,
    Dataset,
    Split,
    check_features,
    split,
)
from metl_core.optimizers import OPTIMIZERS
from metl_core.parameters import INITIALISERS
from metl_core.streams import MAX_SEED, Stream, generator

MAX_HIDDEN = 1024


class Settings(NamedTuple):
    """The fields of a config that may be changed while a run is under way."""

    learning_rate: float
    batch_size: int | None
    l1: float
    l2: float

    @classmethod
    def of(cls, config: "TrainingConfig") -> "Settings":
        """What a run of this config begins with."""
        return cls(config.learning_rate, config.batch_size, config.l1, config.l2)


def check_setting(name: str, value: object) -> float | int | None:
    """The value as a plain number, if the setting of that name may have it.

    Raises ValueError or TypeError for a name that is not in Settings, and for a wrong value.
    """
    if choice("name", name, Settings._fields) == "learning_rate":
        return number(name, value, above=0)
    if name == "batch_size":
        return None if value is None else integer(name, value, minimum=1)
    return number(name, value, minimum=0)


@dataclass(frozen=True)
class TrainingConfig:
    """Everything an experiment depends on: the same config trains to the same bits.

    Raises ValueError or TypeError that names the field, what it must be and what it got.
    """

    dataset: str | Dataset = "moons"  # a name in DATASETS, or a table of one's own
    n_samples: int | None = None  # of synthetic sets; None: the set's default
    noise: float | None = None  # of synthetic sets, a standard deviation; None: the default
    n_classes: int | None = None  # of blobs and spirals; None: the default
    test_fraction: float = 0.25  # of the examples, held out of training
    features: tuple[str, ...] | None = None  # of sets with two inputs; None: x1 and x2
    # None: what suits the data set. Once the config is made it is an int.
    n_hidden: int = None  # type: ignore[assignment]
    activation: str = "tanh"
    optimizer: str = "adam"
    learning_rate: float = 0.1
    batch_size: int | None = None  # examples in a step; None: the whole training part
    l1: float = 0.0  # penalties on the weights, not on the biases
    l2: float = 0.0
    init: str = "glorot"
    seed: int = 0

    def __post_init__(self) -> None:
        checked: dict[str, object] = {
            "test_fraction": number(
                "test_fraction", self.test_fraction, minimum=0, maximum=MAX_TEST_FRACTION
            ),
            "activation": choice("activation", self.activation, tuple(ACTIVATIONS)),
            "optimizer": choice("optimizer", self.optimizer, tuple(OPTIMIZERS)),
            **{name: check_setting(name, getattr(self, name)) for name in Settings._fields},
            "init": choice("init", self.init, tuple(INITIALISERS)),
            "seed": integer("seed", self.seed, minimum=0, maximum=MAX_SEED),
        }
        n_hidden = USUAL_HIDDEN
        if not isinstance(self.dataset, Dataset):
            n_hidden = DATASETS[choice("dataset", self.dataset, tuple(DATASETS))].n_hidden
        if self.n_hidden is not None:
            n_hidden = integer("n_hidden", self.n_hidden, minimum=1, maximum=MAX_HIDDEN)
        checked["n_hidden"] = n_hidden
        dataset = self.load_dataset()  # which checks n_samples, noise and n_classes
        if dataset.n_samples == 0:
            raise ValueError("dataset must have at least one example, got none")
        for name, plain in (("n_samples", int), ("noise", float), ("n_classes", int)):
            if getattr(self, name) is not None:
                checked[name] = plain(getattr(self, name))
        if self.features is not None:
            if not dataset.is_plane:
                raise ValueError(
                    "features must be left out for data that have not two inputs, "
                    f"got {shown(self.features)} for {dataset.n_inputs} inputs"
                )
            checked["features"] = check_features(self.features)
        # Plain numbers: NumPy's own of fewer digits would change the bits of the training.
        for name, value in checked.items():
            object.__setattr__(self, name, value)
        self.split_dataset(dataset)  # which must leave an example of each class for training

    def load_dataset(self) -> Dataset:
        """The data, all of them, before the split."""
        if isinstance(self.dataset, Dataset):
            for name in ("n_samples", "noise", "n_classes"):
                if getattr(self, name) is not None:
                    raise ValueError(
                        f"{name} must be left out for a table of one's own, "
                        f"got {shown(getattr(self, name))}"
                    )
            return self.dataset
        return datasets.load_dataset(
            self.dataset,
            n_samples=self.n_samples,
            noise=self.noise,
            n_classes=self.n_classes,
            seed=self.seed,
        )

    def split_dataset(self, dataset: Dataset) -> Split:
        """The training and the test part of the data."""
        return split(dataset, self.test_fraction, generator(self.seed, Stream.SPLIT))

    def fingerprint(self) -> str:
        """A text that is the same for configs that describe the same experiment, and only then."""
        described: dict[str, object] = {
            field.name: getattr(self, field.name) for field in fields(self)
        }
        if isinstance(self.dataset, Dataset):
            content = hashlib.sha256(self.dataset.X.tobytes() + self.dataset.labels.tobytes())
            described["dataset"] = [*self.dataset.X.shape, self.dataset.n_classes]
            described["content"] = content.hexdigest()
        else:
            defaults = asdict(DATASETS[self.dataset])
            for name in ("n_samples", "noise", "n_classes"):
                if described[name] is None:
                    described[name] = defaults[name]
        if described["features"] is None:
            described["features"] = ("x1", "x2")
        return json.dumps(described)
