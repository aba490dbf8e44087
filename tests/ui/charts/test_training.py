"""Curves, weights and counts: what is drawn is what was recorded."""

import numpy as np
import pytest

from metl_core import Gradients, Parameters, Trainer, TrainingConfig
from metl_ui.charts.theme import plain
from metl_ui.charts.training import (
    FIRST_EPOCHS,
    MOST_POINTS,
    SHORT_NAME,
    accuracy_curves,
    confusion_figure,
    gradient_norms,
    layer_heatmaps,
    loss_curves,
    unit_images,
)


def trained(n_epochs, **fields):
    usual = {"n_samples": 60, "n_hidden": 3, "batch_size": None, "dataset": "blobs"}
    trainer = Trainer(TrainingConfig(**{**usual, **fields}))
    trainer.step(n_epochs)
    return trainer


def random_parameters(n_inputs, n_hidden, n_outputs):
    shapes = (n_inputs, n_hidden), n_hidden, (n_hidden, n_outputs), n_outputs
    generator = np.random.default_rng(0)
    return Parameters(*(generator.normal(size=shape) for shape in shapes))


@pytest.mark.parametrize(
    ("chart", "column"), [(loss_curves, "loss"), (accuracy_curves, "accuracy")]
)
def test_both_parts_are_drawn_as_recorded(chart, column):
    history = trained(15).history
    training, test = chart(history).data
    for trace, part in ((training, "train"), (test, "test")):
        np.testing.assert_array_equal(trace.x, np.arange(16))
        np.testing.assert_array_equal(trace.y, getattr(history, f"{part}_{column}"))
    assert (training.name, test.name) == ("training", "test")
    assert (training.line.dash, test.line.dash) == ("solid", "dash")


def test_a_long_run_is_thinned_to_its_ends():
    history = trained(1000).history
    for chart in (loss_curves, accuracy_curves, gradient_norms):
        for trace in chart(history).data:
            assert len(trace.x) == MOST_POINTS
            assert (trace.x[0], trace.x[-1]) == (0, 1000)


def test_the_axis_of_epochs_leaves_the_zoom_to_the_reader():
    for n_epochs in (0, 30):
        for chart in (loss_curves, accuracy_curves, gradient_norms):
            axis = chart(trained(n_epochs).history).layout.xaxis
            assert axis.range is None  # a range that changes would undo a zoom
            assert axis.autorangeoptions.include == (0, FIRST_EPOCHS)


def test_every_norm_is_drawn_on_a_logarithmic_axis_and_zeros_are_left_out():
    history = trained(5, init="zeros").history
    figure = gradient_norms(history)
    assert figure.layout.yaxis.type == "log"
    assert [trace.name for trace in figure.data] == ["W1", "b1", "W2", "b2"]
    for trace in figure.data:
        norm = getattr(history, f"gradient_norm_{trace.name}")
        np.testing.assert_array_equal(trace.y, np.where(norm == 0, np.nan, norm))
    assert np.isnan(figure.data[0].y[0])  # all weights 0: no gradient reaches W1 at first


def test_the_heatmaps_hold_each_weight_at_its_unit():
    p = random_parameters(2, 4, 3)
    upper, lower = layer_heatmaps(p, ["a", "b"], ["k", "l", "m"]).data
    cells = {(y, x): z for y, row in zip(upper.y, upper.z, strict=True)
             for x, z in zip(upper.x, row, strict=True)}  # fmt: skip
    assert cells["b", "3"] == p.W1[1, 2]
    assert cells["b1", "4"] == p.b1[3]
    cells = {(y, x): z for y, row in zip(lower.y, lower.z, strict=True)
             for x, z in zip(lower.x, row, strict=True)}  # fmt: skip
    assert cells["k", "3"] == p.W2[2, 0]
    assert cells["m", "b2"] == p.b2[2]
    for trace in (upper, lower):
        assert -trace.zmin == trace.zmax == np.abs(trace.z).max()  # 0 is in the middle


def test_gradients_are_called_so():
    p = random_parameters(2, 4, 3)
    figure = layer_heatmaps(Gradients(p.W1, p.b1, p.W2, p.b2, np.zeros((1, 2))), "ab", "klm")
    assert all(note.text.startswith("∂J/∂W") for note in figure.layout.annotations)


@pytest.mark.parametrize(
    "names",
    [
        ("b1", "b2", "1"),
        ("x" * 60, "x" * 59 + "y", "x" * 59 + "z"),
        ("<b>a</b>", "<script>alert(1)</script>", "%{z}"),
    ],
)
def test_names_are_short_different_and_never_interpreted(names):
    upper, lower = layer_heatmaps(random_parameters(3, 2, 3), names, names).data
    for shown in (
        upper.y,
        lower.y,
        lower.x,
        confusion_figure(np.eye(3, dtype=int), names).data[0].x,
    ):
        assert len(set(shown)) == len(shown)
        assert not any("<" in name or "%{" in name for name in shown)
    longest = len(plain("<" * SHORT_NAME)) + len(" (3)")
    assert max(map(len, upper.y)) <= longest


def test_each_unit_has_its_own_upright_image():
    W1 = np.arange(4 * 3, dtype=float).reshape(4, 3)  # 2 × 2 pixels, three units
    (picture,) = unit_images(W1, 2).data
    mosaic = np.asarray(picture.z)
    per_row = mosaic.shape[1] // 3
    for unit in range(3):
        row, column = divmod(unit, per_row)
        image = mosaic[3 * row : 3 * row + 2, 3 * column : 3 * column + 2]
        np.testing.assert_array_equal(image, W1[:, unit].reshape(2, 2))
    assert np.isfinite(mosaic).sum() == W1.size


def test_true_classes_are_rows_from_the_top():
    figure = confusion_figure(np.array([[5, 1], [0, 7]]), ["no", "yes"])
    table = figure.data[0]
    np.testing.assert_array_equal(table.z, [[5, 1], [0, 7]])
    assert list(table.x) == list(table.y) == ["no", "yes"]
    assert figure.layout.yaxis.title.text == "true class"
    assert figure.layout.yaxis.autorange == "reversed"


def test_a_run_that_broke_is_drawn_without_a_warning():
    trainer = trained(3, learning_rate=1e300, activation="identity")
    history = trainer.history
    assert not np.isfinite(history.train_loss[-1])
    for figure in (
        loss_curves(history),
        accuracy_curves(history),
        gradient_norms(history),
        layer_heatmaps(trainer.parameters, "ab", "klm"),
        layer_heatmaps(trainer.gradients, "ab", "klm"),
        unit_images(np.full((4, 3), np.nan), 2),
        unit_images(np.array([[np.inf], [1.0], [-np.inf], [0.0]]), 2),
    ):
        figure.to_json()
