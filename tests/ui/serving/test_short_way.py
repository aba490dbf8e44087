"""An ask that goes to the studio by itself, as the server answers it."""

import asyncio
import gc
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette

from metl_core import TrainingConfig
from metl_ui.components.live_view.wire import unpack
from metl_ui.serving import turns
from metl_ui.serving.short_way import MOST_BYTES, MOST_WAITING, NOWHERE, open_short_way, short_way
from metl_ui.studio.burst import StopWhen
from metl_ui.studio.studio import Studio
from tests.ui.asking import ask as request
from tests.ui.asking import exchanged
from tests.ui.studio.reader import RESET, ask, edit

CONFIG = TrainingConfig(dataset="moons", n_samples=60, n_hidden=4)


@pytest.fixture
def studio():
    studio = Studio(CONFIG, StopWhen())
    open_short_way(studio)
    return studio


def post(key, body):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return request([short_way()], f"/studio/{key}", method="POST", body=body)


def test_it_answers_as_the_studio_does(studio):
    twin = Studio(CONFIG, StopWhen())
    value = ask(run=studio.name, frames=5, actions=[edit("b1", [2], 0.5)])
    status, headers, body = post(studio.key, value)
    assert (status, headers["cache-control"]) == (200, "no-store")
    meta, arrays = unpack(body)
    same_meta, same = unpack(twin.answer(value | {"run": twin.name}))
    assert meta["journal"] == same_meta["journal"] == "0:b1[2]=0.5"
    assert arrays["record"].tobytes() == same["record"].tobytes()


def test_the_page_tells_its_view_the_key_and_no_answer_does(studio):
    assert unpack(studio.greeting())[0]["key"] == studio.key
    assert "key" not in unpack(post(studio.key, ask(run=studio.name))[2])[0]
    assert unpack(studio.greeting())[0]["key"] == studio.key
    assert len(studio.key) >= 22  # 128 bits


def test_a_key_leads_to_its_own_studio_alone_and_no_longer_than_there_is_one(studio):
    other = Studio(CONFIG, StopWhen())
    open_short_way(other)
    assert unpack(post(other.key, ask(run=studio.name))[2])[0]["run"] == other.name
    key = other.key
    del other
    gc.collect()
    assert post(key, ask())[0] == NOWHERE
    assert post("unknown", ask())[0] == NOWHERE
    assert post(studio.key, ask(run=studio.name))[0] == 200


JUNK = [b"", b"{", b"[" * 20_000, b"\xff\x00", b"null", b'{"number": 1e999}']


@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_refused_in_a_sentence(studio, junk):
    status, _, body = post(studio.key, junk)
    assert status == 200 and unpack(body)[0]["refused"]
    assert studio.run.trainer.epoch == 0


def test_what_is_too_long_is_not_read(studio):
    assert post(studio.key, b" " * (MOST_BYTES + 1))[0] == NOWHERE
    assert post(studio.key, json.dumps(ask(run=studio.name)).encode().ljust(MOST_BYTES))[0] == 200


def test_a_run_that_is_brought_back_goes_through_the_page(studio):
    """It may take long, and the row is for what is short."""
    resume = {"do": "resume", "journal": ""}
    assert post(studio.key, ask(run=studio.name, actions=[resume]))[0] == NOWHERE
    assert post(studio.key, ask(run=studio.name, actions=[RESET]))[0] == 200


def test_of_one_key_few_asks_wait_at_a_time(studio):
    app, body = Starlette(routes=[short_way()]), json.dumps(ask(run=studio.name)).encode()
    turn = turns._turns()
    turn.take()

    async def talk():
        tasks = [
            asyncio.create_task(exchanged(app, f"/studio/{studio.key}", "", "POST", body))
            for _ in range(MOST_WAITING + 2)
        ]
        while sum(task.done() for task in tasks) < 2:
            await asyncio.sleep(0)
        early = [task.result()[0] for task in tasks if task.done()]
        turn.give()
        return early, [status for status, _, _ in await asyncio.gather(*tasks)]

    with ThreadPoolExecutor(1) as elsewhere:
        early, statuses = elsewhere.submit(asyncio.run, talk()).result()
    assert early == [NOWHERE] * 2
    assert statuses == [200] * MOST_WAITING + early
    assert post(studio.key, ask(run=studio.name))[0] == 200


def test_only_a_post_is_answered(studio):
    assert request([short_way()], f"/studio/{studio.key}")[0] == 405


def test_asks_are_answered_in_their_order_and_one_at_a_time(studio, monkeypatch):
    inside, most = [], []
    answer = Studio.answer

    def watched(self, value):
        inside.append(1)
        most.append(len(inside))
        try:
            return answer(self, value)
        finally:
            inside.pop()

    monkeypatch.setattr(Studio, "answer", watched)
    threads = [
        threading.Thread(target=post, args=[studio.key, ask(run=studio.name, frames=3)])
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 5
