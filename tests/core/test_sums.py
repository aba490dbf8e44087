"""Small expressions: their values, and with how many digits they add up."""

import math
import random

import pytest

from metl_core.sums import (
    Apply,
    Entry,
    Minus,
    Product,
    Quotient,
    Sum,
    Whole,
    digits_that_add_up,
    entries,
    evaluate,
    is_noise,
)


def number(value: float) -> Entry:
    return Entry("A", (0,), value)


A, B, C = number(0.123456789), number(-2.5), number(3.987654321)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (A, 0.123456789),
        (Whole(3), 3),
        (Sum((A, B, Minus(C))), 0.123456789 - 2.5 - 3.987654321),
        (Product((A, B, C)), 0.123456789 * -2.5 * 3.987654321),
        (Quotient(A, Sum((B, C))), 0.123456789 / 1.487654321),
        (Apply("exp", B), math.exp(-2.5)),
        (Apply("log", C), math.log(3.987654321)),
        (Apply("tanh", A), math.tanh(0.123456789)),
        (Apply("positive part", B), 0),
        (Apply("positive part", C), 3.987654321),
        (Apply("is positive", B), 0),
        (Apply("is positive", C), 1),
        (Quotient(Whole(1), Sum((Whole(1), Apply("exp", number(2000))))), 0),
    ],
)
def test_an_expression_has_the_value_of_its_formula(expression, value):
    assert evaluate(expression) == pytest.approx(value, rel=1e-15)


def test_digits_round_the_entries_and_nothing_else():
    assert evaluate(Sum((A, Whole(12345))), 2) == 12345.12


def test_the_entries_come_from_left_to_right():
    expression = Quotient(Sum((A, Product((B, Minus(C))))), Apply("exp", A))
    assert list(entries(expression)) == [A, B, C, A]


def test_with_the_digits_that_are_shown_the_result_comes_out():
    draw = random.Random(0)
    for _ in range(500):
        values = [draw.gauss(0, 1) * 10 ** draw.uniform(-6, 2) for _ in range(8)]
        pairs = list(zip(values[:4], values[4:], strict=True))
        terms = [Product((number(x), number(y))) for x, y in pairs]
        value = sum(x * y for x, y in pairs)
        digits = digits_that_add_up(Sum(tuple(terms)), value)
        by_hand = sum(float(f"{x:.{digits}g}") * float(f"{y:.{digits}g}") for x, y in pairs)
        assert f"{by_hand:.4g}" == f"{value:.4g}"


def test_a_result_between_two_roundings_does_not_ask_for_all_digits():
    terms = Sum((number(0.1), number(0.2), number(0.03005)))
    below, above = 0.33004999999999995, 0.33005000000000007
    assert digits_that_add_up(terms, below) == digits_that_add_up(terms, above) == 4


def test_a_number_close_to_one_is_shown_with_the_digits_that_its_distance_needs():
    a = number(1 - 1e-9)
    slope = Product((a, Sum((Whole(1), Minus(a)))))
    assert digits_that_add_up(slope, evaluate(slope)) >= 9
    assert digits_that_add_up(Product((A, B)), evaluate(Product((A, B)))) <= 5


def test_a_sum_of_which_rounding_is_left_is_noise_and_a_small_one_is_not():
    cancelling = Sum((number(0.1), number(0.2), number(-0.3)))
    assert 0 < abs(evaluate(cancelling)) < 1e-15
    assert is_noise(cancelling, evaluate(cancelling))
    assert not is_noise(Sum((number(1e-20), number(2e-20))), 3e-20)
    assert not is_noise(Sum((number(1.0), number(-1.0))), 0.0)
    assert not is_noise(Product((number(1e-20), A)), 1e-21)
