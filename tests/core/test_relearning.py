"""How long a saturated unit takes to change its mind."""

import numpy as np
import pytest

from metl_core.losses import cross_entropy, cross_entropy_gradient
from metl_core.relearning import (
    SATURATED_FROM,
    log_loss_gradient,
    relearn,
    squared_error_gradient,
)

BOTH = pytest.mark.parametrize("gradient", [squared_error_gradient, log_loss_gradient])
H = 1e-5  # central difference: h² and eps/h are both below 1e-10


def sigma(x):
    return (1 + np.tanh(x / 2)) / 2


@pytest.mark.parametrize("x", [-9, -1, 0, 0.3, 6])
@pytest.mark.parametrize("t", [0, 1])
def test_the_gradients_are_the_slopes_of_their_losses(x, t):
    def squared_error(x):
        return (sigma(x) - t) ** 2 / 2

    def log_loss(x):
        return np.log1p(np.exp(-x)) if t else np.log1p(np.exp(x))

    for loss, gradient in ((squared_error, squared_error_gradient), (log_loss, log_loss_gradient)):
        numeric = (loss(x + H) - loss(x - H)) / (2 * H)
        assert gradient(x, t) == pytest.approx(numeric, abs=1e-9)


def test_the_log_loss_is_the_cross_entropy_of_two_classes():
    logits = np.array([[0, 1.7]])
    for t in (0, 1):
        assert log_loss_gradient(1.7, t) == pytest.approx(
            cross_entropy_gradient(logits, [t])[0, 1], rel=1e-14
        )
        assert cross_entropy(logits, [t]) == pytest.approx(
            np.log1p(np.exp(-1.7 if t else 1.7)), rel=1e-14
        )


def test_saturation_begins_where_the_slope_is_a_hundredth():
    assert sigma(SATURATED_FROM) * sigma(-SATURATED_FROM) == pytest.approx(0.01, rel=1e-12)


@BOTH
@pytest.mark.parametrize("x", [-6.5, -0.2, 0.1, 3, 8])
def test_a_path_ends_at_the_first_x_whose_output_has_passed_a_half(gradient, x):
    path = relearn(x, gradient)
    assert (path.step[0], path.x[0]) == (1, x)
    assert path.step[-1] == path.n_steps + 1
    assert np.sign(path.x[-1]) != np.sign(x)
    assert (np.sign(path.x[:-1]) == np.sign(x)).all()
    assert (np.diff(path.step) > 0).all()
    assert path.n_saturated < path.n_steps


def test_a_short_path_holds_every_step():
    path = relearn(1.5, log_loss_gradient)
    assert path.step.tolist() == list(range(1, path.n_steps + 2))
    moves = [-log_loss_gradient(x, 0.0) for x in path.x[:-1].tolist()]
    np.testing.assert_allclose(np.diff(path.x), moves, rtol=1e-12)
    assert path.first_move == moves[0]


@BOTH
@pytest.mark.parametrize("x", [0.01, 2.3, -10, 12])
def test_a_path_is_kept_in_twenty_places_at_most_that_are_spread_over_both_axes(gradient, x):
    path = relearn(x, gradient)
    assert len(path.step) == len(path.x) <= 20
    longest_step = np.abs(gradient(0.0, 0.0 if x > 0 else 1.0))
    assert np.abs(np.diff(path.x)).max() <= abs(x) / 12 + 2 * longest_step
    assert (path.step[1:] / path.step[:-1]).max() < 20  # a curve on a logarithmic axis


def test_mirrored_starts_have_mirrored_paths():
    right, left = (relearn(x, squared_error_gradient) for x in (7.0, -7.0))
    assert (right.n_steps, right.n_saturated) == (left.n_steps, left.n_saturated)
    np.testing.assert_allclose(right.x, -left.x, rtol=1e-9)


def test_a_step_further_out_takes_e_times_as_many_steps_by_the_squared_error_alone():
    near, far = (relearn(x, squared_error_gradient).n_saturated for x in (9.0, 10.0))
    # dx/dt = -e^-x far out: the time to a place near 0 is e^x, less the little of that place
    assert far / near == pytest.approx(np.e, rel=0.01)
    near, far = (relearn(x, log_loss_gradient).n_steps for x in (9.0, 10.0))
    assert far - near == 1


def test_at_zero_there_is_nothing_to_learn_anew():
    path = relearn(0.0, squared_error_gradient)
    assert (path.n_steps, path.n_saturated, path.first_move) == (0, 0, 0)


@pytest.mark.parametrize("x", [np.nan, 12.5, -13])
def test_bad_input_is_named(x):
    with pytest.raises(ValueError, match="x must be a finite number from -12 to 12"):
        relearn(x, squared_error_gradient)
