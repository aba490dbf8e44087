"""The plane in the colours of the classes: where each one is, and what a broken run shows."""

import numpy as np
import pytest

from metl_core import Dataset, Trainer, TrainingConfig
from metl_core.decision import DecisionGrid, decision_grid
from metl_ui.charts.boundary import OPACITY, boundary_figure, mixed_colours
from metl_ui.charts.theme import class_colour, class_symbol, plain


def rgb(label):
    colour = class_colour(label)
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def trained(**fields):
    return Trainer(TrainingConfig(**{"n_samples": 60, "n_hidden": 3, "batch_size": None, **fields}))


@pytest.mark.parametrize("n_classes", [2, 3, 10])
def test_a_certain_class_has_exactly_its_colour(n_classes):
    colours = mixed_colours(np.eye(n_classes))
    assert colours.dtype == np.uint8
    for label in range(n_classes):
        assert list(colours[label]) == [*rgb(label), OPACITY]


def test_an_even_chance_is_half_way_between_the_colours():
    mixed = mixed_colours(np.array([[0.5, 0.5]]))[0, :3].astype(float)
    np.testing.assert_allclose(mixed, np.mean([rgb(0), rgb(1)], axis=0), atol=0.5)  # whole numbers


def test_a_broken_network_favours_no_class():
    broken = mixed_colours(np.full((2, 2, 3), np.nan))
    np.testing.assert_array_equal(broken, mixed_colours(np.full((2, 2, 3), 1 / 3)))


def test_the_image_lies_where_the_network_says():
    """Class 1 above and left, in a plane twice as high as wide: no mirror image fits."""
    x1, x2 = np.linspace(0, 1, 5), np.linspace(10, 12, 5)
    probabilities = np.zeros((5, 5, 2))
    probabilities[..., 0] = 1
    probabilities[4, 0] = [0, 1]  # the last x2, the first x1
    part = trained().split
    figure = boundary_figure(DecisionGrid(x1, x2, probabilities), part.train, part.test)
    image = figure.data[0]
    z = np.asarray(image.z)
    (found,) = np.argwhere((z[..., :3] == rgb(1)).all(axis=-1))
    row, column = found
    assert image.x0 + column * image.dx == 0
    assert image.y0 + row * image.dy == 12
    low, high = figure.layout.yaxis.range
    assert low < high  # upwards, which an image alone would turn round
    assert figure.layout.yaxis.autorange is False


def test_every_example_is_drawn_once_in_its_class():
    trainer = trained(dataset="blobs", test_fraction=0.3)
    train, test = trainer.split.train, trainer.split.test
    points = boundary_figure(decision_grid(trainer, 10), train, test).data[1:]
    assert len(points) == 6
    for trace, (part, label) in zip(
        points, [(part, label) for part in (train, test) for label in range(3)], strict=True
    ):
        X = part.X[part.labels == label]
        np.testing.assert_array_equal(np.column_stack([trace.x, trace.y]), X)
        assert trace.marker.color == class_colour(label)
        hollow = "-open" if part is test else ""
        assert trace.marker.symbol == class_symbol(label) + hollow
        assert trace.showlegend is (part is train)


def test_all_examples_are_within_the_axes():
    trainer = trained(noise=0.5)
    figure = boundary_figure(decision_grid(trainer), trainer.split.train, trainer.split.test)
    for axis, values in zip((figure.layout.xaxis, figure.layout.yaxis), trainer.dataset.X.T,
                            strict=True):  # fmt: skip
        assert axis.range[0] < values.min() < values.max() < axis.range[1]


def test_names_of_a_reader_are_shown_letter_by_letter():
    hostile = ("<b>no</b>", "%{x}")
    X = np.column_stack([np.arange(20), np.arange(20) % 7])
    table = Dataset("your table", X, np.arange(20) % 2, ("<i>a</i>", "b"), hostile)
    trainer = Trainer(TrainingConfig(dataset=table, n_hidden=2))
    figure = boundary_figure(decision_grid(trainer, 5), trainer.split.train, trainer.split.test)
    assert figure.layout.xaxis.title.text == plain("<i>a</i>")
    text = figure.to_json()
    assert "<b>" not in text and "<i>" not in text and '"%{x}"' not in text
    assert "%{x}</extra>" not in text


@pytest.mark.parametrize("test_fraction", [0, 0.25])
def test_a_run_that_broke_is_drawn_without_a_warning(test_fraction):
    trainer = trained(learning_rate=1e300, test_fraction=test_fraction, activation="identity")
    trainer.step(3)
    assert not np.isfinite(trainer.history.train_loss[-1])
    boundary_figure(decision_grid(trainer, 10), trainer.split.train, trainer.split.test).to_json()
