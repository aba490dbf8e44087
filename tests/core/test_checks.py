"""The sentence said about a wrong argument: its name, what it must be, what it got."""

from fractions import Fraction

import numpy as np
import pytest

from metl_core.checks import choice, finite_array, inexact_array, integer, number, shaped, shown

FLOATS = [np.float16, np.float32, np.float64]


# shown ---------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0, -0.1, "adam", None, [1, 2], (3,), True])
def test_shown_repeats_a_short_value_as_it_was_written(value):
    assert shown(value) == repr(value)


@pytest.mark.parametrize("value", ["x" * 1000, list(range(1000)), 10**400, np.zeros((50, 50))])
def test_shown_cuts_a_long_value_short(value):
    assert len(shown(value)) <= 60
    assert shown(value).endswith("…")
    assert shown(value)[:10] == repr(value)[:10]


def test_shown_survives_an_integer_that_python_refuses_to_print():
    assert len(shown(10**5000)) <= 60  # repr raises beyond 4300 digits


def test_shown_is_one_line():
    assert "\n" not in shown(np.eye(2))  # numpy prints one line a row; an error is one sentence


# inexact_array and finite_array --------------------------------------------------------


@pytest.mark.parametrize("dtype", [*FLOATS, np.longdouble, np.complex64, np.complex128])
def test_floats_and_complex_numbers_keep_their_dtype(dtype):
    assert inexact_array("x", np.ones(3, dtype)).dtype == dtype


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint8, np.int32, np.int64, np.uint64])
def test_integers_and_booleans_become_float64(dtype):
    array = inexact_array("x", np.ones(3, dtype))
    assert array.dtype == np.float64
    assert array.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("value", [[[1], [2, 3]], [1, [2]], [[1, 2], 3], [np.ones(2), np.ones(3)]])
def test_ragged_lists_are_named(value):
    with pytest.raises(ValueError, match=r"^weights must be .*got rows of unequal length"):
        inexact_array("weights", value)


@pytest.mark.parametrize(
    "value",
    ["1", b"1", ["a", 1], None, [None], {}, {1}, object(), np.array([1, "a"], object), lambda: 1],
)
def test_what_is_no_number_is_a_type_error(value):
    with pytest.raises(TypeError, match=r"^weights must be an array of numbers, got "):
        inexact_array("weights", value)


@pytest.mark.parametrize("value", ["2020-01-01", "NaT"])
def test_dates_are_no_numbers(value):
    with pytest.raises(TypeError, match=r"^day must be an array of numbers, got "):
        inexact_array("day", np.array([value], "datetime64[D]"))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, complex(0, np.inf)])
def test_finite_array_points_at_the_first_number_that_is_not_finite(bad):
    array = np.zeros((2, 3), type(bad))
    array[1, 0] = array[1, 2] = bad
    with pytest.raises(ValueError, match=r"^x must be finite, got .*(nan|inf).* at index \(1, 0\)"):
        finite_array("x", array)


def test_finite_array_lets_the_largest_and_smallest_numbers_pass():
    extremes = np.array([np.finfo(float).max, -np.finfo(float).max, 5e-324, -0.0])
    assert finite_array("x", extremes) is extremes


# shaped --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [((), ()), ((3,), ("N",)), ((0,), ("N",)), ((2, 3), ("N", 3)), ((2, 3), (2, 3))],
)
def test_a_shape_that_fits_gives_back_the_array_itself(shape, wanted):
    array = np.zeros(shape)
    assert shaped("x", array, wanted) is array


@pytest.mark.parametrize(
    ("shape", "wanted", "sentence"),
    [
        ((3,), ("N", "K"), "x must have shape (N, K), got (3,)"),
        ((), ("K",), "x must have shape (K,), got ()"),
        ((2, 3), ("N", 4), "x must have shape (N, 4), got (2, 3)"),
        ((2, 1), (2,), "x must have shape (2,), got (2, 1)"),
        ((1,), (), "x must have shape (), got (1,)"),
    ],
)
def test_a_wrong_shape_says_both_shapes(shape, wanted, sentence):
    with pytest.raises(ValueError) as caught:
        shaped("x", np.zeros(shape), wanted)
    assert str(caught.value) == sentence


# integer and number --------------------------------------------------------------------


@pytest.mark.parametrize("value", [1, 7, np.int8(3), np.uint64(5), 10**30])
def test_integer_gives_a_plain_int(value):
    checked = integer("n", value, minimum=1)
    assert type(checked) is int
    assert checked == value


@pytest.mark.parametrize("value", [0, -1, np.int64(0), 11, 10**400])
def test_integer_out_of_bounds_is_a_value_error(value):
    with pytest.raises(ValueError, match=r"^n_hidden must be an integer from 1 to 10, got "):
        integer("n_hidden", value, minimum=1, maximum=10)


@pytest.mark.parametrize("value", [3.0, "3", None, True, np.True_, [3], np.array([3]), 3j])
def test_integer_of_another_type_is_a_type_error(value):
    with pytest.raises(TypeError, match=r"^n_hidden must be an integer ≥ 1, got "):
        integer("n_hidden", value, minimum=1)


@pytest.mark.parametrize("check", [integer, number])
def test_an_integer_too_long_to_print_still_gets_its_sentence(check):
    with pytest.raises(ValueError, match=r"^n must be "):
        check("n", 10**5000, minimum=1, maximum=10)


@pytest.mark.parametrize("value", [0.5, 1, np.float32(0.25), np.int64(1), Fraction(1, 2)])
def test_number_gives_a_plain_float(value):
    checked = number("rate", value, above=0)
    assert type(checked) is float
    assert checked == float(value)


@pytest.mark.parametrize(
    ("bounds", "wanted", "inside", "outside"),
    [
        ({}, "a finite number", [-1e308, 0, 1e308], []),
        ({"above": 0}, "a finite number > 0", [5e-324, 1], [0, -0.0, -0.1]),
        ({"minimum": 0}, "a finite number ≥ 0", [0, -0.0, 1], [-5e-324]),
        ({"maximum": 1}, "a finite number ≤ 1", [1, -5], [1 + 1e-15]),
        ({"above": 0, "maximum": 1}, "a finite number > 0 and ≤ 1", [0.1, 1], [0, 1.5]),
        ({"minimum": 0, "maximum": 1}, "a finite number from 0 to 1", [0, 1], [-0.1, 1.1]),
    ],
)
def test_number_keeps_its_bounds_and_says_them(bounds, wanted, inside, outside):
    for value in inside:
        assert number("rate", value, **bounds) == value
    for value in [*outside, np.nan, np.inf, -np.inf, np.float32("nan"), 10**400]:
        with pytest.raises(ValueError) as caught:
            number("rate", value, **bounds)
        assert str(caught.value) == f"rate must be {wanted}, got {shown(value)}"


@pytest.mark.parametrize("value", ["0.1", None, True, np.False_, [0.1], np.array([0.1]), 1j])
def test_number_of_another_type_is_a_type_error(value):
    with pytest.raises(TypeError, match=r"^rate must be a finite number > 0, got "):
        number("rate", value, above=0)


# choice --------------------------------------------------------------------------------


def test_choice_gives_back_the_option():
    assert choice("init", "he", ("glorot", "he")) == "he"


@pytest.mark.parametrize("value", ["He", "", "glorot, he"])
def test_choice_lists_the_options(value):
    with pytest.raises(ValueError) as caught:
        choice("init", value, ("glorot", "he"))
    assert str(caught.value) == f"init must be one of 'glorot', 'he', got {value!r}"


@pytest.mark.parametrize("value", [None, 1, ["he"], b"he"])
def test_choice_of_another_type_is_a_type_error(value):
    with pytest.raises(TypeError, match=r"^init must be one of 'glorot', 'he', got "):
        choice("init", value, ("glorot", "he"))
