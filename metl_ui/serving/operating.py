"""From the start of the server to its end: what its operator is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from metl_ui.serving.events import failed, happened, write_events
from metl_ui.serving.headers import HEADERS
from metl_ui.serving.metrics import serve_metrics


@asynccontextmanager
async def operated(app: st.App) -> AsyncIterator[None]:
    """The life of the server."""
    write_events()
    serve_metrics()
    happened("started")
    yield
    happened("stopped")


def say_failed(request: Request, error: Exception) -> Response:
    """The answer of a route that has failed; Starlette makes it outside all middleware."""
    failed(error)
    return PlainTextResponse("Internal Server Error", 500, HEADERS)
