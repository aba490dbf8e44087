"""What many runs tell together, on records made up by hand."""

import numpy as np
import pytest

from metl_core.comparing import band, learns, mean_losses, rank, rate_verdicts

RATES = (0.001, 0.01, 0.1, 1.0, 10.0, 100.0)
NAN, INF = np.nan, np.inf


def record(*runs):
    """Each run's losses, epoch by epoch; all begin at 1."""
    return np.array([[1.0, *run] for run in runs]).T


def test_each_kind_of_run_is_called_by_its_name():
    losses = record(
        [0.95, 0.9, 0.85],
        [0.3, 0.05, 0.01],
        [0.2, 0.05, 0.01],
        [2, 0.6, 0.5],
        [3, 1, 2],
        [9, INF, NAN],
    )
    assert rate_verdicts(RATES, losses) == [
        "slow", "good", "best", "overshooting", "diverging", "diverging",
    ]  # fmt: skip


def test_a_lucky_end_after_leaps_is_not_the_best():
    losses = record([0.3, 0.2, 0.1], [40.0, 3.0, 1e-9])
    assert rate_verdicts(RATES[:2], losses) == ["best", "overshooting"]
    assert mean_losses(losses).tolist() == pytest.approx([0.2, 43 / 3])


def test_where_nothing_learns_nothing_is_good_and_nothing_overshoots():
    still = record([1, 1], [0.995, 1], [1, 1.001], [2, 3])
    assert not learns(still)
    assert rate_verdicts(RATES[:4], still) == ["slow", "best", "slow", "diverging"]
    assert rate_verdicts(RATES[:2], record([NAN, NAN], [INF, NAN])) == ["best", "diverging"]
    assert learns(record([1, 1], [0.9, 0.8]))


@pytest.mark.parametrize(("mean", "verdict"), [(0.19, "good"), (0.1901, "slow")])
def test_good_is_nine_tenths_as_far_below_the_first_loss(mean, verdict):
    assert rate_verdicts(RATES[:2], record([mean], [0.1])) == [verdict, "best"]


def test_a_band_is_made_of_the_values_themselves():
    values = np.array([[5, 1, 3, 2, 4], [NAN, 1, INF, 2, 3]], float)
    lowest, lower, median, upper, highest = band(values)
    assert lowest.tolist() == [1, 1]
    assert lower.tolist() == [2, 2]
    assert median.tolist() == [3, 3]
    assert upper.tolist() == [4, INF]
    assert highest.tolist() == [5, INF]


def test_ones_own_place_among_the_others():
    assert rank(np.array([0.9, 1.0, 0.9, 0.5, 0.9]), 0) == (1, 2, 1)
    assert rank(np.array([0.5]), 0) == (0, 0, 0)
