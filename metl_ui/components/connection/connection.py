"""Says that the server does not answer, and has the page run again when it is back."""

from metl_ui.components.served import component

_connection = component("metl_connection", "connection/connection.js")


def watch_connection() -> None:
    """To be called outside of any fragment, at the end of every page."""
    _connection(key="connection", on_back_change=_nothing, height=0)


def _nothing() -> None:
    pass
