"""A matrix of signed numbers as a heatmap that can be read: every cell has its number."""

from collections.abc import Sequence

import numpy as np

from metl_core.checks import Array
from metl_ui.charts.drawing import Drawing, bare_drawing
from metl_ui.charts.theme import NEGATIVE, POSITIVE, REFERENCE, diverging


def matrix_figure(
    values: Array,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    row_title: str = "",
    column_title: str = "",
    largest: float | None = None,
    digits: int = 3,
    marked: tuple[int, int] | None = None,
) -> Drawing:
    """values (R, K), its first row on top, from orange (negative) to blue (positive).

    `rows` and `columns` name its rows and columns. Colours are full at ±`largest`, by default the
    largest finite magnitude there is. Numbers have so many significant `digits`. `marked` is
    the (row, column) of one cell that gets a frame.
    """
    cells = np.asarray(values, dtype=float)
    finite = cells[np.isfinite(cells)]
    largest = largest or float(np.abs(finite).max(initial=0)) or 1.0
    heatmap = {
        "type": "heatmap",
        "z": cells,
        "zmin": -largest,
        "zmax": largest,
        "colorscale": diverging(NEGATIVE, POSITIVE),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "text": [[f"{value:.{digits}g}" for value in row] for row in cells],
        "texttemplate": "%{text}",
        "hoverinfo": "skip",
    }
    traces = [heatmap]
    if marked is not None:
        i, j = marked
        traces.append(
            {
                "type": "scatter",
                "x": [j - 0.5, j + 0.5, j + 0.5, j - 0.5, j - 0.5],
                "y": [i - 0.5, i - 0.5, i + 0.5, i + 0.5, i - 0.5],
                "mode": "lines",
                "line": {"color": REFERENCE, "width": 4},
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
    n_rows, n_columns = cells.shape
    return bare_drawing(
        *traces,
        xaxis={
            "title": {"text": column_title},
            "side": "top",
            "tickvals": list(range(n_columns)),
            "ticktext": list(columns),
            "range": [-0.5, n_columns - 0.5],
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={
            "title": {"text": row_title},
            "tickvals": list(range(n_rows)),
            "ticktext": list(rows),
            "range": [n_rows - 0.5, -0.5],
            "showgrid": False,
            "zeroline": False,
        },
    )
