"""Sessions: each is one WebSocket. They are counted, and what they say is looked at."""

import time

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from metl_ui.serving.events import happened, refused
from metl_ui.serving.messages import let_in
from metl_ui.serving.metrics import SESSIONS

NO_MESSAGE = 1002  # RFC 6455: a protocol error


class Sessions:
    """Middleware that counts sessions, and ends one that sends what is no message.

    At text, for one, Streamlit itself falls over.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand everything on."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        begun: list[float] = []

        async def receive_good() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                try:
                    data = let_in(message.get("bytes"))
                except ValueError:
                    refused("message")
                    await send({"type": "websocket.close", "code": NO_MESSAGE})
                    return {"type": "websocket.disconnect", "code": NO_MESSAGE}
                if data is not None:
                    return {"type": "websocket.receive", "bytes": data}
                refused("message")

        async def send_noting(message: Message) -> None:
            await send(message)
            if message["type"] == "websocket.accept":
                begun.append(time.monotonic())
                SESSIONS.inc()
                happened("session begun")

        try:
            await self.app(scope, receive_good, send_noting)
        finally:
            if begun:
                SESSIONS.dec()
                happened("session ended", seconds=round(time.monotonic() - begun[0]))


count_sessions = Middleware(Sessions)
