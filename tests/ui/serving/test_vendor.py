"""Plotly.js, as the server hands it out."""

import gzip

import plotly
import pytest
from starlette.requests import Request

from metl_ui.serving.vendor import serve_plotly_js


def ask(**headers: str):
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return serve_plotly_js(Request({"type": "http", "headers": raw}))


def test_it_is_the_script_of_the_installed_plotly_package():
    script = ask().body
    assert b"plotly.js v" in script[:200]
    assert len(script) > 1_000_000


def test_a_browser_gets_it_compressed_and_the_same():
    answer = ask(accept_encoding="gzip, deflate, br")
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 2_000_000
    assert gzip.decompress(answer.body) == ask().body


def test_a_client_that_cannot_decompress_gets_it_plain():
    assert "content-encoding" not in ask(accept_encoding="identity").headers


def test_a_browser_that_has_it_is_told_to_keep_it():
    answer = ask(if_none_match=ask().headers["etag"])
    assert (answer.status_code, answer.body) == (304, b"")


@pytest.mark.parametrize("held", ['"plotly-0.1"', ""])
def test_a_browser_that_has_another_version_gets_ours(held):
    assert ask(if_none_match=held).status_code == 200
    assert plotly.__version__ in ask().headers["etag"]
