"""The config: what it refuses, by name, and what makes two of them the same experiment."""

import math
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest

from metl_core.config import MAX_HIDDEN, Settings, TrainingConfig, check_setting
from metl_core.dataset import MAX_TEST_FRACTION, Dataset
from metl_core.datasets import DATASETS
from metl_core.streams import MAX_SEED
from metl_core.training import Trainer

NAN, INF = float("nan"), float("inf")

NOT_A_NUMBER = ["1", b"1", True, False, 1j, [1], (1,), {}, np.bool_(True), np.array([1])]
NOT_A_NAME = ["", "Tanh", " tanh", "nonsense", "x" * 10_000, None, 3, True, 1.5, [], ["tanh"], {}]
NO_COUNT = [*NOT_A_NUMBER, 0, -1, 2.0, 0.5, NAN, INF, -(10**30), np.float64(3)]
NO_PENALTY = [*NOT_A_NUMBER, None, -1, -1e-300, NAN, INF, -INF, 10**400]

BAD = {
    "dataset": [*NOT_A_NAME, "Moons", ("moons",), np.zeros((3, 2))],
    "n_samples": [*NO_COUNT, 9, 5001, 10**30],
    "noise": [*NOT_A_NUMBER, -0.1, 1.5, NAN, INF, 10**400],
    "n_classes": [*NO_COUNT, 1, 100],
    "test_fraction": [*NOT_A_NUMBER, None, -0.1, MAX_TEST_FRACTION + 1e-9, 1, NAN, INF, 10**400],
    "features": ["x1", "", (), [], ("x3",), ("x1", "x1"), (1,), (None,), 3, True, {"x1"}],
    "n_hidden": [*NO_COUNT, MAX_HIDDEN + 1, 10**30],
    "activation": [*NOT_A_NAME, "softmax"],
    "optimizer": [*NOT_A_NAME, "Adam"],
    "learning_rate": [*NOT_A_NUMBER, None, 0, 0.0, -0.0, -0.1, NAN, INF, -INF, 10**400],
    "batch_size": NO_COUNT,
    "l1": NO_PENALTY,
    "l2": NO_PENALTY,
    "init": [*NOT_A_NAME, "Glorot"],
    "seed": [*NOT_A_NUMBER, None, -1, MAX_SEED + 1, 10**30, 1.0, NAN],
}

GOOD = {
    "dataset": "spirals",
    "n_samples": 60,
    "noise": 0.25,
    "n_classes": 3,
    "test_fraction": 0.125,
    "features": ("x2", "x1^2"),
    "n_hidden": 5,
    "activation": "relu",
    "optimizer": "momentum",
    "learning_rate": 0.5,
    "batch_size": 7,
    "l1": 0.25,
    "l2": 0.5,
    "init": "he",
    "seed": 11,
}


def table(n=12, n_inputs=2, shift=0.0, class_names=("a", "b"), name="mine"):
    X = np.random.default_rng(0).normal(size=(n, n_inputs)) + shift
    feature_names = tuple(f"input {i}" for i in range(n_inputs))
    return Dataset(name, X, np.arange(n) % len(class_names), feature_names, class_names)


def short(value):
    return repr(value)[:20]


def test_the_tables_of_this_file_leave_no_field_out():
    names = [field.name for field in fields(TrainingConfig)]
    assert list(BAD) == names
    assert list(GOOD) == names


# What is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in BAD.items() for value in values],
    ids=short,
)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(name, value):
    with pytest.raises((ValueError, TypeError), match=rf"^{name} must .*, got ") as refused:
        TrainingConfig(**{**GOOD, name: value})
    assert len(str(refused.value)) < 300  # a reader has to find the point of it


@pytest.mark.parametrize("name", ["iris", "wine", "digits"])
@pytest.mark.parametrize(("field", "value"), [("n_samples", 100), ("noise", 0.1), ("n_classes", 3)])
def test_real_data_take_no_numbers(name, field, value):
    with pytest.raises(ValueError, match=f"^{field} must be left out for {name}"):
        TrainingConfig(dataset=name, **{field: value})


@pytest.mark.parametrize("name", ["moons", "circles", "xor", "checkerboard"])
def test_the_number_of_classes_is_only_for_sets_that_have_a_choice_of_it(name):
    with pytest.raises(ValueError, match="n_classes must be left out"):
        TrainingConfig(dataset=name, n_classes=2)


@pytest.mark.parametrize("field", ["n_samples", "noise", "n_classes"])
@pytest.mark.parametrize("value", [20, 0.1, "x" * 10_000], ids=short)
def test_a_table_of_ones_own_takes_no_numbers(field, value):
    with pytest.raises(ValueError, match=f"^{field} must be left out .*, got ") as refused:
        TrainingConfig(dataset=table(), **{field: value})
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("dataset", ["iris", "wine", "digits", table(n_inputs=3)])
@pytest.mark.parametrize("features", [("x1",), ("x1", "x2"), "x1" * 10_000], ids=short)
def test_features_are_only_for_data_of_two_inputs(dataset, features):
    with pytest.raises((ValueError, TypeError), match=r"^features must .*, got ") as refused:
        TrainingConfig(dataset=dataset, features=features)
    assert len(str(refused.value)) < 300


def test_a_table_of_two_inputs_takes_features():
    config = TrainingConfig(dataset=table(), features=("x1*x2",))
    assert Trainer(config).sizes[0] == 1


UNUSABLE = {
    "no example": {"dataset": table(0)},
    "too few for the test part": {"dataset": table(2), "test_fraction": 0.5},
    "nothing left of a class": {"dataset": table(4), "test_fraction": 0.9},
    "nothing left of a blob": {"dataset": "blobs", "n_samples": 10, "test_fraction": 0.9},
}


@pytest.mark.parametrize("fields", UNUSABLE.values(), ids=UNUSABLE)
def test_what_no_trainer_could_begin_with_is_refused_when_the_config_is_made(fields):
    with pytest.raises(ValueError, match=r"^(dataset|test_fraction) must "):
        TrainingConfig(**fields)


def test_a_config_cannot_be_changed_afterwards():
    config = TrainingConfig()
    with pytest.raises(FrozenInstanceError):
        config.learning_rate = -1


def test_replacing_a_field_checks_it():
    with pytest.raises(ValueError, match=r"^learning_rate must be a finite number > 0, got -0\.1$"):
        replace(TrainingConfig(), learning_rate=-0.1)


# What is taken -------------------------------------------------------------------------


def test_all_defaults_make_an_experiment():
    assert Trainer(TrainingConfig()).epoch == 0
    assert Trainer().config == TrainingConfig()


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_is_taken_as_it_is(name):
    config = TrainingConfig(dataset=name)
    assert config.load_dataset().n_inputs == DATASETS[name].n_inputs


@pytest.mark.parametrize("name", DATASETS)
def test_left_out_the_number_of_hidden_units_is_what_suits_the_data_set(name):
    config = TrainingConfig(dataset=name)
    assert config.n_hidden == DATASETS[name].n_hidden == (32 if name == "digits" else 8)
    named = TrainingConfig(dataset=name, n_hidden=DATASETS[name].n_hidden)
    assert config == named
    assert config.fingerprint() == named.fingerprint()
    assert TrainingConfig(dataset=name, n_hidden=None) == named
    assert TrainingConfig(dataset=name, n_hidden=5).n_hidden == 5


def test_a_table_of_ones_own_is_given_eight_hidden_units():
    assert TrainingConfig(dataset=table()).n_hidden == 8


def test_an_epoch_of_the_defaults_is_a_single_step():
    config = TrainingConfig()
    assert (config.activation, config.optimizer) == ("tanh", "adam")
    assert (config.learning_rate, config.batch_size) == (0.1, None)


@pytest.mark.parametrize("name", Settings._fields)
def test_a_setting_changed_later_is_checked_as_it_is_in_the_config(name):
    for value in BAD[name]:
        with pytest.raises((ValueError, TypeError), match=rf"^{name} must .*, got ") as later:
            check_setting(name, value)
        with pytest.raises(type(later.value)) as first:
            TrainingConfig(**{**GOOD, name: value})
        assert str(first.value) == str(later.value)
    config = TrainingConfig(**GOOD)
    assert check_setting(name, GOOD[name]) == getattr(Settings.of(config), name) == GOOD[name]
    assert type(check_setting(name, np.float32(0.5) if name != "batch_size" else np.int8(2))) in (
        int,
        float,
    )


@pytest.mark.parametrize("name", ["seed", "n_hidden", "W1", "", None, 3, "Learning_rate"])
def test_what_is_no_setting_is_not_checked_as_one(name):
    with pytest.raises((ValueError, TypeError), match=r"^name must be one of .*, got "):
        check_setting(name, 1)


def test_the_fields_say_what_the_trainer_does():
    trainer = Trainer(TrainingConfig(**GOOD))
    assert trainer.dataset.n_samples == 60
    assert trainer.sizes == (2, 5, 3)
    assert trainer.split.test.n_samples == round(60 * 0.125)
    assert trainer.config.load_dataset().X.tolist() == trainer.dataset.X.tolist()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate", 1e-300),
        ("learning_rate", 1e300),
        ("learning_rate", 1),
        ("l1", 0),
        ("l2", 1e300),
        ("test_fraction", 0),
        ("test_fraction", MAX_TEST_FRACTION),
        ("batch_size", 1),
        ("batch_size", 10**30),
        ("batch_size", None),
        ("n_hidden", 1),
        ("n_hidden", MAX_HIDDEN),
        ("seed", 0),
        ("seed", MAX_SEED),
        ("noise", 0),
        ("noise", 0.0),
        ("n_samples", 10),
        ("n_samples", None),
        ("noise", None),
        ("n_classes", None),
        ("features", None),
        ("features", ["x1", "x2"]),
    ],
)
def test_the_ends_of_every_range_are_taken(name, value):
    trainer = Trainer(TrainingConfig(**{**GOOD, name: value}))
    trainer.step()
    assert trainer.epoch == 1


NUMPY_SCALARS = [
    ("n_samples", np.int64(60)),
    ("n_samples", np.int32(60)),
    ("noise", np.float64(0.25)),
    ("noise", np.float32(0.25)),
    ("n_classes", np.int64(3)),
    ("test_fraction", np.float32(0.125)),
    ("n_hidden", np.uint8(5)),
    ("learning_rate", np.float64(0.5)),
    ("learning_rate", np.float32(0.5)),
    ("learning_rate", np.float16(0.5)),
    ("batch_size", np.int64(7)),
    ("l1", np.float32(0.25)),
    ("l2", np.float16(0.5)),
    ("seed", np.uint32(11)),
    ("activation", np.str_("relu")),
]


@pytest.mark.parametrize(("name", "value"), NUMPY_SCALARS)
def test_a_number_of_numpys_is_the_same_experiment_as_a_plain_one(name, value):
    plain, config = TrainingConfig(**GOOD), TrainingConfig(**{**GOOD, name: value})
    assert config == plain
    assert hash(config) == hash(plain)
    assert config.fingerprint() == plain.fingerprint()


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "rmsprop", "adam"])
@pytest.mark.parametrize(("name", "value"), NUMPY_SCALARS)
def test_a_number_of_numpys_trains_to_the_same_bits_as_a_plain_one(name, value, optimizer):
    plain = TrainingConfig(**{**GOOD, "optimizer": optimizer})
    trainers = Trainer(plain), Trainer(replace(plain, **{name: value}))
    for trainer in trainers:
        trainer.step(2)
    first, second = (trainer.parameters.to_vector() for trainer in trainers)
    assert first.tolist() == second.tolist()


# The same experiment, or another -------------------------------------------------------


def test_equal_fields_make_equal_configs_that_can_be_keys():
    assert TrainingConfig(**GOOD) == TrainingConfig(**GOOD)
    assert len({TrainingConfig(**GOOD), TrainingConfig(**GOOD), TrainingConfig()}) == 2
    listed = TrainingConfig(**{**GOOD, "features": list(GOOD["features"])})
    assert listed == TrainingConfig(**GOOD)
    assert hash(listed) == hash(TrainingConfig(**GOOD))


@pytest.mark.parametrize("name", GOOD)
def test_another_value_of_any_field_is_another_experiment(name):
    other = {
        "dataset": "blobs",
        "n_samples": 61,
        "noise": math.nextafter(0.25, 1),
        "n_classes": 4,
        "test_fraction": math.nextafter(0.125, 1),
        "features": ("x1^2", "x2"),  # their order is that of the inputs
        "n_hidden": 6,
        "activation": "tanh",
        "optimizer": "adam",
        "learning_rate": math.nextafter(0.5, 1),
        "batch_size": None,
        "l1": 0.0,
        "l2": math.nextafter(0.5, 1),
        "init": "glorot",
        "seed": 12,
    }
    config, changed = TrainingConfig(**GOOD), TrainingConfig(**{**GOOD, name: other[name]})
    assert changed != config
    assert changed.fingerprint() != config.fingerprint()


@pytest.mark.parametrize(
    ("name", "value"), [("learning_rate", 1), ("l1", 0), ("l2", 2), ("noise", 0), ("noise", 1)]
)
def test_a_whole_number_and_its_float_are_the_same_experiment(name, value):
    whole = TrainingConfig(**{**GOOD, name: value})
    real = TrainingConfig(**{**GOOD, name: float(value)})
    assert whole == real
    assert whole.fingerprint() == real.fingerprint()


def test_the_fingerprint_is_a_text_that_does_not_change_from_call_to_call():
    assert isinstance(TrainingConfig().fingerprint(), str)
    assert TrainingConfig().fingerprint() == TrainingConfig().fingerprint()
    assert TrainingConfig(dataset=table()).fingerprint().isprintable()


def test_tables_of_the_same_contents_are_the_same_experiment():
    first, second = (TrainingConfig(dataset=table()) for _ in range(2))
    assert first.fingerprint() == second.fingerprint()
    assert hash(first) == hash(first)


def test_tables_of_other_contents_are_other_experiments():
    one = table()
    moved = np.array(one.X)
    moved[3, 1] = math.nextafter(moved[3, 1], 9)
    relabelled = np.array(one.labels)
    relabelled[[0, 1]] = relabelled[[1, 0]]
    others = [
        replace(one, X=moved),
        replace(one, labels=relabelled),
        replace(one, X=one.X[::-1]),
        table(n=14),
        table(n_inputs=3),
        replace(one, class_names=("a", "b", "c")),  # one more output
    ]
    prints = {TrainingConfig(dataset=each).fingerprint() for each in [one, *others, "moons"]}
    assert len(prints) == len(others) + 2


def test_the_same_bytes_in_another_shape_are_another_experiment():
    # The float 5e-324 has the bits of the integer 1, so that labels can pass for inputs.
    tall = Dataset("tall", [[1.0], [2.0], [3.0], [4.0]], [0, 0, 0, 1], ("x",), ("a", "b"))
    X = [[1.0, 2.0, 3.0], [4.0, 0.0, 0.0]]
    wide = Dataset("wide", X, [0, 1], ("x", "y", "z"), ("a", "b"))
    prints = {TrainingConfig(dataset=d, test_fraction=0).fingerprint() for d in (tall, wide)}
    assert len(prints) == 2


def test_a_default_named_is_the_same_experiment_as_a_default_left_out():
    left_out = TrainingConfig(dataset="spirals")
    info = DATASETS["spirals"]
    for name in ("n_samples", "noise", "n_classes"):
        named = replace(left_out, **{name: getattr(info, name)})
        assert named.fingerprint() == left_out.fingerprint()
    assert replace(left_out, features=("x1", "x2")).fingerprint() == left_out.fingerprint()
