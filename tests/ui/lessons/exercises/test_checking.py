"""What is said to an answer, and what is kept of it."""

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


@pytest.mark.parametrize("typed", ["0.52", "-0.5", "1/0", "0/0", "5"])
def test_another_number_is_not_right(typed):
    verdict = check(HALF, typed)
    assert not verdict.right
    assert verdict.readable
    assert "is not right" in verdict.words
    assert "nan" not in verdict.words


def test_a_recognised_number_is_told_why():
    assert check(HALF, "0.251").words == "That is a quarter."


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
    gradient = next(q for topic in topics(1) for q in topic.questions if q.title == "The gradient")
    words = check(gradient.answer, "q_i + 1").words
    assert words.startswith("At $x = (")
    assert "$i = 1$ yours is $" in words


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


@pytest.mark.parametrize("done", ["", "a", "--s", "ahs-a", "a" * HOW_MANY])
def test_progress_goes_into_a_link_and_comes_back(done):
    assert DONE.parse(done) == done
    assert done_of(attempts_of(done)) == done


@pytest.mark.parametrize("junk", ["b", "a" * (HOW_MANY + 1), "<b>", "a a", "A", "\x00"])
def test_junk_for_progress_gets_a_sentence(junk):
    with pytest.raises(ValueError, match="done must be at most"):
        DONE.parse(junk)


def test_progress_in_words():
    words = count_in_words(attempts_of("aahs"))
    assert words == f"4 of {HOW_MANY} questions done: 2 on your own, 1 with hints, 1 shown"
    assert count_in_words(attempts_of("")) == f"0 of {HOW_MANY} questions done"
