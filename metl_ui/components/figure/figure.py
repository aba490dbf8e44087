"""A Plotly figure that is updated in place: no flicker, zoom and hidden traces are kept."""

import json
from collections.abc import Callable
from functools import partial
from secrets import token_hex

import plotly.graph_objects as go
import streamlit as st

from metl_ui.components.figure.message import Sent, parts_of
from metl_ui.components.served import component

_SENT = "_figures"  # its place in the session

_figure = component("metl_figure", "figure/figure.js")


def show_figure(
    figure: go.Figure,
    *,
    key: str,
    alt: str,
    height: int = 360,
    on_drawn: Callable[[], None] | None = None,
    on_pick: Callable[[object], None] | None = None,
) -> None:
    """Show `figure` in the page's theme; a later call with the same `key` updates it in place.

    `key` is unique in the page and names the files a reader downloads. `alt` says in words what
    there is to be seen, for those who cannot see it. `height` is in pixels, with the tools below
    the plot, and is reserved before anything is drawn; the width is that of the column. Zoom and
    hidden traces survive an update for as long as the figure's `layout.uirevision` stays the
    same, which it does unless the caller sets it.

    `on_drawn` is called once the reader has this very figure before them, and then the script runs
    again: a figure that grows asks for its next piece in this way, as fast as it can be drawn and
    never while the page is hidden. `on_pick` is called with the `customdata` of a point that the
    reader clicks, or its trace's `meta`: it came from a browser, and may be anything.

    Not for use within `st.form`, where a browser that misses something could not ask for it.
    """
    if not key:
        raise ValueError("key must be a non-empty string, got ''")
    if not alt.strip():
        raise ValueError(f"alt must say what the figure shows, got {alt!r}")
    if height <= 0:
        raise ValueError(f"height must be a number of pixels > 0, got {height!r}")
    parts = parts_of(figure, key=key, alt=alt)
    if on_drawn is not None:
        parts["drawn"] = json.dumps(token_hex(4))  # another one each time, also of the same figure
    if on_pick is not None:
        parts["picks"] = "true"
    message = _sent().message(key, parts)
    # As text it would be written as JSON a second time on its way.
    _figure(
        key=key,
        data=message,
        height=height,
        on_missing_change=partial(_forget, key),
        on_drawn_change=on_drawn or _nothing,
        on_picked_change=partial(_tell, key, on_pick) if on_pick else _nothing,
    )


def _sent() -> Sent:
    sent: Sent = st.session_state.setdefault(_SENT, Sent())
    return sent


def _forget(key: str) -> None:
    """The browser asks for the whole figure; the run that begins now sends it."""
    _sent().forget(key)


def _tell(key: str, on_pick: Callable[[object], None]) -> None:
    on_pick(st.session_state.get(key, {}).get("picked"))


def _nothing() -> None:
    pass
