"""What befalls a class: a crash, closed laptops, a network that is gone, restarts. Nothing is lost.

Everybody's page comes back by itself. Whoever trains is at the same epoch, with the same bits as
a run that nobody interrupted.
"""

import signal

import pytest

from tests.browser.drills.fleet import sessions_of, wait_until
from tests.browser.drills.readers import WithTheirOwnTable
from tools.server import IDLE

pytestmark = pytest.mark.timeout(300)  # with five pages to open before the first one


def test_readers_behind_one_address_are_shared_out_and_stay_where_they_are(fleet, readers):
    at_first = [fleet.of(reader.page) for reader in readers]
    assert set(map(id, at_first)) == set(map(id, fleet.replicas))
    for reader in readers:
        reader.page.wait_for_selector("h1")
    assert [fleet.of(reader.page) for reader in readers] == at_first
    for replica in fleet.replicas:
        assert sessions_of(replica) == at_first.count(replica)


def test_a_crash_of_one_moves_its_readers_to_the_other_and_disturbs_nobody_there(
    fleet, readers, drill
):
    playing = readers[1]
    crashed = fleet.of(playing.page)
    there = [reader for reader in readers if fleet.of(reader.page) is crashed]
    others = [reader for reader in readers if reader not in there]
    with drill():
        crashed.kill()
        for reader in there:
            reader.wait_until_lost()
    assert all(fleet.of(reader.page) is not crashed for reader in readers)
    assert not any(reader.was_disturbed for reader in others)
    crashed.start()
    fleet.wait_until_up()


def test_a_crash_of_all_in_mid_training_and_a_start_anew(fleet, readers, drill):
    with drill():
        for replica in fleet.replicas:
            replica.kill()
        for reader in readers:
            reader.wait_until_lost()
        fleet.start_replicas()


def test_laptops_that_were_closed_for_long(fleet, readers, drill):
    sessions = [reader.context.new_cdp_session(reader.page) for reader in readers]
    with drill():
        for reader, session in zip(readers, sessions, strict=True):
            session.send("Page.setWebLifecycleState", {"state": "frozen"})
            reader.context.set_offline(True)
        fleet.cut()  # as whatever lies between does with what is silent for long
        for replica in fleet.replicas:
            wait_until(lambda replica=replica: sessions_of(replica) == 0)
        for reader, session in zip(readers, sessions, strict=True):
            reader.context.set_offline(False)
            session.send("Page.setWebLifecycleState", {"state": "active"})


def test_a_network_that_was_gone_until_the_server_gave_everybody_up(fleet, readers, drill):
    with drill():
        fleet.haproxy.send_signal(signal.SIGSTOP)  # what is sent goes nowhere
        for reader in readers:
            reader.context.set_offline(True)
        for replica in fleet.replicas:
            wait_until(lambda replica=replica: sessions_of(replica) == 0)
        fleet.haproxy.send_signal(signal.SIGCONT)
        for reader in readers:
            reader.wait_until_lost()
            reader.context.set_offline(False)


def test_a_rolling_restart_of_all(fleet, readers, drill):
    with drill():
        for replica in fleet.replicas:
            fleet.drain(replica)
            newcomers = [fleet.of_newcomer() for _ in range(4)]
            assert replica not in newcomers
            replica.stop()
            for reader in readers:
                reader.wait_until_back()
            replica.start()
            fleet.ready(replica)
            fleet.wait_until_up()


def test_back_and_forward_in_the_history_and_a_reload_when_sessions_are_gone(fleet, readers, drill):
    reader = next(reader for reader in readers if isinstance(reader, WithTheirOwnTable))
    page = reader.page
    with drill():
        lessons = page.get_by_test_id("stSidebarNav")
        for go in (lessons.get_by_role("link", name="Softmax").click, page.go_forward):
            go()
            page.get_by_role("heading", name="Softmax", level=1).wait_for()
            fleet.cut()
            page.go_back()
            reader.studio.until("view.dataset.frame >= 2")
            page.wait_for_selector(IDLE)
        fleet.cut()
        page.reload()
        reader.arrive()
