"""Plant a bug, say which gradients it will make wrong, and run the check."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from metl_core.bug_check import BugCheck
from metl_core.planted_bugs import BUGS
from metl_core.problem import MATRICES
from metl_ui.charts.error_matrices import error_matrices, short_error
from metl_ui.components.figure import show_figure
from metl_ui.controls import number, select
from metl_ui.digits import show_table
from metl_ui.lesson import notice, place
from metl_ui.lessons.gradient_check import words
from metl_ui.lessons.gradient_check.settings import BUG, NETWORK, check_of

CHECKED = "gradient-check: checked"  # the bug and the network that the reader ran the check on


@st.fragment
def plant_a_bug() -> None:
    """The whole of it: code, guess, verdicts."""
    left, right = st.columns([3, 1], gap="medium")
    with left:
        bug = select(BUG)
    with right:
        seed = number(NETWORK)
    show_slip(bug)
    guess = st.pills(
        "Which gradients will the check find wrong?",
        (*MATRICES, words.NONE),
        selection_mode="multi",
        key=f"guess {bug}",
        help="Choose as many as you like. X stands for the inputs.",
    )
    if st.button("Run the check", type="primary", icon=":material/fact_check:"):
        st.session_state[CHECKED] = (bug, seed)
    if st.session_state.get(CHECKED) != (bug, seed):
        return
    check = check_of(bug, seed)
    show_verdicts(check)
    notice(f"{words.guess_in_words(guess, check)} {words.clue_in_words(bug, check)}")


def show_slip(bug: str) -> None:
    """The wrong line beside the right one."""
    if bug not in BUGS:
        st.markdown("Every line is as it should be. What will the check say?")
        return
    planted = BUGS[bug]
    wrong, right = st.columns(2, gap="medium")
    with wrong:
        show_source("Planted", planted.wrong)
    with right:
        show_source("As it should be", planted.right)


def show_source(title: str, function: Callable[..., Any]) -> None:
    st.markdown(f"**{title}**, `{place(function)}`")
    source = inspect.getsource(function).replace("  # noqa: N802", "")
    st.code(source, language="python", wrap_lines=True)


def show_verdicts(check: BugCheck) -> None:
    """Each element's relative error, and of each matrix the worst element."""
    matrices = check.matrices[check.telling]
    verdicts = ", ".join(f"{name} {words.verdict(one.passed)}" for name, one in matrices.items())
    alt = f"With {check.telling}: {verdicts}. Each cell is the relative error of one element."
    st.markdown(
        f"Relative error of every element, with **{check.telling}**. An empty cell is right to "
        "half of its digits or more; the worst element of a matrix that fails has a frame."
    )
    show_figure(error_matrices(matrices), key="error-matrices", alt=alt, height=340)
    worst = {name: one.report for name, one in matrices.items()}
    verdicts_of: dict[str, Iterable[object]] = {
        logits: (words.verdict(one.passed) for one in of.values())
        for logits, of in check.matrices.items()
    }
    of_worst: dict[str, Iterable[object]] = {
        "worst element": (f"{name}{list(report.worst_index)}" for name, report in worst.items()),
        "analytic": (f"{report.analytic:.6g}" for report in worst.values()),
        "numeric": (f"{report.numeric:.6g}" for report in worst.values()),
        "relative error": (
            short_error(one.error[one.report.worst_index]) for one in matrices.values()
        ),
    }
    left, right = st.columns(2, gap="medium")
    with left:
        show_table({"gradient": matrices, **verdicts_of}, alt="The verdict on each gradient")
    with right:
        show_table(of_worst, alt=f"The worst element of each gradient, with {check.telling}")
