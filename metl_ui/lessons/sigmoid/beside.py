"""A figure, and beside it the numbers that it shows."""

from collections.abc import Iterable

import streamlit as st

from metl_ui.components.figure import Panel
from metl_ui.digits import show_table


def beside_its_numbers(panel: Panel, columns: dict[str, Iterable[object]], *, alt: str) -> None:
    """`columns` and `alt` as in `show_table`."""
    figure_side, number_side = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with figure_side:
        panel.show(height=400)
    with number_side:
        show_table(columns, alt=alt)
