"""What the browser asks of the studio. It is input like any other: nothing of it is trusted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from metl_core.changes import Change, Position, read_changes
from metl_core.checks import choice, integer, number, shown
from metl_core.parameters import PARAMETER_NAMES

MOST_FRAMES = 120  # in a burst
MOST_ACTIONS = 50  # at once
MAX_EPOCH = 10**9
MAX_ROW = 10**6
MOST_CHANGES = 2000  # in a run that is brought back
MAX_TEXT = 400_000  # characters that tell of them
SPEEDS = ("1", "10", "60", "600", "6000", "fastest")  # epochs a second
USUAL_SPEED = "600"
FULL_SPEED = 60  # frames a second; at more epochs than these a frame holds several

Unit = Literal["epoch", "batch", "example"]
UNITS = ("epoch", "batch", "example")


@dataclass(frozen=True)
class Step:
    """Train on by one epoch, one batch or one example."""

    unit: Unit


@dataclass(frozen=True)
class Edit:
    """Set one entry of a parameter by hand."""

    parameter: str
    index: tuple[int, ...]
    value: float


@dataclass(frozen=True)
class Resume:
    """Bring a run back to where the browser last saw it."""

    changes: tuple[Change, ...]


Action = Step | Edit | Resume | Literal["reset", "settings", "scene", "look"]


@dataclass(frozen=True)
class Watch:
    """Which entries the table shows: those of one parameter from `offset` on."""

    parameter: str = "W1"
    offset: int = 0


@dataclass(frozen=True)
class Ask:
    """One message of the browser."""

    number: int  # its own count; the answer bears it
    run: str  # the run it shows
    start: Position  # where the run is to go on from
    frames: int  # wanted, 0 while nothing plays
    speed: str
    watch: Watch
    actions: tuple[Action, ...]

    @property
    def epochs_a_second(self) -> float:
        """What the speed means; at the fastest, as many as there is time for."""
        return float("inf") if self.speed == "fastest" else float(self.speed)


def read_ask(value: object) -> Ask:
    """The ask that the browser's message holds; raises ValueError or TypeError for any other."""
    fields = _mapping("ask", value)
    actions = fields.get("actions")
    if not isinstance(actions, list) or len(actions) > MOST_ACTIONS:
        raise ValueError(f"actions must be a list of at most {MOST_ACTIONS}, got {shown(actions)}")
    if sum(map(_size, actions)) > MOST_CHANGES:
        raise ValueError(f"actions must bring back at most {MOST_CHANGES} changes in all")
    watch = _mapping("watch", fields.get("watch"))
    return Ask(
        number=_number(fields),
        run=_text("run", fields.get("run"), 40),
        start=_position(fields.get("from")),
        frames=_integer("frames", fields.get("frames"), MOST_FRAMES),
        speed=choice("speed", fields.get("speed"), SPEEDS),
        watch=Watch(
            choice("parameter", watch.get("parameter"), PARAMETER_NAMES),
            _integer("offset", watch.get("offset"), MAX_ROW),
        ),
        actions=tuple(map(_action, actions)),
    )


def number_of(value: object) -> int:
    """The number of an ask that may be wrong in all else; -1 where it has none."""
    try:
        return _number(_mapping("ask", value))
    except (TypeError, ValueError):
        return -1


def _number(fields: Mapping[str, Any]) -> int:
    return _integer("number", fields.get("number"), 2**53)


def _size(action: object) -> int:
    """The changes that it brings back, before any is read."""
    journal = action.get("journal") if isinstance(action, dict) else None
    return 1 + journal.count(";") if isinstance(journal, str) and journal else 0


def _action(value: object) -> Action:
    fields = _mapping("action", value)
    name = choice("do", fields.get("do"), (*_PLAIN, "step", "edit", "resume"))
    match name:
        case "step":
            return Step(choice("unit", fields.get("unit"), UNITS))  # type: ignore[arg-type]
        case "edit":
            return _edit(fields)
        case "resume":
            text = _text("journal", fields.get("journal"), MAX_TEXT)
            return Resume(read_changes(text, at_most=MOST_CHANGES))
    return name  # type: ignore[return-value]


_PLAIN = ("reset", "settings", "scene", "look")


def _edit(fields: Mapping[str, Any]) -> Edit:
    parameter = choice("parameter", fields.get("parameter"), PARAMETER_NAMES)
    index = fields.get("index")
    if not isinstance(index, list) or len(index) != (2 if parameter.startswith("W") else 1):
        raise ValueError(f"index must name one entry of {parameter}, got {shown(index)}")
    where = tuple(_integer("index", i, MAX_ROW) for i in index)
    return Edit(parameter, where, number("value", fields.get("value")))


def _position(value: object) -> Position:
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError(f"from must be a pair of epoch and row, got {shown(value)}")
    return Position(_integer("epoch", value[0], MAX_EPOCH), _integer("row", value[1], MAX_ROW))


def _mapping(name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{name} must be an object, got {shown(value)}")
    return value


def _integer(name: str, value: object, maximum: int) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON knows no integers
    return integer(name, value, minimum=0, maximum=maximum)


def _text(name: str, value: object, at_most: int) -> str:
    if not isinstance(value, str) or len(value) > at_most:
        raise ValueError(f"{name} must be a text of at most {at_most} characters")
    return value
