"""What was changed by hand: how it is checked, noted in as few as say it, spelled and read."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metl_core.changes import (
    MAX_CHANGES,
    Change,
    Position,
    check_order,
    check_passed,
    in_force,
    read_changes,
    spell_changes,
    with_change,
)
from metl_core.config import Settings, TrainingConfig

CONFIG = TrainingConfig(dataset="blobs", n_samples=60, batch_size=10, learning_rate=0.5)
NAN, INF = float("nan"), float("inf")

finite = st.floats(allow_nan=False, allow_infinity=False)
positions = st.builds(Position, st.integers(0, 10**12), st.integers(0, 5000))
indices = st.integers(0, 1023)


def made(name, values, index=st.just(())):  # noqa: B008
    return st.builds(Change, positions, st.just(name), values, index)


any_change = st.one_of(
    made("learning_rate", st.floats(0, exclude_min=True, allow_infinity=False)),
    made("batch_size", st.none() | st.integers(1, 10**30)),
    made("l1", st.floats(0, allow_infinity=False)),
    made("l2", st.floats(0, allow_infinity=False)),
    made("W1", finite, st.tuples(indices, indices)),
    made("b1", finite, st.tuples(indices)),
    made("W2", finite, st.tuples(indices, indices)),
    made("b2", finite, st.tuples(indices)),
)


def ordered(changes):
    return tuple(sorted(changes, key=lambda change: change.position))


def at(epoch, row=0, **setting):
    ((name, value),) = setting.items()
    return Change(Position(epoch, row), name, value)


# A change ------------------------------------------------------------------------------


def test_a_change_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        at(3, l1=0.5).value = 0.25


def test_positions_are_in_the_order_of_time():
    order = [Position(0), Position(0, 1), Position(0, 44), Position(1), Position(1, 3), Position(2)]
    assert sorted(reversed(order)) == order
    times = [position.time(45) for position in order]
    assert times == sorted(set(times)) == [0, 1 / 45, 44 / 45, 1, 1 + 3 / 45, 2]


WRONG = [
    ("position", ((0, 0, 0), "l1", 0.5)),
    ("position", ([0, 0], "l1", 0.5)),
    ("position", (3, "l1", 0.5)),
    ("epoch", ((-1, 0), "l1", 0.5)),
    ("epoch", ((0.5, 0), "l1", 0.5)),
    ("epoch", ((True, 0), "l1", 0.5)),
    ("row", ((0, -1), "l1", 0.5)),
    ("row", ((0, None), "l1", 0.5)),
    ("name", ((0, 0), "seed", 3)),
    ("name", ((0, 0), "W3", 3)),
    ("name", ((0, 0), None, 3)),
    ("l1", ((0, 0), "l1", -0.5)),
    ("l2", ((0, 0), "l2", None)),
    ("learning_rate", ((0, 0), "learning_rate", 0)),
    ("learning_rate", ((0, 0), "learning_rate", NAN)),
    ("batch_size", ((0, 0), "batch_size", 0)),
    ("batch_size", ((0, 0), "batch_size", 2.0)),
    ("W1", ((0, 0), "W1", NAN, (0, 0))),
    ("W1", ((0, 0), "W1", INF, (0, 0))),
    ("W1", ((0, 0), "W1", None, (0, 0))),
    ("b1", ((0, 0), "b1", "1", (0,))),
    ("index", ((0, 0), "W1", 1.0)),
    ("index", ((0, 0), "W1", 1.0, (0,))),
    ("index", ((0, 0), "W1", 1.0, (0, 0, 0))),
    ("index", ((0, 0), "W1", 1.0, [0, 0])),
    ("index", ((0, 0), "W1", 1.0, (0, -1))),
    ("index", ((0, 0), "W1", 1.0, (0, 0.0))),
    ("index", ((0, 0), "b1", 1.0, (0, 0))),
    ("index", ((0, 0), "b1", 1.0, 0)),
    ("index", ((0, 0), "l1", 1.0, (0,))),
]


@pytest.mark.parametrize(("name", "fields"), WRONG, ids=repr)
def test_a_wrong_change_is_refused_by_what_is_wrong(name, fields):
    with pytest.raises((ValueError, TypeError), match=rf"^{name}\b.* must .*, got "):
        Change(*fields)


def test_numbers_of_numpys_become_plain_ones():
    change = Change((np.int64(3), np.int8(0)), "W1", np.float32(0.1), (np.int64(1), np.uint8(2)))
    assert change == Change(Position(3), "W1", float(np.float32(0.1)), (1, 2))
    numbers = [*change.position, change.value, *change.index]
    assert [type(number) for number in numbers] == [int, int, float, int, int]


# A run's changes -----------------------------------------------------------------------


def test_in_force_is_the_latest_of_each():
    assert in_force(CONFIG, ()) == Settings.of(CONFIG) == (0.5, 10, 0.0, 0.0)
    changes = [at(1, l1=0.5), at(1, batch_size=None), at(2, 5, l1=0.25), at(3, learning_rate=2.0)]
    edit = Change(Position(3), "W1", 7.0, (0, 0))
    assert in_force(CONFIG, [*changes, edit]) == (2.0, None, 0.25, 0.0)


def noted(*changes):
    log = ()
    for change in changes:
        log = with_change(CONFIG, log, change)
    return log


def test_of_several_changes_of_one_thing_at_one_position_the_last_remains():
    assert noted(at(1, l1=0.5), at(1, l1=0.25)) == (at(1, l1=0.25),)
    assert noted(at(1, l1=0.5), at(1, l2=0.5)) == (at(1, l1=0.5), at(1, l2=0.5))
    assert noted(at(1, l1=0.5), at(1, 1, l1=0.25)) == (at(1, l1=0.5), at(1, 1, l1=0.25))
    one, other = (Change(Position(2), "W1", 1.0, (0, j)) for j in (0, 1))
    again = Change(Position(2), "W1", 2.0, (0, 0))
    assert set(noted(one, other, again)) == {other, again}


def test_a_setting_changed_there_and_back_at_one_position_was_not_changed():
    assert noted(at(1, l1=0.5), at(1, l1=0.0)) == ()
    assert noted(at(1, l1=0.5), at(2, l1=0.25), at(2, l1=0.5)) == (at(1, l1=0.5),)


def test_a_parameter_set_back_is_still_set():
    edits = [Change(Position(1), "b1", value, (0,)) for value in (1.0, 0.0)]
    assert noted(*edits) == (edits[1],)


def test_where_batches_end_a_run_stands():
    def stands(changes, position):
        try:
            return check_passed(position, CONFIG, changes, 45) == position
        except ValueError:
            return False

    def rows(changes, epoch):
        return [row for row in [*range(60), 10**15] if stands(changes, Position(epoch, row))]

    assert rows([], 7) == [0, 10, 20, 30, 40]
    changes = [at(3, batch_size=20), at(4, 20, batch_size=3), at(4, 26, batch_size=None)]
    assert rows(changes, 2) == [0, 10, 20, 30, 40]
    assert rows(changes, 3) == [0, 20, 40]
    assert rows(changes, 4) == [0, 20, 23, 26]
    assert rows(changes, 5) == [0]
    assert rows([at(1, 10, batch_size=1), at(1, 12, batch_size=10)], 1) == [
        0, 10, 11, 12, 22, 32, 42,
    ]  # fmt: skip


# Spelled and read ----------------------------------------------------------------------


def test_changes_are_spelled_for_a_reader():
    changes = (
        at(500, learning_rate=0.03),
        at(500, 0, batch_size=None),
        Change(Position(620, 17), "W1", 1.5, (0, 3)),
        Change(Position(620, 17), "b2", -1e-05, (12,)),
        at(621, batch_size=32),
    )
    text = "500:learning_rate=0.03;500:batch_size=all;620.17:W1[0,3]=1.5;620.17:b2[12]=-1e-05"
    assert spell_changes(changes) == text + ";621:batch_size=32"
    assert read_changes(text + ";621:batch_size=32") == changes
    assert spell_changes(()) == ""
    assert read_changes("") == ()


@given(st.lists(any_change, max_size=30).map(ordered))
def test_what_is_spelled_is_read_to_the_last_bit(changes):
    read = read_changes(spell_changes(changes))
    assert read == changes
    # repr tells -0.0 from 0.0, and 1 from 1.0
    assert repr(read) == repr(changes)


@pytest.mark.parametrize("value", [5e-324, 1.7976931348623157e308, 0.1 + 0.2, -0.0, 1e22, 1e16])
def test_the_ends_of_floats_are_spelled_and_read(value):
    edit = Change(Position(0), "b1", value, (0,))
    assert repr(read_changes(spell_changes([edit]))) == repr((edit,))


HOSTILE = [
    " ", ";", ";;", "x", "500", "500:", "500:l1", "500:l1=", "=", ":", "500:=1", "500:l1=1;",
    ";500:l1=1", "500:l1=1;;501:l1=2", "-1:l1=1", "+1:l1=1", "1e3:l1=1", "1.:l1=1", ".1:l1=1",
    "1.1.1:l1=1", "1.-1:l1=1", " 1:l1=1", "1 :l1=1", "1: l1=1", "1:l1 =1", "1:l1= 1", "1:l1=1 ",
    "1:l1=1\n", "1:l1=nan", "1:l1=inf", "1:l1=-inf", "1:l1=1e999", "1:l1=-1", "1:l1=0x1",
    "1:l1=1_0", "1:l1=1,5", "1:l1=1j", "1:l1=None", "1:l1=all", "1:l1=()", "1:l1=١",
    "١:l1=1", "1:l1=True", "1:l1[0]=1", "1:W1=1", "1:W1[]=1", "1:W1[0]=1", "1:W1[0,0,0]=1",
    "1:W1[-1,0]=1", "1:W1[0, 0]=1", "1:W1[0,0=1", "1:W1 0,0]=1", "1:W1[0,0]=nan",
    "1:W1[0,0]=1e400", "1:W1[0,0]=all", "1:W1[9999999999,0]=1", "1:b1[0,0]=1", "1:W3[0,0]=1",
    "1:seed=1", "1:__class__=1", "1:batch_size=0", "1:batch_size=-1", "1:batch_size=1.5",
    "1:batch_size=1e3", "1:batch_size=None", "1:batch_size=²", "1:learning_rate=0",
    "1:learning_rate=-0.0", "1:learning_rate=1e-999", "2:l1=1;1:l1=2", "1.2:l1=1;1.1:l2=1",
    "9" * 5000 + ":l1=1", "1:batch_size=" + "9" * 5000, "1:l1=" + "1" * 5000,
    "1:l1=1;" * MAX_CHANGES + "1:l1=1", "\x00", "1:l1=1\x00", "🙂", "1:l1=1&x=2", "%00",
    "a" * 1_000_000, ";" * 1_000_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:30]))
def test_a_text_that_spells_no_changes_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"must .*, got ") as refused:
        read_changes(text)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("text", [None, 3, b"1:l1=1", ["1:l1=1"]])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(TypeError, match="changes must be a text"):
        read_changes(text)


@given(st.text(st.sampled_from("0123456789.:;=[],-+eWb12lall_batch size"), max_size=40) | st.text())
def test_any_text_is_read_or_refused(text):
    try:
        changes = read_changes(text)
    except ValueError:
        return
    assert read_changes(spell_changes(changes)) == changes


def test_so_many_changes_are_read_and_one_more_only_where_it_is_allowed():
    most = tuple(at(epoch, l1=0.5) for epoch in range(MAX_CHANGES))
    assert read_changes(spell_changes(most)) == most
    more = (*most, at(MAX_CHANGES, l1=0.25))
    with pytest.raises(ValueError, match=f"at most {MAX_CHANGES}, got {MAX_CHANGES + 1}"):
        read_changes(spell_changes(more))
    assert read_changes(spell_changes(more), at_most=None) == more


def test_changes_must_be_changes_in_their_order():
    assert check_order([at(1, l1=0.5), at(1, l2=0.5)]) == (at(1, l1=0.5), at(1, l2=0.5))
    with pytest.raises(ValueError, match="order"):
        check_order([at(1, 1, l1=0.5), at(1, l2=0.5)])
    with pytest.raises(TypeError, match="changes must be"):
        check_order(["1:l1=0.5"])
