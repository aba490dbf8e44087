"""Says that the server does not answer, and that nothing is lost."""

from metl_ui.components.served import component

_connection = component("metl_connection", "connection/connection.js")


def watch_connection() -> None:
    """To be called once on every page."""
    _connection(key="connection")
