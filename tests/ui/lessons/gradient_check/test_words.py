"""The sentences of the lesson on gradient checks say what the numbers say."""

from dataclasses import replace
from functools import cache

import pytest

from metl_core.blind_spots import checked_run, slopes_of_relu
from metl_core.planted_bugs import BUG_NAMES
from metl_core.v_curve import V_DTYPES
from metl_ui.lessons.gradient_check import words
from metl_ui.lessons.gradient_check.settings import (
    ENTRIES,
    H_OF_CHECK,
    STEPS,
    check_of,
    curve_of,
    measured_at,
    zero_gradient_at,
)

ENTRY = "W2[0, 0]"


@cache
def steps(step: float, precision: str = "float64") -> str:
    return words.steps_in_words(curve_of(ENTRY, precision), measured_at(ENTRY, precision, step))


@pytest.mark.parametrize(
    ("step", "precision", "parts"),
    [
        (1e-3, "float64", ["At $h = 0.001$ the step of both differences is longer"]),
        (1e-6, "float64", ["of the forward difference is longer", "central one is shorter"]),
        (1e-9, "float64", [r"At $h = 10^{-9}$", "both differences is shorter"]),
        (3e-9, "float64", [r"At $h = 3 \cdot 10^{-9}$"]),
        (1e-16, "float64", ["is lost", "the error is 100 %"]),
        (1e-9, "float32", ["is lost"]),
        (1e-3, "float32", ["the step of both differences is shorter"]),
        (1.0, "float32", ["The complex step still has truncation here, and a smaller $h$"]),
        (1e-9, "float64", ["The complex step has all its digits here"]),
    ],
)
def test_the_error_at_a_step_is_explained(step, precision, parts):
    for part in parts:
        assert part in steps(step, precision)


def of_each_difference(said: str) -> list[str]:
    """What is said of the forward difference's step, and of the central one's."""
    differences = said.partition(" the step of ")[2].partition(". The complex step")[0]
    if differences.startswith("both differences "):
        return [differences] * 2
    return differences.split("; that of the central one ")


@pytest.mark.parametrize("precision", V_DTYPES)
@pytest.mark.parametrize("entry", ENTRIES)
def test_what_is_said_of_a_step_is_true_of_the_errors(entry, precision):
    curve = curve_of(entry, precision)
    all_here = [measured_at(entry, precision, h) for h in STEPS]
    for i, (h, here) in enumerate(zip(STEPS, all_here, strict=True)):
        said_of = of_each_difference(words.steps_in_words(curve, here))
        for method, said in zip(("forward", "central"), said_of, strict=True):
            error, state = here.error[method][0], (method, h)
            best = curve.predictions[method].best_step
            shorter = [one.error[method][0] for one in all_here[:i]]
            if here.numeric[method][0] == 0:
                assert "is lost" in said and error == 1, state
            elif "mostly noise" in said:
                assert error >= 1 and h <= best, state
            elif "is shorter than its best" in said:
                assert error < 1 and h <= best, state
                assert i < 5 or max(shorter) > error, state
            else:
                assert "is longer than its best" in said and h > best, state
                assert h < 2 * best or min(shorter) < error, state


@pytest.mark.parametrize("bug", BUG_NAMES)
def test_every_bug_has_a_clue_that_is_a_sentence(bug):
    clue = words.clue_in_words(bug, check_of(bug, 0))
    assert clue.endswith(".")
    assert "{" not in clue.replace("{10}", "")
    assert ("factor 4," in clue) is (bug == "lost 1/N")


def test_a_guess_is_met_with_what_the_check_found():
    check = check_of("missing σ′", 0)
    assert words.guess_in_words(["X", "W1", "b1"], check).startswith("As you said, ")
    assert "**W1, b1 and X**; you said W2 and X." in words.guess_in_words(["W2", "X"], check)
    assert "you said none of them" in words.guess_in_words(["none"], check)
    assert words.guess_in_words([], check) == "The check points at **W1, b1 and X**."
    sound = check_of("no bug", 0)
    assert "As you said, the check points at **none of them**" in words.guess_in_words(
        ["none"], sound
    )
    assert words.guess_in_words([], sound) == "The check points at **none of them**."
    assert "points at **none of them**; you said b2." in words.guess_in_words(["b2"], sound)


def test_the_small_loss_is_told():
    assert words.scale_in_words(zero_gradient_at(1.0)).endswith("which one gives in?")
    small = words.scale_in_words(zero_gradient_at(1e-9))
    assert "lets it pass" in small
    assert r"$2.99 \cdot 10^{-10}$" in small


@pytest.mark.parametrize(
    ("u", "part"),
    [
        (1.5, "the check passes"),
        (0, "there is **no gradient**"),
        (0.4, "is 1 without a doubt"),
        (-0.4, "is 0 without a doubt"),
        (-1, "the check passes"),
        (0.99999999, "the check passes"),
        (-0.99999999, "is 0 without a doubt"),
    ],
)
def test_the_kink_is_told(u, part):
    kink = slopes_of_relu(u * H_OF_CHECK)
    assert part in words.kink_in_words(kink)
    assert kink.report.passed is ("passes" in part)


def test_the_run_is_told():
    assert words.run_in_words(checked_run(1.0)).endswith("something is wrong?")
    diverging = checked_run(10.0)
    told = words.run_in_words(diverging)
    assert "passes before every epoch" in told
    assert r"\cdot 10^{10}$ nats" in told
    failed = replace(diverging.reports[0], passed=False)
    assert "does not pass throughout" in words.run_in_words(replace(diverging, reports=(failed,)))
