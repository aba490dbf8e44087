"""A matrix that can be read."""

import numpy as np
import plotly.graph_objects as go
import pytest

from metl_ui.charts.matrix import matrix_figure

VALUES = np.array([[0.25, -0.5], [3.0, 1e-7], [0.0, np.nan]])


def drawn(values=VALUES, **how):
    names = {"rows": [f"r{i}" for i in range(len(values))], "columns": ["a", "b"]}
    return go.Figure(matrix_figure(values, **names, **how).to_dict())


def test_every_cell_has_its_number_and_the_first_row_is_on_top():
    figure = drawn()
    np.testing.assert_array_equal(figure.data[0].z, VALUES)
    numbers = figure.data[1]
    read = dict(zip(zip(numbers.y, numbers.x, strict=True), numbers.text, strict=True))
    assert read == {
        (0, 0): "0.25",
        (0, 1): "-0.5",
        (1, 0): "3",
        (1, 1): "1e-07",
        (2, 0): "0",
        (2, 1): "nan",
    }
    low, high = figure.layout.yaxis.range
    assert low > high


@pytest.mark.parametrize(("largest", "span"), [(None, 3.0), (10.0, 10.0)])
def test_colours_are_even_about_zero(largest, span):
    heatmap = drawn(largest=largest).data[0]
    assert (heatmap.zmin, heatmap.zmax) == (-span, span)


def test_a_matrix_of_zeros_has_a_span_too():
    assert drawn(np.zeros((2, 2))).data[0].zmax > 0


def test_a_cell_is_written_as_asked():
    assert drawn(write="{:.1f}".format).data[1].text[:2] == ("0.2", "-0.5")
