"""Whether two formulas are one and the same."""

import numpy as np
import pytest

from metl_core.expression_reader import Names, read_expression
from metl_core.formulas import ELEMENTS, POINTS, draw_points, same_formula

NAMES = Names(scalars=("s", "h"), vectors=("x",))


def differ(given: str, wanted: str, seed: int = 0):
    points = draw_points(NAMES, np.random.default_rng(seed))
    return same_formula(read_expression(given, NAMES), read_expression(wanted, NAMES), points)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("s - s^2", "s*(1 - s)"),
        ("1/(1 + exp(-s))", "exp(s)/(exp(s) + 1)"),
        ("1/sum(exp(x_j - x_i))", "exp(x_i)/sum(exp(x_j))"),
        ("log(exp(s))", "s"),
        ("((s + 1e6) - 1e6)", "s"),  # rounding is forgiven
    ],
)
def test_two_forms_of_one_formula_are_the_same(given, wanted):
    for seed in range(20):
        assert differ(given, wanted, seed) is None


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("s", "s*(1 - s)"),
        ("s*(1 - s) + 0.0001", "s*(1 - s)"),
        ("exp(x_i)/sum(exp(x_i))", "exp(x_i)/sum(exp(x_j))"),
        ("0", "1e-7*s"),
        ("s*1.00001", "s"),
        ("log(-s)", "log(s)"),
        ("0/0", "s"),
        ("1/0", "s"),
        ("(s^0.5)^2", "s"),  # of no value for half of the points
    ],
)
def test_another_formula_is_another(given, wanted):
    for seed in range(20):
        assert differ(given, wanted, seed) is not None


def test_the_difference_says_where_and_by_how_much():
    found = differ("s + h", "s - h")
    s, h = found.at["s"].item(), found.at["h"].item()
    assert found.given == pytest.approx(s + h)
    assert found.wanted == pytest.approx(s - h)
    assert found.at["x"].shape == (ELEMENTS,)
    assert round(s, 2) == s  # a reader can type it


def test_points_without_a_value_do_not_count():
    assert differ("log(s)", "log(s)") is None
    assert differ("log(s) + 0*log(h)", "log(s)") is not None  # nan where log(s) has a value


def test_a_formula_that_has_no_value_anywhere_cannot_be_asked_for():
    with pytest.raises(ValueError, match="finite"):
        differ("s", "0/0")


def test_points_are_drawn_alike_by_the_same_seed_and_stay_within_their_bounds():
    one, same, other = (draw_points(NAMES, np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert {name: value.shape for name, value in one.items()} == {
        "s": (POINTS, 1),
        "h": (POINTS, 1),
        "x": (POINTS, ELEMENTS),
    }
    assert all((one[name] == same[name]).all() for name in one)
    assert not all((one[name] == other[name]).all() for name in one)
    assert all(abs(value).max() <= 2 for value in one.values())
