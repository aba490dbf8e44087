"""Runs the page again when its connection is back, for a server that may know nothing of it."""

from metl_ui.components.served import component

_come_back = component("metl_come_back", "come_back/come_back.js")


def come_back(path: str) -> None:
    """To be called outside of any fragment, at the end of the page whose address ends with `path`.

    A new session knows no fragment until the page has run in it, and drops what a reader does in
    one. Streamlit itself runs a page anew only if what ran last was a fragment, and forgets a step
    in the history that was made without a connection.
    """
    _come_back(key="come back", data={"path": path}, on_back_change=_nothing, height=0)


def _nothing() -> None:
    pass
