"""A slider that sends its values while it is dragged, and the next one once that was drawn.

Between the two sides a value is a position: the number itself, or the index of an option. The
answer to a value can bring figures of the page along: then the page need not run for them, and
the browser has one element to take in rather than dozens.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from metl_ui.charts.drawing import Drawing
from metl_ui.components.figure import figure as figures
from metl_ui.components.figure.message import parts_of
from metl_ui.components.served import component

_slider = component("metl_live_slider", "live_slider/live_slider.js")


@dataclass(frozen=True, eq=False)
class Panel:
    """A figure of the page; see `show_figure`."""

    drawing: Drawing
    key: str
    alt: str

    def show(self, height: int) -> None:
        """Show it here."""
        figures.show_figure(self.drawing, key=self.key, alt=self.alt, height=height)

    def message(self) -> str:
        """What brings the one that is on the page already up to date."""
        parts = parts_of(self.drawing, key=self.key, alt=self.alt)
        return figures._sent().message(self.key, parts).decode()


def ask_live(
    *,
    key: str,
    dress: Mapping[str, Any],
    position: float,
    default: float,
    on_move: Callable[[float], None],
    panels: Iterable[Panel] = (),
    at_rest: str | None = None,
) -> None:
    """Show the slider that stands for the setting `key`, at `position`.

    `dress` is what it is told once: its label, its help or None, and its scale, either
    {"options": texts} or {"minimum", "maximum", "step", "whole"}. `on_move` is called with the
    position that the reader chose, before the script runs. The browser keeps the setting in the
    page's address under `key`, unless it is at `default`. `panels` that are on the page are
    brought up to date. `at_rest` is the key of an `st.fragment` that runs when the slider has come
    to rest.
    """
    element = element_key(key)

    def moved() -> None:
        sent = _sent(element)
        if sent is not None:
            on_move(sent[1])

    def rested() -> None:
        if at_rest is not None:
            st.rerun(at_rest)

    def missing() -> None:
        figures._forget(str(st.session_state[element].get("missing")))

    sent = _sent(element)
    data = {
        "key": key,
        "dress": json.dumps(dress),
        "position": position,
        "default": default,
        "answered": sent[0] if sent else 0,
        "tellsRest": at_rest is not None,
        "panels": [[panel.key, panel.message()] for panel in panels],
    }
    _slider(
        key=element,
        data=data,
        on_sent_change=moved,
        on_rested_change=rested,
        on_missing_change=missing,
    )
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
