"""Whatever stands in a link: the good is kept, the bad is named, nothing falls over."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metl_ui.link import (
    MAX_SENTENCES,
    Choice,
    Choices,
    Flag,
    Number,
    Text,
    Whole,
    numbers,
    quoted,
    sift,
    spell_number,
)

RATE = Number(key="rate", label="Rate", default=0.03, minimum=0.0001, maximum=10, step=0.01)
HIDDEN = Whole(key="hidden", label="Hidden units", default=8, minimum=1, maximum=64)
DATASET = Choice(key="dataset", label="Data", options=("moons", "xor"), default="moons")
LADDER = Choice(key="ladder", label="Rate", options=(0.0001, 0.03, 1.0, 10.0), default=0.03)
FEATURES = Choices(
    key="features", label="Features", options=("x1", "x2", "x1x2"), default=("x1", "x2")
)
NAIVE = Flag(key="naive", label="Naive")
LOGITS = Text(
    key="logits",
    label="Logits",
    default="1, 2, 3",
    read=numbers(at_least=2, at_most=5, minimum=-1e6, maximum=1e6),
)
FIELDS = [RATE, HIDDEN, DATASET, LADDER, FEATURES, NAIVE, LOGITS]

anything = st.text(max_size=60) | st.floats().map(str) | st.integers().map(str)


def only_sentence(**query):
    (sentence,) = sift(FIELDS, query).sentences
    return sentence


# --- good values ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (RATE, "0.5", 0.5),
        (RATE, "1e-4", 0.0001),  # the lower end
        (RATE, "10", 10.0),  # the upper end
        (RATE, " 2 ", 2.0),
        (RATE, "٣", 3.0),  # a digit of another script is a digit
        (HIDDEN, "64", 64),
        (HIDDEN, "8.0", 8),  # how a browser may write a whole number
        (HIDDEN, "1e1", 10),
        (DATASET, "xor", "xor"),
        (LADDER, "0.0001", 0.0001),
        (LADDER, "1", 1.0),
        (NAIVE, "true", True),
        (NAIVE, "FALSE", False),
        (LOGITS, "1,2,3", (1.0, 2.0, 3.0)),
        (LOGITS, " [ -1; 2.5 1e3 ] ", (-1.0, 2.5, 1000.0)),
    ],
)
def test_a_good_value_is_read(field, text, value):
    read = field.parse(text)
    assert read == value
    assert type(read) is type(value)
    assert sift(FIELDS, {field.key: [text]}) == ({field.key: [text]}, [])


@given(st.floats(0.0001, 10))
def test_a_spelt_number_reads_back_to_the_last_bit(value):
    assert RATE.parse(RATE.spell(value)) == value


@pytest.mark.parametrize("field", [RATE, HIDDEN, DATASET, LADDER, NAIVE])
def test_a_spelt_default_reads_back(field):
    assert field.parse(field.spell(field.default)) == field.default


@pytest.mark.parametrize(
    ("value", "text"), [(8.0, "8"), (-0.5, "-0.5"), (1e-7, "1e-07"), (1e20, "1e+20"), (0, "0")]
)
def test_numbers_are_spelt_briefly(value, text):
    assert spell_number(value) == text


# --- bad values ----------------------------------------------------------------------------------

BAD_NUMBERS = ["abc", "", " ", "nan", "-nan", "inf", "-inf", "Infinity", "1e999", "-1e999"]
BAD_NUMBERS += ["10.000001", "0", "-1", "1,5", "0x10", "1 2", "1e", "--1", "½", "\0", "9" * 10_000]


@pytest.mark.parametrize("text", BAD_NUMBERS)
def test_what_is_no_number_of_the_range_is_named(text):
    sentence = only_sentence(rate=[text])
    assert sentence.startswith("rate must be a number from 0.0001 to 10, got ")
    assert sentence.endswith("; 0.03 is used instead.")
    assert quoted(text) in sentence


@pytest.mark.parametrize("text", [*BAD_NUMBERS, "3.7", "65", "2e9"])
def test_what_is_no_whole_number_of_the_range_is_named(text):
    if text == "10.000001":
        text = "64.000001"
    assert only_sentence(hidden=[text]) == (
        f"hidden must be a whole number from 1 to 64, got {quoted(text)}; 8 is used instead."
    )


@pytest.mark.parametrize("text", ["", "Moons", "moons ", "moon", "0"])
def test_what_is_no_option_is_named_with_the_options(text):
    assert only_sentence(dataset=[text]) == (
        f"dataset must be one of moons, xor, got {quoted(text)}; moons is used instead."
    )


def test_a_rate_between_the_rungs_is_no_option():
    assert only_sentence(ladder=["0.05"]) == (
        "ladder must be one of 0.0001, 0.03, 1, 10, got `0.05`; 0.03 is used instead."
    )


@pytest.mark.parametrize("text", ["", "1", "yes", "on", "truee"])
def test_what_is_neither_true_nor_false_is_named(text):
    assert only_sentence(naive=[text]) == (
        f"naive must be true or false, got {quoted(text)}; false is used instead."
    )


def test_of_several_choices_the_good_ones_stay():
    kept, sentences = sift(FIELDS, {"features": ["x1", "x9", "x1x2", "x1"]})
    assert kept == {"features": ["x1", "x1x2"]}
    assert sentences == ["features must be one of x1, x2, x1x2, got `x9`; that one was left out."]


def test_with_no_good_choice_the_default_is_used():
    kept, sentences = sift(FIELDS, {"features": ["x9"]})
    assert kept == {}
    assert sentences == ["features must be one of x1, x2, x1x2, got `x9`; x1, x2 is used instead."]


@pytest.mark.parametrize("field", [RATE, HIDDEN, DATASET, LADDER, NAIVE, LOGITS])
def test_a_setting_given_twice_is_used_neither_time(field):
    text = field.spell(field.default)
    kept, (sentence,) = sift(FIELDS, {field.key: [text, text]})
    assert kept == {}
    assert sentence == (
        f"{field.key} must be given once, but the link has 2; {text} is used instead."
    )


def test_what_is_no_setting_is_named():
    kept, sentences = sift(FIELDS, {"foo": ["1"], "rate": ["0.5"], "Rate": ["1"]})
    assert kept == {"rate": ["0.5"]}
    assert sentences == [
        "`foo` is not a setting of this page and was left out.",
        "`Rate` is not a setting of this page and was left out.",
    ]


@pytest.mark.parametrize("key", ["embed", "embed_options", "EMBED"])
def test_streamlits_own_parameters_are_no_junk(key):
    assert sift(FIELDS, {key: ["true"]}) == ({}, [])


def test_a_text_stays_for_its_box_to_judge():
    assert sift(FIELDS, {"logits": ["abc"]}) == ({"logits": ["abc"]}, [])


def test_a_thousand_bad_parts_make_a_few_sentences():
    kept, sentences = sift(FIELDS, {f"key{i}": ["1"] for i in range(1000)})
    assert kept == {}
    assert len(sentences) == MAX_SENTENCES + 1
    assert sentences[-1] == f"The link held {1000 - MAX_SENTENCES} more such parts."


@given(st.dictionaries(st.sampled_from([f.key for f in FIELDS]) | anything, st.lists(anything)))
def test_any_link_is_sifted_once_and_for_all(query):
    kept, sentences = sift(FIELDS, query)
    assert sift(FIELDS, kept) == (kept, [])
    assert all("\n" not in sentence and len(sentence) < 300 for sentence in sentences)


@given(anything)
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_any_text_is_read_or_refused_with_a_sentence(field, text):
    try:
        value = field.parse(text)
    except ValueError as error:
        assert str(error).startswith(f"{field.key} must be ")
    else:
        assert not isinstance(value, float) or math.isfinite(value)


# --- typed lists of numbers ----------------------------------------------------------------------

COUNT = "must be 2 to 5 numbers with commas between them, such as 1, 2.5, -3"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "must be 2 to 5 numbers with commas between them, such as 1, 2.5, -3; got 0"),
        ("1", "must be 2 to 5 numbers with commas between them, such as 1, 2.5, -3; got 1"),
        (
            "1,2,3,4,5,6",
            "must be 2 to 5 numbers with commas between them, such as 1, 2.5, -3; got 6",
        ),
        ("1, two, 3", "must be numbers from -1000000 to 1000000; number 2 of 3 is `two`"),
        ("1, 2, nan", "must be numbers from -1000000 to 1000000; number 3 of 3 is `nan`"),
        ("1e7, 2", "must be numbers from -1000000 to 1000000; number 1 of 2 is `1e7`"),
        ("1," * 1001, "must be 2000 characters at most, got 2002"),
    ],
)
def test_a_bad_list_is_refused_with_the_place_of_the_fault(text, complaint):
    with pytest.raises(ValueError, match=r"^logits must") as caught:
        LOGITS.parse(text)
    assert str(caught.value) == f"logits {complaint}"


# --- hostile text --------------------------------------------------------------------------------


def test_a_huge_text_is_cut_in_the_sentence():
    assert len(only_sentence(rate=["x" * 10_000_000])) < 150
    assert len(only_sentence(**{"y" * 10_000_000: ["1"]})) < 150


@given(st.text())
def test_quoted_text_is_one_code_span_on_one_line(text):
    span = quoted(text)
    if text:
        assert (span[0], span[-1]) == ("`", "`")
        assert "`" not in span[1:-1]
        assert span.isprintable()


def test_nothing_is_called_nothing():
    assert only_sentence(rate=[""]).startswith(
        "rate must be a number from 0.0001 to 10, got nothing"
    )


# --- fields that cannot be -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: Number(key="a", label="A", default=2, minimum=0, maximum=1, step=0.1),
        lambda: Number(key="a", label="A", default=math.nan, minimum=0, maximum=1, step=0.1),
        lambda: Whole(key="a", label="A", default=0, minimum=0, maximum=2**53),
        lambda: Choice(key="a", label="A", options=("x",), default="y"),
        lambda: Choices(key="a", label="A", options=("x",), default=()),
        lambda: Choices(key="a", label="A", options=("x",), default=("y",)),
        lambda: Text(key="a", label="A", default="x", read=float),
    ],
)
def test_a_field_whose_default_is_not_allowed_cannot_be_made(make):
    with pytest.raises(ValueError, match=r"^a"):
        make()


@pytest.mark.parametrize(("spelt", "kept"), [("1e-4", "0.0001"), ("1.0", "1"), ("10", "10")])
def test_an_option_that_is_a_number_is_kept_as_its_widget_spells_it(spelt, kept):
    assert sift([LADDER], {"ladder": [spelt]}) == ({"ladder": [kept]}, [])
