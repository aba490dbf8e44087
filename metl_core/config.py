"""The whole description of an experiment, checked when it is made."""

import hashlib
import json
from dataclasses import dataclass, fields

from metl_core import datasets
from metl_core.activations import ACTIVATIONS
from metl_core.checks import choice, integer, number
from metl_core.datasets import DATASETS, MAX_TEST_FRACTION, Dataset, check_features
from metl_core.optimizers import OPTIMIZERS
from metl_core.parameters import INITIALISERS
from metl_core.streams import MAX_SEED

MAX_HIDDEN = 1024


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
    n_hidden: int = 32
    activation: str = "tanh"
    optimizer: str = "adam"
    learning_rate: float = 0.01
    batch_size: int | None = 16  # examples in a step; None: the whole training part
    l1: float = 0.0  # penalties on the weights, not on the biases
    l2: float = 0.0
    init: str = "glorot"
    seed: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.dataset, Dataset):
            choice("dataset", self.dataset, tuple(DATASETS))
        number("test_fraction", self.test_fraction, minimum=0, maximum=MAX_TEST_FRACTION)
        integer("n_hidden", self.n_hidden, minimum=1, maximum=MAX_HIDDEN)
        choice("activation", self.activation, tuple(ACTIVATIONS))
        choice("optimizer", self.optimizer, tuple(OPTIMIZERS))
        number("learning_rate", self.learning_rate, above=0)
        if self.batch_size is not None:
            integer("batch_size", self.batch_size, minimum=1)
        number("l1", self.l1, minimum=0)
        number("l2", self.l2, minimum=0)
        choice("init", self.init, tuple(INITIALISERS))
        integer("seed", self.seed, minimum=0, maximum=MAX_SEED)
        dataset = self.load_dataset()  # n_samples, noise and n_classes are checked by it
        if self.features is not None:
            if not dataset.is_plane:
                raise ValueError(
                    "features must be left out for data that have not two inputs, "
                    f"got {self.features!r} for {dataset.n_inputs} inputs"
                )
            object.__setattr__(self, "features", check_features(self.features))

    def load_dataset(self) -> Dataset:
        """The data, all of them, before the split."""
        if isinstance(self.dataset, Dataset):
            for name in ("n_samples", "noise", "n_classes"):
                if getattr(self, name) is not None:
                    raise ValueError(
                        f"{name} must be left out for a table of one's own, "
                        f"got {getattr(self, name)!r}"
                    )
            return self.dataset
        return datasets.load_dataset(
            self.dataset,
            n_samples=self.n_samples,
            noise=self.noise,
            n_classes=self.n_classes,
            seed=self.seed,
        )

    def fingerprint(self) -> str:
        """A text that is the same for configs that describe the same experiment, and only then."""
        described: dict[str, object] = {
            field.name: getattr(self, field.name) for field in fields(self)
        }
        if isinstance(self.dataset, Dataset):
            content = hashlib.sha256(self.dataset.X.tobytes() + self.dataset.labels.tobytes())
            described["dataset"] = [self.dataset.n_classes, content.hexdigest()]
        return json.dumps(described)
