"""The sentences of the softmax lesson say what the numbers say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metl_core.mixed_index import mixed_index
from metl_core.nudge import nudge
from metl_core.scale import add_and_multiply
from metl_core.shift import DTYPES, Shift, shift_softmax, verdicts
from metl_ui.lessons.softmax import words
from metl_ui.lessons.softmax.index import index_in_words
from metl_ui.lessons.softmax.jacobian import nudge_in_words
from metl_ui.lessons.softmax.scale import scale_in_words


def shifted(c: float, dtype: str = "float64", temperature: float = 1.0) -> Shift:
    return shift_softmax([1, 2, 3], c, temperature, dtype)


@pytest.mark.parametrize(
    ("shift", "parts"),
    [
        (shifted(2), ["every exponential fits into float64"]),
        (shifted(100, "float32"), ["exp(103)", "largest float32, 3.4e+38", "inf / inf is nan"]),
        (shifted(8, "float16"), ["their sum is larger than the largest float16, 65504"]),
        (shifted(-1000), ["exp(-997)", "smallest float64 above 0, 4.94e-324", "0 / 0 is nan"]),
        (shifted(-100, "float32"), ["the largest exponential is only 7.47e-43"]),
        (shifted(-8, "float16", 0.5), ["only 4.54e-05", "float16 loses digits: the closer, the"]),
        (shift_softmax([0.1, 0.2, 0.3], 8, dtype="float16"), ["stands. But $z + c$ was rounded"]),
        (shifted(1e5, "float16"), ["itself is larger than the largest float16, 65504"]),
    ],
)
def test_what_became_of_the_textbook_formula(shift, parts):
    for part in parts:
        assert part in words.textbook_in_words(shift)


@pytest.mark.parametrize(
    ("shift", "part"),
    [
        (shifted(100, "float32"), "The largest exponent is 0"),
        (shifted(1e8, "float32"), "rounded before softmax began, by up to 3. No formula can"),
        (shift_softmax([1e-300, 2], 2), "by up to 1e-300. Here $p$ does not show it."),
        (shifted(1e5, "float16"), "inf − inf is nan"),
        (shifted(2, "float16"), "Inside, softmax works in float32"),
    ],
)
def test_what_became_of_the_stable_form(shift, part):
    assert part in words.stable_in_words(shift)


@pytest.mark.parametrize(
    ("shift", "part"),
    [
        (shifted(0), "With $c = 0$ both rows are the same"),
        (shifted(2), "the same number, $e^c$, here 7.39."),
        (shifted(2, temperature=2.0), "$e^{c/T}$, here 2.72."),
        (shifted(2), "not one bit of $p$ changed"),
        (shift_softmax([0.1, 0.2, 0.7], 7), "the largest change of a probability is 1.1e-16."),
        (shifted(100, "float32"), "beyond the largest number there is (the dashed line): inf"),
        (shifted(1000), "computed by the stable form: not one bit of $p$ changed"),
        (shifted(-8, "float16", 0.5), "is so close to 0 that it has lost digits"),
        (shifted(-1000), "below the smallest number there is: 0"),
        (shifted(1e8, "float32"), "In float32 it does not: $z + c$ is rounded to the nearest"),
        (shifted(2048, "float16"), "Here 1 + c becomes 2048, 3 + c becomes 2052."),
        (shifted(1e5, "float16"), "In float16 it does not: $z + c$ is beyond the largest float16,"),
    ],
)
def test_what_there_is_to_notice(shift, part):
    assert part in words.shift_in_words(shift)


@given(
    st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=10),
    st.floats(-1e17, 1e17),
    st.sampled_from([0.25, 1.0, 16.0]),
    st.sampled_from(list(DTYPES)),
)
def test_there_is_a_sentence_for_everything_that_can_happen(logits, c, temperature, dtype):
    shift = shift_softmax(logits, c, temperature, dtype)
    for sentence in (
        words.textbook_in_words(shift),
        words.stable_in_words(shift),
        words.shift_in_words(shift),
        words.change_in_words(shift.moved),
    ):
        assert sentence.endswith((".", ")", "?"))
        assert "np.float" not in sentence


def test_the_change_is_told_to_two_digits():
    z, c = np.array([0.1, 0.2, 0.7], np.float32), np.float32(7)
    before, after = np.exp(z), np.exp(z + c)
    change = abs(after / after.sum() - before / before.sum()).max()
    moved = shift_softmax([0.1, 0.2, 0.7], 7, dtype="float32").naive_moved
    assert words.change_in_words(moved) == f"The change is {float(change):.2g}."
    assert words.change_in_words(shifted(2).moved) == "The change is exactly 0."
    assert "nothing to compare" in words.change_in_words(shifted(1000).naive_moved)


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0"), (1234, "1,234"), (79_000_000, "7.9e+07"), (None, "nan")]
)
def test_ulps_in_few_letters(count, text):
    assert words.in_ulps(count) == text


def test_the_verdicts_of_one_shift_in_words():
    by_dtype = {name: verdicts([1, 2, 3], [0, 100], dtype=name) for name in ("float32", "float64")}
    assert words.verdicts_in_words(by_dtype, 1) == (
        "float32: nan by the textbook formula, same by the stable form; "
        "float64: same by the textbook formula, same by the stable form"
    )


@pytest.mark.parametrize(
    ("logits", "words"),
    [
        ([1, 2, 3], "in none do the “probabilities” add up to 1"),
        ([0.1, 0.2, 0.3], "in none do"),  # j = 2: 1.00334
        ([1 / 16, 2 / 16, 3 / 16], "in none do"),  # j = 2: 1.0013
        ([4, 4], "so much alike that the slip does not show"),
        ([0, 1e-9], "so much alike that the slip does not show"),
        ([0, 1, np.log((1 + np.e) / 2)], "only those for j = 3 add up to 1, by chance"),
    ],
)
def test_only_by_chance_do_the_shares_of_the_mixed_index_add_up(logits, words):
    assert words in index_in_words(mixed_index(logits))


@pytest.mark.parametrize(
    ("logits", "j", "size"), [([1, 2, 3], 2, -2), ([1, 2, -8], 3, -2), ([1, 2, 3], 1, 0.05)]
)
def test_how_far_both_predictions_of_a_nudge_are_off(logits, j, size):
    z, e_j = np.array(logits) / 0.25, np.arange(3) == j - 1
    p, after = (np.exp(u) / np.exp(u).sum() for u in (z, z + e_j * size / 0.25))
    predicted = p[j - 1] * (e_j - p) / 0.25 * size
    sentence = nudge_in_words(nudge(logits, j, size, 0.25))
    assert f"misses by up to {abs(after - p - predicted).max():.2g}." in sentence
    assert f"would differ from 1 by {abs(predicted[j - 1]):.2g}." in sentence


@pytest.mark.parametrize(
    ("logits", "s", "part"),
    [
        ([1, 1, 0], 0.5, "yet the largest probability goes from 0.4223 to 0.3837."),  # of two
        ([0, 1e-9], 2, "is 0.5000 with and without it. Try the logits 0 and 1."),
        ([0, 100], 2, "is 1.0000 with and without it. Try the logits 0 and 1."),
    ],
)
def test_what_a_scale_does(logits, s, part):
    assert part in scale_in_words(add_and_multiply(logits, s))
    for tenths in range(101):  # what is advised shows an effect, but for s = 1
        advised = scale_in_words(add_and_multiply([0, 1], tenths / 10))
        assert "next to nothing" not in advised
