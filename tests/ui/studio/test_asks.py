"""What a browser may ask: all that is right is read as it was meant, all else gets a sentence."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metl_core.changes import Change, Position
from metl_ui.studio.asks import (
    MAX_EPOCH,
    MAX_ROW,
    MOST_ACTIONS,
    MOST_FRAMES,
    SPEEDS,
    Ask,
    Edit,
    Resume,
    Step,
    Watch,
    number_of,
    read_ask,
)
from tests.ui.studio.reader import ask, edit, step

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
    | st.sampled_from([10**400, -(10**400), 2**63, 1e308, "W1", "epoch", "600"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)  # fmt: skip
PARAMETERS = st.sampled_from(["W1", "b1", "W2", "b2"])
WHOLE = st.integers(0, MAX_ROW)


@st.composite
def actions(draw):
    kind = draw(st.sampled_from(["edit", "step", "resume", "reset", "settings", "scene", "look"]))
    if kind == "edit":
        name = draw(PARAMETERS)
        index = draw(st.lists(WHOLE, min_size=1, max_size=1)) * (2 if name[0] == "W" else 1)
        return edit(name, index, draw(st.floats(-1e9, 1e9) | st.integers(-9, 9)))
    if kind == "step":
        return step(draw(st.sampled_from(["epoch", "batch", "example"])))
    if kind == "resume":
        return {"do": "resume", "journal": draw(st.sampled_from(["", "3:l2=0.1;5.7:b1[2]=-1e-05"]))}
    return {"do": kind}


VALID = st.builds(
    lambda epoch, row, offset, name, **fields: ask(
        **{"from": [epoch, row]}, watch={"parameter": name, "offset": offset}, **fields
    ),
    st.integers(0, MAX_EPOCH),
    WHOLE,
    WHOLE,
    PARAMETERS,
    number=st.integers(0, 2**53),
    run=st.text(max_size=40),
    frames=st.integers(0, MOST_FRAMES),
    speed=st.sampled_from(SPEEDS),
    actions=st.lists(actions(), max_size=4),
)


def places(value, path=()):
    """Every path into a value of lists and dictionaries."""
    yield path
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from places(inner, (*path, key))


def read_or_refuse(value):
    try:
        read = read_ask(value)
    except (TypeError, ValueError) as error:
        said = str(error)
        assert "must" in said and len(said) < 400
        return None
    return read


def assert_within_bounds(read):
    assert 0 <= read.number <= 2**53 and len(read.run) <= 40
    assert 0 <= read.start.epoch <= MAX_EPOCH and 0 <= read.start.row <= MAX_ROW
    assert 0 <= read.frames <= MOST_FRAMES and read.speed in SPEEDS
    assert 0 <= read.watch.offset <= MAX_ROW and len(read.actions) <= MOST_ACTIONS
    for number in (read.number, *read.start, read.frames, read.watch.offset):
        assert type(number) is int
    for action in read.actions:
        if isinstance(action, Edit):
            assert type(action.value) is float and abs(action.value) < float("inf")
            assert all(type(i) is int and 0 <= i <= MAX_ROW for i in action.index)


@given(VALID)
def test_a_valid_ask_is_read_as_it_was_meant(value):
    read = read_ask(json.loads(json.dumps(value)))
    assert_within_bounds(read)
    assert (read.number, read.run, read.frames) == (value["number"], value["run"], value["frames"])
    assert (list(read.start), read.speed) == (value["from"], value["speed"])
    assert read.watch == Watch(**value["watch"])
    for action, asked in zip(read.actions, value["actions"], strict=True):
        match action:
            case Edit(parameter, index, number):
                assert edit(parameter, index, number) == asked
            case Step(unit):
                assert step(unit) == asked
            case Resume(changes):
                n_changes = 2 if asked["journal"] else 0
                assert asked["do"] == "resume" and len(changes) == n_changes
            case str():
                assert {"do": action} == asked


@given(JUNK)
def test_junk_is_refused_with_a_sentence(value):
    assert read_or_refuse(value) is None
    assert -1 <= number_of(value) <= 2**53


@given(VALID, JUNK, st.data())
def test_junk_anywhere_in_an_ask_is_refused_or_within_bounds(value, junk, data):
    value = copy.deepcopy(value)
    path = data.draw(st.sampled_from(list(places(value))[1:]))
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    if data.draw(st.booleans()):
        inner[path[-1]] = junk
    else:
        del inner[path[-1]]
    read = read_or_refuse(value)
    if read is not None:
        assert_within_bounds(read)
    assert -1 <= number_of(value) <= 2**53


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": -1}, "number"),
        ({"number": 2**53 + 1}, "number"),
        ({"number": True}, "number"),
        ({"run": "x" * 41}, "run"),
        ({"run": 3}, "run"),
        ({"from": [0]}, "from"),
        ({"from": [MAX_EPOCH + 1, 0]}, "epoch"),
        ({"from": [0, MAX_ROW + 1]}, "row"),
        ({"from": [0.5, 0]}, "epoch"),
        ({"from": [float("nan"), 0]}, "epoch"),
        ({"from": [float("inf"), 0]}, "epoch"),
        ({"frames": MOST_FRAMES + 1}, "frames"),
        ({"speed": "61"}, "speed"),
        ({"speed": 60}, "speed"),
        ({"watch": {"parameter": "X", "offset": 0}}, "parameter"),
        ({"watch": {"parameter": "W1", "offset": -8}}, "offset"),
        ({"watch": []}, "watch"),
        ({"actions": {}}, "actions"),
        ({"actions": [{"do": "reset"}] * (MOST_ACTIONS + 1)}, "actions"),
        ({"actions": ["reset"]}, "action"),
        ({"actions": [{"do": "train"}]}, "do"),
        ({"actions": [step("year")]}, "unit"),
        ({"actions": [edit("W3", [0, 0], 1.0)]}, "parameter"),
        ({"actions": [edit("W1", [0], 1.0)]}, "index"),
        ({"actions": [edit("b1", [0, 0], 1.0)]}, "index"),
        ({"actions": [edit("b1", [-1], 1.0)]}, "index"),
        ({"actions": [edit("b1", [0], float("nan"))]}, "value"),
        ({"actions": [edit("b1", [0], float("-inf"))]}, "value"),
        ({"actions": [edit("b1", [0], 10**400)]}, "value"),
        ({"actions": [edit("b1", [0], True)]}, "value"),
        ({"actions": [edit("b1", [0], "1")]}, "value"),
        ({"actions": [{"do": "resume", "journal": "5:W1=1"}]}, "index"),
        ({"actions": [{"do": "resume", "journal": "9:l1=0.1;5:l1=0"}]}, "order"),
        ({"actions": [{"do": "resume", "journal": "1:l1=0.1;" * 5000 + "1:l1=0"}]}, "at most"),
        ({"actions": [{"do": "resume", "journal": "1" * 400_001}]}, "journal"),
        ({"actions": [{"do": "resume"}]}, "journal"),
    ],
)
def test_what_is_wrong_is_named(fields, said):
    with pytest.raises((TypeError, ValueError), match=said):
        read_ask(ask(**fields))


def test_whole_numbers_may_come_as_floats():
    read = read_ask(ask(number=7.0, frames=3.0, **{"from": [12.0, 5.0]}))
    assert read == Ask(7, "", Position(12, 5), 3, "60", Watch(), ())
    assert type(read.start.epoch) is int


def test_a_journal_is_read_bit_by_bit():
    actions = [{"do": "resume", "journal": "2:learning_rate=0.1;3.4:W1[0,3]=-0.30000000000000004"}]
    (action,) = read_ask(ask(actions=actions)).actions
    assert action == Resume(
        (
            Change(Position(2), "learning_rate", 0.1),
            Change(Position(3, 4), "W1", -0.30000000000000004, (0, 3)),
        )
    )


@pytest.mark.parametrize("speed", [1, 10, 60, 600, 6000])
def test_a_speed_is_so_many_epochs_a_second(speed):
    assert read_ask(ask(speed=str(speed))).epochs_a_second == speed


def test_the_fastest_has_no_number():
    assert read_ask(ask(speed="fastest")).epochs_a_second == float("inf")


@pytest.mark.parametrize("number", [None, "3", -3, 1.5, True, 2**60, 10**400, float("inf"), [1]])
def test_an_ask_without_a_number_has_the_number_minus_one(number):
    assert number_of(ask(number=number)) == -1


@pytest.mark.parametrize("number", [0, 5, 5.0, 2**53])
def test_an_ask_that_is_wrong_in_all_else_still_has_its_number(number):
    assert number_of({"number": number, "frames": "many"}) == number
