"""What is said of many runs."""

import numpy as np

from metl_core.comparing import band, rate_verdicts
from metl_core.many_runs import ManyHistories
from metl_ui.comparing.words import (
    band_alt,
    curves_alt,
    judged_by,
    outcomes_alt,
    rates_notice,
    seeds_notice,
    spread_alt,
)

RATES = (0.001, 0.01, 0.1, 1.0, 10.0)
LOSSES = np.array([[1, 1, 1, 1, 1], [0.95, 0.2, 0.1, 0.6, 30], [0.9, 0.1, 0.02, 0.5, np.nan]])
VERDICTS = rate_verdicts(RATES, LOSSES)
ACCURACIES = np.array([0.9, 1.0, 0.95, 0.95])


def test_every_kind_of_rate_is_named_with_its_reason():
    assert rates_notice(RATES, LOSSES, VERDICTS) == (
        "Over 2 epochs the rate **0.1** has the lowest training loss, 0.06 in the mean. Also "
        "**good**, nine tenths as far down: 0.01. **Slow**, with steps too small for the time: "
        "0.001. **Overshooting**, with steps too long for the valley: 1. **Diverging**, and now "
        "above the first loss or at no number: 10."
    )


def test_many_rates_of_a_kind_are_a_range_and_a_kind_that_is_missing_is_not_spoken_of():
    said = rates_notice(RATES[:3], LOSSES[:, :3][:, [0, 0, 2]], ["slow", "slow", "best"])
    assert "2 rates from 0.001 to 0.01" in said
    assert "Diverging" not in said
    assert "good" not in said


def test_the_figures_of_rates_are_told_in_words():
    assert curves_alt(RATES, LOSSES, VERDICTS) == (
        "Training loss over 2 epochs for 5 learning rates from 0.001 to 10. Best is 0.1, at 0.06 "
        "in the mean; of the others 1 good, 1 slow, 1 overshooting, 1 diverging."
    )
    assert outcomes_alt(RATES, LOSSES, VERDICTS) == (
        "Mean training loss over 2 epochs, by learning rate: 0.925 at 0.001 and no number at 10, "
        "and lowest, 0.06, at 0.1."
    )


def test_the_place_of_ones_own_seed_is_told():
    said = seeds_notice(ACCURACIES, 2, 40, "test")
    assert "Of 4 seeds, the middle half end between 90 % and 95 % on the test examples" in said
    assert "all of them between 90 % and 100 %" in said
    assert "ends at 95 %: better than 1 of the others, as good as 1, and worse than 1." in said
    assert "all of them at 100 %." in seeds_notice(np.ones(3), 0, 0, "test")


def test_the_figures_of_seeds_are_told_in_words():
    assert spread_alt(ACCURACIES, 1, 7, "training") == (
        "Accuracies of 4 seeds on the training examples: from 90 % to 100 %, the median 95 %. Your "
        "seed, 7, has 100 %."
    )
    assert band_alt(band(LOSSES[:, :3]), LOSSES[:, 1], 7, 3) == (
        "Training loss of 3 seeds over 2 epochs: at the end from 0.02 to 0.9, half of them between "
        "0.02 and 0.9, the median 0.1. Your seed, 7, is at 0.1."
    )


def test_without_a_test_part_the_training_part_judges():
    losses = np.zeros((2, 3))
    known, unknown = np.full((2, 3), 0.5), np.full((2, 3), np.nan)
    histories = ManyHistories(np.arange(2.0), losses, known, losses, unknown)
    assert judged_by(histories)[0] == "training"
    histories = ManyHistories(np.arange(2.0), losses, unknown, losses, known)
    part, accuracies = judged_by(histories)
    assert (part, accuracies.tolist()) == ("test", [0.5] * 3)


def test_where_no_rate_learns_the_rate_is_not_blamed():
    said = rates_notice(RATES, np.ones((3, 5)), rate_verdicts(RATES, np.ones((3, 5))))
    assert "falls at none of these rates" in said
