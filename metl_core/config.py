"""The whole description of an experiment, checked when it is made."""

import hashlib
import json
from dataclasses import dataclass, fields

import numpy as np

from metl_core.activations import ACTIVATIONS
from metl_core.checks import choice, integer, number
from metl_core.datasets import DATASETS, Dataset, check_features, load_dataset
from metl_core.optimizers import OPTIMIZERS
from metl_core.parameters import INITIALISERS
from metl_core.streams import MAX_SEED

MAX_HIDDEN = 1024
MAX_TEST_FRACTION = 0.9


@dataclass(frozen=True)
class TrainingConfig:
    """Everything an experiment depends on: the same config trains to the same bits.

    Raises ValueError or TypeError that names the field, what it must be and what it got.
    """

    dataset: str | Dataset = "moons"  # a name in DATASETS, or a table of one's own
    n_samples: int | None = None  # synthetic sets only; None: the set's default
    noise: float | None = None  # synthetic sets only, standard deviation; None: the default
    n_classes: int | None = None  # blobs and spirals only; None: the default
    test_fraction: float = 0.25  # of the examples, held out of training
    features: tuple[str, ...] | None = None  # sets with two inputs only; None: x1 and x2
    n_hidden: int = 16
    activation: str = "tanh"
    optimizer: str = "adam"
    learning_rate: float = 0.01
    batch_size: int | None = 16  # examples in a step; None: the whole training part
    l1: float = 0.0
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
