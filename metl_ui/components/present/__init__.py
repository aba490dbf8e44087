"""A lesson before a class: one figure at a time, and the way to share what is on screen."""

from metl_ui.components.present.present import offer_presenting

__all__ = ["offer_presenting"]
