"""The walk: every matrix against a network written by hand, every number against its terms."""

import numpy as np
import pytest

from metl_core.small_network import small_network
from metl_core.sums import entries, evaluate
from metl_core.walk import GIVEN, STEPS, Walk, walk
from tests.network_by_hand import by_hand

NAMES = ["sigmoid", "tanh", "relu", "identity"]
EVERY_ACTIVATION = pytest.mark.parametrize("activation", NAMES)


def networks(count: int, activation: str) -> list[Walk]:
    """Of all sizes and factors, the same ones every time."""
    draw = np.random.default_rng(NAMES.index(activation))
    walks = []
    for _ in range(count):
        sizes = draw.integers([1, 1, 1, 2], [6, 5, 6, 5]).tolist()
        factor = draw.choice([0.25, 1.0, 5.0, 30.0, 100.0])
        drawn = small_network(*sizes, seed=int(draw.integers(10_000)), factor=float(factor))
        walks.append(walk(drawn.parameters, drawn.X, drawn.labels, activation))
    return walks


@EVERY_ACTIVATION
def test_every_matrix_is_that_of_a_network_written_by_hand(activation):
    for walked in networks(25, activation):
        expected = by_hand(*(walked.values[name] for name in GIVEN), activation)
        assert set(expected) == {step.result for step in STEPS}
        for name, values in expected.items():
            # a (1 - a) keeps the absolute, not the relative, accuracy of a near 1.
            np.testing.assert_allclose(
                walked.values[name], values, rtol=1e-9, atol=1e-13, err_msg=name
            )


@EVERY_ACTIVATION
def test_the_terms_of_every_number_of_every_step_add_up_to_it(activation):
    for walked in networks(12, activation):
        for step in STEPS:
            values = walked.values[step.result]
            for index in np.ndindex(*values.shape):
                expression = walked.expression(step.result, *index)
                assert evaluate(expression) == pytest.approx(values[index], rel=1e-11, abs=1e-13), (
                    step.result,
                    index,
                )


@EVERY_ACTIVATION
def test_a_number_is_made_of_what_its_step_says_and_of_the_values_that_are_there(activation):
    for walked in networks(5, activation):
        for step in STEPS:
            for index in np.ndindex(*walked.values[step.result].shape):
                for entry in entries(walked.expression(step.result, *index)):
                    assert entry.value == walked.values[entry.matrix][entry.index]
                    # Of a probability that is 0 there is no logarithm, but of the logits there is.
                    allowed = (*step.operands, *(["logits"] if step.result == "loss" else []))
                    assert entry.matrix in allowed, (step.result, entry)


def test_a_step_uses_only_what_is_given_or_was_computed_before():
    known = set(GIVEN)
    for step in STEPS:
        assert set(step.operands) <= known, step.result
        known.add(step.result)


def test_the_loss_of_a_probability_of_zero_is_taken_from_the_logits():
    found = [
        walked
        for walked in networks(80, "relu")
        if walked.values["probabilities"][range(len(walked.labels)), walked.labels].min() == 0
    ]
    assert found
    for walked in found:
        value = float(walked.values["loss"])
        assert np.isfinite(value)
        assert evaluate(walked.expression("loss")) == pytest.approx(value, rel=1e-12)


def test_what_is_given_is_made_of_nothing():
    (walked,) = networks(1, "sigmoid")
    assert [walked.expression(name, 0, 0) for name in GIVEN] == [None] * 6


def test_places_of_the_rows_that_are_shown_are_those_of_the_matrix():
    for walked in networks(10, "tanh"):
        for name, values in walked.values.items():
            rows = walked.rows(name)
            assert rows.ndim == 2
            for row, column in np.ndindex(*rows.shape):
                assert values[walked.index(name, row, column)] == rows[row, column]


def test_labels_that_do_not_fit_are_refused():
    drawn = small_network(2, 2, 2, 2, seed=0)
    with pytest.raises(ValueError, match=r"^labels must be integers from 0 to 1"):
        walk(drawn.parameters, drawn.X, [0, 2], "sigmoid")


def test_logits_too_large_for_their_exponentials_have_probabilities_all_the_same():
    found = [one for one in networks(80, "identity") if one.largest("logits") > 710]
    assert found
    for walked in found:
        for index in np.ndindex(*walked.values["probabilities"].shape):
            value = evaluate(walked.expression("probabilities", *index))
            assert value == pytest.approx(walked.values["probabilities"][index], abs=1e-13)
