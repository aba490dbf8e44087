"""A matrix of signed numbers as a heatmap that can be read: every cell has its number."""

from collections.abc import Callable, Sequence

import numpy as np

from metl_core.checks import Array
from metl_ui.charts.drawing import Drawing, bare_drawing
from metl_ui.charts.theme import NEGATIVE, POSITIVE, diverging

MANY = 7  # more have little room on a phone


def matrix_figure(
    values: Array,
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    row_title: str = "",
    column_title: str = "",
    largest: float | None = None,
    write: Callable[[float], str] = "{:.3g}".format,
) -> Drawing:
    """values (R, K), its first row on top, from orange (negative) to blue (positive).

    `rows` and `columns` name its rows and columns. Colours are full at ±`largest`, by default the
    largest finite magnitude there is. `write` makes the text of a cell; of more than MANY rows or
    columns it is small.
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
        "hoverinfo": "skip",
    }
    # Not the heatmap's own text: for that Plotly would choose a colour that suits a white page.
    i, j = np.indices(cells.shape)
    numbers = {
        "type": "scatter",
        "x": j.ravel(),
        "y": i.ravel(),
        "mode": "text",
        "text": [write(value) for value in cells.ravel()],
        "textfont": {"size": 9 if max(cells.shape) > MANY else 12},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    n_rows, n_columns = cells.shape
    return bare_drawing(
        heatmap,
        numbers,
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
