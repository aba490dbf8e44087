"""A figure, and beside it the numbers that it shows."""

from collections.abc import Callable, Iterable
from typing import SupportsFloat

import streamlit as st

from metl_core.tails import SigmoidPoint
from metl_ui.charts.numerals import true_minus
from metl_ui.components.figure import Panel
from metl_ui.digits import show_table


def rounded(value: SupportsFloat) -> str:
    """To six significant digits, with a true minus: 0.196612, −2, 4.53958e−05."""
    return true_minus(f"{float(value):.6g}")


def beside_its_numbers(panel: Panel, columns: dict[str, Iterable[object]], *, alt: str) -> None:
    """`columns` and `alt` as in `show_table`."""
    figure_side, number_side = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with figure_side:
        panel.show(height=400)
    with number_side:
        show_table(columns, alt=alt)


def numbers_of(
    point: SigmoidPoint, heading: str, spell: Callable[[SupportsFloat], str]
) -> dict[str, Iterable[object]]:
    """σ and its slope, in the two ways that are equal on paper; `spell` writes each number."""
    rows = {
        "σ(x)": point.value,
        "1 − σ(x)": point.complement,
        "σ(−x)": point.mirrored,
        "σ(x) (1 − σ(x))": point.from_output,
        "σ(x) σ(−x)": point.from_both_sides,
    }
    numbers = [true_minus(spell(value)) for value in rows.values()]
    return {true_minus(f"at x = {point.x:g}"): list(rows), heading: numbers}
