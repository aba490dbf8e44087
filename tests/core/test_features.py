import math

import numpy as np
import pytest

from metl_core.features import FEATURES, check_features, expand

POINTS = np.array([[0.0, 0.0], [1.0, -1.0], [0.5, 0.25], [-0.3, 0.7], [2.0, -3.0]])


def test_the_keys_are_those_of_the_links_in_order():
    assert list(FEATURES) == ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(pi*x1)", "sin(pi*x2)"]


@pytest.mark.parametrize("key", FEATURES)
def test_a_key_states_exactly_what_is_computed(key):
    by_hand = {
        "x1": lambda x1, x2: x1,
        "x2": lambda x1, x2: x2,
        "x1^2": lambda x1, x2: x1**2,
        "x2^2": lambda x1, x2: x2**2,
        "x1*x2": lambda x1, x2: x1 * x2,
        "sin(pi*x1)": lambda x1, x2: math.sin(math.pi * x1),
        "sin(pi*x2)": lambda x1, x2: math.sin(math.pi * x2),
    }
    expected = [by_hand[key](x1, x2) for x1, x2 in POINTS]
    # rtol, atol: NumPy's sine may differ from the C library's in the last bit
    np.testing.assert_allclose(expand(POINTS, (key,))[:, 0], expected, rtol=1e-15, atol=1e-15)


@pytest.mark.parametrize("key", FEATURES)
def test_a_label_is_its_key_as_people_write_it(key):
    plain = FEATURES[key].label
    for written, typed in {"₁": "1", "₂": "2", "²": "^2", " πx": "(pi*x", "1x": "1*x"}.items():
        plain = plain.replace(written, typed)
    assert plain + ")" * plain.count("(") == key


def test_the_columns_stand_in_the_order_asked_for():
    names = ("x2^2", "x1", "sin(pi*x2)")
    expected = np.column_stack([expand(POINTS, (name,)) for name in names])
    np.testing.assert_array_equal(expand(POINTS, names), expected)


def test_x1_and_x2_give_the_points_themselves_as_a_copy():
    result = expand(POINTS, ("x1", "x2"))
    np.testing.assert_array_equal(result, POINTS)
    assert not np.shares_memory(result, POINTS)


def test_the_sines_go_through_one_wave_from_minus_one_to_one():
    x = np.linspace(-1, 1, 401)
    wave = expand(np.column_stack([x, x]), ("sin(pi*x1)",))[:, 0]
    assert np.count_nonzero(np.diff(np.sign(wave[1:-1]))) in (1, 2)  # one zero, met or passed
    assert (wave.min(), wave.max()) == pytest.approx((-1, 1))


def test_integers_are_points_too():
    np.testing.assert_array_equal(expand([[2, 3]], ("x1*x2", "x2^2")), [[6.0, 9.0]])


def test_no_points_give_no_rows():
    assert expand(np.empty((0, 2)), ("x1", "x1*x2", "x2")).shape == (0, 3)


@pytest.mark.parametrize(
    ("names", "error", "message"),
    [
        (("x1", "x3"), ValueError, r"features must be one of 'x1', .*'sin\(pi\*x2\)', got 'x3'"),
        (("__import__('os')",), ValueError, "features must be one of"),
        ((), ValueError, "features must be at least one of x1, x2, .*, got none"),
        (("x1", "x2", "x1"), ValueError, "features must be different from each other"),
        ("x1", TypeError, "features must be a tuple of names, got 'x1'"),
        ((1,), TypeError, "features must be one of"),
        (None, TypeError, "features must be a tuple of names, got None"),
    ],
)
def test_names_that_are_no_features_are_refused(names, error, message):
    with pytest.raises(error, match=message):
        check_features(names)
    with pytest.raises(error, match=message):
        expand(POINTS, names)


def test_checked_names_come_back_as_a_tuple():
    assert check_features(["x2", "x1"]) == ("x2", "x1")


@pytest.mark.parametrize("shape", [(3,), (3, 1), (3, 3), (2, 2, 2)])
def test_only_points_of_the_plane_have_features(shape):
    with pytest.raises(ValueError, match=r"X must have shape \(N, 2\)"):
        expand(np.ones(shape), ("x1",))
