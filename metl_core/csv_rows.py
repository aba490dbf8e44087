"""From the bytes of a CSV file to rows of text, each with the line where it stands."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from metl_core.checks import shown

MAX_BYTES = 1_000_000
MAX_LINES = 100_000  # blank ones included: a million of them would take half a second

Source = bytes | str | Path | IO[bytes] | IO[str]

# The longest mark first: UTF-32 begins as UTF-16 does.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_ZIP_MARK = b"PK\x03\x04"
_LINE_END = re.compile(r"\r\n|\r|\n")


class CsvError(ValueError):
    """What is wrong with a table, where, and what would be right, to be shown to its owner."""


class Row(NamedTuple):
    """The cells of a row, and the line where it begins, from 1 as a text editor counts."""

    line: int
    cells: list[str]

    def line_of(self, column: int) -> int:
        """Where a cell begins: further down if the cells before it have several lines."""
        return self.line + sum(_count_line_ends(cell) for cell in self.cells[:column])


class Rows(NamedTuple):
    """What is between the columns, and the rows that are not blank, read as they are asked for."""

    delimiter: str
    rows: Iterator[Row]


def read_rows(source: Source) -> Rows:
    """The rows of a file's bytes or text, an open file, or a Path.

    UTF-8, or UTF-16 and UTF-32 with their mark. Columns are apart by tabs if there is one in
    the first line that is not blank, else by semicolons if there is one, else by commas.

    Raises CsvError for a file that is too long, cannot be read or is no text, and while the
    rows are read for quotation marks that do not fit; TypeError for another kind of source.
    """
    text = _decode(_read(source))
    first_line = _LINE_END.split(text.lstrip("\r\n "), maxsplit=1)[0]
    unquoted = re.sub(r'"[^"]*"?', "", first_line)
    # In this order, not by count: there are decimal commas in "1,5;2,5;3,5".
    delimiter = next((mark for mark in "\t;" if mark in unquoted), ",")
    return Rows(delimiter, _parse(text, delimiter))


def _read(source: Source) -> bytes:
    try:
        if isinstance(source, Path):
            with source.open("rb") as file:
                return _read(file)
        if isinstance(source, bytes | str):
            content = source
        elif hasattr(source, "read"):
            content = source.read(MAX_BYTES + 1)
        else:
            raise TypeError(f"source must be bytes, text, a file or a Path, got {shown(source)}")
        data = content.encode("utf-8") if isinstance(content, str) else content
    except (OSError, UnicodeError) as error:
        raise CsvError(f"the file cannot be read: {error}") from error
    if len(data) > MAX_BYTES:
        raise CsvError(f"the file must have at most {MAX_BYTES:,} bytes, got more")
    return data


def _decode(data: bytes) -> str:
    if data.startswith(_ZIP_MARK):
        raise CsvError("the file must be text, got a workbook or an archive: save it as CSV")
    encoding = next((e for mark, e in _BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="replace")
        raise CsvError(
            f"line {1 + _count_line_ends(before)}: the file must be text in UTF-8, got the byte "
            f"0x{data[error.start]:02x} there: save it as “CSV UTF-8”"
        ) from error
    if "\0" in text:
        line = 1 + _count_line_ends(text[: text.index("\0")])
        raise CsvError(f"line {line}: the file must be text, got a NUL character: save it as CSV")
    return text


def _count_line_ends(text: str) -> int:
    return len(_LINE_END.findall(text))


def _parse(text: str, delimiter: str) -> Iterator[Row]:
    lines = io.StringIO(text, newline="")  # csv wants the line ends as they are
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                most = csv.field_size_limit()
                raise CsvError(
                    f"line {line}: a cell must have at most {most:,} characters, got more: "
                    "is a quotation mark missing?"
                ) from error
            reason = str(error).replace("\t", "tab")
            raise CsvError(
                f"line {line}: quotation marks must come in pairs, around whole cells; "
                f"in this row they do not ({reason})"
            ) from error
        if line > MAX_LINES:
            raise CsvError(f"the file must have at most {MAX_LINES:,} lines, got more")
        if any(cell.strip() for cell in cells):
            yield Row(line, cells)
