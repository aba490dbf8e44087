"""The part of the softmax lesson that computes p by two formulas, and finds where each breaks."""

from collections.abc import Iterable

import streamlit as st

from metl_core.shift import Moved, Shift
from metl_ui.charts.softmax import short
from metl_ui.components.figure import show_figure
from metl_ui.digits import exact, formula, show_table
from metl_ui.lesson import notice
from metl_ui.lessons.softmax import words
from metl_ui.lessons.softmax.bands import bands, bands_in_words, breaking_in_words

TEXTBOOK, STABLE = "The textbook formula", "The stable form"


def show_two_ways(logits: tuple[float, ...], c: float, shift: Shift) -> None:
    """The textbook formula beside the stable form, here and over all the shifts."""
    st.header("Where does each formula break?")
    T, dtype = shift.temperature, shift.dtype
    st.markdown(
        f"Both formulas work on $u_i = {'z_i + c' if T == 1 else '(z_i + c) / T'}$ in {dtype}. "
        f"One **ulp**, unit in the last place, is the step from a number to the next that {dtype} "
        "has."
    )
    columns = st.columns(2, gap="large")
    with columns[0]:
        st.subheader(TEXTBOOK)
        st.latex(formula(r"p_i = \frac{e^{u_i}}{\sum_j e^{u_j}}"))
        _tell(shift.naive_moved, words.textbook_in_words(shift))
    with columns[1]:
        st.subheader(STABLE)
        st.latex(formula(r"p_i = \frac{e^{u_i - m}}{\sum_j e^{u_j - m}} \qquad m = \max_j u_j"))
        _tell(shift.moved, words.stable_in_words(shift))
    with st.expander("Class by class, to the last digit"):
        _show_tables(shift)
    st.markdown(
        "Each band runs over all the shifts of the slider. **Filled**: the same probabilities, "
        "to three decimals. **Hatched**: wrong ones. **Empty**: nan. The line is your $c$."
    )
    alt = f"At c = {short(c)}, p is: {bands_in_words(logits, T, c)}."
    show_figure(bands(logits, T, c), key="breaking points", alt=alt, height=320)
    notice(breaking_in_words(logits, T, dtype))


def _tell(moved: Moved, why: str) -> None:
    st.metric("Largest change in p, in ulp", words.in_ulps(moved.most_ulps))
    st.markdown(f"{words.change_in_words(moved)} {why}")


def _show_tables(shift: Shift) -> None:
    after = shift.after
    _show_classes(
        TEXTBOOK,
        {"p": after.naive},
        shift.naive_moved,
        {"u": map(exact, after.scaled), "exp(u)": map(short, after.exponentials)},
    )
    lowered, exponentials = map(short, after.lowered), map(short, after.lowered_exponentials)
    _show_classes(
        STABLE,
        {"p": after.probabilities},
        shift.moved,
        {"u − m": lowered, "exp(u − m)": exponentials},
    )


def _show_classes(
    name: str,
    result: dict[str, Iterable[object]],
    moved: Moved,
    steps: dict[str, Iterable[object]],
) -> None:
    """The result first: on a phone the steps to it may be out of sight."""
    st.markdown(f"**{name}**")
    columns = {"i": range(1, len(moved.ulps) + 1), **result}
    columns |= {"ulp": map(words.in_ulps, moved.ulps), **steps}
    show_table(columns, alt=f"{name} after the shift, class by class")
