"""Turns and shares of computing, on a clock that goes on when it is told to."""

import threading

import pytest

from metl_ui.serving import turns
from metl_ui.serving.turns import (
    CAPACITY,
    OWED,
    PLAYING,
    SAVED,
    SHARE,
    SWAY,
    Shares,
    Turns,
    one_at_a_time,
)
from metl_ui.studio.pace import Costs, Typical


@pytest.fixture
def hand():
    return [100.0]


@pytest.fixture
def shares(hand):
    return Shares(lambda: hand[0])


# Turns ---------------------------------------------------------------------------------


def waiting(row, count):
    """Until so many stand in the row."""
    tick = threading.Event()
    while len(row._row) < count:
        tick.wait(0.001)


def test_turns_come_in_the_order_in_which_they_were_asked_for():
    row, order = Turns(), []

    def work(number):
        row.take()
        order.append(number)
        row.give()

    row.take()
    threads = []
    for number in range(6):
        threads.append(threading.Thread(target=work, args=[number]))
        threads[-1].start()
        waiting(row, number + 1)
    row.give()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4, 5]


def test_one_computes_at_a_time_also_in_long_work_that_breathes(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_TURN", 0.0)
    inside, most, together = [], [], threading.Barrier(4)

    def train():
        together.wait()
        for _ in range(50):
            with one_at_a_time():
                for _ in range(3):
                    inside.append(1)
                    most.append(len(inside))
                    inside.pop()
                    turns.breathe()

    threads = [threading.Thread(target=train) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1 and len(most) == 600


def test_long_work_lets_those_who_wait_go_first(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_TURN", 0.0)
    row, order = Turns(), []

    def short():
        row.take()
        order.append("short")
        row.give()

    row.take()
    thread = threading.Thread(target=short)
    thread.start()
    waiting(row, 1)
    order.append("long")
    row.breathe()
    order.append("the rest of the long")
    row.give()
    thread.join()
    assert order == ["long", "short", "the rest of the long"]


def test_who_has_no_turn_gives_none_away(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_TURN", 0.0)
    row = Turns()
    row.breathe()
    row.take()
    thread = threading.Thread(target=row.breathe)
    thread.start()
    thread.join()
    assert row._holder == threading.get_ident()


def test_the_turn_ends_with_an_error():
    with pytest.raises(ZeroDivisionError), one_at_a_time():
        raise ZeroDivisionError
    with one_at_a_time():
        pass


# Shares --------------------------------------------------------------------------------


def play(shares, hand, demands, seconds=30.0):
    """Each asks once a second and spends what it wants, or its share. Its mean a second."""
    spent = dict.fromkeys(demands, 0.0)
    for tick in range(int(seconds * len(demands))):
        who = list(demands)[tick % len(demands)]
        share, most = shares.plays(who, demands[who])
        seconds_of = min(demands[who], share, most)
        shares.spends(who, seconds_of, seconds_of)
        spent[who] += seconds_of / seconds
        hand[0] += 1 / len(demands)
    return spent


def test_one_alone_has_what_it_wants_up_to_its_share(shares, hand):
    assert play(shares, hand, {"a": 0.06})["a"] == pytest.approx(0.06)
    assert play(shares, hand, {"a": 99.0})["a"] == pytest.approx(SHARE, rel=0.05)


def test_all_alike_have_alike(shares, hand):
    spent = play(shares, hand, {n: 0.06 for n in range(100)})
    assert sum(spent.values()) == pytest.approx(CAPACITY, rel=0.1)
    assert max(spent.values()) <= 1.2 * min(spent.values())


def test_64_units_on_digits_take_nothing_from_4_on_xor(shares, hand):
    light = {f"xor {n}": 0.02 for n in range(20)}
    heavy = {f"digits {n}": 3.0 for n in range(20)}
    spent = play(shares, hand, light | heavy)
    assert all(spent[who] == pytest.approx(0.02, rel=0.1) for who in light)  # all that they want
    rest = (CAPACITY - 20 * 0.02) / 20
    assert all(spent[who] == pytest.approx(rest, rel=0.2) for who in heavy)


def test_who_asks_for_more_than_its_share_gets_it_no_more_often(shares, hand):
    """A client that does not keep the pace: it asks a hundred times a second."""
    for n in range(9):
        shares.plays(f"other {n}", 1.0)
    spent = 0.0
    for _ in range(1000):
        hand[0] += 0.01
        for n in range(9):
            shares.plays(f"other {n}", 1.0)
        _, most = shares.plays("greedy", 1.0)
        spent += min(most, 0.25)
        shares.spends("greedy", min(most, 0.25), 0.25)
    assert spent / 10 <= CAPACITY / 10 + (SAVED + OWED) * CAPACITY / 10 / 10 + 1e-9


def test_after_a_debt_the_share_is_smaller_until_it_is_paid_and_after_savings_it_is_larger(
    shares, hand
):
    for who in "ab":
        shares.plays(who, 9.0)
    share = CAPACITY / 2
    shares.spends("a", 9.0, 9.0)
    assert shares.plays("a", 9.0) == (pytest.approx((1 - SWAY) * share), 0)
    for _ in range(30):
        hand[0] += 1
        one, other = shares.plays("a", 9.0), shares.plays("b", 9.0)
    most = min(SHARE, (1 + SWAY) * share)
    assert one == other == (pytest.approx(most), pytest.approx((SAVED + OWED) * share))


def test_who_has_stopped_has_no_share(shares, hand):
    shares.plays("a", 9.0)
    assert shares.plays("b", 9.0)[0] == pytest.approx(CAPACITY / 2)
    hand[0] += PLAYING + 0.1
    assert shares.plays("b", 9.0)[0] == pytest.approx(SHARE)


def test_where_others_have_the_core_half_the_time_there_is_half_to_share(shares, hand):
    for _ in range(100):
        shares.plays("a", 9.0)
        shares.spends("a", 0.1, 0.2)
        hand[0] += 1
    assert shares.capacity == pytest.approx(CAPACITY / 2, rel=0.05)
    for _ in range(100):
        shares.plays("a", 9.0)
        shares.spends("a", 0.1, 0.1)
        hand[0] += 1
    assert shares.capacity == pytest.approx(CAPACITY, rel=0.05)


def test_a_hundred_with_default_settings_see_fifteen_frames_a_second(shares):
    """By the costs of a machine such as docs/performance.md names."""
    costs = Costs(*(Typical(seconds) for seconds in (4e-5, 2e-4, 4e-3)))
    paces = []
    for n in range(100):
        share, _ = shares.plays(f"viewer {n}", costs.demand(600))
        paces.append(costs.pace(600, share))
    assert min(pace.frames for pace in paces) >= 15
