import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metl_core.csv_rows import MAX_BYTES, MAX_LINES, CsvError, read_rows


def cells(source):
    return [row.cells for row in read_rows(source).rows]


# Text ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        "größe,ä\n1,b".encode(),
        "größe,ä\n1,b".encode("utf-8-sig"),
        "größe,ä\n1,b".encode("utf-16"),
        codecs.BOM_UTF16_BE + "größe,ä\n1,b".encode("utf-16-be"),
        "größe,ä\n1,b".encode("utf-32"),
        "größe,ä\n1,b",
        "\ufeffgröße,ä\n1,b",
        "größe,ä\r\n1,b\r\n",
        "größe,ä\r1,b",
    ],
)
def test_all_ways_to_write_a_text_give_the_same_cells(data):
    assert cells(data) == [["größe", "ä"], ["1", "b"]]


def test_files_and_paths_are_read(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes("ä,b\r\n1,2".encode())
    expected = [["ä", "b"], ["1", "2"]]
    assert cells(path) == expected
    assert cells(io.BytesIO(path.read_bytes())) == expected
    with path.open(encoding="utf-8", newline="") as file:
        assert cells(file) == expected


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("a,b\nä,1".encode("latin-1"), "line 2: the file must be text in UTF-8, got the byte 0xe4"),
        (b"a,b\r1,2\r\n3,\xff", "line 3: the file must be text in UTF-8, got the byte 0xff"),
        ("a,b\n1,2".encode("utf-16-le"), "line 1: the file must be text, got a NUL character"),
        (b"a,b\n\n1,\x002", "line 3: the file must be text, got a NUL character"),
        (b"\xff\xfea", "line 1: the file must be text in UTF-8"),
        (b"PK\x03\x04\x14\x00\x06\x00", "must be text, got a workbook or an archive"),
        ("a,\ud800", "the file cannot be read"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data, message):
    with pytest.raises(CsvError, match=message):
        cells(data)


def test_a_file_that_is_not_there_is_a_sentence_too(tmp_path):
    with pytest.raises(CsvError, match="the file cannot be read"):
        cells(tmp_path / "nothing.csv")


@pytest.mark.parametrize("wrap", [bytes, io.BytesIO])
def test_a_file_may_have_a_million_bytes_and_not_one_more(wrap):
    longest = b"aaaaaa,bbbbbbbb\n" * (MAX_BYTES // 16)
    assert len(longest) == 1_000_000
    assert len(cells(wrap(longest))) == MAX_BYTES // 16
    with pytest.raises(CsvError, match="the file must have at most 1,000,000 bytes, got more"):
        cells(wrap(longest + b"\n"))


def test_no_more_of_a_file_is_read_than_may_be_used():
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            assert 0 <= size <= MAX_BYTES + 1
            return b"a" * size

    with pytest.raises(CsvError, match="at most"):
        cells(Endless())


@pytest.mark.parametrize("source", [None, 7, ["a,b"], bytearray(b"a,b")])
def test_a_source_of_another_kind_is_a_mistake_of_the_caller(source):
    with pytest.raises(TypeError, match="source must be bytes, text, a file or a Path, got"):
        read_rows(source)


# Columns ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        ("a,b,c", ","),
        ("a;b;c", ";"),
        ("a\tb\tc", "\t"),
        ("1,5;2,5;3,5", ";"),
        ("1,5\t2;5", "\t"),
        ('"a;b",c', ","),
        ('"a\tb";c', ";"),
        ("alone", ","),
        ("\n\r\n  \na;b", ";"),
        ("\ta\tb", "\t"),
    ],
)
def test_the_first_line_tells_what_is_between_the_columns(line, delimiter):
    assert read_rows(line).delimiter == delimiter


def test_blank_lines_and_rows_of_empty_cells_are_skipped_but_counted():
    rows = list(read_rows("a,b\n\n  \n1,2\n,,\n3,4\n\n").rows)
    assert [(row.line, row.cells) for row in rows] == [
        (1, ["a", "b"]),
        (4, ["1", "2"]),
        (6, ["3", "4"]),
    ]


def test_lines_are_counted_as_an_editor_counts_them_also_inside_quoted_cells():
    first, second, third = read_rows('a,"b\nc",d\r\n1,2,3\r\n"x\r\ny","z\rz",4').rows
    assert [first.line_of(column) for column in range(3)] == [1, 1, 2]
    assert second.line == 3
    assert [third.line_of(column) for column in range(3)] == [4, 5, 6]


def test_other_line_separators_of_unicode_are_not_line_ends():
    rows = list(read_rows("a,b\u2028c\n1,\x0b2\x0c").rows)
    assert [row.line for row in rows] == [1, 2]


@pytest.mark.parametrize(
    "text",
    ['a,b\n1,2\n3,"4\n5,6', 'a,b\n1,2\n"3"3,4', 'a,b\n1,2\n"3" 3,4'],
)
def test_quotation_marks_that_do_not_fit_are_named_by_their_line(text):
    with pytest.raises(CsvError, match="line 3: quotation marks must come in pairs"):
        cells(text)


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_giant_cell_is_named_by_its_line_and_its_limit(quote):
    with pytest.raises(CsvError, match="line 3: a cell must have at most 131,072 characters"):
        cells(f"a,b\n1,2\n{quote}{'3' * 200_000}{quote},4")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_file_of_blank_lines_is_not_read_to_its_end(end):
    assert cells(end * (MAX_LINES - 1) + "a,b") == [["a", "b"]]
    with pytest.raises(CsvError, match="the file must have at most 100,000 lines, got more"):
        cells(end * MAX_LINES + "a,b")


@given(
    table=st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
            # A blank after a comma is not part of a cell: people write "1, 2".
            .filter(lambda cell: cell.strip() and not cell.startswith(" ")),
            min_size=2,
            max_size=4,
        ),
        min_size=1,
        max_size=6,
    ),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_spreadsheet_writes_is_read_back(table, line_end):
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator=line_end).writerows(table)
    assert cells(file.getvalue()) == table
