"""Widgets that ask for a field of `metl_ui.link`, each bound to the URL by the field's key.

The key is also the widget's place in `st.session_state`, so a field that two lessons share keeps
its value from one to the other.
"""

from contextlib import suppress
from typing import Any, TypeVar, overload

import streamlit as st

from metl_ui.components.live_slider import ask_live, element_key
from metl_ui.link import Choice, Choices, Field, Flag, Number, Text, Whole, quoted
from metl_ui.live_figures import LiveFigures

T = TypeVar("T")
Option = TypeVar("Option", str, int, float)


@overload
def slider(field: Whole) -> int: ...
@overload
def slider(field: Number) -> float: ...
def slider(field: Number | Whole) -> float:
    """A number within a range that the reader can see."""
    value: float = st.slider(
        field.label,
        min_value=field.minimum,
        max_value=field.maximum,
        value=field.default,
        step=field.step,
        format=_format(field),
        help=field.help,
        key=field.key,
        bind="query-params",
    )
    return value


@overload
def live_slider(field: Whole, *, moves: LiveFigures | None = None) -> int: ...
@overload
def live_slider(field: Number, *, moves: LiveFigures | None = None) -> float: ...
@overload
def live_slider(field: Choice[Option], *, moves: LiveFigures | None = None) -> Option: ...
def live_slider(field: Any, *, moves: LiveFigures | None = None) -> Any:
    """A slider that the page follows while it is dragged: a number, or one of many that have an
    order.

    Put it into an `st.fragment` together with what depends on it, and nothing else runs. Faster
    yet: the figures that it `moves` follow it without any run, and the fragment runs once it
    rests. What else these are made of has to be asked for before it, other live sliders excepted.
    """
    key = field.key
    if element_key(key) not in st.session_state:  # the page has just been opened
        _take_from_link(field)
    options = field.options if isinstance(field, Choice) else None

    def position(value: Any) -> Any:
        return options.index(value) if options else value

    def on_move(position: Any) -> None:
        with suppress(ValueError, IndexError, TypeError):  # from a browser anything may come
            st.session_state[key] = options[position] if options else field.parse(str(position))

    ask_live(
        key=key,
        dress={"label": field.label, "help": field.help, "scale": _scale(field)},
        position=position(st.session_state[key]),
        default=position(field.default),
        on_move=on_move,
        figures=moves.address if moves else None,
        settings={other.key: _spelt(other) for other in moves.fields} if moves else {},
    )
    return st.session_state[key]


@overload
def number(field: Whole) -> int: ...
@overload
def number(field: Number) -> float: ...
def number(field: Number | Whole) -> float:
    """A number that the reader types, such as a seed."""
    value: float = st.number_input(
        field.label,
        min_value=float(field.minimum),
        max_value=float(field.maximum),
        value=float(field.default),
        step=float(field.step),
        format=_format(field),
        help=field.help,
        key=field.key,
        bind="query-params",
    )
    # A float even for a whole number: Streamlit's integer box raises on `inf` in a link.
    return round(value) if isinstance(field, Whole) else value


def select(field: Choice[Option]) -> Option:
    """One of several, in a list that opens."""
    return st.selectbox(
        field.label,
        field.options,
        index=field.options.index(field.default),
        format_func=field.spell,
        help=field.help,
        key=field.key,
        bind="query-params",
    )


def segments(field: Choice[Option]) -> Option:
    """One of two to five, all in sight."""
    value: Option | None = st.segmented_control(
        field.label,
        field.options,
        default=field.default,
        format_func=field.spell,
        required=True,
        help=field.help,
        key=field.key,
        bind="query-params",
    )
    return field.default if value is None else value


def ladder(field: Choice[Option]) -> Option:
    """One of many that have an order, such as learning rates from 0.0001 to 10."""
    value: Option = st.select_slider(
        field.label,
        field.options,
        value=field.default,
        format_func=field.spell,
        help=field.help,
        key=field.key,
        bind="query-params",
    )
    return value


def choices(field: Choices) -> tuple[str, ...]:
    """Some of several, in the order of the field. With none chosen the last choice goes on."""
    chosen = st.pills(
        field.label,
        field.options,
        selection_mode="multi",
        default=field.default,
        help=field.help,
        key=field.key,
        bind="query-params",
    )
    value = tuple(option for option in field.options if option in chosen)
    if not value:
        value = _last_good(field.key, field.default)
        st.error(f"{field.key} must be at least one; {', '.join(value)} is used until then.")
    _remember(field.key, value)
    return value


def toggle(field: Flag) -> bool:
    """Yes or no."""
    return st.toggle(
        field.label, value=field.default, help=field.help, key=field.key, bind="query-params"
    )


def text(field: Text[T]) -> T:
    """What the reader types, read by the field.

    While it cannot be read, the box keeps it, a sentence says what to change, and the last text
    that could be read goes on being used.
    """
    typed = st.text_input(
        field.label, value=field.default, help=field.help, key=field.key, bind="query-params"
    )
    try:
        value = field.parse(typed)
    except ValueError as error:
        good = _last_good(field.key, field.default)
        st.error(f"{error}. Until then {quoted(good)} is used.")
        return field.parse(good)
    _remember(field.key, typed)
    return value


def _take_from_link(field: Number | Whole | Choice[Any]) -> None:
    st.session_state.setdefault(field.key, field.default)
    with suppress(ValueError):
        (text,) = st.query_params.get_all(field.key)
        st.session_state[field.key] = field.parse(text)


def _spelt(field: Field) -> str:
    """What the page goes by for `field`, the way a link holds it."""
    if isinstance(field, Text):
        return _last_good(field.key, field.default)
    return field.spell(st.session_state.get(field.key, field.default))


def _scale(field: Number | Whole | Choice[Any]) -> dict[str, Any]:
    if isinstance(field, Choice):
        return {"options": [field.spell(option) for option in field.options]}
    ends = {"minimum": field.minimum, "maximum": field.maximum, "step": field.step}
    return {**ends, "whole": isinstance(field, Whole)}


def _last_good(key: str, default: T) -> T:
    value: T = st.session_state.get(f"{key} (last good)", default)
    return value


def _remember(key: str, value: object) -> None:
    st.session_state[f"{key} (last good)"] = value


def _format(field: Number | Whole) -> str:
    """A format that tells every step from the next: "%.2f" for a step of 0.05."""
    fraction = f"{field.step:.10f}".rstrip("0").partition(".")[2]
    return f"%.{len(fraction)}f"
