"""A figure that is made fast enough to follow a slider while it is dragged."""

from dataclasses import dataclass
from typing import Any

from metl_ui.charts.theme import REFERENCE, bare_figure

Trace = dict[str, Any]

_HOUSE: dict[str, Any] = bare_figure().layout.to_plotly_json()


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure in Plotly's own words, as its JSON has it.

    Not checked, unlike a `go.Figure`: making one of those takes 10 ms, and most of it is spent on
    checks. Here the tests make them, by way of `go.Figure(drawing.to_dict())`.
    """

    data: list[Trace]
    layout: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """What Plotly calls a figure: {"data": traces, "layout": …}."""
        return {"data": list(self.data), "layout": dict(self.layout)}


def bare_drawing(*traces: Trace, **layout: Any) -> Drawing:
    """As `bare_figure`: `traces` with the house's margins, and nothing else drawn."""
    house = dict(_HOUSE)
    for name, value in layout.items():
        of_house = house.get(name)
        if isinstance(of_house, dict) and isinstance(value, dict):
            value = {**of_house, **value}
        house[name] = value
    return Drawing(list(traces), house)


def upright(x: float, y0: float, y1: float, *, width: float = 1.5, dash: str = "dot") -> Trace:
    """A line at x, from y0 to y1. Not a shape: what moves is a trace."""
    return {
        "type": "scatter",
        "x": [x, x],
        "y": [y0, y1],
        "mode": "lines",
        "line": {"color": REFERENCE, "dash": dash, "width": width},
        "hoverinfo": "skip",
        "showlegend": False,
    }
