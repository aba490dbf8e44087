"""The part of the softmax lesson that sets a shift against a scale."""

from collections.abc import Iterable

import streamlit as st

from metl_core.scale import Scaled, add_and_multiply
from metl_ui.controls import live_slider
from metl_ui.digits import show_table
from metl_ui.lesson import notice
from metl_ui.lessons.softmax.panels import SCALE
from metl_ui.lessons.softmax.settings import S


@st.fragment
def show_scale(logits: tuple[float, ...]) -> None:
    """The same number, once added and once a factor."""
    st.header("What can a scale do that a shift cannot?")
    st.markdown(
        "A number $s$, added to all logits, keeps their **differences**; as a factor, it keeps "
        "their **ratios**. Which of the two does softmax go by? (The temperature is a scale too, "
        "$s = 1/T$; here it is 1.)"
    )
    s = live_slider(S, moves=SCALE)
    panels = SCALE.panels(logits=logits, s=s)
    for column, panel in zip(st.columns([2, 3], gap="medium"), panels, strict=True):
        with column:
            panel.show(height=400)
    scaled = add_and_multiply(logits, s)
    rows = {
        "z": (scaled.logits, scaled.probabilities),
        "z + s": (scaled.added, scaled.probabilities_added),
        "s z": (scaled.multiplied, scaled.probabilities_multiplied),
    }
    columns: dict[str, Iterable[object]] = {
        "logits": rows,
        "as numbers": [", ".join(f"{z_i:.6g}" for z_i in z) for z, _ in rows.values()],
        "p": [", ".join(map(_probability, p)) for _, p in rows.values()],
    }
    notice(scale_in_words(scaled))
    with st.expander("The logits and their probabilities as numbers"):
        show_table(columns, alt=f"Softmax of z, of z + {s:g} and of {s:g} z")
    st.markdown(
        "Two logits can always be shifted to $x$, their difference, and 0. Of these softmax makes "
        r"${\frac{e^x}{e^x + e^0} = \frac{1}{1 + e^{-x}}}$: the **sigmoid** of $x$."
    )


def scale_in_words(scaled: Scaled) -> str:
    """What the scale did to the largest probability, and what that is worth."""
    before = float(scaled.probabilities.max())
    after = float(scaled.probabilities_multiplied.max())
    if len(set(scaled.logits)) == 1:
        return "All your logits are alike, and so are all probabilities, whatever the scale."
    if scaled.s == 0:
        return (
            "Times 0 all logits are 0, and softmax has nothing to choose by: every class gets the "
            "same. Added, 0 changes nothing."
        )
    if scaled.s == 1:
        return "With $s = 1$ nothing is scaled. Move $s$: which row of bars follows?"
    if f"{before:.4f}" == f"{after:.4f}":
        return (
            f"The factor changes next to nothing here: the largest probability is {after:.4f} with "
            "and without it. Try the logits 0 and 1."
        )
    return (
        "Added, $s$ changes nothing: softmax goes by differences. The factor keeps the ratios and "
        f"the ranking, and yet the largest probability goes from {before:.4f} to {after:.4f}. "
        "Nothing new was learnt about the example. Whether a probability can be trusted, data must "
        "tell: of the cases that get 0.9, are nine in ten right?"
    )


def _probability(p: float) -> str:
    return f"{p:.4f}" if p >= 5e-5 else f"{p:.1e}" if p > 0 else "0"
