"""The checker is checked: right gradients pass, planted errors are found where they are."""

import dataclasses

import numpy as np
import pytest
from scipy import special

from metl_core.gradient_check import best_step, check_gradient, numerical_gradient
from metl_core.network import backward, forward, loss
from metl_core.parameters import PARAMETER_NAMES, Gradients, Parameters

METHODS = ["central", "forward", "complex"]
SMOOTH = ["sigmoid", "tanh", "identity"]

# What each difference loses in float64 at its best step, for functions of ordinary size:
# eps^(2/3), eps^(1/2) and a few eps, each times 100 for the functions' own higher derivatives.
RTOL = {"central": 4e-9, "forward": 2e-6, "complex": 1e-13}


def softmax(z):
    """Written anew, so that it also takes complex numbers."""
    e = np.exp(z - z.real.max())
    return e / e.sum()


FUNCTIONS = {  # name: (f, its gradient, x)
    "sum of squares": (lambda x: (x**2).sum(), lambda x: 2 * x, [1.0, -2.0, 3.5]),
    "cubic": (lambda x: (x**3 - 2 * x).sum(), lambda x: 3 * x**2 - 2, [0.5, -1.0, 2.0]),
    "product": (lambda x: x.prod(), lambda x: x.prod() / x, [2.0, 3.0, -4.0]),
    "exp": (lambda x: np.exp(x).sum(), np.exp, [-3.0, 0.0, 2.0]),
    "sine": (lambda x: np.sin(x).sum(), np.cos, [0.3, 1.0, 4.0]),
    "log": (lambda x: np.log(x).sum(), lambda x: 1 / x, [0.5, 1.0, 8.0]),
    "log-sum-exp": (lambda x: np.log(np.exp(x).sum()), softmax, [1.0, 2.0, 3.0]),
    "matrix norm": (lambda x: (x @ x.T).sum(), lambda x: 2 * x.sum(0) + 0 * x, np.eye(2) + 1),
    "steep": (lambda x: np.exp(1e3 * x).sum(), lambda x: 1e3 * np.exp(1e3 * x), [-1e-3, 0.0]),
    "flat": (lambda x: np.exp(1e-2 * x).sum(), lambda x: 1e-2 * np.exp(1e-2 * x), [1.0, 2.0]),
}


@pytest.fixture(params=FUNCTIONS)
def function(request):
    f, gradient, x = FUNCTIONS[request.param]
    x = np.array(x)
    return f, gradient(x), x


# Numerical gradients -------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in ("steep", "flat")])
def test_a_numerical_gradient_is_the_derivative_to_the_digits_of_its_method(name, method):
    f, gradient, x = FUNCTIONS[name]
    x = np.array(x)
    computed = numerical_gradient(f, x, method=method)
    assert computed.shape == x.shape
    np.testing.assert_allclose(computed, gradient(x), rtol=RTOL[method], atol=RTOL[method])


def test_the_central_difference_is_the_method_unless_named():
    f = lambda x: np.exp(x).sum()  # noqa: E731
    x = np.array([0.3, 1.0])
    np.testing.assert_array_equal(
        numerical_gradient(f, x), numerical_gradient(f, x, None, "central")
    )
    assert (numerical_gradient(f, x) != numerical_gradient(f, x, method="forward")).all()


@pytest.mark.parametrize(
    ("method", "points"), [("central", (1.25, 0.75)), ("forward", (1.25, 1.0))]
)
def test_the_step_is_h_itself(method, points):
    seen = []

    def f(x):
        seen.append(x.item())
        return 3 * x.item()

    assert numerical_gradient(f, [1.0], step=0.25, method=method).tolist() == [3]
    assert sorted(seen) == sorted(points)


def test_the_complex_step_is_h_itself():
    seen = []

    def f(x):
        seen.append(x.item())
        return 3 * x.item()

    assert numerical_gradient(f, [1.0], step=0.25, method="complex").tolist() == [3]
    assert seen == [1 + 0.25j]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("size", [1e-12, 1e-6, 1.0, 1e6, 1e12, 1e100])
def test_the_step_grows_with_x(method, size):
    x = size * np.array([1.0, -3.0])
    computed = numerical_gradient(lambda x: ((x / size + 4) ** 2 * size).sum(), x, method=method)
    # For a small x the step is many x: the function is a parabola, so central loses only digits.
    rtol = RTOL[method] * max(1, 1e-6 / size)
    if method == "forward":
        rtol = max(rtol, best_step("forward") / size)
    np.testing.assert_allclose(computed, 2 * (x / size + 4), rtol=rtol)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("scale", [1e-300, 1e-100, 1e100, 1e290])
def test_the_size_of_the_function_does_not_matter(method, scale):
    x = np.array([0.5, -1.0])
    computed = numerical_gradient(lambda x: scale * np.sin(x).sum(), x, method=method)
    # At 1e-300 times a complex step, the last bits are subnormal.
    rtol = max(RTOL[method], 1e-6 if scale < 1e-200 else 0)
    np.testing.assert_allclose(computed, scale * np.cos(x), rtol=rtol)


@pytest.mark.parametrize("method", METHODS)
def test_a_lone_number_has_a_lone_derivative(method):
    for x in (2.0, np.float64(2), np.array(2.0), 2):
        computed = numerical_gradient(lambda x: x**3, x, method=method)
        assert computed.shape == ()
        assert computed == pytest.approx(12, rel=RTOL[method])


@pytest.mark.parametrize("method", METHODS)
def test_integers_are_moved_as_float64(method):
    for x in ([1, 2], np.array([1, 2]), np.array([1, 2], np.uint8)):
        computed = numerical_gradient(lambda x: (x**2).sum(), x, method=method)
        np.testing.assert_allclose(computed, [2, 4], rtol=RTOL[method])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_f_is_called_in_the_dtype_of_x(method, dtype):
    dtypes = set()

    def f(x):
        dtypes.add(x.dtype)
        return (x**2).sum()

    computed = numerical_gradient(f, np.array([1, -2], dtype), method=method)
    assert dtypes == {np.dtype(np.complex64) if method == "complex" else np.dtype(dtype)}
    eps = float(np.finfo(dtype).eps)
    rtol = {"central": eps ** (2 / 3), "forward": eps**0.5, "complex": eps}[method]
    np.testing.assert_allclose(computed, [2, -4], rtol=4 * rtol)


@pytest.mark.parametrize("method", METHODS)
def test_no_numbers_have_no_gradient_numbers(method):
    assert numerical_gradient(lambda x: x.sum(), np.zeros((0, 3)), method=method).shape == (0, 3)


# x is as it was, whatever f does -------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_x_is_as_it_was_and_may_be_read_only(method):
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    x.flags.writeable = False
    numerical_gradient(lambda x: (x**2).sum(), x, method=method)
    check_gradient(lambda x: (x**2).sum(), x, 2 * x, method=method)
    assert x.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fatal_call", [1, 2, 3, 4])
def test_x_is_as_it_was_when_f_raises_midway(method, fatal_call):
    x = np.array([1.0, 2.0, 3.0, 4.0])
    calls = []

    def f(x):
        calls.append(1)
        if len(calls) == fatal_call:
            raise ZeroDivisionError
        return (x**2).sum()

    with pytest.raises(ZeroDivisionError):
        numerical_gradient(f, x, method=method)
    assert x.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("method", METHODS)
def test_f_may_write_to_its_argument(method):
    def softmax_loss(z):  # as one writes it to save memory
        z -= z.real.max()
        np.exp(z, out=z)
        z /= z.sum()
        return -np.log(z[0])

    x = np.array([1.0, 2.0, 3.0])
    expected = special.softmax(x) - [1, 0, 0]
    computed = numerical_gradient(softmax_loss, x, method=method)
    np.testing.assert_allclose(computed, expected, rtol=RTOL[method])
    assert check_gradient(softmax_loss, x, expected, method=method).passed
    assert x.tolist() == [1, 2, 3]


@pytest.mark.parametrize("method", METHODS)
def test_f_may_keep_its_argument(method):
    kept = []

    def f(x):
        kept.append(x)
        return (x**2).sum()

    x = np.array([1.0, 2.0])
    numerical_gradient(f, x, method=method)
    assert len({id(argument) for argument in kept}) == len(kept)
    for argument in kept:
        assert not np.shares_memory(argument, x)
        assert (argument.astype(complex) != x).sum() <= 1  # not overwritten by a later step


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "x",
    [
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(12.0).reshape(2, 6)[:, ::-2],
        np.broadcast_to(np.arange(3.0), (2, 3)),
    ],
    ids=["Fortran", "strided", "broadcast"],
)
def test_x_may_lie_in_memory_in_any_way(method, x):
    computed = numerical_gradient(lambda x: (x**2).sum(), x, method=method)
    np.testing.assert_allclose(computed, 2 * x, rtol=RTOL[method], atol=RTOL[method])


# What it must be, and what it got ------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "error"),
    [
        ([1.0, np.nan], ValueError),
        ([np.inf], ValueError),
        ([[1.0], [1.0, 2.0]], ValueError),
        ([1j], TypeError),
        ("x", TypeError),
        (None, TypeError),
    ],
    ids=str,
)
@pytest.mark.parametrize("function_", [numerical_gradient, lambda f, x: check_gradient(f, x, x)])
def test_a_point_that_is_no_point_is_named(function_, x, error):
    with pytest.raises(error, match=r"^x must be .+, got "):
        function_(lambda x: x.sum(), x)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "value", [np.zeros(2), [], [1, 2], None, "1", np.zeros((1, 2)), np.array(None)], ids=str
)
def test_a_function_that_gives_no_single_number_is_named(method, value):
    with pytest.raises((ValueError, TypeError), match=r"^f must return a single number, got "):
        numerical_gradient(lambda x: value, [1.0], method=method)


@pytest.mark.parametrize("f", [lambda x: np.abs(x).sum(), lambda x: x.real.sum(), lambda x: 1.0])
def test_a_real_answer_to_a_complex_x_is_a_type_error(f):
    with pytest.raises(TypeError, match="f must return a complex number for a complex x"):
        numerical_gradient(f, [1.0], method="complex")


@pytest.mark.parametrize("method", ["central", "forward"])
def test_a_complex_answer_to_a_real_x_is_a_type_error(method):
    with pytest.raises(TypeError, match="f must return a real number for a real x, got "):
        numerical_gradient(lambda x: x.sum() + 1j, [1.0], method=method)


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (0, ValueError),
        (-1e-5, ValueError),
        (np.nan, ValueError),
        (np.inf, ValueError),
        ("1e-5", TypeError),
        ([1e-5], TypeError),
        (True, TypeError),
    ],
)
def test_a_step_that_is_no_step_is_named(step, error):
    for function_ in (numerical_gradient, lambda f, x, step: check_gradient(f, x, x, step)):
        with pytest.raises(error, match=r"^step must be a finite number > 0, got "):
            function_(lambda x: x.sum(), [1.0], step)


@pytest.mark.parametrize(
    ("method", "error"), [("Central", ValueError), ("backward", ValueError), (None, TypeError)]
)
def test_an_unknown_method_is_named(method, error):
    for function_ in (
        numerical_gradient,
        lambda f, x, method: check_gradient(f, x, x, None, method),
    ):
        with pytest.raises(error, match=r"^method must be one of 'central', .+, got "):
            function_(lambda x: x.sum(), [1.0], method=method)


@pytest.mark.parametrize(
    ("tolerance", "error"), [(0, ValueError), (-1, ValueError), ("1", TypeError)]
)
def test_a_tolerance_that_is_none_is_named(tolerance, error):
    with pytest.raises(error, match=r"^tolerance must be a finite number > 0, got "):
        check_gradient(lambda x: x.sum(), [1.0], [1.0], tolerance=tolerance)


@pytest.mark.parametrize(
    ("gradient", "error"),
    [
        ([1.0], ValueError),
        ([[1.0, 1.0]], ValueError),
        (1.0, ValueError),
        ([[1.0], [1.0, 2.0]], ValueError),
        ("ab", TypeError),
        (None, TypeError),
        ([1.0, 1j], TypeError),
        ([1 + 0j, 1 + 0j], TypeError),
    ],
    ids=str,
)
def test_a_gradient_that_does_not_fit_is_named(gradient, error):
    with pytest.raises(error, match=r"^gradient must .+, got "):
        check_gradient(lambda x: x.sum(), [1.0, 2.0], gradient)


def test_nothing_to_check_is_an_error():
    with pytest.raises(ValueError, match=r"^x must have at least one element to check, got none$"):
        check_gradient(lambda x: x.sum(), [], [])


# Right gradients pass ------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_a_right_gradient_passes(function, method):
    f, gradient, x = function
    report = check_gradient(f, x, gradient, method=method)
    assert report.passed, str(report)
    assert report.max_relative_error <= report.tolerance


@pytest.mark.parametrize("method", METHODS)
def test_a_right_gradient_passes_at_any_size_of_the_function(function, method):
    f, gradient, x = function
    for scale in (1e-300, 1e-200, 1e-100, 1e-12, 1e12, 1e100, 1e200, 1e295):
        report = check_gradient(
            lambda x, scale=scale: scale * f(x), x, scale * gradient, method=method
        )
        assert report.passed, f"{scale}: {report}"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_a_right_gradient_passes_in_fewer_digits(method, dtype):
    x = np.array([0.5, -1.0, 2.0], dtype)
    for f, gradient in [
        (lambda x: (x**2).sum(), 2 * x),
        (lambda x: np.sin(x).sum(), np.cos(x)),
        (lambda x: np.log(np.exp(x).sum()), softmax(x)),
    ]:
        report = check_gradient(f, x, gradient, method=method)
        assert report.passed, str(report)
        wrong = check_gradient(f, x, 0 * gradient, method=method)
        assert not wrong.passed, str(wrong)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("k", [1, 2, 3, 5, 10])
def test_a_gradient_that_is_truly_zero_passes_though_the_difference_is_but_rounding(method, k):
    x = np.random.default_rng(k).normal(size=k)
    for f in (lambda z: softmax(z).sum(), lambda z: 3 * softmax(z).sum() - 1):
        report = check_gradient(f, x, np.zeros(k), method=method)
        assert report.passed, str(report)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("power", [2, 3, 4, 5])
@pytest.mark.parametrize("offset", [0, 1e-12, 1.0, 1e6])
def test_a_gradient_passes_at_a_stationary_point(method, power, offset):
    # There the difference is all truncation: h² for x³, of an f that is itself h³.
    report = check_gradient(
        lambda x: offset + (x**power).sum(), np.zeros(3), np.zeros(3), None, method
    )
    assert report.passed, str(report)


@pytest.mark.parametrize("method", METHODS)
def test_some_elements_may_be_zero_and_others_not(method):
    report = check_gradient(
        lambda x: np.exp(x[0]) + x[1] ** 3 + 0 * x[2], [1.0, 0.0, 5.0], [np.e, 0, 0], method=method
    )
    assert report.passed, str(report)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("size", [1e3, 1e8, 1e100])
def test_a_right_gradient_passes_far_from_the_origin(method, size):
    x = size * np.array([1.0, -2.0])
    f = lambda x: ((x / size) ** 3).sum()  # noqa: E731
    assert check_gradient(f, x, 3 * (x / size) ** 2 / size, method=method).passed
    assert not check_gradient(f, x, 3.003 * (x / size) ** 2 / size, method=method).passed


def random_network(seed):
    """Sizes, weights from 0.01 to 5 and inputs from 0.1 to 10, all at random."""
    generator = np.random.default_rng(seed)
    n_inputs, n_hidden, n_outputs, n = generator.integers(1, (4, 4, 4, 6))
    W_scale, X_scale = 10 ** generator.uniform(-2, np.log10(5)), 10 ** generator.uniform(-1, 1)
    shapes = [(n_inputs, n_hidden), (n_hidden,), (n_hidden, n_outputs), (n_outputs,)]
    parameters = Parameters(*(W_scale * generator.normal(size=shape) for shape in shapes))
    X = X_scale * generator.normal(size=(n, n_inputs))
    return parameters, X, generator.integers(0, n_outputs, n)


def refusals(seed, activation, method):
    """What the check has against the right gradients, to parameters and inputs, of a network."""
    parameters, X, labels = random_network(seed)
    reduction, l2 = ("mean", "sum")[seed % 2], (0.0, 0.1)[seed // 2 % 2]

    def J(p, X):  # noqa: N802
        return loss(p, X, labels, activation, reduction, l2=l2)

    g = backward(parameters, forward(parameters, X, activation), labels, reduction, l2=l2)
    for report in (
        check_gradient(lambda p: J(p, X), parameters, g, method=method),
        check_gradient(lambda X: J(parameters, X), X, g.X, method=method),
    ):
        if not report.passed:
            yield f"network {seed}, {activation}: {report}"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("activation", SMOOTH)
def test_no_right_gradient_of_a_random_network_is_refused(activation, method):
    refused = [text for seed in range(16) for text in refusals(seed, activation, method)]
    assert not refused, "\n".join(refused)


# Found among thousands: saturated hidden units, or labels so nearly certain that the loss is
# 1e-12 or less, where the gradient is far below the rounding of the numbers it is made of.
EXTREME = [(a, seed) for a in ("sigmoid", "tanh") for seed in (170, 262, 623, 699, 954, 1014)]
EXTREME += [("identity", seed) for seed in (530, 786)]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("activation", "seed"), EXTREME)
def test_no_right_gradient_of_an_extreme_network_is_refused(activation, seed, method):
    refused = list(refusals(seed, activation, method))
    assert not refused, "\n".join(refused)


@pytest.mark.parametrize("method", METHODS)
def test_a_relu_network_passes_away_from_its_kinks(method):
    for seed in range(15):
        parameters, X, labels = random_network(seed)
        f = forward(parameters, X, "relu")
        if np.abs(f.z1).min() < 1e-3 * max(1, np.abs(X).max()):  # a step may cross the kink
            continue
        gradients = backward(parameters, f, labels)
        report = check_gradient(
            lambda p, X=X, labels=labels: loss(p, X, labels, "relu"),
            parameters,
            gradients,
            method=method,
        )
        assert report.passed, f"{seed}: {report}"


@pytest.mark.parametrize("method", METHODS)
def test_a_network_that_begins_at_zero_with_balanced_labels_passes(method):
    # Every gradient is 0 there but for rounding.
    parameters = Parameters(np.zeros((2, 3)), np.zeros(3), np.zeros((3, 3)), np.zeros(3))
    X, labels = np.random.default_rng(0).normal(size=(6, 2)), [0, 1, 2, 0, 1, 2]
    for activation in SMOOTH:
        gradients = backward(parameters, forward(parameters, X, activation), labels)
        report = check_gradient(
            lambda p, a=activation: loss(p, X, labels, a), parameters, gradients, method=method
        )
        assert report.passed, str(report)


@pytest.mark.parametrize("method", METHODS)
def test_a_float32_network_passes_and_its_zero_gradient_does_not(method):
    generator = np.random.default_rng(0)
    shapes = [(2, 3), (3,), (3, 3), (3,)]
    parameters = Parameters(*(generator.normal(size=s).astype(np.float32) for s in shapes))
    X, labels = generator.normal(size=(5, 2)).astype(np.float32), [0, 1, 2, 0, 1]
    gradients = backward(parameters, forward(parameters, X), labels)
    report = check_gradient(lambda p: loss(p, X, labels), parameters, gradients, method=method)
    assert report.passed, str(report)
    zeros = Parameters.from_vector(0 * gradients.to_vector(), 2, 3, 3)
    assert not check_gradient(lambda p: loss(p, X, labels), parameters, zeros, method=method).passed


# Planted errors fail -------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_two_and_a_thousandth_is_not_two(method):
    report = check_gradient(lambda x: (x**2).sum(), [1.0, 3.0], [2.001, 6.0], method=method)
    assert not report.passed
    assert report.worst_index == (0,)
    assert report.analytic == 2.001
    assert report.numeric == pytest.approx(2, rel=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_planted_errors_fail_at_any_size_of_the_function(function, method):
    f, gradient, x = function
    for scale in (1e-300, 1e-100, 1e-12, 1e-8, 1.0, 1e8, 1e100, 1e295):
        for wrong in (0 * gradient, 1.0005 * gradient, -gradient, gradient[::-1] + 0.1 * gradient):
            report = check_gradient(
                lambda x, scale=scale: scale * f(x), x, scale * wrong, method=method
            )
            assert not report.passed, f"{scale}: {report}"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("scale", [1e-303, 1e-306, 1e-308, 1e-310])
def test_a_zero_gradient_fails_even_where_the_function_is_nearly_subnormal(method, scale):
    report = check_gradient(lambda x: scale * (x**2).sum(), [1.0, 2.0], [0.0, 0.0], method=method)
    assert not report.passed, str(report)


@pytest.mark.parametrize("method", METHODS)
def test_a_zero_gradient_fails_though_the_functions_rounding_over_the_step_overflows(method):
    f = lambda x: 1e308 * x.sum()  # noqa: E731
    assert check_gradient(f, [1.0], [1e308], method=method).passed
    for wrong in (0.0, -1e308, 1.01e308):
        report = check_gradient(f, [1.0], [wrong], method=method)
        assert not report.passed, str(report)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("k", [1e4, 1e5, 1e6, 1e7, 1e8])
def test_a_zero_gradient_fails_however_steep_the_function(method, k):
    for f in (lambda x: np.exp(k * x).sum(), lambda x: np.sin(k * x).sum()):
        report = check_gradient(f, [0.0], [0.0], method=method)
        assert not report.passed, str(report)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_gradient_that_is_not_finite_fails_where_it_is_not(method, bad):
    report = check_gradient(lambda x: (x**2).sum(), [1.0, 2.0, 3.0], [2.0, bad, 6.0], method=method)
    assert not report.passed
    assert report.worst_index == (1,)
    assert report.max_relative_error == np.inf


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_function_that_is_not_finite_fails(method, bad):
    for gradient in ([0.0], [bad], [1.0]):
        assert not check_gradient(lambda x: x.sum() * bad, [1.0], gradient, method=method).passed


@pytest.mark.parametrize(
    ("x", "step", "method"),
    [
        (1e20, 1e-3, "central"),  # x + h is x
        (1.0, 1e-17, "forward"),
        (1.0, 1e-15, "central"),  # x moves, but f(x + h) - f(x - h) is rounding
        (1.0, 1e-15, "forward"),
        (np.float32(1), 1e-100, "complex"),  # h is 0 in complex64
        (1.0, 5e-324, "complex"),
    ],
)
def test_a_step_too_small_to_tell_lets_no_wrong_gradient_pass(x, step, method):
    for wrong in (0.0, 7 * float(x), -2 * float(x)):
        report = check_gradient(lambda x: x**2, x, wrong, step=step, method=method)
        assert not report.passed, str(report)


# The same gradients as in `backward`, with one mistake each.


def square_network(seed):
    """Three of everything but rows, so that every transpose fits; weights and biases of order 1."""
    generator = np.random.default_rng(seed)
    shapes = [(3, 3), (3,), (3, 3), (3,)]
    parameters = Parameters(*(generator.normal(size=shape) for shape in shapes))
    return parameters, generator.normal(size=(4, 3)), generator.integers(0, 3, 4)


L2 = 0.1


def square_loss(p, X, labels):
    """The mean loss of a sigmoid network with an L2 penalty, written anew; complex numbers pass."""
    a1 = 1 / (1 + np.exp(-(X @ p.W1 + p.b1)))
    logits = a1 @ p.W2 + p.b2
    data_loss = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(X)), labels]
    return data_loss.mean() + L2 / 2 * ((p.W1**2).sum() + (p.W2**2).sum())


MISTAKES = [
    "all zeros",
    "2.001 for 2",
    "sign flipped",
    "lost 1/N",
    "1/N twice",
    "of the sum",
    "no derivative of the activation",
    "derivative of a1 instead of z1",
    "W1 transposed",
    "W2 transposed",
    "W2 not transposed on the way back",
    "b1 missing",
    "b2 missing",
    "b1 of the last row alone",
    "b2 of the last row alone",
    "penalty instead of the data's gradient",
    "penalty missing",
    "penalty without its half",
    "biases penalised",
    "one-hot not subtracted",
    "labels of another order",
    "probabilities of another temperature",
    "b1 and b2 swapped",
    "last row left out",
]


def mistaken_gradients(mistake, p, X, labels):
    """∂J/∂(W1, b1, W2, b2) of a sigmoid network with an L2 penalty; "" makes no mistake."""
    n = len(X)
    a1 = special.expit(X @ p.W1 + p.b1)
    logits = a1 @ p.W2 + p.b2
    if mistake == "probabilities of another temperature":
        logits = logits / 1.01
    targets = np.eye(3)[labels[::-1] if mistake == "labels of another order" else labels]
    if mistake == "one-hot not subtracted":
        targets = 0 * targets
    delta1 = special.softmax(logits, axis=1) - targets
    if mistake not in ("lost 1/N", "of the sum"):
        delta1 = delta1 / n
    if mistake == "last row left out":
        delta1[-1] = 0
    slope = a1 * (1 - a1)
    if mistake == "no derivative of the activation":
        slope = np.ones_like(a1)
    if mistake == "derivative of a1 instead of z1":
        slope = special.expit(a1) * special.expit(-a1)
    back = p.W2 if mistake == "W2 not transposed on the way back" else p.W2.T
    delta3 = (delta1 @ back) * slope
    W1, b1, W2, b2 = X.T @ delta3, delta3.sum(axis=0), a1.T @ delta1, delta1.sum(axis=0)
    if mistake == "1/N twice":
        W1, b1 = W1 / n, b1 / n
    strength = {"penalty missing": 0, "penalty without its half": 2 * L2}.get(mistake, L2)
    if mistake == "of the sum":
        strength *= n
    if mistake == "penalty instead of the data's gradient":
        W1 = 0 * W1
    W1, W2 = W1 + strength * p.W1, W2 + strength * p.W2
    if mistake == "biases penalised":
        b1, b2 = b1 + L2 * p.b1, b2 + L2 * p.b2
    if mistake == "b1 missing":
        b1 = 0 * b1
    if mistake == "b2 missing":
        b2 = 0 * b2
    if mistake == "b1 of the last row alone":
        b1 = delta3[-1]
    if mistake == "b2 of the last row alone":
        b2 = delta1[-1]
    if mistake == "b1 and b2 swapped":
        b1, b2 = b2, b1
    W1 = W1.T if mistake == "W1 transposed" else W1
    W2 = W2.T if mistake == "W2 transposed" else W2
    gradients = Gradients(W1, b1, W2, b2, X=delta3 @ p.W1.T)
    factor = {"all zeros": 0, "2.001 for 2": 2.001 / 2, "sign flipped": -1}.get(mistake, 1)
    return dataclasses.replace(
        gradients, **{name: factor * getattr(gradients, name) for name in PARAMETER_NAMES}
    )


WHERE = {  # the only parameters that a mistake makes wrong
    "W1 transposed": {"W1"},
    "W2 transposed": {"W2"},
    "b1 missing": {"b1"},
    "b2 missing": {"b2"},
    "b1 of the last row alone": {"b1"},
    "b2 of the last row alone": {"b2"},
    "no derivative of the activation": {"W1", "b1"},
    "derivative of a1 instead of z1": {"W1", "b1"},
    "W2 not transposed on the way back": {"W1", "b1"},
    "penalty instead of the data's gradient": {"W1"},
    "penalty missing": {"W1", "W2"},
    "penalty without its half": {"W1", "W2"},
    "biases penalised": {"b1", "b2"},
    "b1 and b2 swapped": {"b1", "b2"},
}


@pytest.mark.parametrize("method", METHODS)
def test_the_gradients_that_the_mistakes_are_planted_in_are_right(method):
    for seed in range(3):
        p, X, labels = square_network(seed)
        gradients = mistaken_gradients("", p, X, labels)
        report = check_gradient(lambda q: square_loss(q, X, labels), p, gradients, method=method)  # noqa: B023
        assert report.passed, str(report)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_every_mistake_in_a_backward_pass_is_found(mistake, method):
    for seed, scale in ((0, 1.0), (1, 1.0), (2, 1e-100)):  # found in a tiny loss as well
        p, X, labels = square_network(seed)
        gradients = mistaken_gradients(mistake, p, X, labels)
        scaled = Parameters.from_vector(scale * gradients.to_vector(), *p.sizes)
        report = check_gradient(
            lambda q, X=X, labels=labels, scale=scale: scale * square_loss(q, X, labels),
            p,
            scaled,
            method=method,
        )
        assert not report.passed, str(report)
        assert report.worst_name in WHERE.get(mistake, PARAMETER_NAMES), str(report)
        value = getattr(scaled, report.worst_name)[report.worst_index]
        assert report.analytic == value
        truth = mistaken_gradients("", p, X, labels)
        right = scale * getattr(truth, report.worst_name)[report.worst_index]
        assert report.numeric == pytest.approx(right, rel=1e-4, abs=scale * 1e-6)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("name", "index"),
    [("W1", (0, 0)), ("W1", (2, 1)), ("b1", (1,)), ("W2", (0, 2)), ("W2", (2, 2)), ("b2", (0,))],
)
@pytest.mark.parametrize("plant", [lambda g: 1.01 * g, lambda g: g + 0.001, lambda g: np.nan])
def test_a_single_wrong_element_is_pointed_at(name, index, plant, method):
    p, X, labels = square_network(1)
    gradients = mistaken_gradients("", p, X, labels)
    right = getattr(gradients, name)[index]
    getattr(gradients, name)[index] = plant(right)
    report = check_gradient(lambda q: square_loss(q, X, labels), p, gradients, method=method)
    assert not report.passed
    assert (report.worst_name, report.worst_index) == (name, index)
    np.testing.assert_equal(report.analytic, plant(right))
    assert report.numeric == pytest.approx(right, rel=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_one_wrong_element_among_thousands_is_found(method):
    x = np.random.default_rng(0).normal(size=(40, 50))
    gradient = np.cos(x)
    gradient[31, 17] *= 1.0001
    report = check_gradient(lambda x: np.sin(x).sum(), x, gradient, method=method)
    assert not report.passed
    assert report.worst_index == (31, 17)
    assert (report.relative_error > report.tolerance).sum() == 1


@pytest.mark.parametrize("method", ["central", "complex"])  # forward resolves too few digits
def test_the_worst_element_is_that_of_the_largest_relative_error(method):
    wrong = [2.2, 101.0]  # off by 0.2 and by 1
    report = check_gradient(
        lambda x: x[0] ** 2 + np.sin(100 * x[1]), [1.0, 0.0], wrong, None, method
    )
    assert report.worst_index == (0,)
    assert report.max_relative_error == pytest.approx(0.2 / 2.2, rel=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_wrong_gradients_to_the_inputs_are_found(method):
    p, X, labels = square_network(2)
    right = backward(p, forward(p, X), labels).X
    by_W1_itself = right @ np.linalg.inv(p.W1.T) @ p.W1
    for wrong in (0 * right, right[::-1], by_W1_itself, 4 * right):
        report = check_gradient(lambda X: loss(p, X, labels), X, wrong, method=method)
        assert not report.passed
        assert report.worst_name == "x"
        assert report.analytic == wrong[report.worst_index]
    assert check_gradient(lambda X: loss(p, X, labels), X, right, method=method).passed


# Parameters in, and the report ---------------------------------------------------------


def test_parameters_are_checked_against_gradients_of_the_same_shapes():
    p, X, labels = square_network(3)
    g = backward(p, forward(p, X), labels)
    f = lambda q: loss(q, X, labels)  # noqa: E731
    with pytest.raises(TypeError, match=r"^gradient must be .*Gradients.*, got "):
        check_gradient(f, p, g.to_vector())
    # As vectors these have the right length, and even the right numbers.
    for name, array in (
        ("b1", g.b1[None, :]),
        ("b2", g.b2[:, None]),
        ("W1", g.W1.reshape(1, 9)),
        ("W2", g.W2.ravel()),
    ):
        with pytest.raises(ValueError, match=rf"{name} must have shape .+, got "):
            check_gradient(f, p, dataclasses.replace(g, **{name: array}))


def test_the_report_says_what_was_found():
    p, X, labels = square_network(4)
    g = backward(p, forward(p, X), labels)
    g.W2[1, 2] += 0.5
    report = check_gradient(lambda q: loss(q, X, labels), p, g, method="forward")
    vector = g.to_vector()
    assert report.relative_error.shape == report.numerical_gradient.shape == vector.shape
    assert report.max_relative_error == report.relative_error.max()
    assert report.relative_error.argmax() == 9 + 3 + 5  # W1, b1, then row 1, column 2 of W2
    assert report.numerical_gradient[17] == report.numeric
    assert report.method == "forward"
    assert report.step == pytest.approx(best_step("forward") * max(1, abs(p.W2[1, 2])))
    text = str(report)
    for part in ("FAILED", "W2[1, 2]", f"{report.analytic:.6g}"[:7], f"{report.numeric:.6g}"[:6]):
        assert part in text


def test_the_report_of_a_right_gradient_says_so():
    report = check_gradient(lambda x: x**2, 3.0, 6.0)
    assert report.passed
    assert report.worst_index == ()
    assert str(report).startswith("passed: worst at x: analytic 6, numeric 6")


def test_the_tolerance_is_half_of_the_digits_unless_given():
    f = lambda x: (x**2).sum()  # noqa: E731
    assert check_gradient(f, [1.0], [2.0]).tolerance == pytest.approx(2.0**-26)
    single = check_gradient(f, np.float32([1]), [2.0])
    assert single.tolerance == pytest.approx(2.0**-11.5)
    assert check_gradient(f, [1.0], [2.001], tolerance=1e-3).passed
    assert not check_gradient(f, [1.0], [2.001], tolerance=1e-4).passed


def test_the_best_steps_are_powers_of_eps():
    eps = np.finfo(float).eps
    assert best_step("central") == pytest.approx(eps ** (1 / 3))
    assert best_step("forward") == pytest.approx(eps**0.5)
    assert best_step("complex") <= 1e-8  # any that is small: h² is the error
    assert best_step("central", np.float32) == pytest.approx(2.0 ** (-23 / 3))
    with pytest.raises(ValueError, match=r"^method must be one of "):
        best_step("backward")
