"""The state of a trainer as plain arrays, checked before anything is put back."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from metl_core.changes import Change, Position, read_changes
from metl_core.checks import Array, integer, shaped, shown
from metl_core.history import COLUMNS, Recorder

_TEXTS = ("config", "changes")


class State(NamedTuple):
    """What a state says, once it is known to be one."""

    position: Position
    changes: tuple[Change, ...]
    numbers: dict[str, Array]  # parameters and the optimizer's memory
    recorder: Recorder


def checked_state(state: Mapping[str, Array], expected: Mapping[str, Array], n_rows: int) -> State:
    """The state read, if it has the arrays of `expected`, of their shapes and of its config.

    n_rows is the number of training examples. Raises ValueError or TypeError otherwise.
    """
    if not isinstance(state, Mapping):
        raise TypeError(f"state must be a mapping of names to arrays, got {shown(state)}")
    missing = sorted(set(expected) - set(state))
    if missing:
        raise ValueError(f"state must hold {', '.join(sorted(expected))}; missing: {missing}")
    given = {name: np.asarray(state[name]) for name in expected}
    if str(given["config"]) != str(expected["config"]):
        raise ValueError("state must come from a trainer of the same config, got another's")
    for name, array in given.items():
        shape: tuple[int | str, ...] = expected[name].shape
        if name == "history":
            shape = ("E", len(COLUMNS))
        shaped(f"{name} in state", array, shape)
        if array.dtype.kind not in ("U" if name in _TEXTS else "if"):
            kind = "a text" if name in _TEXTS else "numbers"
            raise ValueError(f"{name} in state must hold {kind}, got {array.dtype}")
    steps = given.get("optimizer_steps", np.zeros(1))
    if not (steps >= 0).all():
        raise ValueError(f"optimizer_steps in state must be ≥ 0, got {steps[0]}")
    position = Position(
        integer("epoch in state", given["epoch"][()], minimum=0),
        integer("row in state", given["row"][()], minimum=0, maximum=n_rows - 1),
    )
    changes = read_changes(str(given["changes"]), at_most=None)
    if changes and changes[-1].position > position:
        raise ValueError(f"changes in state must be made by {position}, got {changes[-1]}")
    recorder = Recorder.from_rows(given["history"], float(given["history_gap"]))
    end = position.time(n_rows)
    if recorder.latest_epoch != end:
        raise ValueError(
            f"history in state must end at its epoch {end:g}, got {recorder.latest_epoch:g}"
        )
    numbers = {n: a for n, a in given.items() if n == "parameters" or n.startswith("optimizer_")}
    return State(position, changes, numbers, recorder)
