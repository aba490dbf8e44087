"""The plane of two inputs: the examples, and how the network divides it."""

import numpy as np
import plotly.graph_objects as go

from metl_core.checks import Array
from metl_core.dataset import Dataset
from metl_core.decision import DecisionGrid
from metl_ui.charts.theme import bare_figure, class_colour, class_symbol, plain

OPACITY = 110  # of 255: the page shines through, light or dark
MARKER = 7  # pixels


def boundary_figure(grid: DecisionGrid, train: Dataset, test: Dataset) -> go.Figure:
    """Training points filled, test points hollow, over the mixture of the classes' colours.

    Each place has the colours of the classes, mixed as the network's probabilities are; where
    two are as likely as each other runs the decision boundary.
    """
    (left, *_, right), (low, *_, high) = grid.x1, grid.x2
    traces = [_mixture(grid)]
    for part, hollow in ((train, False), (test, True)):
        traces += [_points(part, k, hollow) for k in range(part.n_classes)]
    x_name, y_name = (plain(name) for name in train.feature_names)
    return bare_figure(
        *traces,
        x_title=x_name,
        y_title=y_name,
        xaxis={"range": [left, right], "showgrid": False, "zeroline": False},
        yaxis={
            "range": [low, high],
            "autorange": False,  # an image would turn the axis upside down
            "constraintoward": "top",
            "showgrid": False,
            "zeroline": False,
        },
        uirevision=train.name,  # other data: the zoom begins anew
    )


def mixed_colours(probabilities: Array) -> Array:
    """probabilities (…, K) -> (…, 4) of uint8: the classes' colours, mixed, and an opacity."""
    n_classes = probabilities.shape[-1]
    palette = np.array(
        [list(bytes.fromhex(class_colour(k).removeprefix("#"))) for k in range(n_classes)]
    )
    shares = np.nan_to_num(probabilities, nan=1 / n_classes)  # a network that broke says nothing
    colours = np.full((*shares.shape[:-1], 4), OPACITY, np.uint8)
    colours[..., :3] = (shares @ palette).round()
    return colours


def _mixture(grid: DecisionGrid) -> go.Image:
    dx, dy = (axis[1] - axis[0] for axis in (grid.x1, grid.x2))
    return go.Image(
        z=mixed_colours(grid.probabilities),
        colormodel="rgba256",
        x0=grid.x1[0],
        dx=dx,
        y0=grid.x2[0],
        dy=dy,
        hoverinfo="skip",
        zsmooth="fast",
    )


def _points(part: Dataset, label: int, hollow: bool) -> go.Scatter:
    X = part.X[part.labels == label]
    name = plain(part.class_names[label])
    return go.Scatter(
        x=X[:, 0],
        y=X[:, 1],
        mode="markers",
        name=f"{name}, test" if hollow else name,
        legendgroup=str(label),
        showlegend=not hollow,
        marker={
            "color": class_colour(label),
            "symbol": class_symbol(label) + ("-open" if hollow else ""),
            "size": MARKER,
            "line": {"width": 1.5 if hollow else 0.5, "color": class_colour(label)},
        },
        hovertemplate="(%{x:.3g}, %{y:.3g})<extra>" + name + "</extra>",
    )
