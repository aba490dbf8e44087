"""The short way to a studio: an ask by itself, answered without a run of the page's fragment.

To run a fragment costs Streamlit more than a burst costs us, so a class that plays would keep the
server busy with that alone. The page tells its view a key that nobody can guess; whoever has it
may ask, as through the page. Where this way leads nowhere (the session is gone, the server is new)
the view asks through the page, and all is as it would be without.
"""

import asyncio
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Protocol
from weakref import WeakValueDictionary

import streamlit as st
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from metl_ui.serving.metrics import BURSTS
from metl_ui.serving.turns import one_at_a_time
from metl_ui.serving.vendor import below_the_base

PATH = "/studio/{key}"
MOST_BYTES = 50_000  # of an ask; the longest, of a run that is brought back, go through the page
MOST_WAITING = 3  # asks of one key: a browser makes one at a time, and another if it takes too long
NOWHERE = 204  # status: this way leads nowhere. (No error: that would stand in the console)
HEADERS = {"Cache-Control": "no-store"}


class Asked(Protocol):
    """What answers asks: a studio. (It is not imported here: a server starts without it.)"""

    key: str

    def answer(self, value: object) -> bytes: ...


def open_short_way(studio: Asked) -> None:
    """Let this studio be asked by its key, for as long as its session has it."""
    _studios()[studio.key] = studio


@st.cache_resource(show_spinner=False)
def _studios() -> "WeakValueDictionary[str, Asked]":
    return WeakValueDictionary()


def short_way() -> Route:
    """Answers asks in the order in which they come."""
    row = ThreadPoolExecutor(max_workers=1, thread_name_prefix="studio")
    waiting: Counter[str] = Counter()  # asks of each key

    async def answer(studio: Asked, body: bytes) -> bytes | None:
        waiting[studio.key] += 1
        try:
            with BURSTS.time():
                return await asyncio.get_running_loop().run_in_executor(row, _answer, studio, body)
        finally:
            waiting[studio.key] -= 1
            if not waiting[studio.key]:
                del waiting[studio.key]

    async def serve(request: Request) -> Response:
        studio = _studios().get(request.path_params["key"])
        if studio is None or waiting[studio.key] >= MOST_WAITING:
            return Response(status_code=NOWHERE, headers=HEADERS)
        body = await _body(request)
        if body is None:
            return Response(status_code=NOWHERE, headers=HEADERS | {"Connection": "close"})
        message = await answer(studio, body)
        if message is None:
            return Response(status_code=NOWHERE, headers=HEADERS)
        return Response(message, headers=HEADERS, media_type="application/octet-stream")

    return Route(below_the_base(PATH), serve, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """None if it is cut off, or too long: then it is read no further."""
    body = b""
    with suppress(ClientDisconnect):
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BYTES:
                return None
        return body
    return None


def _answer(studio: Asked, body: bytes) -> bytes | None:
    """None for what may take long: the row is for what is short, so that goes through the page."""
    try:
        ask = json.loads(body)
    except (ValueError, RecursionError):
        ask = None
    actions = ask.get("actions") if isinstance(ask, dict) else None
    if isinstance(actions, list) and any(map(_is_resume, actions)):
        return None
    with one_at_a_time():
        return studio.answer(ask)


def _is_resume(action: object) -> bool:
    return isinstance(action, dict) and action.get("do") == "resume"
