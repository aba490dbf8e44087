"""A derivation, line by line: the formula, the same with the reader's numbers, and why it holds."""

from dataclasses import dataclass

import streamlit as st

from metl_ui.digits import formula


@dataclass(frozen=True)
class Line:
    """One step. All of it is TeX but for `why`, which is Markdown."""

    symbols: str
    numbers: str = ""
    why: str = ""


def show_derivation(*lines: Line, key: str) -> None:
    """The steps under each other; on a narrow screen each one's three parts stack.

    `key` is unique in the page.
    """
    with st.container(key=f"derivation-{key}", gap="xsmall"):
        for line in lines:
            symbols, numbers, why = st.columns([4, 4, 3], vertical_alignment="center")
            symbols.latex(formula(line.symbols))
            if line.numbers:
                numbers.latex(formula(line.numbers))
            if line.why:
                why.markdown(line.why)
