"""The part of the softmax lesson on its two indices, and on the lab sheet's mixed one."""

from collections.abc import Iterable
from math import inf

import streamlit as st

from metl_core.mixed_index import MixedIndex, mixed_index
from metl_ui.charts.softmax import short
from metl_ui.digits import show_table
from metl_ui.lesson import notice


def show_index(logits: tuple[float, ...], T: float) -> None:
    """What comes out if the sum counts with i and its term holds j."""
    st.header("Why does the sum need an index of its own?")
    st.markdown(
        "In $p_i$ the index $i$ stands still: it names the class that is asked for. The sum runs "
        "over **all** classes, so it counts with another, $j$. The lab sheet writes "
        r"$\sum_{i=1}^{n} e^{x_j}$, where $x$ are the logits"
        f"{'' if T == 1 else ' over T'}: that sum counts with $i$, but its term holds $j$. It adds "
        "one and the same number $n$ times, and nobody says which $j$ is meant. This comes out:"
    )
    mixed = mixed_index(logits, T)
    classes = range(1, len(logits) + 1)
    columns: dict[str, Iterable[object]] = {"j": list(classes), "n exp(xⱼ)": _shown(mixed.sums)}
    for i, share in zip(classes, mixed.shares.T, strict=True):
        columns[f"“p” of {i}"] = _shown(share)
    columns["their sum"] = _shown(mixed.totals)
    show_table(columns, alt=f"With the mixed index, the shares add up to {_totals(mixed)}")
    notice(index_in_words(mixed))


def index_in_words(mixed: MixedIndex) -> str:
    """Do the shares add up, and to what?"""
    n = len(mixed.sums)
    right = (
        f"The right sum, {short(mixed.right_sum)} for every class, takes each power once."
        if 0 < mixed.right_sum < inf
        else "The right sum takes each power once."
    )
    if len(mixed.adds_up) == n:
        end = (
            "Your logits are all alike, so that the slip does not show: every row adds up to 1. "
            "Change one of them."
        )
    elif mixed.adds_up:
        rows = ", ".join(map(str, mixed.adds_up))
        end = f"Only for j = {rows} do they add up to 1, by chance; probabilities have to, always."
    else:
        end = "Each row is another answer, and in none do the “probabilities” add up to 1."
    infinite = "" if mixed.sums.max() < inf else " ∞ stands for more than float64 can hold."
    return f"{end} {right}{infinite}"


def _shown(values: object) -> list[object]:
    return [short(value).replace("inf", "∞") for value in values]  # type: ignore[attr-defined]


def _totals(mixed: MixedIndex) -> str:
    return ", ".join(map(str, _shown(mixed.totals)))
