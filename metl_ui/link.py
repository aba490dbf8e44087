"""Settings as they stand in a link: what each is called, what it may be, how it is read.

A lesson lists its settings as fields. The widgets of `metl_ui.controls` are bound to the URL by
the field's key, so a link looks like `?dataset=moons&hidden=8&rate=0.03&logits=1,2,3`. What a link
holds that is no value of a field is left out, and `sift` says so. There are no widgets here.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

T = TypeVar("T")
Option = TypeVar("Option", str, int, float)

RESERVED = ("embed", "embed_options")  # Streamlit's own
MAX_SENTENCES = 10
MAX_QUOTED = 40  # characters
MAX_TEXT = 2000  # characters that a text box reads; nobody means to type more
MAX_INTEGER = 2**53 - 1  # a browser counts in float64


class Field(Protocol):
    """One setting. `key` names it in the link and in the code, `label` on the page.

    `parse` reads what a link holds; its ValueError says what is allowed and what came.
    `spell` writes a value the way a link holds it.
    """

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def default(self) -> Any: ...
    def parse(self, text: str) -> Any: ...
    def spell(self, value: Any) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number in a range, both ends included."""

    key: str
    label: str
    default: float
    minimum: float
    maximum: float
    step: float
    help: str | None = None

    def __post_init__(self) -> None:
        _check_range(self.key, self.default, self.minimum, self.maximum)

    def parse(self, text: str) -> float:
        value = _float_or_nan(text)
        if not self.minimum <= value <= self.maximum:
            raise ValueError(
                f"{self.key} must be a number from {self.spell(self.minimum)} "
                f"to {self.spell(self.maximum)}, got {quoted(text)}"
            )
        return value + 0.0  # which makes 0 of -0

    def spell(self, value: float) -> str:
        return spell_number(value)


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A whole number in a range, both ends included."""

    key: str
    label: str
    default: int
    minimum: int
    maximum: int
    step: int = 1
    help: str | None = None

    def __post_init__(self) -> None:
        _check_range(self.key, self.default, self.minimum, self.maximum)

    def parse(self, text: str) -> int:
        value = _float_or_nan(text)
        if not (self.minimum <= value <= self.maximum and value.is_integer()):
            raise ValueError(
                f"{self.key} must be a whole number from {self.minimum} "
                f"to {self.maximum}, got {quoted(text)}"
            )
        return int(value)

    def spell(self, value: int) -> str:
        return str(value)


@dataclass(frozen=True, kw_only=True)
class Choice(Generic[Option]):
    """One of a few names, or one of a few numbers such as a ladder of learning rates.

    What is shown, what stands in the link and what the code is given are one and the same.
    """

    key: str
    label: str
    options: tuple[Option, ...]
    default: Option
    help: str | None = None

    def __post_init__(self) -> None:
        if self.default not in self.options:
            raise ValueError(f"{self.key}: default must be an option, got {self.default!r}")

    def parse(self, text: str) -> Option:
        for option in self.options:
            # A number may be spelt in other ways than ours: 1e8, 0.10.
            if text == option or (not isinstance(option, str) and _float_or_nan(text) == option):
                return option
        raise ValueError(f"{self.key} must be one of {self._names()}, got {quoted(text)}")

    def spell(self, value: Option) -> str:
        return value if isinstance(value, str) else spell_number(value)

    def _names(self) -> str:
        return ", ".join(self.spell(option) for option in self.options)


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Some of a few names, at least one; a link repeats the key: `?features=x1&features=x2`."""

    key: str
    label: str
    options: tuple[str, ...]
    default: tuple[str, ...]
    help: str | None = None

    def __post_init__(self) -> None:
        if not self.default or not set(self.default) <= set(self.options):
            raise ValueError(f"{self.key}: default must be some options, got {self.default!r}")

    def parse(self, text: str) -> str:
        """One of the names; `sift` asks for each that the link holds."""
        if text not in self.options:
            raise ValueError(
                f"{self.key} must be one of {', '.join(self.options)}, got {quoted(text)}"
            )
        return text

    def spell(self, value: Sequence[str]) -> str:
        return ", ".join(value)


@dataclass(frozen=True, kw_only=True)
class Flag:
    """Yes or no: `true` or `false` in a link."""

    key: str
    label: str
    default: bool = False
    help: str | None = None

    def parse(self, text: str) -> bool:
        if text.lower() not in ("true", "false"):
            raise ValueError(f"{self.key} must be true or false, got {quoted(text)}")
        return text.lower() == "true"

    def spell(self, value: bool) -> str:
        return str(value).lower()


@dataclass(frozen=True, kw_only=True)
class Text(Generic[T]):
    """What a reader types. `read` makes a value of it; its ValueError begins with "must"."""

    key: str
    label: str
    default: str
    read: Callable[[str], T]
    help: str | None = None

    def __post_init__(self) -> None:
        self.parse(self.default)

    def parse(self, text: str) -> T:
        try:
            if len(text) > MAX_TEXT:
                raise ValueError(f"must be {MAX_TEXT} characters at most, got {len(text)}")
            return self.read(text)
        except ValueError as error:
            raise ValueError(f"{self.key} {error}") from None

    def spell(self, value: str) -> str:
        return value


def numbers(
    *, at_least: int, at_most: int, minimum: float, maximum: float
) -> Callable[[str], tuple[float, ...]]:
    """A `read` for `Text`: numbers with commas or spaces between them, brackets or none."""
    span = f"from {spell_number(minimum)} to {spell_number(maximum)}"

    def read(text: str) -> tuple[float, ...]:
        words = text.strip().strip("[]()").replace(",", " ").replace(";", " ").split()
        if not at_least <= len(words) <= at_most:
            raise ValueError(
                f"must be {at_least} to {at_most} numbers with commas between them, "
                f"such as 1, 2.5, -3; got {len(words)}"
            )
        for position, word in enumerate(words, start=1):
            if not minimum <= _float_or_nan(word) <= maximum:
                raise ValueError(
                    f"must be numbers {span}; number {position} of {len(words)} is {quoted(word)}"
                )
        return tuple(float(word) + 0.0 for word in words)  # -0 is 0

    return read


class Sifted(NamedTuple):
    """What of a link is good, and a sentence (Markdown) for each thing in it that is not."""

    kept: dict[str, list[str]]
    sentences: list[str]


def sift(fields: Sequence[Field], query: Mapping[str, Sequence[str]]) -> Sifted:
    """Part the good from the bad in `query`, which holds every value of each key.

    A `Text` passes as it is: its box keeps what was typed and says itself what is wrong with it.
    """
    known = {field.key: field for field in fields}
    kept: dict[str, list[str]] = {}
    sentences: list[str] = []
    for key, values in query.items():
        if key.lower() in RESERVED:
            continue
        if key not in known:
            sentences.append(f"{quoted(key)} is not a setting of this page and was left out.")
            continue
        good, bad = _sift_field(known[key], list(values))
        if good:
            kept[key] = good
        sentences += bad
    return Sifted(kept, _at_most(MAX_SENTENCES, sentences))


def _sift_field(field: Field, values: list[str]) -> tuple[list[str], list[str]]:
    instead = f"{field.spell(field.default)} is used instead."
    if len(values) != 1 and not isinstance(field, Choices):
        return [], [f"{field.key} must be given once, but the link has {len(values)}; {instead}"]
    if isinstance(field, Text):
        return values, []
    good, bad = [], []
    for value in dict.fromkeys(values):
        try:
            parsed = field.parse(value)
            # The widget reads an option by its spelling, and a list of names one by one.
            good.append(field.spell(parsed) if isinstance(field, Choice) else value)
        except ValueError as error:
            bad.append(str(error))
    rest = "that one was left out." if good else instead
    return good, [f"{sentence}; {rest}" for sentence in bad]


def quoted(text: str) -> str:
    """`text` as a Markdown code span: short, on one line, and nothing in it is Markdown."""
    if not text:
        return "nothing"
    short = text if len(text) <= MAX_QUOTED else text[:MAX_QUOTED] + "…"
    line = "".join(letter if letter.isprintable() else "\ufffd" for letter in short)
    return f"`{line.replace('`', chr(39))}`"  # a code span cannot hold its own mark


def spell_number(value: float) -> str:
    """The shortest text that reads back as `value`: 8, 0.03, 1e-07."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def _float_or_nan(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan  # in no range


def _check_range(key: str, default: float, minimum: float, maximum: float) -> None:
    if not -MAX_INTEGER <= minimum <= default <= maximum <= MAX_INTEGER:
        raise ValueError(
            f"{key}: default must lie from minimum to maximum, "
            f"got {default!r}, {minimum!r} and {maximum!r}"
        )


def _at_most(limit: int, sentences: list[str]) -> list[str]:
    if len(sentences) <= limit:
        return sentences
    return [*sentences[:limit], f"The link held {len(sentences) - limit} more such parts."]
