"""Each epoch's order, in place, is that of a generator of its own; and batches hold just those."""

import numpy as np
import pytest

from metl_core.order import Order, ShuffledExamples
from metl_core.streams import MAX_SEED, order_generator


@pytest.mark.parametrize("seed", [0, 1, MAX_SEED])
def test_an_epochs_order_is_that_of_its_own_generator_whatever_was_asked_before(seed):
    order = Order(seed, 51)
    for epoch in (0, 1, 2, 1, 10**6, 0):
        expected = np.arange(51)
        order_generator(seed, epoch).shuffle(expected)
        assert order.of(epoch).tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("start", "end", "size"), [(0, 45, 10), (3, 45, 7), (20, 30, 10), (4, 5, 1)]
)
def test_batches_are_the_examples_in_that_order_each_with_its_target(start, end, size):
    draw = np.random.default_rng(0)
    X, targets = draw.normal(size=(3, 45)), draw.normal(size=(4, 45))
    shuffled = ShuffledExamples(5, X, targets)
    for epoch in (0, 1, 0):
        order = np.arange(45)
        order_generator(5, epoch).shuffle(order)
        batches = shuffled.batches(epoch, start, end, size)
        assert [n for n, _, _ in batches] == [
            min(size, end - first) for first in range(start, end, size)
        ]
        rest = order[start:end]
        assert np.array_equal(np.hstack([X for _, X, _ in batches]), X[:, rest])
        assert np.array_equal(np.hstack([targets for _, _, targets in batches]), targets[:, rest])
        assert all(batch.targets.flags.c_contiguous for batch in batches)


def test_what_was_shuffled_is_left_as_it_was():
    X, targets = np.arange(12.0).reshape(2, 6), np.arange(18.0).reshape(3, 6)
    before = X.copy(), targets.copy()
    ShuffledExamples(0, X, targets).batches(0, 0, 6, 2)
    assert np.array_equal(X, before[0])
    assert np.array_equal(targets, before[1])
