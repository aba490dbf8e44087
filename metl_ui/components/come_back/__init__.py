"""Runs the page again when its connection is back."""

from metl_ui.components.come_back.come_back import come_back

__all__ = ["come_back"]
