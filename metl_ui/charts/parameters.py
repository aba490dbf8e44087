"""The parameters of a network, counted: a square for each, and bars of what is usually guessed."""

from collections.abc import Mapping, Sequence

from metl_core.parameter_guesses import Guess
from metl_ui.charts.drawing import Drawing, Trace, bare_drawing
from metl_ui.charts.theme import PARAMETERS, plain

GAP = 3  # squares' widths between the layers, where the names of the second one stand
LARGEST = 0.9  # of a square's room


def parameter_blocks(sizes: tuple[int, int, int], most: int) -> Drawing:
    """A square for every parameter of a network of `sizes` (Dx, H, Dy), none above `most`.

    Each layer is a block: a row for each input and one for the biases, a column for each output.
    """
    Dx, H, Dy = sizes
    second = most + GAP
    blocks = [
        _block("W1", 0, 0, Dx, H),
        _block("b1", 0, Dx, 1, H),
        _block("W2", second, 0, H, Dy),
        _block("b2", second, H, 1, Dy),
    ]
    names = _names(
        {
            "W1": (-0.8, (Dx - 1) / 2),
            "b1": (-0.8, Dx),
            "W2": (second - 0.8, (H - 1) / 2),
            "b2": (second - 0.8, H),
        }
    )
    hidden = {"visible": False, "fixedrange": True}
    return bare_drawing(
        *blocks,
        names,
        showlegend=False,
        xaxis=hidden | {"range": [-2.2, second + most]},
        yaxis=hidden | {"range": [most + 1, -1], "scaleanchor": "x", "constrain": "domain"},
    )


def guess_bars(guesses: Sequence[Guess], largest: int) -> Drawing:
    """One bar for each guess, of its parts; the first is right. The axis reaches to `largest`."""
    rows = [f"{plain(guess.formula)} = {guess.count} " for guess in guesses]
    rows[0] = f"<b>{rows[0]}</b>"
    bars = [
        {
            "type": "bar",
            "orientation": "h",
            "y": list(range(len(guesses))),
            "x": [guess.parts.get(name, 0) for guess in guesses],
            "name": name,
            "marker": {"color": colour},
            "hovertemplate": f"{name}: %{{x}}<extra></extra>",
        }
        for name, colour in PARAMETERS.items()
        if name != "X"
    ]
    return bare_drawing(
        *bars,
        barmode="stack",
        legend={"traceorder": "normal"},
        bargap=0.45,
        xaxis={"title": {"text": "number of parameters"}, "range": [0, largest]},
        yaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": rows,
            "range": [len(rows) - 0.5, -0.5],
            "showgrid": False,
            "zeroline": False,
        },
    )


def _block(name: str, x: float, y: float, rows: int, columns: int) -> Trace:
    places = [(x + column, y + row) for row in range(rows) for column in range(columns)]
    edge = LARGEST / 2
    outline: Mapping[str, list[float | None]] = {
        "x": [c for at, _ in places for c in (at - edge, at + edge, at + edge, at - edge, None)],
        "y": [c for _, at in places for c in (at - edge, at - edge, at + edge, at + edge, None)],
    }
    return {
        "type": "scatter",
        **outline,
        "mode": "lines",
        "fill": "toself",
        "fillcolor": PARAMETERS[name],
        "line": {"width": 0, "color": PARAMETERS[name]},
        "name": name,
        "hoverinfo": "name",
    }


def _names(places: Mapping[str, tuple[float, float]]) -> Trace:
    return {
        "type": "scatter",
        "x": [x for x, _ in places.values()],
        "y": [y for _, y in places.values()],
        "mode": "text",
        "text": list(places),
        "textposition": "middle left",
        "textfont": {"size": 15},
        "hoverinfo": "skip",
    }
