"""Softmax: what a constant added to every logit does, on paper and in floating point."""

from collections.abc import Iterable

import streamlit as st

from metl_core.activations import naive_softmax, softmax
from metl_core.shift import DTYPES, Moved, shift_softmax, verdicts
from metl_ui import softmax_words as words
from metl_ui.charts.breaking_points import breaking_points
from metl_ui.charts.softmax import exponential_bars, logit_bars, probability_bars, short
from metl_ui.components.figure import show_figure
from metl_ui.controls import ladder, segments, text
from metl_ui.digits import exact, formula, show_table
from metl_ui.lesson import notice, open_lesson, show_code
from metl_ui.softmax_settings import DTYPE, LOGITS, SHIFTS, TEMPERATURE, TRY, C, choose


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

first, second, third = st.columns([2, 1.5, 2], gap="medium")
with first:
    logits = text(LOGITS)
with second:
    dtype = segments(DTYPE)
with third:
    temperature = ladder(TEMPERATURE)
c = ladder(C)

shift = shift_softmax(logits, c, temperature, dtype)
before, after = shift.before, shift.after
plain = temperature == 1

panels = {
    "z": (logit_bars(shift), before.logits, after.logits),
    "the exponentials": (exponential_bars(shift), before.exponentials, after.exponentials),
    "p": (probability_bars(shift), before.probabilities, after.probabilities),
}
for column, (name, (figure, upper, lower)) in zip(st.columns(3), panels.items(), strict=True):
    with column:
        alt = f"Bars of {name}: {words.listed(upper)}. After the shift: {words.listed(lower)}."
        show_figure(figure, key=f"bars of {name}", alt=alt, height=400)
notice(words.shift_in_words(shift))
with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown("Try:", width="content")
    for name, settings in TRY.items():
        st.button(name, on_click=choose, args=[settings])

st.header("Two ways to compute it")
st.markdown(
    f"Both work in {dtype} on $u_i = {'z_i + c' if plain else '(z_i + c) / T'}$. The change is "
    "counted in **ulp**, units in the last place: one ulp is the step from a number to the next "
    f"one that {dtype} has, so 0 means that every bit is the same."
)
textbook, stable = st.columns(2, gap="large")
with textbook:
    st.subheader("The textbook formula")
    st.latex(formula(r"p_i = \frac{e^{u_i}}{\sum_j e^{u_j}}"))
    columns = {
        "u": map(exact, after.scaled),
        "exp(u)": map(short, after.exponentials),
        "p": after.naive,
    }
    tell("The textbook formula", shift.naive_moved, words.textbook_in_words(shift), columns)
with stable:
    st.subheader("The stable form")
    st.latex(formula(r"p_i = \frac{e^{u_i - m}}{\sum_j e^{u_j - m}} \qquad m = \max_j u_j"))
    columns = {
        "u − m": map(short, after.lowered),
        "exp(u − m)": map(short, after.lowered_exponentials),
        "p": after.probabilities,
    }
    tell("The stable form", shift.moved, words.stable_in_words(shift), columns)

st.header("Where each one breaks")
st.markdown(
    "Each band runs over all the shifts of the slider. **Filled**: the same probabilities, to "
    "three decimals. **Hatched**: wrong ones. **Empty**: nan. The line is your $c$."
)
by_dtype = {name: verdicts(logits, SHIFTS, temperature, name) for name in DTYPES}
show_figure(
    breaking_points(by_dtype, SHIFTS, c),
    key="breaking points",
    alt=f"At c = {short(c)}, p is: {words.verdicts_in_words(by_dtype, SHIFTS.index(c))}.",
    height=320,
)

st.header("One index for the class, another for the sum")
st.markdown(
    "In $p_i$ the index $i$ stands still: it names the class that is asked for. The sum runs over "
    r"**all** classes, so it needs an index of its own, $j$. The lab sheet writes "
    r"$\sum_{i=1}^{n} e^{x_j}$: that sum counts with $i$, but its term holds $j$, so that it "
    "would add one and the same number $n$ times."
)
show_code(softmax, naive_softmax)
