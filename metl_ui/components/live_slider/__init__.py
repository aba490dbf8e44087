"""A slider that sends its values while it is dragged."""

from metl_ui.components.live_slider.live_slider import Panel, ask_live, element_key

__all__ = ["Panel", "ask_live", "element_key"]
