"""What is to be seen of a network while it learns: curves, decisions, weights and gradients."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from metl_core.checks import Array
from metl_core.history import History
from metl_core.parameters import PARAMETER_NAMES, Gradients, Parameters
from metl_ui.charts.theme import (
    PARAMETER_DASHES,
    PARAMETERS,
    TEST,
    TEST_DASH,
    TRAINING,
    bare_figure,
    diverging,
    plain,
    sequential,
)

MOST_POINTS = 400  # of a curve: more than it has pixels to show
FIRST_EPOCHS = 10  # the axis of epochs is never shorter: the first steps do not make it jump
# Not a range of its own: a new one with every epoch would take the reader's zoom away.
EPOCHS = {"autorangeoptions": {"include": [0, FIRST_EPOCHS]}}
SHORT_NAME = 14  # characters of a name beside an axis
IMAGE_GAP = 1  # pixels between two units' images
GAP = 0.08  # of a figure's height: half the room between two pictures, for axis and title
MOST_GAPS = 20  # rows of a heatmap; more of them touch each other


def loss_curves(history: History) -> go.Figure:
    """Mean cross-entropy of both parts by epoch."""
    return _two_parts(history, "loss", "loss (nats)", {"rangemode": "tozero"})


def accuracy_curves(history: History) -> go.Figure:
    """Accuracy of both parts by epoch, from 0 to 100 %."""
    axis = {"range": [0, 1.02], "tickformat": ".0%"}
    return _two_parts(history, "accuracy", "accuracy", axis)


def gradient_norms(history: History) -> go.Figure:
    """The norm of the gradient to each parameter by epoch, on a logarithmic axis."""
    thin = history.thinned(MOST_POINTS)
    traces = [
        go.Scatter(
            x=thin.epoch,
            y=_positive(getattr(thin, f"gradient_norm_{name}")),
            name=name,
            mode="lines",
            line={"color": PARAMETERS[name], "dash": PARAMETER_DASHES[name], "width": 2},
            hovertemplate=f"‖∂J/∂{name}‖ = %{{y:.3g}}<extra></extra>",
        )
        for name in PARAMETER_NAMES
    ]
    return bare_figure(
        *traces,
        x_title="epoch",
        y_title="norm of the gradient",
        hovermode="x unified",
        xaxis=EPOCHS,
        yaxis={"type": "log", "exponentformat": "power", "nticks": 6},
    )


def layer_heatmaps(
    layers: Parameters | Gradients, inputs: Sequence[str], classes: Sequence[str]
) -> go.Figure:
    """Both weight matrices (or the gradients to them), each with its biases; 0 is the page itself.

    The upper picture is W1 with b1 as its last row, an input a row; the lower one W2 transposed,
    with b2 as its last column, a class a row: so a column is the same hidden unit in both.
    """
    hidden = [str(unit) for unit in range(1, layers.b1.size + 1)]
    sign = "∂J/∂" if isinstance(layers, Gradients) else ""
    rows = _names([*inputs, "b1"])  # a column of a reader's table may be called b1 as well
    upper = _heatmap(np.vstack([layers.W1, layers.b1]), rows, hidden, f"{sign}W1", "")
    columns = [*hidden, "b2"]
    lower = _heatmap(
        np.column_stack([layers.W2.T, layers.b2]), _names(classes), columns, f"{sign}W2", "2"
    )
    share = min(max((len(inputs) + 1) / (len(inputs) + 1 + len(classes)), 0.4), 0.6)
    domains = {"": [1 - share + GAP, 1.0], "2": [0.0, 1 - share - GAP]}
    axes: dict[str, Any] = {}
    for number, domain in domains.items():
        axes[f"xaxis{number}"] = _category_axis(anchor=f"y{number}", nticks=6, tickangle=0)
        axes[f"yaxis{number}"] = _category_axis(
            anchor=f"x{number}", domain=domain, autorange="reversed"
        )
    axes["xaxis2"]["title"] = {"text": "hidden unit"}
    titles = [
        {
            "text": trace.name, "showarrow": False, "xref": "paper", "yref": "paper",
            "x": 0, "y": domains[number][1], "xanchor": "left", "yanchor": "bottom",
        }
        for trace, number in ((upper, ""), (lower, "2"))
    ]  # fmt: skip
    return bare_figure(upper, lower, annotations=titles, **axes)


def unit_images(W1: Array, width: int) -> go.Figure:
    """The incoming weights of each hidden unit as an image of `width` pixels, side by side.

    W1 (width², H): blue pixels speak for the unit, orange ones against it.
    """
    n_units = W1.shape[1]
    per_row = int(np.ceil(np.sqrt(n_units * 1.6)))
    tile = width + IMAGE_GAP
    mosaic = np.full((-(-n_units // per_row) * tile, per_row * tile), np.nan)
    for unit in range(n_units):
        row, column = divmod(unit, per_row)
        image = W1[:, unit].reshape(width, width)
        mosaic[row * tile :, column * tile :][:width, :width] = image
    limit = _limit(W1)
    picture = go.Heatmap(
        z=mosaic, colorscale=diverging(), zmin=-limit, zmax=limit, hoverinfo="skip",
        showscale=False,
    )  # fmt: skip
    return bare_figure(
        picture,
        xaxis={"visible": False, "constrain": "domain"},
        yaxis={"visible": False, "autorange": "reversed", "scaleanchor": "x"},
    )


def confusion_figure(matrix: Array, classes: Sequence[str]) -> go.Figure:
    """Counts of the true class (rows) by the predicted one (columns)."""
    names = _names(classes)
    table = go.Heatmap(
        z=matrix,
        x=names,
        y=names,
        colorscale=sequential(TEST),
        zmin=0,
        zmax=2 * max(int(matrix.max(initial=0)), 1),  # half the scale: the counts stay legible
        showscale=False,
        hovertemplate="%{z} of class %{y} taken for %{x}<extra></extra>",
    )
    columns, rows = np.meshgrid(names, names)
    counts = go.Scatter(  # a heatmap's own text would not follow the page's theme
        x=columns.ravel(),
        y=rows.ravel(),
        text=matrix.ravel().astype(str),
        mode="text",
        textfont={"size": 15},
        hoverinfo="skip",
        showlegend=False,
    )
    return bare_figure(
        table,
        counts,
        x_title="predicted class",
        y_title="true class",
        xaxis={"type": "category"},
        yaxis={"type": "category", "autorange": "reversed"},
    )


def _two_parts(history: History, column: str, title: str, axis: dict[str, Any]) -> go.Figure:
    thin = history.thinned(MOST_POINTS)
    traces = [
        go.Scatter(
            x=thin.epoch,
            y=getattr(thin, f"{part}_{column}"),
            name=label,
            mode="lines",
            line={"color": colour, "dash": dash, "width": 2},
            hovertemplate="%{y:.4g}<extra>" + label + "</extra>",
        )
        for part, label, colour, dash in (
            ("train", "training", TRAINING, "solid"),
            ("test", "test", TEST, TEST_DASH),
        )
    ]
    return bare_figure(
        *traces,
        x_title="epoch",
        y_title=title,
        hovermode="x unified",
        xaxis=EPOCHS,
        yaxis=axis,
    )


def _positive(values: Array) -> Array:
    """A norm of 0 has no place on a logarithmic axis: it is left out."""
    return np.where(values > 0, values, np.nan)


def _limit(values: Array) -> float:
    """The largest finite size, for a colour scale that has 0 in its middle."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max(initial=0)) or 1.0


def _names(names: Sequence[object]) -> list[str]:
    """Names as an axis shows them: short, each different, and nothing in them interpreted."""
    short = [
        text if len(text) <= SHORT_NAME else text[: SHORT_NAME - 1] + "…"
        for text in map(str, names)
    ]
    return [
        plain(name if short.count(name) == 1 else f"{name} ({position})")
        for position, name in enumerate(short, start=1)
    ]


def _heatmap(
    values: Array, rows: list[str], columns: list[str], what: str, axis: str
) -> go.Heatmap:
    limit = _limit(values)
    return go.Heatmap(
        z=values,
        x=columns,
        y=rows,
        colorscale=diverging(),
        zmin=-limit,
        zmax=limit,
        showscale=False,
        xgap=1,
        ygap=1 if len(rows) < MOST_GAPS else 0,
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
        hovertemplate="%{z:.4g}<extra>%{y}, unit %{x}</extra>",
        name=f"{what}: colours from −{limit:.2g} to {limit:.2g}",
    )


def _category_axis(**more: Any) -> dict[str, Any]:
    return {"type": "category", "automargin": True, "showgrid": False, **more}
