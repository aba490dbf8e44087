"""What comes back through a hidden layer as its weights grow."""

import numpy as np
import pytest

from metl_core.saturation import flat_units, is_right, mean_sizes, saturation
from metl_core.small_network import small_network
from metl_core.walk import walk
from tests.network_by_hand import by_hand

FACTORS = (0.5, 1.0, 5.0, 20.0, 100.0)


def test_the_means_are_those_of_networks_written_by_hand():
    for seed in range(2):
        for activation in ("sigmoid", "tanh", "relu", "identity"):
            found = saturation((3, 2, 4, 3), seed, activation, FACTORS)
            for at, factor in enumerate(FACTORS):
                drawn = small_network(3, 2, 4, 3, seed=seed)
                p = drawn.parameters
                hand = by_hand(
                    drawn.X,
                    np.eye(3)[drawn.labels],
                    factor * p.W1,
                    p.b1,
                    p.W2,
                    p.b2,
                    activation,
                )
                for name in ("delta1", "slope", "delta3"):
                    got = getattr(found, name)[at]
                    assert got == pytest.approx(np.abs(hand[name]).mean(), rel=1e-9, abs=1e-13)


def test_a_sigmoid_saturates_although_the_loss_is_cross_entropy():
    found = saturation((1, 2, 3, 2), 16, "sigmoid", FACTORS)
    assert found.delta1.min() > 0.7
    assert found.delta3[1] > 0.05
    assert (found.delta3[-2:] < 1e-4).all()


def test_relu_does_not_saturate():
    found = saturation((5, 4, 5, 2), 16, "relu", FACTORS)
    assert set(found.slope) == {found.slope[0]} or found.slope.min() > 0.2


def test_units_are_flat_where_the_slope_is_below_a_hundredth():
    drawn = small_network(2, 2, 3, 2, seed=16, factor=20)
    walked = walk(drawn.parameters, drawn.X, drawn.labels, "sigmoid")
    # σ' is below 0.01 beyond ±ln(98.98…) = ±4.5951
    assert flat_units(walked) == (np.abs(walked.values["z1"]) > 4.5849).sum()
    assert len(mean_sizes(walked)) == 3


def test_a_network_is_right_if_the_right_classes_have_nearly_all_of_the_probability():
    seen = set()
    for seed in range(60):
        drawn = small_network(2, 2, 3, 2, seed=seed)
        walked = walk(drawn.parameters, drawn.X, drawn.labels, "sigmoid")
        p = walked.values["probabilities"]
        mean = (p[0, drawn.labels[0]] + p[1, drawn.labels[1]]) / 2
        assert is_right(walked) is bool(mean > 0.9)
        seen.add(is_right(walked))
    assert seen == {True, False}
