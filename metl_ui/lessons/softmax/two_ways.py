"""The part of the softmax lesson that computes p by two formulas, class by class."""

from collections.abc import Iterable

import streamlit as st

from metl_core.shift import Moved, Shift
from metl_ui.charts.softmax import short
from metl_ui.digits import exact, formula, show_table
from metl_ui.lessons.softmax import words


def show_two_ways(shift: Shift) -> None:
    """The textbook formula beside the stable form, after the shift."""
    st.header("Two ways to compute it")
    u = "z_i + c" if shift.temperature == 1 else "(z_i + c) / T"
    st.markdown(
        f"Both work in {shift.dtype} on $u_i = {u}$. The change is counted in **ulp**, units in "
        f"the last place: one ulp is the step from a number to the next one that {shift.dtype} "
        "has, so 0 means that every bit is the same."
    )
    textbook, stable = st.columns(2, gap="large")
    with textbook:
        _by_textbook(shift)
    with stable:
        _by_stable_form(shift)


def _by_textbook(shift: Shift) -> None:
    st.subheader("The textbook formula")
    st.latex(formula(r"p_i = \frac{e^{u_i}}{\sum_j e^{u_j}}"))
    after = shift.after
    exponentials = map(short, after.exponentials)
    columns = {"u": map(exact, after.scaled), "exp(u)": exponentials, "p": after.naive}
    _tell("The textbook formula", shift.naive_moved, words.textbook_in_words(shift), columns)


def _by_stable_form(shift: Shift) -> None:
    st.subheader("The stable form")
    st.latex(formula(r"p_i = \frac{e^{u_i - m}}{\sum_j e^{u_j - m}} \qquad m = \max_j u_j"))
    after = shift.after
    lowered, exponentials = map(short, after.lowered), map(short, after.lowered_exponentials)
    columns = {"u − m": lowered, "exp(u − m)": exponentials, "p": after.probabilities}
    _tell("The stable form", shift.moved, words.stable_in_words(shift), columns)


def _tell(name: str, moved: Moved, why: str, columns: dict[str, Iterable[object]]) -> None:
    st.metric("Largest change in p, in ulp", words.in_ulps(moved.most_ulps))
    st.markdown(f"{words.change_in_words(moved)} {why}")
    columns = {"i": range(1, len(moved.ulps) + 1), **columns}
    columns["ulp"] = map(words.in_ulps, moved.ulps)
    show_table(columns, alt=f"{name} after the shift, class by class")
