"""A Plotly figure that is updated in place: no flicker, zoom and hidden traces are kept."""

from functools import partial

import plotly.graph_objects as go
import streamlit as st

from metl_ui.components.figure.message import Sent, parts_of
from metl_ui.components.served import component

_SENT = "_figures"  # its place in the session

_figure = component("metl_figure", "figure/figure.js")


def show_figure(figure: go.Figure, *, key: str, alt: str, height: int = 360) -> None:
    """Show `figure` in the page's theme; a later call with the same `key` updates it in place.

    `key` is unique in the page and names the files a reader downloads. `alt` says in words what
    there is to be seen, for those who cannot see it. `height` is in pixels, with the tools below
    the plot, and is reserved before anything is drawn; the width is that of the column. Zoom and
    hidden traces survive an update for as long as the figure's `layout.uirevision` stays the
    same, which it does unless the caller sets it. Not for use within `st.form`, where a browser
    that misses something could not ask for it.
    """
    if not key:
        raise ValueError("key must be a non-empty string, got ''")
    if not alt.strip():
        raise ValueError(f"alt must say what the figure shows, got {alt!r}")
    if height <= 0:
        raise ValueError(f"height must be a number of pixels > 0, got {height!r}")
    message = _sent().message(key, parts_of(figure, key=key, alt=alt))
    # As text it would be written as JSON a second time on its way.
    _figure(key=key, data=message, height=height, on_missing_change=partial(_forget, key))


def _sent() -> Sent:
    sent: Sent = st.session_state.setdefault(_SENT, Sent())
    return sent


def _forget(key: str) -> None:
    """The browser asks for the whole figure; the run that begins now sends it."""
    _sent().forget(key)
