"""Every gradient of the network, each element coloured by how wrong the check found it."""

from collections.abc import Mapping

import numpy as np

from metl_core.bug_check import MatrixCheck
from metl_core.checks import Array
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing
from metl_ui.charts.numerals import true_minus
from metl_ui.charts.theme import NAIVE, REFERENCE, translucent

GAP = 0.7  # of a cell, between matrices
TITLE = 0.9  # of a cell, above each matrix
DEEPEST = translucent(NAIVE, 0.55)  # the numbers on it, in the page's own colour, can be read


def error_matrices(matrices: Mapping[str, MatrixCheck]) -> Drawing:
    """The relative errors of W1 above b1, W2 above b2, and X, element by element.

    An element within the tolerance is as empty as the page; from there the colour deepens with the
    error's magnitude to an error of 1 or more. The worst element of a matrix that failed is framed.
    """
    left = {"W1": 0.0, "b1": 0.0}
    left["W2"] = left["b2"] = left["W1"] + _cells(matrices["W1"]).shape[1] + GAP
    left["X"] = left["W2"] + _cells(matrices["W2"]).shape[1] + GAP
    n_hidden = max(_cells(matrices[name]).shape[0] for name in ("W1", "W2"))
    top = {name: n_hidden + TITLE + 0.2 if name in ("b1", "b2") else 0.0 for name in matrices}

    traces, titles, outlines = [], [], []
    for name, matrix in matrices.items():
        x, y = left[name], top[name]
        traces += [_heatmap(matrix, x, y), _numbers(matrix, x, y)]
        if not matrix.passed:
            traces.append(_frame(matrix, x, y))
        verdict = "passes" if matrix.passed else "<b>fails</b>"
        titles.append(
            {"text": f"{name} {verdict}", "x": x - 0.5, "y": y - 0.5, "showarrow": False}
            | {"xanchor": "left", "yanchor": "bottom"}
        )
        n_rows, n_columns = _cells(matrix).shape
        outlines.append(
            {"type": "rect", "x0": x - 0.5, "x1": x + n_columns - 0.5, "y0": y - 0.5}
            | {"y1": y + n_rows - 0.5, "line": {"color": REFERENCE, "width": 1}}
        )
    right = left["X"] + _cells(matrices["X"]).shape[1]
    bottom = max(top["b1"] + 1, _cells(matrices["X"]).shape[0])
    axis = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
    return bare_drawing(
        *traces,
        showlegend=False,
        annotations=titles,
        shapes=outlines,
        xaxis=axis | {"range": [-0.55, right - 0.45]},
        yaxis=axis | {"range": [bottom - 0.45, -0.5 - TITLE]},
    )


def _heatmap(matrix: MatrixCheck, x: float, y: float) -> Trace:
    error = _cells(matrix)
    depth = np.log10(np.clip(np.nan_to_num(error, nan=1, posinf=1), matrix.report.tolerance, 1))
    return {
        "type": "heatmap",
        "z": depth,
        "x0": x,
        "dx": 1,
        "y0": y,
        "dy": 1,
        "zmin": float(np.log10(matrix.report.tolerance)),
        "zmax": 0,
        "colorscale": [[0, translucent(NAIVE, 0)], [1, DEEPEST]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverinfo": "skip",
    }


def _numbers(matrix: MatrixCheck, x: float, y: float) -> Trace:
    """Not the heatmap's own text: Plotly would choose a colour for the light scheme."""
    error = _cells(matrix)
    rows, columns = np.indices(error.shape)
    return {
        "type": "scatter",
        "x": x + columns.ravel(),
        "y": y + rows.ravel(),
        "mode": "text",
        "text": [short_error(one) for one in error.ravel()],
        "hoverinfo": "skip",
    }


def short_error(error: float) -> str:
    """2e-11, 0.31, 1, or nan."""
    if not np.isfinite(error):
        return "nan"
    if error == 0:
        return "0"
    return f"{error:.2g}" if error >= 0.01 else true_minus(f"{error:.0e}".replace("e-0", "e-"))


def _frame(matrix: MatrixCheck, x: float, y: float) -> Trace:
    """Around the worst element."""
    row, column = (0, *matrix.report.worst_index)[-2:]  # a bias is a single row
    x, y = x + column, y + row
    return {
        "type": "scatter",
        "x": [x - 0.5, x + 0.5, x + 0.5, x - 0.5, x - 0.5],
        "y": [y - 0.5, y - 0.5, y + 0.5, y + 0.5, y - 0.5],
        "mode": "lines",
        "line": {"color": REFERENCE, "width": 4},
        "hoverinfo": "skip",
    }


def _cells(matrix: MatrixCheck) -> Array:
    return np.atleast_2d(matrix.error)
