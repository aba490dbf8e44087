"""Arrays come out of a text as they went in, bit by bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from metl_core.take_home.packing import packed, unpacked


def there_and_back(array):
    return eval(packed(array), {"unpacked": unpacked, "__builtins__": {}})


@given(arrays.arrays(np.float64, st.tuples(st.integers(0, 5), st.integers(1, 4))))
def test_any_numbers_keep_their_bits(array):
    back = there_and_back(array)
    assert back.shape == array.shape
    assert back.tobytes() == array.tobytes()


@pytest.mark.parametrize(
    "values",
    [[-0.0, 1.0], [256.0], [-1.0], [0.5], [np.nan], [np.inf], [5e-324], [2.0**53], []],
)
def test_what_is_no_small_whole_number_takes_eight_bytes(values):
    array = np.array(values)
    assert ('"<f8"' in packed(array)) is bool(values)
    assert there_and_back(array).tobytes() == array.tobytes()


@pytest.mark.parametrize("values", [[0.0, 255.0, 16.0], [[3, 1], [0, 9]]])
def test_small_whole_numbers_take_one_byte(values):
    array = np.array(values)
    assert '"uint8"' in packed(array)
    assert there_and_back(array).tolist() == array.tolist()
    assert there_and_back(array).dtype == np.float64


def test_columns_that_lie_one_after_the_other_come_out_row_by_row():
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3) / 7)
    assert there_and_back(array).tolist() == array.tolist()


def test_the_lines_of_a_text_are_short():
    text = packed(np.random.default_rng(0).normal(size=(100, 4)))
    assert max(map(len, text.splitlines())) <= 100
