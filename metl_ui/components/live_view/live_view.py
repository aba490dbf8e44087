"""The live view: it draws frames out of a queue, and asks for the next burst when that runs low."""

from collections.abc import Callable

from metl_ui.components.served import component

_live_view = component("metl_live_view", "live_view/live_view.js")


def show_live_view(message: bytes, *, key: str, on_ask: Callable[[], None]) -> None:
    """Hand `message` (see `wire.py`) to the view of this key.

    `on_ask` is called before the next run of the fragment or page when the view asks for
    something; what it asks is then `st.session_state[key]["ask"]`.
    """
    _live_view(key=key, data=message, on_ask_change=on_ask)
