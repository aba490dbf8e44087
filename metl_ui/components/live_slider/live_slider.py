"""A slider that is followed while it is dragged, as fast as the answers can be drawn.

Between the two sides a value is a position: the number itself, or the index of an option. While
it moves, the browser asks for the figures that follow it at an address of their own, and the
script runs once it rests. A slider without such figures sends every position to the script.
"""

import json
from collections.abc import Callable, Mapping
from secrets import token_hex
from typing import Any

import streamlit as st

from metl_ui.components.served import component

_slider = component("metl_live_slider", "live_slider/live_slider.js")


def ask_live(
    *,
    key: str,
    dress: Mapping[str, Any],
    position: float,
    default: float,
    on_move: Callable[[float], None],
    figures: str | None,
    settings: Mapping[str, str],
) -> None:
    """Show the slider that stands for the setting `key`, at `position`.

    `dress` is what it is told once: its label, its help or None, and its scale, either
    {"options": texts} or {"minimum", "maximum", "step", "whole"}. `on_move` is called with the
    position that the reader chose, before the script runs. The browser keeps the setting in the
    page's address under `key`, unless it is at `default`. `figures` is the address, from the root
    of the app, of the figures that follow it, if any, and `settings` holds the texts that these are
    made of; those of live sliders the browser itself knows better.
    """
    element = element_key(key)

    def moved() -> None:
        sent = _sent(element)
        if sent is not None:
            on_move(sent[1])

    sent = _sent(element)
    data = {
        "key": key,
        "dress": json.dumps(dress),
        "position": position,
        "default": default,
        "answered": sent[0] if sent else 0,
        "session": st.session_state.setdefault("_session", token_hex(4)),
        "figures": figures,
        "settings": dict(settings),
    }
    _slider(key=element, data=data, on_sent_change=moved)
    if _sent(element) != sent:  # a new session for a page that has been open for long: it had
        moved()  # forgotten the reader's choice, and now the browser has told it again
        st.rerun()


def element_key(key: str) -> str:
    """Where the browser's side of the slider is kept in the session. It goes with the page."""
    return f"{key}-slider"


def _sent(element: str) -> tuple[int, float] | None:
    """The last position that the browser sent, and its number; None if it never did."""
    sent = st.session_state.get(element, {}).get("sent")
    match sent:
        case [int(number), int(position) | float(position)]:
            return number, position
    return None
