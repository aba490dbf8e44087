"""A slider that moves figures while it is dragged."""

from metl_ui.components.live_slider.live_slider import ask_live, element_key

__all__ = ["ask_live", "element_key"]
