"""Files that are no tables, or tables that mean harm: a table or a sentence, soon, and no more."""

import ast
import io
import json

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from metl_core import CsvError, Dataset, Trainer, TrainingConfig, read_csv
from metl_core.csv_rows import MAX_BYTES
from metl_core.csv_table import MAX_CLASSES, MAX_FEATURES, MAX_LENGTH, MAX_ROWS, MIN_ROWS
from metl_core.take_home import history_csv, numpy_script, torch_script, weights_json, weights_npz
from tests.hostile.bounds import bounded

SHEETS = ("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", '=HYPERLINK("http://x")')
CODE = ('"""', "'''", "\\", "{0}", "%s", "__import__('os').system('x')", "<script>x</script>")
CELLS = st.one_of(
    st.sampled_from(
        (*SHEETS, *CODE, "", " ", "1", "2.5", "1,5", "nan", "inf", "1e999", "0x1", "-0")
    ),
    st.sampled_from(
        ("9" * 70, "x" * 61, "\u202e", "\ufeff", "e\u0301" * 40, "٣", "１", "1_0", "\0")
    ),
    st.floats().map(repr),
    st.text(max_size=12),
)
MARKS = st.sampled_from((",", ";", "\t"))
ENDS = st.sampled_from(("\n", "\r\n", "\r", "\n\n", "\u2028", "\x0b"))
ENCODINGS = st.sampled_from(
    ("utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "latin-1", "cp1252", "utf-7", "cp037")
)


@st.composite
def tables(draw):
    """Bytes that look like a table, or did before something was done to them."""
    mark, end = draw(MARKS), draw(ENDS)
    width = draw(st.integers(1, 6))
    good = [str(i) for i in range(width - 1)] + [draw(st.sampled_from(("a", "b", *SHEETS, *CODE)))]
    rows = [draw(st.lists(CELLS, min_size=1, max_size=7)) for _ in range(draw(st.integers(0, 4)))]
    rows += [good, [*good[:-1], "z"]] * draw(st.integers(0, 9))
    if draw(st.booleans()):
        rows = [[f"c{i}" for i in range(width)], *rows[::-1]]
    quote = draw(st.sampled_from(("", "", '"')))
    text = end.join(mark.join(f"{quote}{cell}{quote}" for cell in row) for row in rows)
    data = text.encode(draw(ENCODINGS), "replace")
    cut = draw(st.integers(0, len(data)))
    return draw(st.sampled_from((data, data, data[:cut], data[cut:], data * 3)))


def one_of(head, row, n_bytes=MAX_BYTES):
    return (head + row * (1 + n_bytes // len(row)))[:n_bytes].encode()[:n_bytes]


WIDE = ",".join(f"c{i}" for i in range(65)) + "\n"
LARGE = {  # at the bound, each the worst of its kind that is known
    "the largest table": one_of(WIDE, ",".join("1" * 64) + ",a\n" + ",".join("1" * 64) + ",b\n"),
    "all as exponents": one_of(WIDE, ",".join(["1e1"] * 64) + ",a\n"),
    "a space in each row": one_of(WIDE, "1\xa0," + ",".join("1" * 63) + ",a\n"),
    "a mistake in each row": one_of(WIDE, "?," + ",".join("1" * 63) + ",a\n"),
    "a mistake in each cell": one_of(WIDE, ",".join("?" * 64) + ",a\n"),
    "commas": b"," * MAX_BYTES,
    "blank lines": b"\r" * MAX_BYTES,
    "blank cells": one_of(WIDE, "," * 64 + "\n"),
    "quotes": b'"' * MAX_BYTES,
    "one cell": b"a,b\n" + b"1" * (MAX_BYTES - 4),
    "one cell of lines": b'a,b\n"' + b"\n" * (MAX_BYTES - 5),
    "wide letters": "\U0001f600".encode() * (MAX_BYTES // 4),
    "a late wrong byte": b"1,2\n" * (MAX_BYTES // 4 - 1) + b"1,\xe9\n",
    "no letters at all": bytes(MAX_BYTES),
    "too long": b"1,2\n" * MAX_BYTES,
}


def read(data):
    try:
        return read_csv(data)
    except CsvError as error:
        return str(error)


@given(st.binary(max_size=300) | tables())
@example(b"\xff\xfe\x00\xd8")
@example(b'a\tb\n"1"\x01')
def test_a_file_is_a_table_within_its_bounds_or_a_short_sentence(data):
    check(bounded("files", lambda: read(data)))


@pytest.mark.parametrize("name", LARGE)
def test_the_largest_file_is_soon_read_or_refused(name):
    check(bounded("largest files", lambda: read(LARGE[name])))


def check(answer):
    if isinstance(answer, str):
        assert 0 < len(answer) < 2000
        assert all(line.isprintable() for line in answer.split("\n"))  # it is shown as it is
        return
    assert MIN_ROWS <= answer.n_samples <= MAX_ROWS
    assert 1 <= answer.n_inputs <= MAX_FEATURES and 2 <= answer.n_classes <= MAX_CLASSES
    assert np.isfinite(answer.X).all()
    assert all(0 < len(name) <= MAX_LENGTH for name in answer.class_names + answer.feature_names)


NO_NUL = st.characters(exclude_characters="\0")  # a file that holds one is refused
NAMES = st.one_of(st.sampled_from((*SHEETS, *CODE)), st.text(NO_NUL, min_size=1, max_size=30))


@settings(max_examples=settings().max_examples // 5)  # dear, and little of it depends on the names
@given(st.lists(NAMES, min_size=3, max_size=3, unique=True))
def test_what_is_taken_home_holds_hostile_names_as_text_alone(names):
    X, labels = np.arange(24.0).reshape(12, 2), np.arange(12) % 2
    feature, *classes = names
    try:
        data = Dataset(
            name="x", X=X, labels=labels, feature_names=(feature, "b"), class_names=tuple(classes)
        )
    except ValueError:
        return  # said at once
    trainer = Trainer(TrainingConfig(dataset=data, n_hidden=1))
    for script in (numpy_script(trainer), torch_script(trainer)):
        values = {
            target.id: node.value
            for node in ast.parse(script).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        assert list(ast.literal_eval(values["CLASSES"])) == list(classes)
    with np.load(io.BytesIO(weights_npz(trainer)), allow_pickle=False) as file:
        assert file["W1"].shape == (2, 1)
    assert json.loads(weights_json(trainer))["classes"] == classes
    assert not set(history_csv(trainer)) & set("=@'\"")  # a record: numbers, and names of ours
