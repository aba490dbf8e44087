"""The settings of a training run: how they stand in the link, on the page and in a config."""

from dataclasses import replace
from typing import Any, NamedTuple

import streamlit as st

from metl_core import ACTIVATIONS, DATASETS, FEATURES, INITIALISERS, OPTIMIZERS, Dataset
from metl_core.config import TrainingConfig
from metl_core.datasets import USUAL_HIDDEN
from metl_ui.controls import choices, ladder, number, select, slider
from metl_ui.link import Choice, Choices, Field, Number, Whole
from metl_ui.own_table import ask_for_table
from metl_ui.studio.burst import StopWhen

OWN_TABLE = "own table"
ALL = "all"  # examples in a batch
# Six in each decade, nearly as far from each other, and one more where most are good.
RATES = tuple(
    sorted([float(f"{m}e{e}") for e in range(-4, 1) for m in (1, 1.5, 2, 3, 5, 7)] + [0.04, 10.0])
)
PENALTIES = (0.0, 1e-5, 3e-5, 1e-4, 3e-4, 0.001, 0.003, 0.01, 0.03, 0.1)

DATASET = Choice(
    key="dataset",
    label="Data",
    options=(*DATASETS, OWN_TABLE),
    default="moons",
    help="Six sets of points in a plane, three sets of real measurements, or a table of yours.",
)
HIDDEN = Whole(key="hidden", label="Hidden units", default=USUAL_HIDDEN, minimum=1, maximum=64)
ACTIVATION = Choice(
    key="activation",
    label="Activation",
    options=tuple(ACTIVATIONS),
    default="tanh",
    help="What each hidden unit makes of its weighted sum z1.",
)
RATE = Choice(
    key="rate",
    label="Learning rate",
    options=RATES,
    default=0.1,
    help="How far a step goes along the gradient.",
)
OPTIMIZER = Choice(
    key="optimizer",
    label="Optimizer",
    options=tuple(OPTIMIZERS),
    default="adam",
    help="How a gradient becomes a step.",
)
BATCH = Choice(
    key="batch",
    label="Batch size",
    options=("1", "4", "8", "16", "32", "64", "128", ALL),
    default=ALL,
    help="Examples in a step. With all of them, an epoch is a single step.",
)
L1 = Choice(
    key="l1",
    label="L1 penalty",
    options=PENALTIES,
    default=0.0,
    help="Adds this times the sum of all |w| to the loss: small weights go to 0.",
)
L2 = Choice(
    key="l2",
    label="L2 penalty",
    options=PENALTIES,
    default=0.0,
    help="Adds half of this times the sum of all w² to the loss: large weights shrink.",
)
INIT = Choice(
    key="init",
    label="First weights",
    options=tuple(INITIALISERS),
    default="glorot",
    help="How the weights are drawn before training. The biases begin at 0.",
)
SEED = Whole(
    key="seed",
    label="Seed",
    default=0,
    minimum=0,
    maximum=9999,
    help="Of everything random: the same seed gives the same run, to the last bit.",
)
TEST = Number(
    key="test",
    label="Share of test examples",
    default=0.25,
    minimum=0.0,
    maximum=0.5,
    step=0.05,
    help="They are kept out of training.",
)
SAMPLES = Whole(
    key="samples", label="Number of examples", default=250, minimum=50, maximum=1000, step=50
)
NOISE = Number(
    key="noise",
    label="Noise",
    default=0.05,
    minimum=0.0,
    maximum=0.5,
    step=0.01,
    help="Standard deviation of what is added to each coordinate.",
)
ARMS = Whole(key="arms", label="Arms of the spirals", default=2, minimum=2, maximum=5)
BLOBS = Whole(key="blobs", label="Number of blobs", default=3, minimum=2, maximum=10)
INPUTS = Choices(
    key="features",
    label="Input features",
    options=tuple(FEATURES),
    default=("x1", "x2"),
    help="What the network is given of each point.",
)

STOP_EPOCH = Whole(
    key="stop_epoch",
    label="Stop at epoch",
    default=0,
    minimum=0,
    maximum=1_000_000,
    step=100,
    help="0: not for this.",
)
STOP_LOSS = Number(
    key="stop_loss",
    label="Stop at training loss (nats)",
    default=0.0,
    minimum=0.0,
    maximum=10.0,
    step=0.01,
    help="Stops at the first epoch with this loss or a lower one. 0: not for this.",
)
STOP_ACCURACY = Number(
    key="stop_accuracy",
    label="Stop at test accuracy (%)",
    default=0.0,
    minimum=0.0,
    maximum=100.0,
    step=1.0,
    help="Stops at the first epoch with this accuracy or a higher one. 0: not for this.",
)

FIELDS: tuple[Field, ...] = (DATASET, HIDDEN, ACTIVATION, RATE, SEED)
FIELDS += (TEST, SAMPLES, NOISE, ARMS, BLOBS, INPUTS, OPTIMIZER, BATCH, L1, L2, INIT)
FIELDS += (STOP_EPOCH, STOP_LOSS, STOP_ACCURACY)


class Experiment(NamedTuple):
    """What to train, and when to stop."""

    config: TrainingConfig
    stop: StopWhen


def ask_for_experiment() -> Experiment | None:
    """A widget for every setting; None while there is nothing to train on."""
    data, hidden, activation, rate, seeds = st.columns([4, 4, 4, 4, 3])
    with data:
        name = select(DATASET)
    with hidden:
        n_hidden = slider(_hidden_for(name))
    with activation:
        activation_name = select(ACTIVATION)
    with rate:
        learning_rate = ladder(RATE)
    with seeds:
        seed = number(SEED)
    dataset = ask_for_table() if name == OWN_TABLE else name

    with st.expander("More settings", icon=":material/tune:"):
        data_side, training_side, stop_side = st.columns([3, 4, 2], gap="large")
        with data_side:
            of_data = _ask_for_data(dataset)
        with training_side:
            of_training = _ask_for_training()
        with stop_side:
            stop = _ask_when_to_stop()
    if dataset is None:
        return None
    try:
        config = TrainingConfig(
            dataset=dataset,
            n_hidden=n_hidden,
            activation=activation_name,
            learning_rate=learning_rate,
            seed=seed,
            **of_data,
            **of_training,
        )
    except ValueError as error:
        st.error(f"These settings do not go together: {error}.")
        return None
    return Experiment(config, stop)


def _hidden_for(name: str) -> Whole:
    """With other data as many hidden units as suit them, unless the reader has chosen a number."""
    usual = USUAL_HIDDEN if name == OWN_TABLE else DATASETS[name].n_hidden
    before = st.session_state.get("usual hidden", usual)
    if st.session_state.get(HIDDEN.key) == before:
        st.session_state[HIDDEN.key] = usual
    st.session_state["usual hidden"] = usual
    return replace(HIDDEN, default=usual)


def _ask_for_data(dataset: str | Dataset | None) -> dict[str, Any]:
    """The settings that these data take."""
    settings: dict[str, Any] = {"test_fraction": slider(TEST)}
    if isinstance(dataset, str) and DATASETS[dataset].kind == "synthetic":
        settings |= {"n_samples": slider(SAMPLES), "noise": slider(NOISE)}
    if dataset in ("spirals", "blobs"):
        settings["n_classes"] = slider(ARMS if dataset == "spirals" else BLOBS)
    n_inputs = DATASETS[dataset].n_inputs if isinstance(dataset, str) else 0
    if n_inputs == 2 or (isinstance(dataset, Dataset) and dataset.is_plane):
        settings["features"] = choices(INPUTS)
    return settings


def _ask_for_training() -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        optimizer, l1, init = select(OPTIMIZER), ladder(L1), select(INIT)
    with right:
        batch, l2 = select(BATCH), ladder(L2)
    return {
        "optimizer": optimizer,
        "batch_size": None if batch == ALL else int(batch),
        "l1": l1,
        "l2": l2,
        "init": init,
    }


def _ask_when_to_stop() -> StopWhen:
    epoch, loss, accuracy = number(STOP_EPOCH), number(STOP_LOSS), number(STOP_ACCURACY)
    return StopWhen(epoch or None, loss or None, accuracy / 100 or None)
