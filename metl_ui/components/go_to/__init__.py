"""Brings a heading of the page into view."""

from metl_ui.components.go_to.go_to import go_to

__all__ = ["go_to"]
