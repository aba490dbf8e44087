"""Softmax: what a constant added to every logit does, on paper and in floating point."""

from collections.abc import Iterable

import streamlit as st

from metl_core.activations import naive_softmax, softmax
from metl_core.shift import Moved, Shift, shift_softmax
from metl_ui.charts.softmax import short
from metl_ui.components.figure import show_figure
from metl_ui.controls import live_slider, segments, text
from metl_ui.digits import exact, formula, show_table
from metl_ui.lesson import notice, open_lesson, show_code
from metl_ui.lessons.softmax import words
from metl_ui.lessons.softmax.bands import bands, bands_in_words
from metl_ui.lessons.softmax.panels import BARS
from metl_ui.lessons.softmax.settings import DTYPE, LOGITS, TEMPERATURE, TRY, C, choose


@st.fragment
def lesson() -> None:
    first, second, third = st.columns([2, 1.5, 2], gap="medium")
    with first:
        logits = text(LOGITS)
    with second:
        dtype = segments(DTYPE)
    with third:
        T = live_slider(TEMPERATURE, moves=BARS)
    c = live_slider(C, moves=BARS)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Try:", width="content")
        for name, settings in TRY.items():
            st.button(name, on_click=choose, args=[settings])
    panels = BARS.panels(logits=logits, dtype=dtype, c=c, T=T)
    for column, panel in zip(st.columns(3), panels, strict=True):
        with column:
            panel.show(height=400)
    shift = shift_softmax(logits, c, T, dtype)
    notice(words.shift_in_words(shift))

    st.header("Two ways to compute it")
    u = "z_i + c" if T == 1 else "(z_i + c) / T"
    st.markdown(
        f"Both work in {dtype} on $u_i = {u}$. The change is counted in **ulp**, units in the "
        f"last place: one ulp is the step from a number to the next one that {dtype} has, so 0 "
        "means that every bit is the same."
    )
    textbook, stable = st.columns(2, gap="large")
    with textbook:
        by_textbook(shift)
    with stable:
        by_stable_form(shift)

    st.header("Where each one breaks")
    st.markdown(
        "Each band runs over all the shifts of the slider. **Filled**: the same probabilities, "
        "to three decimals. **Hatched**: wrong ones. **Empty**: nan. The line is your $c$."
    )
    alt = f"At c = {short(c)}, p is: {bands_in_words(logits, T, c)}."
    show_figure(bands(logits, T, c), key="breaking points", alt=alt, height=320)


def by_textbook(shift: Shift) -> None:
    st.subheader("The textbook formula")
    st.latex(formula(r"p_i = \frac{e^{u_i}}{\sum_j e^{u_j}}"))
    after = shift.after
    exponentials = map(short, after.exponentials)
    columns = {"u": map(exact, after.scaled), "exp(u)": exponentials, "p": after.naive}
    tell("The textbook formula", shift.naive_moved, words.textbook_in_words(shift), columns)


def by_stable_form(shift: Shift) -> None:
    st.subheader("The stable form")
    st.latex(formula(r"p_i = \frac{e^{u_i - m}}{\sum_j e^{u_j - m}} \qquad m = \max_j u_j"))
    after = shift.after
    lowered, exponentials = map(short, after.lowered), map(short, after.lowered_exponentials)
    columns = {"u − m": lowered, "exp(u − m)": exponentials, "p": after.probabilities}
    tell("The stable form", shift.moved, words.stable_in_words(shift), columns)


def tell(name: str, moved: Moved, why: str, columns: dict[str, Iterable[object]]) -> None:
    st.metric("Largest change in p, in ulp", words.in_ulps(moved.most_ulps))
    st.markdown(f"{words.change_in_words(moved)} {why}")
    columns = {"i": range(1, len(moved.ulps) + 1), **columns}
    columns["ulp"] = map(words.in_ulps, moved.ulps)
    show_table(columns, alt=f"{name} after the shift, class by class")


open_lesson("softmax", [LOGITS, C, TEMPERATURE, DTYPE])

left, right = st.columns([3, 2], vertical_alignment="center")
left.markdown(
    "Softmax turns any $K$ numbers, the **logits** $z_1, …, z_K$, into **probabilities** "
    "$p_1, …, p_K$: none is negative, and their sum is 1. Add the same number $c$ to every "
    "logit, and compare the upper row with the lower."
)
right.latex(formula(r"p_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}"))
lesson()

st.header("One index for the class, another for the sum")
st.markdown(
    "In $p_i$ the index $i$ stands still: it names the class that is asked for. The sum runs over "
    r"**all** classes, so it needs an index of its own, $j$. The lab sheet writes "
    r"$\sum_{i=1}^{n} e^{x_j}$: that sum counts with $i$, but its term holds $j$, so that it "
    "would add one and the same number $n$ times."
)
show_code(softmax, naive_softmax)
