"""Plotly.js beside the pages, for the figures that are updated in place: no network needed."""

import gzip
from functools import cache
from importlib.metadata import version
from importlib.resources import files

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PLOTLY_JS_PATH = "/vendor/plotly.min.js"

_ETAG = f'"plotly-{version("plotly")}"'


@cache
def _plotly_js() -> bytes:
    return (files("plotly") / "package_data" / "plotly.min.js").read_bytes()


@cache
def _plotly_js_gzipped() -> bytes:
    return gzip.compress(_plotly_js())  # 0.2 s: once, not for every visitor


def serve_plotly_js(request: Request) -> Response:
    """The plotly package's own Plotly.js: sent once to a browser, afterwards only confirmed."""
    headers = {"ETag": _ETAG, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if _ETAG in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = _plotly_js_gzipped(), "gzip"
    else:
        content = _plotly_js()
    return Response(content, headers=headers, media_type="text/javascript")


def below_the_base(path: str) -> str:
    """The path where the server lies below an address of its own (`server.baseUrlPath`)."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}{path}" if base else path


plotly_js_route = Route(below_the_base(PLOTLY_JS_PATH), serve_plotly_js)
