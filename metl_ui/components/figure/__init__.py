"""A Plotly figure that is updated in place."""

from metl_ui.components.figure.figure import show_figure
from metl_ui.components.figure.panel import Panel

__all__ = ["Panel", "show_figure"]
