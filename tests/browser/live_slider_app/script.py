"""Sliders of every kind, two of them in one fragment."""

import streamlit as st

from metl_ui.controls import live_slider
from metl_ui.link import Choice, Number, Whole

LEVEL = Number(
    key="level", label="Level", default=0.0, minimum=-10.0, maximum=10.0, step=0.1, help="How high."
)
COUNT = Whole(key="count", label="Count", default=8, minimum=1, maximum=64)
SIZE = Choice(key="size", label="Size", options=("small", "medium", "large"), default="medium")
RATE = Choice(key="rate", label="Rate", options=(0.0001, 0.03, 1.0, 1e16), default=0.03)


@st.fragment
def both() -> None:
    level, count = live_slider(LEVEL), live_slider(COUNT)
    st.session_state["seen"] = [*st.session_state.get("seen", []), level]
    st.text(f"level {level:g}, count {count}, seen {len(st.session_state['seen'])}")


def preset() -> None:
    st.session_state.update(level=7.5, size="large")


def sliders() -> None:
    st.title("Sliders")
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.button("Preset", on_click=preset)
    st.button("Rerun")
    both()
    st.text(f"{live_slider(SIZE)} {live_slider(RATE):g}")
    st.text(f"page runs {st.session_state['runs']}")


def elsewhere() -> None:
    st.title("Elsewhere")


st.navigation([st.Page(sliders, default=True), st.Page(elsewhere)]).run()
