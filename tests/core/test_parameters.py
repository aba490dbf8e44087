"""The parameters of a network: shapes, order in a vector, count, and first values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metl_core.parameters import (
    INITIALISERS,
    PARAMETER_NAMES,
    Gradients,
    Parameters,
    initialise,
    parameter_count,
    parameter_shapes,
    parameter_views,
)

FLOATS = [np.float16, np.float32, np.float64]
sizes = st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 6))
stable = settings(max_examples=50, deadline=None, derandomize=True)


def arrays(n_inputs, n_hidden, n_outputs, dtype=float):
    """W1, b1, W2, b2 made of numbers that are all different."""
    generator = np.random.default_rng(0)
    shapes = [(n_inputs, n_hidden), (n_hidden,), (n_hidden, n_outputs), (n_outputs,)]
    return [generator.normal(size=shape).astype(dtype) for shape in shapes]


# Count and shapes ----------------------------------------------------------------------


def test_the_count_of_a_hand_worked_example():
    assert parameter_count(2, 3, 2) == 17  # W1 2·3, b1 3, W2 3·2, b2 2
    assert parameter_count(1, 1, 1) == 4
    assert parameter_count(64, 32, 10) == 2410


@given(sizes)
@stable
def test_the_count_is_the_number_of_numbers_in_the_arrays(of):
    assert parameter_count(*of) == sum(array.size for array in arrays(*of))
    assert parameter_shapes(*of) == tuple(array.shape for array in arrays(*of))
    assert type(parameter_count(*map(np.int64, of))) is int


@pytest.mark.parametrize("function", [parameter_count, parameter_shapes])
@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize(
    ("value", "error"),
    [(0, ValueError), (-3, ValueError), (2.0, TypeError), ("2", TypeError), (True, TypeError)],
)
def test_a_size_that_is_no_integer_from_1_is_named(function, position, value, error):
    of = [2, 3, 4]
    of[position] = value
    name = ("n_inputs", "n_hidden", "n_outputs")[position]
    with pytest.raises(error, match=rf"^{name} must be an integer ≥ 1, got {value!r}$"):
        function(*of)


# Parameters ----------------------------------------------------------------------------


def test_the_sizes_are_read_from_the_shapes():
    assert Parameters(*arrays(2, 5, 3)).sizes == (2, 5, 3)


def test_lists_become_arrays_and_integers_float64():
    parameters = Parameters([[1, 2]], [3, 4], [[5], [6]], [7])
    for name, values in zip(PARAMETER_NAMES, ([[1, 2]], [3, 4], [[5], [6]], [7]), strict=True):
        array = getattr(parameters, name)
        assert array.dtype == np.float64
        assert array.tolist() == values


@pytest.mark.parametrize("name", PARAMETER_NAMES)
def test_parameters_are_frozen(name):
    with pytest.raises(AttributeError):
        setattr(Parameters(*arrays(2, 3, 2)), name, np.zeros(1))


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("W1", (3,)),
        ("W1", (2, 3, 1)),
        ("W1", (2, 4)),  # then b1 no longer fits
        ("b1", (2,)),
        ("b1", (1, 3)),
        ("b1", ()),
        ("W2", (2, 4)),
        ("W2", (3,)),
        ("b2", (3,)),
        ("b2", (1, 4)),
    ],
)
def test_shapes_that_do_not_fit_each_other_are_named(name, shape):
    given_arrays = dict(zip(PARAMETER_NAMES, arrays(2, 3, 4), strict=True))
    given_arrays[name] = np.zeros(shape)
    blamed = "b1" if shape == (2, 4) and name == "W1" else name
    with pytest.raises(ValueError, match=rf"^{blamed} must have shape .+, got "):
        Parameters(**given_arrays)


@pytest.mark.parametrize("position", range(4))
@pytest.mark.parametrize(
    ("value", "error"),
    [(None, TypeError), ("W", TypeError), ([["a"]], TypeError), ([[1], [2, 3]], ValueError)],
)
def test_what_is_no_array_of_numbers_is_named(position, value, error):
    wrong = arrays(2, 3, 4)
    wrong[position] = value
    with pytest.raises(error, match=rf"^{PARAMETER_NAMES[position]} must be an array of numbers"):
        Parameters(*wrong)


@pytest.mark.parametrize("of", [(0, 3, 2), (2, 0, 2), (2, 3, 0)])
def test_a_layer_of_nothing_is_no_layer(of):
    with pytest.raises(ValueError, match=r"must be an integer ≥ 1, got 0$"):
        Parameters(*arrays(*of))


# To a vector and back ------------------------------------------------------------------


def test_the_vector_is_w1_b1_w2_b2_each_row_by_row():
    W2 = [[10, 11], [12, 13], [14, 15]]
    parameters = Parameters([[1, 2, 3], [4, 5, 6]], [7, 8, 9], W2, [16, 17])
    assert parameters.to_vector().tolist() == list(range(1, 18))
    back = Parameters.from_vector(np.arange(1, 18), 2, 3, 2)
    assert back.W1.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert back.b1.tolist() == [7, 8, 9]
    assert back.W2.tolist() == W2
    assert back.b2.tolist() == [16, 17]


def test_the_order_is_row_by_row_in_any_memory_layout():
    W1, b1, W2, b2 = arrays(3, 4, 2)
    plain = Parameters(W1, b1, W2, b2).to_vector()
    fortran = Parameters(np.asfortranarray(W1), b1[::-1].copy()[::-1], W2.T.copy().T, b2)
    assert fortran.to_vector().tolist() == plain.tolist()


def test_a_gradient_has_the_same_order_and_leaves_the_inputs_out():
    W1, b1, W2, b2 = arrays(2, 3, 4)
    gradients = Gradients(W1=W1, b1=b1, W2=W2, b2=b2, X=np.full((5, 2), np.nan))
    assert gradients.to_vector().tolist() == Parameters(W1, b1, W2, b2).to_vector().tolist()


@given(sizes, st.sampled_from(FLOATS))
@stable
def test_a_round_trip_changes_no_bit_and_no_dtype(of, dtype):
    parameters = Parameters(*arrays(*of, dtype))
    vector = parameters.to_vector()
    assert vector.shape == (parameter_count(*of),)
    back = Parameters.from_vector(vector, *of)
    assert back.sizes == of
    for name in PARAMETER_NAMES:
        assert getattr(back, name).dtype == dtype
        np.testing.assert_array_equal(getattr(back, name), getattr(parameters, name))
    np.testing.assert_array_equal(back.to_vector(), vector)


def test_the_vector_and_the_parameters_share_no_memory():
    parameters = Parameters(*arrays(2, 3, 2))
    vector = parameters.to_vector()
    vector[:] = 0
    assert (parameters.to_vector() != 0).all()
    back = Parameters.from_vector(vector, 2, 3, 2)
    vector[:] = 1
    assert (back.to_vector() == 0).all()


def test_from_vector_reads_a_read_only_or_strided_vector():
    vector = np.arange(34.0)[::2]
    vector.flags.writeable = False
    assert Parameters.from_vector(vector, 2, 3, 2).to_vector().tolist() == vector.tolist()


@pytest.mark.parametrize(
    ("vector", "error", "got"),
    [
        (np.zeros(16), ValueError, r"\(16,\)"),
        (np.zeros(18), ValueError, r"\(18,\)"),
        ([], ValueError, r"\(0,\)"),
        (np.zeros((17, 1)), ValueError, r"\(17, 1\)"),
        (3.0, ValueError, r"\(\)"),
        (None, TypeError, "None"),
        ([[1], [2, 3]], ValueError, "rows of unequal length"),
    ],
)
def test_a_vector_of_the_wrong_size_is_named(vector, error, got):
    with pytest.raises(error, match=rf"^vector must .+, got {got}$"):
        Parameters.from_vector(vector, 2, 3, 2)


def test_views_write_through_to_the_vector():
    vector = np.zeros(17)
    for i, view in enumerate(parameter_views(vector, 2, 3, 2)):
        view[...] = i + 1
    assert vector.tolist() == [1] * 6 + [2] * 3 + [3] * 6 + [4] * 2


# First values --------------------------------------------------------------------------


@pytest.mark.parametrize("init", INITIALISERS)
def test_first_parameters_have_the_right_shapes_and_no_biases(init):
    parameters = initialise(4, 5, 3, init, np.random.default_rng(0))
    assert parameters.sizes == (4, 5, 3)
    assert parameters.to_vector().dtype == np.float64
    assert not parameters.b1.any()
    assert not parameters.b2.any()


@pytest.mark.parametrize(
    ("init", "variance"),
    [
        ("glorot", lambda n_in, n_out: 2 / (n_in + n_out)),
        ("he", lambda n_in, n_out: 2 / n_in),
        ("normal", lambda n_in, n_out: 1),
        ("zeros", lambda n_in, n_out: 0),
    ],
)
def test_the_weights_have_the_variance_of_their_formula(init, variance):
    parameters = initialise(300, 100, 200, init, np.random.default_rng(1))
    for W in (parameters.W1, parameters.W2):
        expected = variance(*W.shape)
        # 20,000 numbers or more: the variance of a normal sample is within 1 % of its own (one
        # standard deviation), the mean within σ/√n.
        assert W.var() == pytest.approx(expected, rel=0.04)
        assert abs(W.mean()) <= 4 * np.sqrt(expected / W.size)


def test_glorot_is_uniform_and_he_is_normal():
    generator = np.random.default_rng(2)
    glorot = initialise(300, 100, 200, "glorot", generator).W1
    limit = np.sqrt(6 / 400)
    assert 0.999 * limit < np.abs(glorot).max() <= limit
    he = initialise(300, 100, 200, "he", generator).W1 / np.sqrt(2 / 300)
    assert np.mean(np.abs(he) < 1) == pytest.approx(0.6827, abs=0.01)  # 1σ, 30,000 numbers


@pytest.mark.parametrize("init", INITIALISERS)
def test_the_same_seed_makes_the_same_bits_and_another_seed_others(init):
    first, again, other = (
        initialise(3, 4, 2, init, np.random.default_rng(seed)).to_vector() for seed in (5, 5, 6)
    )
    assert (first == again).all()
    assert init == "zeros" or (first[:12] != other[:12]).all()


def test_the_two_layers_are_drawn_apart():
    parameters = initialise(4, 4, 4, "normal", np.random.default_rng(0))
    assert (parameters.W1 != parameters.W2).all()


@pytest.mark.parametrize(
    ("init", "error"), [("Glorot", ValueError), ("", ValueError), (None, TypeError), (0, TypeError)]
)
def test_an_unknown_initialiser_is_named(init, error):
    with pytest.raises(error, match=r"^init must be one of 'glorot', .*, got "):
        initialise(2, 3, 2, init, np.random.default_rng(0))


@pytest.mark.parametrize("generator", [None, 0, np.random])
def test_the_generator_must_be_one(generator):
    with pytest.raises(TypeError, match=r"^generator must be .+, got "):
        initialise(2, 3, 2, "he", generator)


@pytest.mark.parametrize("of", [(0, 3, 2), (2, 0, 2), (2, 3, 0)])
def test_no_size_of_nothing_is_initialised(of):
    with pytest.raises(ValueError, match=r"must be an integer ≥ 1, got 0$"):
        initialise(*of, "he", np.random.default_rng(0))
