"""The walk on the page: which step, its equation and its matrices, one number's sum, the line."""

import streamlit as st

from metl_core.sums import Entry, entries
from metl_core.walk import GIVEN, STEPS, Step, Walk
from metl_ui.charts.theme import PARAMETERS
from metl_ui.components.lit_code import show_lit_code
from metl_ui.components.matrices import Group, Matrix, Place, show_matrices
from metl_ui.components.matrices.matrices import Role
from metl_ui.controls import live_slider, number, segments, toggle
from metl_ui.lesson import notice
from metl_ui.lessons.network.notation import (
    entry_tex,
    letters_of,
    noise_in_words,
    number_tex,
    sum_lines,
)
from metl_ui.lessons.network.settings import ACTIVATION, ALL, DRAW, DX, DY, STEP, H, N, Sizes
from metl_ui.lessons.network.source import passage_of
from metl_ui.lessons.network.words import equation, given_in_words, heading, notice_of, size_of

# Columns side by side; a layer's biases lie below its weights.
_FORWARDS = "X | W1 b1 | z1 | a1 | W2 b2 | logits | probabilities | y loss"
_BACKWARDS = "delta1 | delta2 | slope | delta3 | dW2 db2 | dW1 db1 | dX"
_CHOSEN = "_chosen number"  # its place in the session: (step, Place)


def ask_for_network() -> tuple[Sizes, int, str]:
    """The sizes of the network, the seed of its numbers and its activation."""
    with (
        st.expander("Another network: its sizes, its activation, other numbers"),
        st.container(horizontal=True, gap="medium"),
    ):
        sizes = (segments(N), segments(DX), segments(H), segments(DY))
        activation = segments(ACTIVATION)
        with st.container(width=190):
            draw = number(DRAW)
    return sizes, draw, activation


def ask_for_step() -> Step:
    """Back, Next and a slider; the keys B and N do as the buttons."""
    with st.container(key="in-sight"):
        buttons, slider = st.columns([1, 2], gap="xsmall", vertical_alignment="center")
    with slider:
        step = live_slider(STEP)
    with buttons, st.container(horizontal=True):
        for name, icon, change in (("Back", "back", -1), ("Next", "forward", 1)):
            st.button(
                name,
                icon=f":material/arrow_{icon}:",
                shortcut=name[0],
                disabled=not STEP.minimum <= step + change <= STEP.maximum,
                on_click=_go,
                args=[change],
            )
    return STEPS[step - 1]


def show_step(walk: Walk, step: Step) -> None:
    """All that belongs to one step, at once."""
    st.subheader(heading(step))
    numbers, words = st.columns([6, 5], gap="medium")
    with numbers:
        matrices = st.container()  # first: near to Next, which changes them
        st.latex(equation(walk, step))
        all_of_them = toggle(ALL)
        place = chosen_place(walk, step, all_of_them)
        with matrices:
            _show_matrices(walk, step, place, all_of_them)
    with words:
        notice(notice_of(walk, step))
        _show_sum(walk, place)
        _show_code(step)


def _show_code(step: Step) -> None:
    passage = passage_of(step)
    show_lit_code(
        passage.lines,
        key="lit code",
        place=passage.place,
        first=passage.first,
        lit=passage.lit,
    )


def _show_matrices(walk: Walk, step: Step, place: Place, all_of_them: bool) -> None:
    expression = walk.expression(place.matrix, *walk.index(*place))
    used = [] if expression is None else [_place_of(one) for one in entries(expression)]
    groups = _groups(walk, step, all_of_them)
    show_matrices(groups, key="matrices", chosen=place, used=used, on_choose=_choose)


def chosen_place(walk: Walk, step: Step, all_of_them: bool) -> Place:
    """The number that the reader chose in this step, as long as it is there; else the first of
    what the step computes."""
    number, place = st.session_state.get(_CHOSEN, (0, None))
    shown = _computed(step) if all_of_them else {step.result, *step.operands}
    if number == _number_of(step) and place.matrix in shown:
        rows, columns = walk.rows(place.matrix).shape
        if place.row < rows and place.column < columns:
            return Place(*place)
    return Place(step.result, 0, 0)


def _choose(place: Place) -> None:
    st.session_state[_CHOSEN] = (st.session_state[STEP.key], place)


def _go(change: int) -> None:
    wanted = st.session_state[STEP.key] + change
    st.session_state[STEP.key] = min(max(wanted, STEP.minimum), STEP.maximum)


def _number_of(step: Step) -> int:
    return STEPS.index(step) + 1


def _computed(step: Step) -> set[str]:
    """What has its numbers when the step is done."""
    return {*GIVEN, *(done.result for done in STEPS[: _number_of(step)])}


def _place_of(entry: Entry) -> Place:
    row, column = (0, 0, *entry.index)[-2:]
    return Place(entry.matrix, row, column)


def _groups(walk: Walk, step: Step, all_of_them: bool) -> list[Group]:
    """The step's result and what it is made of, in the order of the equation; or all matrices."""
    computed = _computed(step)

    def matrix(name: str) -> Matrix:
        rows = walk.rows(name)
        role: Role = "result" if name == step.result else "input" if name in step.operands else ""
        return Matrix(
            name=name,
            title=letters_of(name, walk.activation),
            size=size_of(walk, name),
            shape=(rows.shape[0], rows.shape[1]),
            values=rows.tolist() if name in computed else None,
            limit=walk.full_colour(name),
            role=role,
            colour=PARAMETERS.get(name.removeprefix("d")),
        )

    def columns(names: str) -> list[list[Matrix]]:
        return [[matrix(name) for name in column.split()] for column in names.split("|")]

    if all_of_them:
        return [Group("Forwards", columns(_FORWARDS)), Group("Backwards", columns(_BACKWARDS))]
    operands = " | ".join(step.operands).replace(" | b", " b")
    return [Group("In this step", columns(f"{step.result} | {operands}"))]


def _show_sum(walk: Walk, place: Place) -> None:
    index = walk.index(*place)
    value = float(walk.values[place.matrix][index])
    with st.container(key="sum", gap="xsmall"):
        st.markdown(
            "**One number, and what it is made of.** Choose any other. "
            "Rows and columns count from 0, as in the code."
        )
        if place.matrix in GIVEN:
            name = entry_tex(walk, place.matrix, index)
            st.markdown(f"${name} = {number_tex(value)}$")
            st.markdown(given_in_words(walk, place.matrix, index))
            return
        (name,), *lines = sum_lines(walk, place.matrix, index)
        for before, line in zip((name, *[""] * len(lines)), lines, strict=False):
            st.markdown(" ".join(f"${{{piece}}}$" for piece in (rf"{before} =\;", *line)))
        if words := noise_in_words(walk, place.matrix, index):
            st.markdown(words)
