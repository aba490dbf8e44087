"""Small messages leave at once: the option of the connection that says so."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from metl_ui.serving.send_at_once import SendAtOnce


class Connection:
    """As uvicorn has it: `receive` is a method of what holds the transport."""

    def __init__(self, connection):
        self.transport = self
        self._socket = connection

    def get_extra_info(self, name):
        return self._socket if name == "socket" else None

    async def receive(self):
        return {"type": "http.request"}


def hand_on(receive):
    """What the app behind it was called with."""
    seen = []

    async def app(*call):
        seen.append(call)

    call = ({"type": "http"}, receive, print)
    with ThreadPoolExecutor(1) as elsewhere:  # a browser test may have left a loop in this thread
        elsewhere.submit(asyncio.run, SendAtOnce(app)(*call)).result()
    assert seen == [call]


def test_a_connection_is_told_not_to_wait():
    with socket.socket() as connection:
        hand_on(Connection(connection).receive)
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


async def bare():
    return {}


@pytest.mark.parametrize("receive", [bare, Connection(None).receive])
def test_where_there_is_no_connection_nothing_is_amiss(receive):
    hand_on(receive)
