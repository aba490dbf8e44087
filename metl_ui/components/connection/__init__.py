"""A sentence for readers whose server does not answer."""

from metl_ui.components.connection.connection import watch_connection

__all__ = ["watch_connection"]
