"""The figures of the cross-entropy lesson that follow a slider, as they are made and handed out."""

import numpy as np
import plotly.graph_objects as go
import pytest
import scipy.special

from metl_ui.charts.theme import class_colour
from metl_ui.lessons.cross_entropy.batch import BATCH
from metl_ui.lessons.cross_entropy.from_logits import FROM_LOGITS
from metl_ui.lessons.cross_entropy.pull import PULL
from metl_ui.lessons.cross_entropy.rivals import RIVALS
from metl_ui.lessons.cross_entropy.settings import LADDER
from metl_ui.lessons.cross_entropy.soft import SOFT
from metl_ui.link import Choice

EVERY_SET = pytest.mark.parametrize(
    "figures", [PULL, SOFT, FROM_LOGITS, RIVALS, BATCH], ids=lambda one: one.name
)
RNG = np.random.default_rng(5)


def any_value(field):
    """One that the field allows, at random, the ends as often as what is between."""
    if isinstance(field, Choice):
        return field.options[RNG.integers(len(field.options))]
    ends = [field.minimum, field.maximum]
    between = RNG.integers(0, round((ends[1] - ends[0]) / field.step)) * field.step + ends[0]
    return field.parse(f"{RNG.choice([*ends, between, between]):g}")


def drawn(figures, **settings):
    """Each panel as a figure that Plotly has checked."""
    return [go.Figure(panel.drawing.to_dict()) for panel in figures.panels(**settings)]


@EVERY_SET
def test_axes_stay_and_words_are_finite_whatever_the_settings(figures):
    seen = {}
    for _ in range(15):
        settings = {field.key: any_value(field) for field in figures.fields}
        for panel in figures.panels(**settings):
            layout = panel.drawing.layout
            ranges = [layout[axis].get("range") for axis in layout if axis[1:5] == "axis"]
            assert seen.setdefault(panel.key, ranges) == ranges
            assert figures is FROM_LOGITS or not {"nan", "inf"} & set(panel.alt.split())


def test_every_point_lies_on_the_plot():
    for figures in (PULL, SOFT, RIVALS, BATCH):
        for _ in range(10):
            settings = {field.key: any_value(field) for field in figures.fields}
            for figure in drawn(figures, **settings):
                for trace in figure.data:
                    if trace.type != "scatter" or "markers" not in trace.mode:
                        continue
                    axis = figure.layout["yaxis" + (trace.yaxis or "y")[1:]]
                    low, high = axis.range
                    assert low <= trace.y[0] <= high, (figures.name, settings, trace.name)


def test_bars_are_p_the_target_and_their_difference():
    z = np.array([1.0, -2.0, 0.5])
    p = scipy.special.softmax(z)
    shares, gradient, loss = drawn(PULL, logit1=z[0], logit2=z[1], logit3=z[2], label=2)
    np.testing.assert_allclose(shares.data[0].y, p, rtol=1e-14)
    np.testing.assert_array_equal(shares.data[1].y, [0, 1, 0])
    np.testing.assert_allclose(gradient.data[0].y, p - [0, 1, 0], rtol=1e-14)
    assert [text.split("<br>")[1] for text in gradient.data[0].text] == [
        "↓ goes down", "↑ goes up", "↓ goes down",
    ]  # fmt: skip
    for bars in (shares, gradient):
        assert bars.data[0].marker.color == tuple(map(class_colour, range(3)))
    assert loss.data[1].marker.color == class_colour(1)
    assert (loss.data[1].x[0], loss.data[1].y[0]) == pytest.approx((p[1], -np.log(p[1])))
    np.testing.assert_allclose(loss.data[0].y, -np.log(loss.data[0].x), atol=1e-12)


def test_a_loss_beyond_the_axis_is_an_arrow_with_its_number():
    *_, loss = drawn(PULL, logit1=LADDER[0], logit2=0.0, logit3=LADDER[-1], label=1)
    assert loss.data[1].marker.symbol == "arrow-up"
    assert loss.data[1].text == ("2000",)


def test_the_curve_of_a_soft_target_has_its_least_on_the_dashed_line():
    *_, curve = drawn(SOFT, smoothing=0.3, z_soft=0.0)
    losses, least = curve.data[0].y, curve.data[1].y[0]
    t = np.array([0.8, 0.1, 0.1])
    assert least == pytest.approx(scipy.special.entr(t).sum())
    assert min(losses) == pytest.approx(least, abs=1e-4)
    assert min(losses) >= least


def test_log_of_softmax_ends_at_its_cross_and_is_marked_only_before():
    for gap, marks in ((10, 2), (18, 1)):
        (figure,) = drawn(FROM_LOGITS, gap=gap, dtype="float16")
        *_, cross = figure.data
        assert cross.text == ("inf from 17.34",)
        assert max(figure.data[1].x) <= cross.x[0] < max(figure.data[0].x)
        assert sum(trace.mode == "markers" for trace in figure.data) == marks


def test_both_steps_lie_on_the_curve():
    (figure,) = drawn(BATCH, copies=8)
    curve, _, mean, total = figure.data
    assert (mean.x[0], total.x[0]) == (0.5, 16)
    for dot in (mean, total):
        on_the_curve = np.interp(np.log(dot.x[0]), np.log(curve.x), curve.y)
        assert dot.y[0] == pytest.approx(on_the_curve, abs=0.01)
