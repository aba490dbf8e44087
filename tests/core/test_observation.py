"""The bytes of the live picture, held against float64 by SciPy and against scikit-learn."""

import warnings

import numpy as np
import pytest
import scipy.special
import sklearn.metrics

from metl_core import Dataset, Parameters, Trainer, TrainingConfig
from metl_core.observation import GRID, RESPONSE_GRID, SIGNED_SPAN, SIGNED_ZERO, Observer

# Written once more, and without any care for speed.
ACTIVATIONS = {
    "sigmoid": scipy.special.expit,
    "tanh": np.tanh,
    "relu": lambda z: np.where(z > 0, z, 0),
    "identity": lambda z: z,
}
TIE = 1e-4  # between two probabilities: then float32 may find the other one the larger


def trained(n_classes=3, n_epochs=30, **fields):
    usual = {"dataset": "blobs", "n_samples": 60, "n_hidden": 6, "seed": 2, "learning_rate": 0.1}
    trainer = Trainer(TrainingConfig(**{**usual, "n_classes": n_classes, **fields}))
    trainer.step(n_epochs)
    return trainer


def with_parameters(trainer, value):
    return Parameters(*(np.full_like(array, value) for array in vars(trainer.parameters).values()))


def standardised_plane(trainer, n):
    """What the network is given at the places (x2[i], x1[j]) of n × n, (n, n, 2), by hand."""
    X = trainer.dataset.X
    low, high = X.min(axis=0), X.max(axis=0)
    low, high = low - 0.08 * (high - low), high + 0.08 * (high - low)
    plane = np.empty((n, n, 2))
    for i in range(n):
        plane[:, i, 0] = low[0] + (high[0] - low[0]) * i / (n - 1)
        plane[i, :, 1] = low[1] + (high[1] - low[1]) * i / (n - 1)
    seen = trainer.split.train.X
    return (plane - seen.mean(axis=0)) / seen.std(axis=0)


def oracle(trainer, parameters, n):
    """Hidden answers (n, n, H) and probabilities (n, n, K), in float64."""
    p = parameters
    z1 = standardised_plane(trainer, n) @ p.W1 + p.b1
    a1 = ACTIVATIONS[trainer.config.activation](z1)
    return a1, scipy.special.softmax(a1 @ p.W2 + p.b2, axis=-1)


# Decision ------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("n_classes", range(2, 11))
def test_each_byte_is_the_winner_and_how_clearly_it_wins(n_classes, activation):
    trainer = trained(n_classes, activation=activation)
    observer = Observer(trainer)
    _, probabilities = oracle(trainer, trainer.parameters, GRID)
    decision = observer.decision(trainer.parameters)
    assert (decision.dtype, decision.shape) == (np.uint8, (GRID * GRID,))
    assert observer.levels == 256 // n_classes
    winner, level = np.divmod(decision.reshape(GRID, GRID), observer.levels)

    best = probabilities.max(axis=-1)
    share = (best - 1 / n_classes) / (1 - 1 / n_classes)
    of_the_winner = np.take_along_axis(probabilities, winner[..., None].astype(int), -1)[..., 0]
    assert (of_the_winner >= best - TIE).all()
    # Rounded to a whole level, from float32.
    assert np.abs(level - share * (observer.levels - 1)).max() < 1
    assert len(np.unique(winner)) == n_classes  # or nothing of this were tested


def test_an_untrained_tie_is_level_0_and_certainty_the_highest_level():
    trainer = trained()
    observer = Observer(trainer)
    assert (observer.decision(with_parameters(trainer, 0.0)) % observer.levels == 0).all()
    zeros = with_parameters(trainer, 0.0)
    certain = Parameters(zeros.W1, zeros.b1, zeros.W2, np.array([0.0, 500.0, 0.0]))
    np.testing.assert_array_equal(observer.decision(certain), 2 * observer.levels - 1)


def test_columns_go_along_x1_and_rows_up_x2():
    trainer = trained(2, activation="identity", n_hidden=1)
    observer = Observer(trainer, n_points=4)
    left, above = (
        Parameters(np.array(W1), np.array([0.0]), np.array([[-50.0, 50.0]]), np.array([0.0, 0.0]))
        for W1 in ([[-1.0], [0.0]], [[0.0], [1.0]])
    )
    of_left = observer.decision(left).reshape(4, 4) // observer.levels
    of_above = observer.decision(above).reshape(4, 4) // observer.levels
    assert (of_left[:, 0] == 1).all() and (of_left[:, -1] == 0).all()
    assert (of_above[0] == 0).all() and (of_above[-1] == 1).all()


def test_the_features_stand_before_the_network():
    fields = {"features": ("x1^2", "x2^2"), "dataset": "circles", "n_classes": None}
    trainer = trained(**fields, activation="identity", n_epochs=200)
    observer = Observer(trainer)
    of_class = observer.decision(trainer.parameters).reshape(GRID, GRID) // observer.levels
    middle, corner = of_class[GRID // 2, GRID // 2], of_class[0, 0]
    assert middle != corner  # which no straight line could do
    assert (of_class[[0, 0, -1, -1], [0, -1, 0, -1]] == corner).all()


# Responses -----------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_response_is_a_byte_of_its_units_scale(activation):
    trainer = trained(activation=activation)
    a1, _ = oracle(trainer, trainer.parameters, RESPONSE_GRID)
    a1 = np.moveaxis(a1, -1, 0)
    scale = np.ones((len(a1), 1, 1))
    if activation in ("relu", "identity"):
        scale = np.abs(a1).max(axis=(1, 2), keepdims=True)
    responses = Observer(trainer).responses(trainer.parameters)
    assert (responses.dtype, responses.shape) == (np.uint8, (6, RESPONSE_GRID**2))
    got = responses.reshape(a1.shape).astype(float)
    expected = SIGNED_ZERO + SIGNED_SPAN * a1 / scale
    assert np.abs(got - expected).max() <= 1
    if activation != "sigmoid":
        assert got.max() - got.min() > 50  # or nothing of this were tested


def test_a_unit_that_is_silent_everywhere_answers_the_byte_of_zero():
    trainer = trained(activation="relu")
    silent = with_parameters(trainer, 0.0)
    np.testing.assert_array_equal(Observer(trainer).responses(silent), SIGNED_ZERO)


# Numbers beyond all bounds -------------------------------------------------------------


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("value", [1e30, -1e38, 1e39, -1e300, np.inf, -np.inf, np.nan])
def test_weights_that_overflow_give_bytes_and_no_warning(activation, value):
    trainer = trained(activation=activation, n_epochs=0)
    observer = Observer(trainer)
    arrays = vars(trainer.parameters)
    for name, array in arrays.items():
        broken = array.copy()
        broken.flat[0] = value
        parameters = Parameters(**{**arrays, name: broken})
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            decision = observer.decision(parameters)
            responses = observer.responses(parameters)
            numbers = {**trainer.numbers(), "parameters": parameters.to_vector()}
            trainer.rewind(trainer.position, (), numbers)
            confusion = observer.confusion()
        assert (decision // observer.levels < 3).all()
        assert responses.shape == (6, RESPONSE_GRID**2)
        assert confusion.train.sum() == 45 and confusion.test.sum() == 15


def test_a_response_beyond_all_bounds_is_at_the_end_of_the_scale():
    trainer = trained(activation="identity", n_hidden=1, n_epochs=0)
    p = trainer.parameters
    infinite = Parameters(np.array([[np.inf], [np.inf]]), p.b1, p.W2, p.b2)
    responses = Observer(trainer).responses(infinite).reshape(RESPONSE_GRID, RESPONSE_GRID)
    zero, span = SIGNED_ZERO, SIGNED_SPAN
    assert (responses[0, 0], responses[-1, -1]) == (zero - span, zero + span)
    assert set(np.unique(responses)) == {zero - span, zero, zero + span}  # zero for inf - inf


# Confusion -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"noise": 0.4},
        {"n_classes": 10, "noise": 0.4},
        {"dataset": "iris", "n_classes": None, "n_samples": None, "n_hidden": 2},
    ],
    ids=["blobs", "ten classes", "iris"],
)
def test_the_confusion_matrices_are_those_of_scikit_learn(fields):
    trainer = trained(**fields, n_epochs=8)
    confusion = Observer(trainer).confusion()
    for part, counts in (
        (trainer.split.train, confusion.train),
        (trainer.split.test, confusion.test),
    ):
        taken_for = trainer.predict(part.X).argmax(axis=1)
        expected = sklearn.metrics.confusion_matrix(
            part.labels, taken_for, labels=range(trainer.dataset.n_classes)
        )
        np.testing.assert_array_equal(counts, expected)
    assert 0 < np.trace(confusion.train) < confusion.train.sum()  # some right, some wrong


def test_the_matrices_are_of_where_the_trainer_stands_however_it_came_there():
    trainer, other = trained(n_epochs=3, noise=0.4), trained(n_epochs=20, noise=0.4)
    observer = Observer(trainer)
    first, state = observer.confusion(), trainer.state()
    assert not np.array_equal(first.train, Observer(other).confusion().train)

    def expect(confusion, right):
        np.testing.assert_array_equal(confusion.train, right.train)
        np.testing.assert_array_equal(confusion.test, right.test)

    trainer.restore(other.state())
    expect(observer.confusion(), Observer(other).confusion())
    trainer.restore(state)
    expect(observer.confusion(), first)
    trainer.edit("b2", (1,), 1e3)
    assert (observer.confusion().train[:, [0, 2]] == 0).all()


def test_without_a_test_part_there_is_no_matrix_of_it():
    trainer = trained(test_fraction=0)
    confusion = Observer(trainer).confusion()
    assert confusion.test is None
    assert confusion.train.sum() == 60


# What it looks at ----------------------------------------------------------------------


def test_it_looks_at_the_parameters_it_is_given_and_leaves_them():
    trainer = trained()
    observer = Observer(trainer)
    first = trainer.parameters
    before = first.to_vector().tobytes()
    seen = [observer.decision(first), observer.responses(first), observer.confusion().train]
    kept = [array.copy() for array in seen]
    trainer.step(20)
    later = observer.decision(trainer.parameters)
    assert not np.array_equal(later, kept[0])
    for array, same in zip(seen, kept, strict=True):  # a frame taken down must not change
        np.testing.assert_array_equal(array, same)
    np.testing.assert_array_equal(observer.decision(first), kept[0])
    assert first.to_vector().tobytes() == before


def test_data_without_a_plane_have_matrices_all_the_same():
    observer = Observer(Trainer(TrainingConfig(dataset="wine")))
    assert not observer.has_plane
    assert Observer(trained(n_epochs=0)).has_plane


def test_a_constant_column_still_has_a_plane():
    X = np.column_stack([np.arange(20.0), np.full(20, 3.0)])
    table = Dataset("t", X, np.arange(20) % 2, ("a", "b"), ("no", "yes"))
    trainer = Trainer(TrainingConfig(dataset=table, n_hidden=2))
    assert len(Observer(trainer).decision(trainer.parameters)) == GRID**2


@pytest.mark.parametrize("n", [1, 0, -3])
def test_a_grid_has_two_places_a_side_or_more(n):
    trainer = trained(n_epochs=0)
    with pytest.raises(ValueError, match="n_points must be"):
        Observer(trainer, n_points=n)
    with pytest.raises(ValueError, match="n_responses must be"):
        Observer(trainer, n_responses=n)
