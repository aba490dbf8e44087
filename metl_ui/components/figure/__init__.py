"""A Plotly figure that is updated in place."""

from metl_ui.components.figure.figure import show_figure

__all__ = ["show_figure"]
