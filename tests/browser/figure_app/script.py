"""Figures that change, in every place where a page may put one."""

from contextlib import nullcontext

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from metl_ui.charts.theme import TEST, TRAINING, bare_figure, diverging, plain
from metl_ui.components.figure import show_figure
from metl_ui.components.figure.figure import _sent
from metl_ui.components.figure.message import parts_of

HOSTILE = '<b>bold</b> <a href="https://example.org">&lt; %{x}'


def curve(shift: int, points: int = 61) -> go.Figure:
    x = np.linspace(0, 6, points)
    y = np.sin(x + shift)
    y[20], y[40] = np.nan, np.inf
    return bare_figure(
        go.Scatter(x=x, y=y, name=plain(HOSTILE), line_color=TRAINING),
        go.Scatter(x=x, y=np.cos(x + shift), name="other", line_color=TEST),
        x_title="x",
        y_title="y",
    )


def cells(shift: int) -> go.Figure:
    z = np.arange(6, dtype=np.float32).reshape(2, 3) - shift
    return bare_figure(go.Heatmap(z=z, colorscale=diverging(), zmid=0))


def lose(key: str, figure: go.Figure) -> None:
    """As if the whole `figure` had been sent and overtaken: the browser never saw it."""
    _sent().forget(key)
    _sent().message(key, parts_of(figure, key=key, alt="Lost"))


def figures() -> None:
    st.title("Figures")
    runs = st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.text(f"run {runs}")
    shift = st.slider("shift", 0, 9, 0)
    if st.button("lose"):
        lose("curve", curve(shift + 20))
    with st.container(border=True) if st.toggle("framed") else nullcontext():
        show_figure(curve(shift), key="curve", alt=f"Two waves, shifted by {shift}", height=300)
    column, _ = st.columns(2)
    with column:
        show_figure(cells(shift), key="cells", alt=f"Six cells, from {-shift}", height=240)
    shown, hidden = st.tabs(["shown", "hidden"])
    shown.write("Nothing here.")
    with hidden:
        show_figure(curve(shift, 301), key="tabbed", alt="Behind a tab", height=200)
    live()


@st.fragment(run_every=0.25)
def live() -> None:
    tick = st.session_state["tick"] = st.session_state.get("tick", 0) + 1
    if st.button("lose the live one"):
        lose("live", curve(tick + 20))
    show_figure(curve(tick), key="live", alt=f"Wave {tick}", height=200)


def elsewhere() -> None:
    st.title("Elsewhere")


st.navigation([st.Page(figures, default=True), st.Page(elsewhere)]).run()
