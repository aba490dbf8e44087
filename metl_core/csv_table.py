"""A person's own table: a CSV file of numbers and one column of labels.

Whatever stands in the file is only ever text or a number, never a formula or code.
"""

import math
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple, TypeVar

import numpy as np

from metl_core.checks import shown
from metl_core.csv_rows import CsvError, Row, Source, read_rows
from metl_core.dataset import LARGEST_INPUT, Dataset

MIN_ROWS, MAX_ROWS = 10, 5000
MAX_FEATURES = 64
MAX_CLASSES = 10
MAX_LENGTH = 60  # characters of a number or a label; longer column names are cut
MAX_NAMED_PROBLEMS = 5  # of the broken cells of a table
MAX_COUNTED_PROBLEMS = 1000  # a table may have 300,000
LABEL_NAMES = ("label", "class", "target", "species", "y")

T = TypeVar("T")

# Not all that float() takes: no 1_000, no nan or inf, no digits of other scripts.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
_NUMBERS = re.compile(rf"(?:{_NUMBER.pattern}\n)*")  # a row of them, a line end behind each


def read_csv(
    source: Source, *, label_column: str | None = None, name: str = "your table"
) -> Dataset:
    """A table of numbers, one column of them labels, as a `Dataset`.

    source: the file's bytes or text (UTF-8, or UTF-16 with its mark), an open file, or a
    Path. Columns are apart by tabs, semicolons or commas; but for commas, numbers may have a
    decimal comma. Blank lines are skipped. The first row holds the names, unless it holds
    numbers (its last cell may be a label): then they are "column 1", "column 2", …

    label_column: the name of the column of labels. Without it, the first of "label", "class",
    "target", "species", "y" that there is, in capitals or not ("y" not beside an "x": then
    they are coordinates); without any, the last column. Classes are in numerical order if all
    labels are numbers, else in alphabetical order, whatever the order of the rows.

    Raises CsvError, a ValueError: a limit that is broken, with the limit; or the first broken
    cells, each by line and column. Raises TypeError for another kind of source.
    """
    delimiter, rows = read_rows(source)
    header, rows = _read_header(rows, label_column)
    numbers, labels = _read_cells(rows, header, _NumberReader(delimiter))
    class_names = _class_names(labels, header.names[header.label_index])
    return Dataset(
        name=name,
        X=np.array(numbers),
        labels=np.array([class_names.index(label) for label in labels]),
        feature_names=tuple(np.delete(header.names, header.label_index).tolist()),
        class_names=class_names,
    )


# The header ----------------------------------------------------------------------------


class _Header(NamedTuple):
    names: list[str]  # of all columns
    label_index: int

    def column(self, index: int) -> str:
        return f"column {index + 1} ({self.names[index]!r})"


class _Problem(NamedTuple):
    row: Row
    column: int | None  # None: the row as a whole
    what: str

    def sentence(self, header: _Header) -> str:
        if self.column is None:
            return f"line {self.row.line}: {self.what}"
        return f"line {self.row.line_of(self.column)}, {header.column(self.column)}: {self.what}"


def _read_header(rows: Iterator[Row], label_column: str | None) -> tuple[_Header, Iterator[Row]]:
    """The header, and the rows of data below it."""
    first = next(rows, None)
    if first is None:
        raise CsvError("the table must have a row of names and rows of data, got an empty file")
    if not 2 <= len(first.cells) <= MAX_FEATURES + 1:
        raise CsvError(
            f"line {first.line}: the table must have 1 to {MAX_FEATURES} columns of numbers and "
            "one of labels, with commas, semicolons or tabs between them, "
            f"got {len(first.cells)} in all"
        )
    names = [_cut(cell) for cell in first.cells]
    if _is_data(names, label_column):
        names = [f"column {i + 1}" for i in range(len(names))]
        rows = chain([first], rows)
    for i, name in enumerate(names):
        if not name:
            raise CsvError(f"line {first.line}: column {i + 1} must have a name, got an empty cell")
        if name in names[:i]:
            raise CsvError(
                f"line {first.line}: columns must have different names (within the first "
                f"{MAX_LENGTH - 1} characters), got {name!r} in columns {names.index(name) + 1} "
                f"and {i + 1}"
            )
    return _Header(names, _label_index(names, label_column)), rows


def _cut(cell: str) -> str:
    name = _one_line(cell)
    return name if len(name) <= MAX_LENGTH else name[: MAX_LENGTH - 1] + "…"


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def _is_data(names: list[str], label_column: str | None) -> bool:
    named = label_column in names or any(name.lower() in LABEL_NAMES for name in names)
    return not named and all(_NUMBER.fullmatch(name) for name in names[:-1])


def _label_index(names: list[str], label_column: str | None) -> int:
    if label_column is not None:
        if label_column not in names:
            listed = ", ".join(repr(name) for name in names)
            raise CsvError(f"label_column must be one of {listed}, got {shown(label_column)}")
        return names.index(label_column)
    lower = [name.lower() for name in names]
    known = [name for name in LABEL_NAMES if name in lower]
    if known == ["y"] and "x" in lower:
        known = []
    return lower.index(known[0]) if known else len(names) - 1


# The rows below it ---------------------------------------------------------------------


def _read_cells(
    rows: Iterator[Row], header: _Header, number_reader: "_NumberReader"
) -> tuple[list[list[float]], list[str]]:
    """N rows of D numbers, and N labels."""
    numbers: list[list[float]] = []
    labels: list[str] = []
    problems: list[_Problem] = []
    for n_before, row in enumerate(rows):
        if n_before == MAX_ROWS:
            raise CsvError(f"the table must have at most {MAX_ROWS:,} rows of data, got more")
        if len(problems) >= MAX_COUNTED_PROBLEMS:
            break
        if len(row.cells) != len(header.names):
            what = f"the row must have {len(header.names)} cells, got {len(row.cells)}"
            problems.append(_Problem(row, None, what))
            continue
        values, label, broken = _read_row(row, header, number_reader)
        numbers.append(values)
        labels.append(label)
        problems += broken
    if problems:
        raise CsvError(_summary(problems, header))
    if len(numbers) < MIN_ROWS:
        raise CsvError(f"the table must have at least {MIN_ROWS} rows of data, got {len(numbers)}")
    return numbers, labels


def _read_row(
    row: Row, header: _Header, number_reader: "_NumberReader"
) -> tuple[list[float], str, list[_Problem]]:
    """The numbers of a row, its label, and what is wrong with it."""
    problems: list[_Problem] = []

    def attempt(read: Callable[[str], T], column: int, instead: T) -> T:
        try:
            return read(row.cells[column])
        except ValueError as error:
            problems.append(_Problem(row, column, str(error)))
            return instead

    at = header.label_index
    values = number_reader.read_all(row.cells[:at] + row.cells[at + 1 :])
    if values is None:
        columns = (column for column in range(len(row.cells)) if column != at)
        values = [attempt(number_reader.read, column, math.nan) for column in columns]
    label = attempt(_read_label, at, "")
    return values, label, sorted(problems, key=lambda problem: problem.column or 0)


def _summary(problems: list[_Problem], header: _Header) -> str:
    # Only these few are worked out.
    lines = [problem.sentence(header) for problem in problems[:MAX_NAMED_PROBLEMS]]
    n_more = len(problems) - len(lines)
    if n_more:
        at_least = "at least " * (len(problems) >= MAX_COUNTED_PROBLEMS)
        lines.append(f"… and {at_least}{n_more:,} more")
    lines.append(
        f"Labels are read from {header.column(header.label_index)}; "
        "every other cell must be a number."
    )
    return "\n".join(lines)


def _read_label(cell: str) -> str:
    label = _one_line(cell)
    if not label:
        raise ValueError("the cell is empty")
    if len(label) > MAX_LENGTH:
        raise ValueError(f"{shown(label)} is longer than {MAX_LENGTH} characters")
    return label


class _NumberReader:
    """Reads numbers with a decimal point, or all with a decimal comma.

    A table that has both is refused: in it, 1.234 may well mean one thousand.
    """

    def __init__(self, delimiter: str) -> None:
        self._mark = "." if delimiter == "," else None  # else whichever is seen first

    def read_all(self, cells: list[str]) -> list[float] | None:
        """All the numbers of a row, if nothing is wrong with any: much faster than one by one."""
        text = "\n".join([*cells, ""])
        if not (match := _NUMBERS.fullmatch(text)):  # perhaps for spaces alone
            text = "\n".join([*map(str.strip, cells), ""])
            match = _NUMBERS.fullmatch(text)
        marks = {mark for mark in ",." if mark in text or mark == self._mark}
        if len(marks) > 1 or max(map(len, cells)) > MAX_LENGTH or not match:
            return None
        values = np.fromstring(text.replace(",", "."), sep="\n")
        if len(values) != len(cells) or np.abs(values).max() > LARGEST_INPUT:
            return None  # a cell has lines of its own, or is too large
        self._mark = next(iter(marks), None)
        numbers: list[float] = values.tolist()
        return numbers

    def read(self, cell: str) -> float:
        text = cell.strip()
        if not text:
            raise ValueError("the cell is empty")
        if len(text) > MAX_LENGTH or not _NUMBER.fullmatch(text):
            raise ValueError(f"{shown(text)} is not a number")
        mark = "," if "," in text else "." if "." in text else None
        self._mark = self._mark or mark
        if mark is not None and mark != self._mark:
            raise ValueError(
                f"{text!r} is written with {mark!r}, where the table has {self._mark!r} as its "
                "decimal mark"
            )
        value = float(text.replace(",", "."))
        if abs(value) > LARGEST_INPUT:
            raise ValueError(f"{text} is beyond ±{LARGEST_INPUT:g}")
        return value


def _class_names(labels: list[str], column: str) -> tuple[str, ...]:
    """The different labels, in order."""
    different = set(labels)
    all_numbers = all(_NUMBER.fullmatch(label) for label in different)
    if not 2 <= len(different) <= MAX_CLASSES:
        hint = "; is it a column of numbers, and another one that of the labels?"
        raise CsvError(
            f"the column of labels ({column!r}) must have 2 to {MAX_CLASSES} different labels, "
            f"got {len(different):,}" + hint * (all_numbers and len(different) > MAX_CLASSES)
        )
    if all_numbers:
        return tuple(sorted(different, key=lambda label: (float(label.replace(",", ".")), label)))
    return tuple(sorted(different, key=lambda label: (label.casefold(), label)))
