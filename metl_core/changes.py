"""What was changed by hand on a run's way, where, and how a link spells it."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from metl_core.checks import choice, integer, number, shown
from metl_core.config import Settings, TrainingConfig, check_setting
from metl_core.parameters import PARAMETER_NAMES

MAX_CHANGES = 200  # that a text may hold


class Position(NamedTuple):
    """Where a run stands, in its training part of N examples."""

    epoch: int  # whole epochs behind
    row: int = 0  # examples of the present epoch that are used up, 0 ≤ row < N

    def time(self, n_rows: int) -> float:
        """In epochs of `n_rows` examples, whole and part."""
        return self.epoch + self.row / n_rows


@dataclass(frozen=True)
class Change:
    """One thing set by hand: a setting, or one entry of a parameter.

    Raises ValueError or TypeError that names the field, what it must be and what it got.
    """

    position: Position  # made before the next example is used
    name: str  # of a setting: learning_rate, batch_size, l1, l2; or W1, b1, W2, b2
    value: float | int | None  # None only for batch_size: the whole training part
    index: tuple[int, ...] = ()  # the entry of a parameter: (i, j) or (j,)

    def __post_init__(self) -> None:
        choice("name", self.name, (*Settings._fields, *PARAMETER_NAMES))
        index = check_index(self.index, 0 if self.name in Settings._fields else _axes(self.name))
        if index:
            value: float | int | None = number(self.name, self.value)
        else:
            value = check_setting(self.name, self.value)
        # Plain numbers, so that what is spelled is what was used.
        object.__setattr__(self, "position", check_position(self.position))
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "index", index)


def check_position(position: object) -> Position:
    """A pair of integers ≥ 0, as a Position; raises ValueError or TypeError for all else."""
    if not isinstance(position, tuple) or len(position) != 2:
        raise TypeError(f"position must be a pair (epoch, row), got {shown(position)}")
    epoch, row = position
    return Position(
        integer("epoch of position", epoch, minimum=0), integer("row of position", row, minimum=0)
    )


def check_index(index: object, n_axes: int) -> tuple[int, ...]:
    """So many integers ≥ 0; raises ValueError or TypeError for all else."""
    if not isinstance(index, tuple) or len(index) != n_axes:
        wanted = ("left out for a setting", "(j,) for a bias", "(i, j) for a weight")[n_axes]
        error = ValueError if isinstance(index, tuple) else TypeError
        raise error(f"index must be {wanted}, got {shown(index)}")
    return tuple(integer("index", i, minimum=0) for i in index)


def _axes(name: str) -> int:
    return 2 if name.startswith("W") else 1


# A run's changes ------------------------------------------------------------------------


def in_force(config: TrainingConfig, changes: Iterable[Change]) -> Settings:
    """The settings after these changes, which are in order."""
    changed = {change.name: change.value for change in changes if not change.index}
    return Settings.of(config)._replace(**changed)  # type: ignore[arg-type]


def with_change(
    config: TrainingConfig, changes: Sequence[Change], change: Change
) -> tuple[Change, ...]:
    """The changes and one more at their end, in as few as say the same.

    It takes the place of one that set the same thing at the same position, and is left out
    where a setting is again what it was before that position.
    """

    def thing(change: Change) -> tuple[str, tuple[int, ...]]:
        return change.name, change.index

    earlier = len(changes)  # they are in order: only the last few can be at the same position
    while earlier and changes[earlier - 1].position == change.position:
        earlier -= 1
    others = (
        *changes[:earlier],
        *(other for other in changes[earlier:] if thing(other) != thing(change)),
    )
    if not change.index:
        before = in_force(config, (o for o in others if o.position < change.position))
        if getattr(before, change.name) == change.value:
            return others
    return (*others, change)


def check_passed(
    position: Position, config: TrainingConfig, changes: Iterable[Change], n_rows: int
) -> Position:
    """The position, if a run with these changes on `n_rows` examples comes to stand there.

    It stands between two steps of the optimizer. Raises ValueError or TypeError otherwise.
    """
    position = check_position(position)
    row = _end_of_batch(position, config, changes, n_rows) if position.row < n_rows else -1
    if row != position.row:
        raise ValueError(
            f"position must be between two steps of this run ({n_rows} examples an epoch), "
            f"got {position}"
        )
    return position


def _end_of_batch(
    position: Position, config: TrainingConfig, changes: Iterable[Change], n_rows: int
) -> int:
    """The first end of a batch, of the position's epoch, at its row or later."""
    if position.row == 0:
        return 0
    batch_sizes = [change for change in changes if change.name == "batch_size"]
    earlier = (change for change in batch_sizes if change.position < Position(position.epoch))
    size = in_force(config, earlier).batch_size
    in_epoch = {c.position.row: c.value for c in batch_sizes if c.position.epoch == position.epoch}
    row = 0
    while row < position.row:
        size = in_epoch.get(row, size)  # type: ignore[assignment]
        row += n_rows if size is None else size
    return row


# As a text -----------------------------------------------------------------------------

_SPELLED = re.compile(
    r"(?P<epoch>[0-9]{1,15})(\.(?P<row>[0-9]{1,9}))?:"
    r"(?P<name>[A-Za-z0-9_]{1,20})(\[(?P<index>[0-9]{1,9}(,[0-9]{1,9})?)\])?="
    r"(?P<value>all|-?[0-9]{1,400}(\.[0-9]{1,40})?(e[-+]?[0-9]{1,3})?)"
)
_EXAMPLE = "500:learning_rate=0.03;620.17:W1[0,3]=1.5"


def spell_changes(changes: Iterable[Change]) -> str:
    """Changes as a short text for a link: "500:learning_rate=0.03;620.17:W1[0,3]=1.5".

    That is: after 500 epochs the learning rate; after 620 epochs and 17 examples an entry of
    W1. "" for none; "all" is the batch size None. `read_changes` takes MAX_CHANGES at most.
    """
    return ";".join(_spell(change) for change in changes)


def _spell(change: Change) -> str:
    (epoch, row), value = change.position, change.value
    where = f"{epoch}.{row}" if row else f"{epoch}"
    entry = f"[{','.join(map(str, change.index))}]" if change.index else ""
    return f"{where}:{change.name}{entry}={'all' if value is None else repr(value)}"


def read_changes(text: str, *, at_most: int | None = MAX_CHANGES) -> tuple[Change, ...]:
    """What `spell_changes` spelled, bit by bit. Raises ValueError for any other text."""
    if not isinstance(text, str):
        raise TypeError(f"changes must be a text, got {shown(text)}")
    if not text:
        return ()
    if at_most is not None and text.count(";") >= at_most:
        raise ValueError(f"changes must be at most {at_most}, got {text.count(';') + 1}")
    changes = tuple(_read(spelled) for spelled in text.split(";"))
    return check_order(changes)


def _read(text: str) -> Change:
    match = _SPELLED.fullmatch(text)
    if not match:
        raise ValueError(f"changes must be spelled like {_EXAMPLE!r}, got {shown(text)}")
    name, value, index = match["name"], match["value"], match["index"]
    read: float | int | None = None
    if name != "batch_size":
        if value == "all":
            raise ValueError(f"{name} must be a finite number, got 'all'")
        read = float(value)
    elif value != "all":
        if not value.isdigit():
            raise ValueError(f"batch_size must be an integer ≥ 1 or 'all', got {shown(value)}")
        read = int(value)
    position = Position(int(match["epoch"]), int(match["row"] or 0))
    return Change(position, name, read, tuple(map(int, index.split(","))) if index else ())


def check_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes, if each is at the position of the one before it or later."""
    changes = tuple(changes)
    for change in changes:
        if not isinstance(change, Change):
            raise TypeError(f"changes must be of the type Change, got {shown(change)}")
    for earlier, later in itertools.pairwise(changes):
        if later.position < earlier.position:
            raise ValueError(
                f"changes must be in the order of their positions, got {_spell(later)!r} "
                f"after {_spell(earlier)!r}"
            )
    return changes
