import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metl_core.synthetic import blobs, checkerboard, circles, moons, spirals, xor

TWO_CLASSES = (xor, checkerboard, circles, moons)
ALL = (*TWO_CLASSES, blobs, spirals)


def made(make, n_samples=400, noise=0.0, seed=0, **more):
    return make(n_samples, noise, np.random.default_rng(seed), **more)


def radius_and_angle(points):
    return np.hypot(*points.T), np.arctan2(points[:, 1], points[:, 0])


# Shapes, exactly ------------------------------------------------------------------------


def test_xor_tells_whether_the_signs_differ():
    data = made(xor)
    x1, x2 = data.X.T
    np.testing.assert_array_equal(data.labels, (x1 * x2 < 0).astype(int))


def test_xor_leaves_a_margin_around_the_axes():
    distance = np.abs(made(xor, 5000).X)
    assert distance.min() >= 0.15
    assert distance.min() < 0.16  # and no more than that: 5000 points come close


def test_xor_fills_all_four_quadrants_equally():
    signs = (made(xor, 400).X > 0) @ [2, 1]
    assert np.bincount(signs).tolist() == [100, 100, 100, 100]


def test_the_checkerboard_changes_colour_from_cell_to_cell():
    data = made(checkerboard, 1600)
    column, row = np.floor((data.X + 1) / 0.5).astype(int).T
    np.testing.assert_array_equal(data.labels, (column + row) % 2)
    assert np.bincount(4 * row + column).tolist() == [100] * 16


def test_the_circles_have_their_exact_radii():
    data = made(circles)
    radius, angle = radius_and_angle(data.X)
    # rtol: cos and sin, their squares and a root
    np.testing.assert_allclose(radius, np.where(data.labels == 0, 1.0, 0.5), rtol=1e-14)
    for label in (0, 1):  # all the way round: no gap of 40 degrees between 200 random points
        assert np.diff(np.sort(angle[data.labels == label])).max() < 0.7


def test_the_moons_are_half_circles_and_each_other_mirrored_in_the_origin():
    data = made(moons)
    centre = np.array([-1 / 3, -1 / 6])
    for label, sign in ((0, 1), (1, -1)):
        points = sign * data.X[data.labels == label]
        radius, angle = radius_and_angle(points - centre)
        np.testing.assert_allclose(radius, 2 / 3, rtol=1e-14)
        assert angle.min() >= 0  # an upper half
        assert angle.max() > 3.1


def test_the_moons_reach_into_each_other():
    X, labels = (data := made(moons)).X, data.labels
    assert X[labels == 0, 1].min() < 0 < X[labels == 1, 1].max()
    assert X[labels == 0, 0].max() > X[labels == 1, 0].min()


@pytest.mark.parametrize("n_classes", range(2, 11))
def test_the_blobs_stand_evenly_on_a_circle(n_classes):
    data = made(blobs, n_classes=n_classes)
    for label in range(n_classes):
        centre = 0.7 * np.exp(2j * np.pi * label / n_classes)
        points = data.X[data.labels == label] @ [1, 1j]
        np.testing.assert_allclose(points, centre, atol=1e-15)  # rounding of cos and sin


@pytest.mark.parametrize("n_classes", range(2, 6))
def test_every_spiral_arm_is_the_first_one_turned(n_classes):
    data = made(spirals, n_classes=n_classes)
    radius = np.hypot(*data.X.T)
    turned_back = (data.X @ [1, 1j]) * np.exp(-2j * np.pi * data.labels / n_classes)
    # atol: rounding of cos and sin of angles up to 14
    np.testing.assert_allclose(turned_back, radius * np.exp(2.5j * np.pi * radius), atol=1e-14)
    assert radius.min() >= 0.1
    assert radius.max() > 0.98


# Noise ----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", ALL)
def test_noise_is_the_standard_deviation_that_is_added_to_each_coordinate(make):
    # The same stream: without noise the same points.
    added = made(make, 5000, noise=0.3).X - made(make, 5000).X
    # 5000 values: the deviation is known to 1 % of itself (one sigma), the mean to 1.4 %.
    np.testing.assert_allclose(added.std(axis=0), 0.3, rtol=0.05)
    np.testing.assert_allclose(added.mean(axis=0), 0, atol=0.02)
    assert abs(np.corrcoef(added.T)[0, 1]) < 0.07


@pytest.mark.parametrize("make", ALL)
def test_without_noise_all_coordinates_are_within_one(make):
    assert np.abs(made(make, 5000).X).max() <= 1


# What all have in common ----------------------------------------------------------------


@pytest.mark.parametrize("make", TWO_CLASSES)
@given(n_samples=st.integers(10, 300))
def test_two_classes_differ_by_one_example_at_most(make, n_samples):
    counts = np.bincount(made(make, n_samples).labels, minlength=2)
    assert counts.sum() == n_samples
    assert np.ptp(counts) <= 1


@pytest.mark.parametrize(("make", "most"), [(blobs, 10), (spirals, 5)])
@given(n_samples=st.integers(10, 300), data=st.data())
def test_many_classes_differ_by_one_example_at_most(make, most, n_samples, data):
    n_classes = data.draw(st.integers(2, most))
    dataset = made(make, n_samples, n_classes=n_classes)
    counts = np.bincount(dataset.labels, minlength=n_classes)
    assert (len(counts), counts.sum()) == (n_classes, n_samples)
    assert np.ptp(counts) <= 1
    assert dataset.class_names == tuple(f"class {k}" for k in range(n_classes))


@pytest.mark.parametrize("make", ALL)
def test_the_same_generator_state_gives_the_same_bits_and_another_one_others(make):
    first, again, other = (made(make, noise=0.1, seed=seed).X for seed in (7, 7, 8))
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


@pytest.mark.parametrize("make", ALL)
def test_a_set_bears_its_name_and_those_of_the_plane(make):
    data = made(make)
    assert data.name == make.__name__
    assert data.feature_names == ("x1", "x2")
    assert data.source == ""


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize(
    ("n_samples", "noise", "error", "message"),
    [
        (9, 0.1, ValueError, "n_samples must be an integer from 10 to 5000, got 9"),
        (5001, 0.1, ValueError, "n_samples must be an integer from 10 to 5000, got 5001"),
        (100.0, 0.1, TypeError, "n_samples must be an integer"),
        (100, -0.1, ValueError, "noise must be a finite number from 0 to 1, got -0.1"),
        (100, 1.1, ValueError, "noise must be a finite number from 0 to 1, got 1.1"),
        (100, float("nan"), ValueError, "noise must be a finite number"),
        (100, "0.1", TypeError, "noise must be a finite number"),
    ],
)
def test_numbers_out_of_bounds_are_refused_before_anything_is_drawn(
    make, n_samples, noise, error, message
):
    generator = np.random.default_rng(0)
    with pytest.raises(error, match=message):
        make(n_samples, noise, generator)
    assert generator.random() == np.random.default_rng(0).random()


@pytest.mark.parametrize(("make", "most"), [(blobs, 10), (spirals, 5)])
@pytest.mark.parametrize("n_classes", [1, 0, 11])
def test_a_number_of_classes_out_of_bounds_is_refused(make, most, n_classes):
    with pytest.raises(ValueError, match=f"n_classes must be an integer from 2 to {most}, got"):
        made(make, n_classes=n_classes)
