"""The record of a run: what is kept when the rows run out, and what rows are taken back."""

import tracemalloc

import numpy as np
import pytest

from metl_core import history
from metl_core.history import COLUMNS, Recorder
from metl_core.parameters import PARAMETER_NAMES

SMALL = 8
WIDTH = len(COLUMNS)


@pytest.fixture
def capacity(monkeypatch):
    monkeypatch.setattr(history, "CAPACITY", SMALL)
    return SMALL


def values_of(epoch):
    """Different in every column and every epoch."""
    return [epoch + column / 16 for column in range(1, WIDTH)]


def recorded(n_epochs, start=0, recorder=None):
    recorder = recorder or Recorder()
    for epoch in range(start, n_epochs + 1):
        recorder.record(epoch, *values_of(epoch))
    return recorder


def rows_of(epochs):
    return np.array([[epoch, *values_of(epoch)] for epoch in epochs], float)


def test_the_columns_are_losses_accuracies_and_a_gradient_norm_for_each_parameter():
    scores = ["train_loss", "test_loss", "train_accuracy", "test_accuracy"]
    norms = [f"gradient_norm_{name}" for name in PARAMETER_NAMES]
    assert list(COLUMNS) == ["epoch", *scores, *norms]


def test_every_column_comes_out_under_its_own_name():
    record = recorded(5).history()
    assert len(record) == 6
    assert record.epoch.tolist() == [0, 1, 2, 3, 4, 5]
    assert record.epoch.dtype == np.float64
    for column, name in enumerate(COLUMNS[1:], start=1):
        assert getattr(record, name).tolist() == [epoch + column / 16 for epoch in range(6)]


def test_as_long_as_there_is_room_every_epoch_is_kept(capacity):
    for n_epochs in range(capacity):
        assert recorded(n_epochs).history().epoch.tolist() == list(range(n_epochs + 1))


def test_when_the_rows_run_out_every_second_one_is_dropped(capacity):
    assert recorded(8).history().epoch.tolist() == [0, 2, 4, 6, 8]
    assert recorded(9).history().epoch.tolist() == [0, 2, 4, 6, 8, 9]
    assert recorded(10).history().epoch.tolist() == [0, 2, 4, 6, 8, 10]
    assert recorded(16).history().epoch.tolist() == [0, 4, 8, 12, 16]


@pytest.mark.parametrize("n_epochs", [*range(70), 127, 128, 129, 1000, 1023, 1024, 1025])
def test_first_and_latest_stay_and_between_them_a_constant_stride(capacity, n_epochs):
    recorder = recorded(n_epochs)
    epochs = recorder.history().epoch
    assert len(epochs) <= capacity
    assert epochs[0] == 0
    assert epochs[-1] == n_epochs == recorder.latest_epoch
    strides = np.diff(epochs)
    stride = strides[0] if len(strides) else 1
    assert (strides[:-1] == stride).all()
    assert (strides[-1:] <= stride).all()
    # Never thinner than need be: more than half of the room is in use.
    assert len(epochs) > capacity // 2 or stride == 1
    assert (recorder.rows == rows_of(epochs)).all()


def test_the_same_at_the_true_capacity():
    recorder = recorded(2 * history.CAPACITY + 5)
    epochs = recorder.history().epoch
    assert len(epochs) <= history.CAPACITY
    # 4096 epochs fill the rows, the next halves them and so does the 8192nd: stride 4.
    assert epochs.tolist() == [*range(0, 2 * history.CAPACITY + 5, 4), 2 * history.CAPACITY + 5]


def test_memory_stays_bounded_however_long_the_run(capacity):
    recorder = recorded(100)
    tracemalloc.start()
    try:
        recorded(3000, start=101, recorder=recorder)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000  # bytes; 2900 rows would be 200,000


def test_what_is_read_is_a_copy():
    recorder = recorded(3)
    record, rows = recorder.history(), recorder.rows
    rows[:] = -1
    record.epoch[:] = -1
    record.train_loss[:] = -1
    recorder.record(4, *values_of(4))
    assert (recorder.rows == rows_of(range(5))).all()
    assert len(record) == 4


def test_rows_given_to_a_recorder_stay_as_they_are():
    rows = rows_of(range(4))
    recorded(9, start=4, recorder=Recorder.from_rows(rows))
    assert (rows == rows_of(range(4))).all()


@pytest.mark.parametrize("left_at", [0, 1, 2, 6, 7, 8, 9, 10, 15, 16, 17, 31, 33, 100])
def test_a_recorder_from_rows_goes_on_as_if_nothing_had_been(capacity, left_at):
    left = recorded(left_at)
    back = Recorder.from_rows(left.rows, left.gap)
    assert back.latest_epoch == left_at
    for until in (left_at + 1, left_at + 2, left_at + 40):
        whole = recorded(until).rows
        again = recorded(until, start=int(back.latest_epoch) + 1, recorder=back).rows
        assert again.tolist() == whole.tolist()


# Rows at irregular epochs --------------------------------------------------------------


def recorded_at(epochs):
    recorder = Recorder()
    for epoch in epochs:
        recorder.record(epoch, *values_of(epoch))
    return recorder


def test_parts_of_epochs_are_kept_as_long_as_there_is_room(capacity):
    epochs = [0, 0.25, 0.5, 3, 3.125, 10, 10.5]
    assert recorded_at(epochs).history().epoch.tolist() == epochs


def test_a_row_of_the_same_epoch_takes_the_place_of_the_latest(capacity):
    recorder = recorded_at([0, 0, 1, 2.5])
    recorder.record(2.5, *values_of(7))
    assert recorder.rows.tolist() == [*rows_of([0, 1]).tolist(), [2.5, *values_of(7)]]


@pytest.mark.parametrize("seed", range(20))
def test_irregular_rows_keep_first_and_latest_and_their_whole_length(capacity, seed):
    random = np.random.default_rng(seed)
    steps = random.choice([1 / 16, 0.5, 1, 10, 40], size=200, p=[0.3, 0.2, 0.3, 0.1, 0.1])
    epochs = [0, *np.cumsum(steps).tolist()]
    for until in range(1, len(epochs)):
        kept = recorded_at(epochs[:until]).rows
        assert len(kept) <= capacity
        assert kept[0, 0] == 0
        assert kept[-1, 0] == epochs[until - 1]
        assert set(kept[:, 0]) <= set(epochs)
        assert (kept == rows_of(kept[:, 0])).all()
        # Half of the rows, evenly spaced, are this far apart. Rows that are not even leave holes
        # of one gap more, and a step.
        if until > capacity:
            widest = 2 * 2 * epochs[until - 1] / (capacity - 1) + max(steps[:until])
            assert np.diff(kept[:, 0]).max() <= widest


@pytest.mark.parametrize("every", [3, 10, 1000])
def test_every_tenth_epoch_recorded_is_thinned_out_as_every_epoch_is(capacity, every):
    one, ten = recorded(100), recorded_at(range(0, 101 * every, every))
    assert (ten.rows[:, 0] == every * one.rows[:, 0]).all()


def test_a_recorder_that_was_cut_keeps_all_that_comes_until_its_room_is_used_up(capacity):
    recorder = recorded(100)
    kept = [epoch for epoch in recorder.history().epoch.tolist() if epoch <= 50]
    recorder.cut(50)
    assert recorder.history().epoch.tolist() == kept
    assert len(kept) == 4
    for epoch in (50.5, 51, 51.25, 52):
        recorder.record(epoch, *values_of(epoch))
    assert recorder.history().epoch.tolist() == [*kept, 50.5, 51, 51.25, 52]
    assert (recorder.rows == rows_of([*kept, 50.5, 51, 51.25, 52])).all()


def test_a_cut_at_or_after_the_latest_row_changes_nothing(capacity):
    cut, whole = recorded(33), recorded(33)
    for epoch in (33, 34, np.inf):
        cut.cut(epoch)
    recorded(60, start=34, recorder=cut)
    recorded(60, start=34, recorder=whole)
    assert cut.rows.tolist() == whole.rows.tolist()


WRONG_EPOCHS = {
    "none at all": [],
    "falling": [0, 2, 1],
    "twice the same": [0, 1, 1],
    "not a number": [0, float("nan"), 2],
    "infinite": [0, float("inf")],
    "infinite at the start": [-float("inf"), 0],
    "infinite in the middle": [0, float("inf"), float("inf")],
    "not from 0": [3, 4, 5],
    "below 0": [-1, 0, 1],
    "more than there is room for": range(SMALL + 1),
}


@pytest.mark.parametrize("epochs", WRONG_EPOCHS.values(), ids=WRONG_EPOCHS)
def test_rows_that_no_recorder_wrote_are_refused(capacity, epochs):
    rows = rows_of(epochs).reshape(-1, WIDTH)
    with pytest.raises(ValueError, match="history must have"):
        Recorder.from_rows(rows)


def test_a_row_of_nan_and_infinity_is_kept_as_it_is():
    values = [np.nan, np.inf, -np.inf, 0, 1, 2, 3, np.nan]
    recorder = Recorder()
    recorder.record(0, *values)
    np.testing.assert_equal(recorder.rows, [[0, *values]])
    np.testing.assert_equal(Recorder.from_rows(recorder.rows).rows, [[0, *values]])


@pytest.mark.parametrize("gap", [-1, float("nan"), float("inf")])
def test_a_gap_that_is_none_is_refused(gap):
    with pytest.raises(ValueError, match="history_gap must be"):
        Recorder.from_rows(rows_of(range(3)), gap)
