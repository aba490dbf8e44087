import csv
import io
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metl_core.csv_table import CsvError, read_csv
from metl_core.dataset import Dataset

ROWS = "".join(f"{i},{i / 2},{'ab'[i % 2]}\n" for i in range(12))


def with_line(number, line, rows=ROWS, header="width,height,kind\n"):
    """The table with one of its lines replaced, counted from 1, the header being the first."""
    lines = (header + rows).splitlines()
    lines[number - 1] = line
    return "\n".join(lines)


def message_of(text, **options):
    with pytest.raises(CsvError) as caught:
        read_csv(text, **options)
    return str(caught.value)


# Reading ---------------------------------------------------------------------------------


def test_a_table_becomes_a_dataset():
    data = read_csv("width,height,kind\n" + ROWS, name="mine")
    assert data.name == "mine"
    assert data.feature_names == ("width", "height")
    assert data.class_names == ("a", "b")
    np.testing.assert_array_equal(data.X, [[i, i / 2] for i in range(12)])
    np.testing.assert_array_equal(data.labels, [0, 1] * 6)


def test_a_german_spreadsheet_gives_the_same():
    german = ("Breite;Höhe;Art\n" + ROWS.replace(",", ";").replace(".", ",")).encode("utf-8-sig")
    data, english = read_csv(german), read_csv("width,height,kind\n" + ROWS)
    assert data.feature_names == ("Breite", "Höhe")
    np.testing.assert_array_equal(data.X, english.X)
    np.testing.assert_array_equal(data.labels, english.labels)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("7", 7.0),
        ("-7", -7.0),
        ("+7.5", 7.5),
        (" 1.5 ", 1.5),
        ("\u00a01.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-2.5E-3", -0.0025),
        ('"4"', 4.0),
        ("007", 7.0),
        ("123456789012345678901234567890", 123456789012345678901234567890.0),
        ("0.1", 0.1),
        ("1e-400", 0.0),
    ],
)
def test_numbers_are_read_in_every_usual_form(cell, value):
    assert read_csv(with_line(5, f"{cell},1,a")).X[3, 0] == value


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize(("cell", "value"), [("1,5", 1.5), (",5", 0.5), ("-1,5e2", -150.0)])
def test_a_decimal_comma_is_read_where_the_columns_are_not_apart_by_commas(delimiter, cell, value):
    rows = [["width", "kind"], *([cell, label] for label in "abababababab")]
    data = read_csv("\n".join(delimiter.join(row) for row in rows))
    np.testing.assert_array_equal(data.X, value)


@given(
    X=st.lists(st.lists(st.floats(-1e100, 1e100), min_size=3, max_size=3), min_size=10, max_size=15)
)
def test_every_number_is_read_back_to_the_last_bit(X):
    file = io.StringIO()
    csv.writer(file).writerows([["a", "b", "c", "label"], *([*x, n % 2] for n, x in enumerate(X))])
    assert read_csv(file.getvalue()).X.tobytes() == np.array(X).tobytes()


# The header and the column of labels -----------------------------------------------------


@pytest.mark.parametrize(
    ("header", "features"),
    [
        ("kind,width,height", ("kind", "width")),  # no known name: the last
        ("width,label,height", ("width", "height")),
        ("Class,width,height", ("width", "height")),
        ("width, TARGET ,height", ("width", "height")),
        ("species,class,label", ("species", "class")),
        ("z,y,height", ("z", "height")),
        ("x,y,colour", ("x", "y")),  # coordinates
        ("y,x,target", ("y", "x")),
    ],
)
def test_the_column_of_labels_is_found_by_its_name(header, features):
    rows = "1,1,1\n2,2,2\n" * 6
    assert read_csv(f"{header}\n{rows}").feature_names == features


def test_the_column_of_labels_can_be_chosen():
    text = "label,b,c\n" + "1,1,1\n2,2,2\n" * 6
    assert read_csv(text, label_column="b").feature_names == ("label", "c")
    assert "label_column must be one of 'label', 'b', 'c', got 'd'" in message_of(
        text, label_column="d"
    )


@pytest.mark.parametrize("first", ["1,2,3", "1.5,-2,a", " 1 ,2e3,"])
def test_without_a_header_the_columns_are_numbered(first):
    text = first + "\n" + ROWS
    if first.endswith(","):
        assert "line 1, column 3 ('column 3'): the cell is empty" in message_of(text)
        return
    data = read_csv(text)
    assert data.feature_names == ("column 1", "column 2")
    assert data.n_samples == 13


def test_numbered_columns_can_be_chosen():
    data = read_csv("1,1,1\n2,2,2\n" * 6, label_column="column 1")
    assert data.feature_names == ("column 2", "column 3")


def test_names_that_are_numbers_are_a_header_beside_a_known_name():
    data = read_csv("1990,2000,class\n" + ROWS)
    assert data.feature_names == ("1990", "2000")
    assert data.n_samples == 12


def test_long_names_are_cut_and_line_breaks_in_them_removed():
    data = read_csv(f'"sepal\n length",{"w" * 100},kind\n' + ROWS)
    assert data.feature_names == ("sepal length", "w" * 59 + "…")


def test_names_and_labels_stay_the_text_that_they_are():
    text = "=1+1,<script>alert(1)</script>,kind\n" + ROWS.replace("a", "=cmd|' /C calc'!A0")
    data = read_csv(text)
    assert data.feature_names == ("=1+1", "<script>alert(1)</script>")
    assert data.class_names == ("=cmd|' /C calc'!A0", "b")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("a,,kind", "line 1: column 2 must have a name, got an empty cell"),
        ("a,a,kind", "line 1: columns must have different names .*, got 'a' in columns 1 and 2"),
        ("a,b, a ", "line 1: columns must have different names .*, got 'a' in columns 1 and 3"),
        (f"{'w' * 70}1,{'w' * 70}2,kind", "within the first 59 characters.* in columns 1 and 2"),
    ],
)
def test_a_header_with_missing_or_equal_names_is_refused(header, message):
    with pytest.raises(CsvError, match=message):
        read_csv(f"{header}\n{ROWS}")


# Classes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["10", "9", "-1"], ("-1", "9", "10")),
        (["2.5", "1e1", "3"], ("2.5", "3", "1e1")),
        (["b", "C", "a", "10"], ("10", "a", "b", "C")),
        (["yes", " yes ", "no"], ("no", "yes")),
        (["two  words", "two\u00a0words", "one"], ("one", "two words")),
    ],
)
def test_classes_are_in_order_whatever_the_order_of_the_rows(labels, expected):
    for order in itertools.permutations(labels):
        rows = [f"{i},{label}" for i, label in enumerate(order * 4)]
        data = read_csv("\n".join(["number,label", *rows]))
        assert data.class_names == expected
        read_back = [data.class_names[label] for label in data.labels]
        assert read_back == [" ".join(label.split()) for label in order * 4]


def test_one_class_alone_is_refused():
    text = "a,b\n" + "1,q\n" * 12
    assert "column of labels ('b') must have 2 to 10 different labels, got 1" in message_of(text)


def test_a_column_of_many_numbers_is_doubted_as_labels():
    message = message_of("a,b\n" + "".join(f"1,{i}\n" for i in range(11)))
    assert "('b') must have 2 to 10 different labels, got 11; is it a column of numbers" in message


def test_too_many_names_are_refused_without_that_doubt():
    message = message_of("a,b\n" + "".join(f"1,n{i}\n" for i in range(11)))
    assert message.endswith("must have 2 to 10 different labels, got 11")


def test_ten_classes_are_allowed():
    assert read_csv("a,b\n" + "".join(f"1,n{i % 10}\n" for i in range(20))).n_classes == 10


# Limits ----------------------------------------------------------------------------------


def table(n_rows, n_features):
    header = ",".join([*(f"c{i}" for i in range(n_features)), "label"])
    return header + "\n" + "".join("1," * n_features + f"{i % 2}\n" for i in range(n_rows))


@pytest.mark.parametrize(("n_rows", "n_features"), [(10, 1), (5000, 2), (12, 64)])
def test_tables_within_the_limits_are_read(n_rows, n_features):
    assert read_csv(table(n_rows, n_features)).X.shape == (n_rows, n_features)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (table(9, 2), "the table must have at least 10 rows of data, got 9"),
        (table(0, 2), "the table must have at least 10 rows of data, got 0"),
        (table(5001, 2), "the table must have at most 5,000 rows of data, got more"),
        (table(12, 65), "line 1: the table must have 1 to 64 columns of numbers and .*, got 66 in"),
        (table(12, 0), "line 1: the table must have 1 to 64 columns of numbers and .*, got 1 in"),
        ("", "the table must have a row of names and rows of data, got an empty file"),
        (b"\xef\xbb\xbf", "got an empty file"),
        ("\n \n,,\n", "got an empty file"),
        (b"a" * 1_000_001, "the file must have at most 1,000,000 bytes, got more"),
    ],
)
def test_a_broken_limit_is_named_with_what_was_found(text, message):
    with pytest.raises(CsvError, match=message):
        read_csv(text)


# Broken cells ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("abc", "'abc' is not a number"),
        ("", "the cell is empty"),
        ("  ", "the cell is empty"),
        ("nan", "'nan' is not a number"),
        ("-inf", "'-inf' is not a number"),
        ("1_000", "'1_000' is not a number"),
        ('"1,000"', "'1,000' is written with ',', where the table has '.' as its decimal mark"),
        ("1.2.3", "'1.2.3' is not a number"),
        ("0x10", "'0x10' is not a number"),
        ("1 2", "'1 2' is not a number"),
        ("٣", "'٣' is not a number"),
        ("1e", "'1e' is not a number"),
        (".", "'.' is not a number"),
        ("--1", "'--1' is not a number"),
        ("50%", "'50%' is not a number"),
        ("=1+1", "'=1+1' is not a number"),
        ("1" * 61, "is not a number"),
        ("1e101", "1e101 is beyond ±1e+100"),
        ("-1e999", "-1e999 is beyond ±1e+100"),
        ("x" * 500, "is not a number"),
    ],
)
def test_a_broken_number_is_named_by_line_and_column(cell, problem):
    first, last = message_of(with_line(7, f"1,{cell},a")).splitlines()
    assert first.startswith("line 7, column 2 ('height'): ")
    assert first.endswith(problem)
    assert len(first) < 150
    assert last == "Labels are read from column 3 ('kind'); every other cell must be a number."


def test_between_commas_a_comma_in_a_number_is_never_a_decimal_mark():
    message = message_of(with_line(2, '"1,234",2,a'))
    assert "line 2, column 1 ('width'): '1,234' is written with ',', where" in message


def test_a_label_that_is_missing_or_too_long_is_named():
    assert "line 7, column 3 ('kind'): the cell is empty" in message_of(with_line(7, "1,2,"))
    assert "is longer than 60 characters" in message_of(with_line(7, f"1,2,{'k' * 61}"))


def test_a_row_of_another_length_is_named():
    assert "line 7: the row must have 3 cells, got 4" in message_of(with_line(7, "1,2,a,4"))
    assert "line 7: the row must have 3 cells, got 2" in message_of(with_line(7, "1,a"))


def test_a_number_in_both_notations_is_refused_as_it_may_be_a_thousand():
    text = with_line(7, "1.234;2;a", ROWS.replace(",", ";").replace(".", ","), "w;h;kind\n")
    assert (
        "line 7, column 1 ('w'): '1.234' is written with '.', where the table has ',' as its "
        "decimal mark" in message_of(text)
    )


def test_the_line_is_that_of_a_text_editor():
    text = '"a\nb",c,kind\n\n' + ROWS + '"1","x\ny",a\n"2","3","a\nb"\n4,z,a\n'
    lines = text.splitlines()
    assert (lines[15], lines[19]) == ('"1","x', "4,z,a")  # lines 16 and 20, counted from 1
    message = message_of(text)
    assert "line 16, column 2 ('c'): 'x\\ny' is not a number" in message
    assert "line 20, column 2 ('c'): 'z' is not a number" in message


def test_only_the_first_five_broken_cells_are_named_and_the_others_counted():
    text = "w,h,kind\n" + "a,b,c\n" * 20
    lines = message_of(text).splitlines()
    assert [line.split(" (")[0] for line in lines[:5]] == [
        "line 2, column 1",
        "line 2, column 2",
        "line 3, column 1",
        "line 3, column 2",
        "line 4, column 1",
    ]
    assert lines[5] == "… and 35 more"
    assert len(lines) == 7
    many = message_of("w,h,kind\n" + "a,b,c\n" * 4000).splitlines()
    assert many[:5] == lines[:5]
    assert many[5] == "… and at least 995 more"


# Whatever comes ---------------------------------------------------------------------------

numerals = ("1", "2.5", "1,5", "-3e5", "nan", "1_0", "9" * 70)
marks = (",", ",", ";", "\t", '"', " ", "\n", "\n", "\r\n", "\r", "\0", "\ufeff", "\u2028")
pieces = st.sampled_from((*numerals, *marks, "a", "b", "label", "x", "y", "=1", "é"))


@settings(max_examples=300)
@given(st.one_of(st.binary(), st.text(), st.lists(pieces, max_size=120).map("".join)))
def test_anything_gives_a_dataset_or_a_sentence(source):
    try:
        data = read_csv(source)
    except CsvError as error:
        assert 10 < len(str(error)) < 2000
    else:
        assert isinstance(data, Dataset)


@settings(max_examples=300)
@given(
    place=st.integers(0, 10_000),
    piece=st.one_of(pieces, st.characters(), st.binary(max_size=3)),
    length=st.integers(0, 3),
)
def test_a_good_table_with_a_piece_exchanged_gives_a_dataset_or_a_sentence(place, piece, length):
    good = ("width,height,kind\n" + ROWS).encode()
    place %= len(good)
    new = piece if isinstance(piece, bytes) else piece.encode(errors="surrogatepass")
    try:
        data = read_csv(good[:place] + new + good[place + length :])
    except CsvError:
        return
    assert isinstance(data, Dataset)
    assert data.n_samples >= 10
