"""Numbers and formulas on the page."""

import re
from collections.abc import Iterable

import numpy as np
import streamlit as st

_MINUS = re.compile(r"(?<![\w)\]])-(?=[\d.]|inf\b)|(?<=\de)-(?=\d)")


def show_table(columns: dict[str, Iterable[object]], *, alt: str) -> None:
    """A quiet table, heading -> cells of that column; `alt` says what it holds.

    Cells are shown as `str` has them, to the last digit of a NumPy float, and with a true minus. A
    table that is too wide for its place scrolls in itself.
    """
    cells = {
        with_true_minus(heading): [with_true_minus(str(cell)) for cell in column]
        for heading, column in columns.items()
    }
    st.table(cells, border="horizontal", width="content", hide_index=True, alt=alt)


def with_true_minus(text: str) -> str:
    """`text` with a true minus in each of its numbers, and other hyphens as they are."""
    return _MINUS.sub("−", text)


def exact(value: float | np.floating) -> str:
    """A float to its last digit, as short as its dtype allows: 3, 0.1, 10000000000000002."""
    number = float(value)
    return f"{number:.0f}" if number.is_integer() and abs(number) < 1e18 else str(value)


def tex(value: float | np.floating, digits: int = 6) -> str:
    """A number in TeX, to so many significant digits: 0.196612, 4.53958 \\cdot 10^{-5}."""
    mantissa, _, exponent = f"{float(value):.{digits}g}".partition("e")
    return f"{mantissa} \\cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def formula(*lines: str) -> str:
    """TeX for `st.latex`: lines that stand under each other at their first "&".

    With a little space around them, for Streamlit cuts off what stands out of a formula's box, as
    the top of a small exponent does.
    """
    body = r" \\[1ex] ".join(lines)
    return rf"\;\begin{{aligned}} \rule{{0pt}}{{1.9em}} {body} \end{{aligned}}\;"
