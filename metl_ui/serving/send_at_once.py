"""No waiting on the way to the browser: small messages leave as they are written."""

import socket

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send


class SendAtOnce:
    """Middleware that sets TCP_NODELAY on every connection, as asyncio does on sockets of its own.

    Streamlit listens on a socket that asyncio does not know for one of TCP. There the second of two
    small writes, such as the body after its headers, waits until the browser has confirmed the
    first, which browsers put off by up to 40 ms.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand everything on."""
        # ASGI itself knows no connections; uvicorn's `receive` belongs to the one at hand.
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        connection = transport.get_extra_info("socket") if transport is not None else None
        if connection is not None and connection.family in (socket.AF_INET, socket.AF_INET6):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await self.app(scope, receive, send)


send_at_once = Middleware(SendAtOnce)
