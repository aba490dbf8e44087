"""Matrices side by side, each a grid of numbers; the session hears which number was chosen."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, NamedTuple

import streamlit as st

from metl_ui.charts.theme import NEGATIVE, POSITIVE
from metl_ui.components.served import component

Role = Literal["result", "input", ""]

_matrices = component("metl_matrices", "matrices/matrices.js")


class Place(NamedTuple):
    """A number's place: the name of its matrix, and its row and column from 0."""

    matrix: str
    row: int
    column: int


@dataclass(frozen=True)
class Matrix:
    """A grid of `shape` (rows, columns). It stands empty while its `values` are None.

    Colours are full at ±`limit`. `size` says in words how large it is, `colour` is what its name
    is marked with, if anything.
    """

    name: str
    title: str
    size: str
    shape: tuple[int, int]
    values: list[list[float]] | None
    limit: float
    role: Role = ""
    colour: str | None = None


@dataclass(frozen=True)
class Group:
    """Matrices under a title: columns side by side, in each of them matrices below each other."""

    title: str
    columns: Sequence[Sequence[Matrix]]


def show_matrices(
    groups: Sequence[Group],
    *,
    key: str,
    chosen: Place | None,
    used: Collection[Place],
    on_choose: Callable[[Place], None],
) -> None:
    """Show `groups`; a later call with the same `key` brings them up to date in place.

    `chosen` is the number that is marked, `used` are those that it is made of. `on_choose` is
    called before the next run with the place of the number that the reader chose; it exists.
    """
    shapes = {
        matrix.name: matrix.shape
        for group in groups
        for column in group.columns
        for matrix in column
        if matrix.values is not None
    }

    def choose() -> None:
        place = _read(st.session_state[key]["chosen"])
        if place and place.matrix in shapes:
            rows, columns = shapes[place.matrix]
            if 0 <= place.row < rows and 0 <= place.column < columns:
                on_choose(place)

    data = {
        "key": key,
        "groups": [asdict(group) for group in groups],
        "chosen": chosen,
        "used": list(used),
        "colours": {"positive": POSITIVE, "negative": NEGATIVE},
    }
    _matrices(key=key, data=data, on_chosen_change=choose)


def _read(sent: object) -> Place | None:
    """From a browser anything may come."""
    match sent:
        case [str(matrix), int(row), int(column)]:
            return Place(matrix, row, column)
    return None
