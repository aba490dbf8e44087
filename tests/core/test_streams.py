"""One seed, many streams: the same numbers again, and none of another's."""

from itertools import product

import numpy as np

from metl_core.streams import MAX_SEED, Stream, generator, order_generator

STREAMS = list(Stream)


def draws(*key):
    return generator(*key).integers(0, 2**63, 4).tolist()


def test_the_same_seed_and_stream_give_the_same_numbers_again():
    for stream in STREAMS:
        assert draws(5, stream) == draws(5, stream)
        assert draws(5, stream, 3) == draws(5, stream, 3)


def test_every_seed_stream_and_epoch_has_numbers_of_its_own():
    keys = [
        (seed, stream, *more)
        for seed, stream in product([0, 1, 2, MAX_SEED], STREAMS)
        for more in [(), (1,), (2,), (1, 1)]  # () is (0,) to NumPy: no stream is drawn from both
    ]
    assert len({tuple(draws(*key)) for key in keys}) == len(keys)


def test_every_epoch_has_an_order_of_its_own():
    orders = {tuple(order_generator(0, epoch).permutation(50)) for epoch in range(200)}
    assert len(orders) == 200
    assert tuple(order_generator(0, 7).permutation(50)) in orders
    assert tuple(order_generator(1, 7).permutation(50)) not in orders


def test_the_orders_of_neighbouring_epochs_look_independent():
    # A rank correlation of independent orders of n has a deviation of 1/√(n-1) = 0.016.
    orders = [order_generator(4, epoch).permutation(4000) for epoch in (0, 1, 2, 3, 10**6)]
    correlations = np.corrcoef(orders) - np.eye(len(orders))
    assert np.abs(correlations).max() < 5 * 0.016


def test_seed_and_stream_do_not_stand_in_for_each_other():
    assert draws(0, Stream.SPLIT) != draws(1, Stream.DATA)
    assert draws(2, Stream.EXERCISES, 1) != draws(1, Stream.EXERCISES, 2)


def test_streams_look_independent():
    # 4000 pairs: a correlation of independent streams has a deviation of 1/√4000 = 0.016.
    columns = [generator(3, stream).normal(size=4000) for stream in STREAMS]
    correlations = np.corrcoef(columns) - np.eye(len(columns))
    assert np.abs(correlations).max() < 5 * 0.016


def test_the_numbers_of_the_streams_keep_their_values():
    # Links and saved states stand for an experiment by its seed, so these values must stay.
    assert {stream.name: int(stream) for stream in Stream} == {
        "DATA": 0,
        "SPLIT": 1,
        "PARAMETERS": 2,
        "ORDER": 3,
        "EXERCISES": 4,
    }


def test_any_seed_up_to_the_largest_is_taken_numpy_integers_too():
    assert draws(MAX_SEED, Stream.DATA) == draws(np.uint32(MAX_SEED), Stream.DATA)
    assert draws(np.int64(7), Stream.DATA) == draws(7, Stream.DATA)
