"""A run that was trained beforehand: it plays by itself, and can be paused."""

import streamlit as st

from metl_ui.components.served import component

HEIGHT = (
    496  # pixels: the picture and the numbers below it, of which a narrow screen makes two rows
)

_short_film = component("metl_short_film", "short_film/short_film.js")


def show_short_film(address: str, *, key: str, subject: str) -> None:
    """Show the film that the server has at `address`, a path from the root of the app.

    It is one message (see `live_view/wire.py`) with a scene, its points, and for each frame an
    epoch, a loss, an accuracy and the plane. `subject` says for those who cannot see it what
    learns what. A reader who wants no motion gets the last frame, and a button to play.
    """
    with st.container(height=HEIGHT, border=False):  # its place, before it comes
        _short_film(key=key, data={"address": address, "subject": subject})
