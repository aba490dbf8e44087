"""The two indices of softmax, and what the lab sheet's mixed one makes of them."""

from collections.abc import Iterable
from math import inf

import streamlit as st

from metl_core.checks import Array
from metl_core.mixed_index import MixedIndex, mixed_index
from metl_ui.charts.softmax import short
from metl_ui.digits import show_table


def show_index(logits: tuple[float, ...], i: int, T: float) -> None:
    """What comes out for class i if the sum counts with i and its term holds j."""
    st.markdown(
        "In $p_i$ the index $i$ stands still: it names the class that is asked for. The sum runs "
        "over **all** classes, so it counts with another, $j$. The lab sheet writes "
        r"$\sum_{i=1}^{n} e^{x_j}$, where $x$ are the logits"
        f"{'' if T == 1 else ' over T'}: it counts with $i$, but its term holds $j$. So it adds "
        "the same number $n$ times, and nobody says which $j$ is meant. This comes out:"
    )
    mixed = mixed_index(logits, T)
    totals = _totals(mixed)
    columns: dict[str, Iterable[object]] = {
        "j": range(1, len(logits) + 1),
        "n exp(xⱼ)": _shown(mixed.sums),
        f"“p” of class {i}": _shown(mixed.shares[:, i - 1]),
        "sum of all “p”": totals,
    }
    show_table(columns, alt=f"With the mixed index, the shares add up to {', '.join(totals)}")
    st.markdown(index_in_words(mixed))


def index_in_words(mixed: MixedIndex) -> str:
    """Do the shares add up to 1, in the digits that are shown?"""
    adds_up = [str(j) for j, total in enumerate(_totals(mixed), start=1) if total == "1"]
    right = (
        f"The right sum, {short(mixed.right_sum)} for every class, takes each power once."
        if 0 < mixed.right_sum < inf
        else "The right sum takes each power once."
    )
    if len(adds_up) == len(mixed.sums):
        end = (
            "Your logits are so much alike that the slip does not show: to the digits shown, every "
            "row adds up to 1. Change one of them."
        )
    elif adds_up:
        end = (
            f"To the digits shown, only those for j = {', '.join(adds_up)} add up to 1, by chance; "
            "probabilities have to, always."
        )
    else:
        end = "Nobody says which row is right, and in none do the “probabilities” add up to 1."
    ends = " ∞ stands for more than float64 can hold, and 0 for less."
    return f"{end} {right}{'' if mixed.sums.min() > 0 and mixed.sums.max() < inf else ends}"


def _totals(mixed: MixedIndex) -> list[str]:
    """With more digits than the rest: what is close to 1 is not 1."""
    return [f"{total:.6g}".replace("inf", "∞") for total in mixed.totals]


def _shown(values: Array) -> list[str]:
    return [short(value).replace("inf", "∞") for value in values]
