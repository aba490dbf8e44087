"""The figures of the lesson on gradient checks show what was computed, and Plotly takes them."""

import numpy as np
import plotly.graph_objects as go
import pytest

from metl_core.blind_spots import check_zero_gradient, checked_run, slopes_of_relu
from metl_core.bug_check import check_bug
from metl_core.problem import MATRICES, small_problem
from metl_core.v_curve import V_METHODS, measure, v_curve
from metl_ui.charts.blind_spots import LOSSES, kink_figure, run_figure, scale_figure
from metl_ui.charts.error_matrices import error_matrices, short_error
from metl_ui.charts.v_curve import BOTTOM, TOP, v_curve_figure
from metl_ui.lessons.gradient_check.settings import RATE

PROBLEM = small_problem()
CURVE = v_curve(PROBLEM, "W2", (0, 0))


def made(drawing) -> go.Figure:
    """Plotly checks every word of it."""
    return go.Figure(drawing.to_dict())


def named(figure: go.Figure, name: str) -> list:
    return [trace for trace in figure.data if trace.name == name]


def v_at(h: float) -> go.Figure:
    return made(v_curve_figure(CURVE, measure(PROBLEM, "W2", (0, 0), np.array([h]))))


def test_the_v_has_every_error_its_prediction_and_the_best_steps():
    figure = v_at(1e-3)
    for method in V_METHODS:
        name = "complex step" if method == "complex" else f"{method} difference"
        dots, large = named(figure, name)
        np.testing.assert_array_equal(dots.x, CURVE.measured.h)
        np.testing.assert_array_equal(dots.y, np.clip(CURVE.measured.error[method], 2e-18, 500))
        assert large.x == (1e-3,)
        (predicted,) = named(figure, f"{method}, predicted")
        np.testing.assert_array_equal(predicted.y, CURVE.predicted(method, CURVE.measured.h))
    h = np.geomspace(1e-10, 1, 100_001)  # find the least sum of both errors by looking
    for method, order in (("forward", 1), ("central", 2)):
        size = CURVE.predictions[method]
        least = h[np.argmin(size.truncation * h**order + size.rounding / h)]
        assert named(figure, f"{method}, best h")[0].x == pytest.approx([least] * 2, rel=1e-3)
    assert not named(figure, "complex, best h")


def test_the_axes_of_the_v_stay_while_h_moves_and_hold_every_dot():
    first, second = v_at(1.0), v_at(1e-16)
    assert first.layout.xaxis == second.layout.xaxis
    assert first.layout.yaxis == second.layout.yaxis
    for trace in first.data:
        assert min(trace.y) >= BOTTOM
        assert max(trace.y) <= TOP
    moved = [a.name for a, b in zip(first.data, second.data, strict=True) if list(a.x) != list(b.x)]
    assert len(moved) == 4  # three dots and the upright line


@pytest.mark.parametrize("bug", ["missing σ′", "softmax shifted by the minimum", "no bug"])
def test_every_matrix_has_its_errors_in_place_and_its_verdict(bug):
    check = check_bug(bug, small_problem(3, 3, 2, 4))
    matrices = check.matrices[check.telling]
    figure = made(error_matrices(matrices))
    heatmaps = [trace for trace in figure.data if trace.type == "heatmap"]
    others = [trace for trace in figure.data if trace.type == "scatter"]
    numbers = [trace for trace in others if trace.mode == "text"]
    frames = [trace for trace in others if trace.mode == "lines"]
    titles = [note.text for note in figure.layout.annotations]
    for name, cells, texts in zip(MATRICES, heatmaps, numbers, strict=True):
        error = np.atleast_2d(matrices[name].error)
        assert np.shape(cells.z) == error.shape
        assert list(texts.text) == [short_error(one) for one in error.ravel()]
        assert (texts.x[0], texts.y[0]) == (cells.x0, cells.y0)
        assert f"{name} passes" in titles or f"{name} <b>fails</b>" in titles
        assert (f"{name} passes" in titles) is (name not in check.named)
        if name not in check.named:
            assert np.max(cells.z) == cells.zmin  # as empty as the page
    assert len(frames) == len(check.named)
    for frame, name in zip(frames, check.named, strict=True):
        cells = heatmaps[MATRICES.index(name)]
        at = (0, *matrices[name].report.worst_index)[-2:]
        assert (frame.x[0] + 0.5 - cells.x0, frame.y[0] + 0.5 - cells.y0) == pytest.approx(at[::-1])
    boxes = [
        (one.x0, one.x0 + np.shape(one.z)[1], one.y0, one.y0 + np.shape(one.z)[0])
        for one in heatmaps
    ]
    for i, (left, right, top, bottom) in enumerate(boxes):
        assert figure.layout.xaxis.range[0] <= left - 0.5
        assert right - 0.5 <= figure.layout.xaxis.range[1]
        assert bottom - 0.5 <= figure.layout.yaxis.range[0]
        for other in boxes[:i]:  # no two overlap
            apart = other[1] <= left or right <= other[0] or other[3] <= top or bottom <= other[2]
            assert apart


@pytest.mark.parametrize(
    ("error", "text"),
    {0: "0", 2.34e-11: "2e−11", 0.0312: "0.031", 1: "1", 3.4e-5: "3e−5", np.inf: "nan"}.items(),
)
def test_an_error_in_few_letters(error, text):
    assert short_error(error) == text


def test_two_tests_against_the_scale_with_the_line_that_one_falls_through():
    checked = [check_zero_gradient(PROBLEM, scale) for scale in (1e-12, 1.0)]
    figure = made(scale_figure(checked, checked[0]))
    (theirs,) = named(figure, "test absolute below 1")
    (ours,) = named(figure, "relative test")
    assert list(ours.y) == [1, 1]
    assert theirs.y[0] < 1e-7 < theirs.y[1]
    assert {trace.x[0] for trace in figure.data if trace.mode == "markers"} == {1e-12}


@pytest.mark.parametrize("u", [-2, -0.3, 0, 0.5, 2])
def test_the_secants_at_the_kink_have_the_slopes_that_are_told(u):
    kink = slopes_of_relu(u * 1e-5, 1e-5)
    figure = made(kink_figure(kink))
    for name, slope in (("central", kink.central), ("forward", kink.forward)):
        (line,) = named(figure, name)
        assert np.diff(line.y) / np.diff(line.x) == pytest.approx([slope], abs=1e-9)
    assert figure.layout.xaxis.range == made(kink_figure(slopes_of_relu(0))).layout.xaxis.range


def test_the_losses_of_a_run_and_the_verdicts():
    run = checked_run(RATE.options[-1])
    figure = made(run_figure(run))
    assert list(figure.data[0].y) == list(run.losses)
    assert set(figure.data[0].marker.symbol) == {"circle"}
    assert list(figure.layout.yaxis.range) == LOSSES
    for rate in RATE.options:  # and the axis holds all of them
        exponents = np.log10(checked_run(rate).losses)
        assert LOSSES[0] < exponents.min() <= exponents.max() < LOSSES[1]
