"""What is said to an answer, and what is kept of it."""

import re

import pytest

from metl_core.expression_reader import MAX_LENGTH
from metl_ui.lessons.exercises.bank import HOW_MANY, topics
from metl_ui.lessons.exercises.checking import check
from metl_ui.lessons.exercises.progress import (
    Attempt,
    attempts_of,
    count_in_words,
    done_of,
)
from metl_ui.lessons.exercises.question import ChoiceAnswer, NumberAnswer, Option
from metl_ui.lessons.exercises.settings import DONE

HALF = NumberAnswer(0.5, 0.01, ((0.25, "That is a quarter."),))
SIX = NumberAnswer(6.0, 0.0, ())
YES_NO = ChoiceAnswer((Option("yes"), Option("no", "Not so.")))


@pytest.mark.parametrize("typed", ["0.5", ".5", "0.509", "1/2", "exp(0) / 2", "1/(1 + exp(0))"])
def test_a_number_may_be_typed_or_computed(typed):
    assert check(HALF, typed).right


@pytest.mark.parametrize("typed", ["0.52", "-0.5", "5"])
def test_another_number_is_not_right(typed):
    verdict = check(HALF, typed)
    assert not verdict.right
    assert verdict.readable
    assert "is not right" in verdict.words
    assert "nan" not in verdict.words


def test_a_recognised_number_is_told_why():
    assert check(HALF, "0.251").words == "That is a quarter."


def test_the_nearest_mistake_gives_the_reason():
    near = NumberAnswer(0.5, 0.01, ((0.26, "One."), (0.25, "Another.")))
    assert check(near, "0.251").words == "Another."
    assert check(near, "0.259").words == "One."


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1/0", "something is divided by 0"),
        ("0/0", "something is divided by 0"),
        ("exp(1000)", "a power in it is too large or too small for float64"),
        ("1/exp(-1000)", "a power in it is too large or too small for float64"),
        ("log(-1)", "something in it is too large, or has no value"),
        ("1e999", "something in it is too large, or has no value"),
    ],
)
def test_what_is_no_number_is_told_why(typed, why):
    verdict = check(HALF, typed)
    assert verdict.words == f"That is no number: {why}."
    assert verdict.readable
    assert not verdict.right


def test_a_count_must_be_exact():
    assert check(SIX, "6").right
    assert check(SIX, "0.1*60").right
    assert not check(SIX, "6.001").right


@pytest.mark.parametrize("typed", ["", "half", "0,5", "x", "1" * (MAX_LENGTH + 1), "\x00"])
def test_what_cannot_be_read_is_neither_right_nor_wrong(typed):
    verdict = check(HALF, typed)
    assert not verdict.right
    assert not verdict.readable
    assert verdict.words.endswith(".")


def test_a_choice_has_to_be_made():
    assert check(YES_NO, "yes").right
    assert check(YES_NO, "no").words == "Not so."
    assert not check(YES_NO, "").readable
    assert not check(YES_NO, "<script>").readable


def test_a_choice_has_exactly_one_right_option():
    with pytest.raises(ValueError, match="exactly one"):
        ChoiceAnswer((Option("yes"), Option("also")))


def test_a_difference_is_told_with_numbers_that_can_be_followed():
    words = said_to("q_i + 1", "The gradient")
    assert words.startswith("At $x = (")
    assert "$i = 1$ yours is $" in words
    assert "On paper" not in words


def said_to(typed, title):
    question = next(q for topic in topics(1) for q in topic.questions if q.title == title)
    verdict = check(question.answer, typed)
    assert verdict.readable
    assert not verdict.right
    return verdict.words


def test_a_refused_formula_is_never_shown_equal_to_the_right_one():
    for typed in ("2.71828^c", "2.7^c", "exp(c)*1.00001", "exp(c) + 0.0001"):
        words = said_to(typed, "The factor that cancels")
        given, wanted = re.search(r"yours is \$(.*?)\$; it should be \$(.*?)\$\.", words).groups()
        assert given != wanted
        assert words.startswith("Nearly: write `e` or `exp(…)`") == (typed[0] == "2")
    assert "Nearly" not in said_to("12.718^c", "The factor that cancels")


def test_there_is_no_negative_zero():
    for title, typed in (("The gradient", "-y_i / q_i"), ("The derivative", "-0*x")):
        assert "-0$" not in said_to(typed, title)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("exp(x_i - 1000) / sum(exp(x_j - 1000))", "The definition"),
        ("exp(x_i - 742) / sum(exp(x_j - 742))", "The definition"),  # few digits are left
        ("exp(c + 1000) / exp(1000)", "The factor that cancels"),
        ("10^400 * exp(c) / 10^400", "The factor that cancels"),
    ],
)
def test_a_formula_whose_powers_leave_float64_is_told_so(typed, title):
    words = said_to(typed, title)
    assert words.endswith(
        "On paper your formula may be right, but its powers leave float64: write it without the "
        "large number."
    )


def test_the_first_way_in_which_a_question_was_settled_stays():
    question = topics(1)[0].questions[0]
    assert Attempt().answered(HALF, "0.5").outcome == "a"
    assert Attempt().answered(HALF, "0.25").answered(HALF, "0.5").outcome == "a"
    assert Attempt().hinted(question).answered(HALF, "0.5").outcome == "h"
    assert Attempt().shown().answered(HALF, "0.5").outcome == "s"
    assert Attempt().answered(HALF, "0.5").shown().outcome == "a"
    assert Attempt().answered(HALF, "0.25").outcome == "-"


def test_hints_end_with_the_last():
    question = topics(1)[0].questions[0]
    attempt = Attempt()
    for _ in range(9):
        attempt = attempt.hinted(question)
    assert attempt.hints == len(question.hints)


@pytest.mark.parametrize("done", ["", "a", "--s", "ahs-a", "1-2a", "a" * HOW_MANY])
def test_progress_goes_into_a_link_and_comes_back(done):
    assert DONE.parse(done) == done
    assert done_of(attempts_of(done)) == done


@pytest.mark.parametrize("junk", ["b", "a" * (HOW_MANY + 1), "<b>", "a a", "A", "\x00", "0", "²"])
def test_junk_for_progress_gets_a_sentence(junk):
    with pytest.raises(ValueError, match="done must be at most"):
        DONE.parse(junk)


def test_progress_in_words():
    words = count_in_words(attempts_of("aahs"))
    assert words == f"4 of {HOW_MANY} questions done: 2 on your own, 1 with hints, 1 shown"
    assert count_in_words(attempts_of("")) == f"0 of {HOW_MANY} questions done"
