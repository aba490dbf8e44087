"""The part of the softmax lesson in which the wrong number is subtracted."""

from collections.abc import Iterable

import streamlit as st

from metl_core.checks import Array
from metl_core.wrong_shifts import (
    BATCHES,
    RIGHT_SHIFT,
    WRONG_AND_RIGHT,
    RowOutcome,
    ShiftedRows,
    shift_rows,
)
from metl_ui.charts.softmax import short
from metl_ui.controls import select
from metl_ui.digits import exact, show_table
from metl_ui.lesson import notice
from metl_ui.lessons.softmax.settings import ROWS, SUBTRACT

VERDICTS = {"same": "right", "wrong": "wrong", "nan": "nan"}

WHY: dict[RowOutcome, str] = {
    "fine": "",
    "overflow": "The largest exponent is {top}, and its power is beyond the largest {dtype}: inf. "
    "A number over inf is 0, and inf / inf is nan.",
    "underflow": "Even the largest exponent is {top}: every power is too small for {dtype} and "
    "becomes 0, and 0 / 0 is nan.",
    "digits lost": "Even the largest exponent is {top}. So close to 0, {dtype} has hardly a digit "
    "left: the result is wrong, and nothing warns.",
}


@st.fragment
def show_wrong_shifts(dtype: str) -> None:
    """Any number may be subtracted on paper; which in floating point?"""
    st.header("Must it be the maximum?")
    st.markdown(
        "By the proof, with $c = -m$, any $m$ may be subtracted from all logits of an example, a "
        f"row. Find an input that breaks each choice but the row maximum, in {dtype}."
    )
    left, right = st.columns(2, gap="medium")
    with left:
        shift = select(SUBTRACT)
    with right:
        name = select(ROWS)
    result = shift_rows(BATCHES[name], shift, dtype)
    show_table(
        {
            "row": _listed(result.rows),
            "m": map(exact, result.subtracted),
            "row − m": _listed(result.exponents),
            "exp(row − m)": _listed(result.exponentials),
            "p": _probabilities(result.probabilities),
            "it should be": _probabilities(result.expected),
        },
        alt=f"Softmax of {name} with {shift} subtracted: {', '.join(result.verdicts)}",
    )
    notice(rows_in_words(result, shift))
    with st.expander("Every choice of m on every input"):
        show_table(verdicts_of_all(dtype), alt=f"Which choices of m are right, in {dtype}")


def rows_in_words(result: ShiftedRows, shift: str) -> str:
    """What broke and why, or why nothing did."""
    broken = [number for number, verdict in enumerate(result.verdicts) if verdict != "same"]
    if not broken:
        if shift == RIGHT_SHIFT:
            return (
                "With its own maximum subtracted, the largest exponent of a row is 0: nothing "
                "overflows, and the sum is at least 1. No input breaks it."
            )
        start = "Without any shift" if shift == "nothing" else f"With the {shift} subtracted"
        return (
            f"{start}, every row is right here: the same $p$ as with the row maximum. Which $m$ is "
            "taken shows only when a power overflows or underflows. Which input does it?"
        )
    sentences = []
    for row in broken:
        top = short(result.exponents[row].max())
        why = WHY[result.outcomes[row]].format(top=top, dtype=result.dtype)
        where = f"Row {row + 1}: " if len(result.verdicts) > 1 else ""
        sentences.append(where + why)
    return " ".join(sentences)


def verdicts_of_all(dtype: str) -> dict[str, Iterable[object]]:
    """Each choice of m -> right, wrong or nan, on every input."""
    columns: dict[str, Iterable[object]] = {"input": list(BATCHES)}
    for shift in WRONG_AND_RIGHT:
        results = (shift_rows(rows, shift, dtype) for rows in BATCHES.values())
        columns[shift] = [VERDICTS[result.verdict] for result in results]
    return columns


def _listed(rows: Array) -> list[str]:
    return [", ".join(short(value) for value in row) for row in rows]


def _probabilities(rows: Array) -> list[str]:
    return [", ".join(f"{float(p):.3f}" for p in row) for row in rows]
