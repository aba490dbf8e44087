"""A room with so many places, on a clock that goes on when it is told to."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from metl_ui.serving import places
from metl_ui.serving.places import KEPT, Places

ROUTER = Path(places.__file__).parents[1] / "router.py"


@pytest.fixture
def room():
    here, hand = set(), [0.0]

    def come(who):
        here.add(who)
        return places.take(who)

    places = Places(3, here.__contains__, lambda: hand[0])
    places.come, places.here, places.hand = come, here, hand
    return places


def test_there_are_as_many_places_as_are_said(room):
    assert [room.come(who) for who in "abcd"] == [True, True, True, False]


def test_those_who_are_in_stay_in(room):
    for who in "abcd":
        room.come(who)
    room.hand[0] += 10 * KEPT
    assert [room.come(who) for who in "abcd"] == [True, True, True, False]


def test_those_who_wait_take_no_place_from_each_other(room):
    for who in "abcdefgh":
        room.come(who)
    room.here.remove("a")
    room.come("e")
    room.hand[0] += KEPT + 1
    assert room.come("h") and not room.come("g")


def test_a_place_is_kept_for_a_while_for_whom_lost_the_connection(room):
    for who in "abc":
        room.come(who)
    room.here.remove("a")
    room.hand[0] += KEPT - 1
    assert not room.come("d")
    assert room.come("a")
    room.here.remove("a")
    room.hand[0] += KEPT + 1
    assert room.come("d") and not room.come("a")


def test_a_full_room_is_said_and_the_page_comes_when_there_is_a_place(monkeypatch):
    full = Places(0, lambda _: True)
    monkeypatch.setattr(places, "_places", lambda: full)
    app = AppTest.from_file(ROUTER, default_timeout=60).run()
    assert [title.value for title in app.title] == ["The room is full"]
    assert "room for 0 readers" in app.main.markdown[0].value and not app.exception
    full.most = 1
    app.button[0].click().run()
    assert "The room is full" not in [title.value for title in app.title]
    assert not app.exception
