"""Asks a route of the app as a browser does, without a server."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

from starlette.applications import Starlette


def ask(routes, address, query="", method="GET", headers=None, body=b"", middleware=()):
    """(status, headers, body) of `address`, through the app's own routing."""
    app = Starlette(routes=routes, middleware=middleware)
    answer = exchanged(app, address, query, method, body, headers)
    with ThreadPoolExecutor(1) as elsewhere:  # a browser test may have left a loop in this thread
        return elsewhere.submit(asyncio.run, answer).result()


async def exchanged(app, address, query, method, body, headers=None):
    """The same of an app, for those who have a loop."""
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(address),
        "raw_path": address.encode(),
        "query_string": query.encode("utf-8", "replace"),
        "headers": [(name.encode(), text.encode()) for name, text in (headers or {}).items()],
    }
    sent = []

    async def receive():
        return {"type": "http.request", "body": body}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(part.get("body", b"") for part in sent[1:])
