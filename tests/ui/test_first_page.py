"""The page that a browser is sent first."""

import gzip
from pathlib import Path

import pytest
import streamlit
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Mount

from metl_ui.first_page import DRESS, END, ITS_NAME, OUR_NAME, STYLE, FirstPage
from tests.ui.asking import ask

PAGE = b"<html><head><title>Streamlit</title></head><body>caf\xc3\xa9</body></html>"
HELD = {
    "ETag": '"1"',
    "Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT",
    "Cache-Control": "no-cache",
}


def get(answer, method="GET"):
    """What becomes of `answer`, an ASGI app, on its way through."""
    return ask([Mount("/", FirstPage(answer))], "/", method=method)


async def piece_by_piece(scope, receive, send):
    headers = [(b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for at in range(0, len(PAGE), 7):  # the marks that are looked for are cut in two
        await send({"type": "http.response.body", "body": PAGE[at : at + 7], "more_body": True})
    await send({"type": "http.response.body"})


zipped = HTMLResponse(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"})


@pytest.mark.parametrize("answer", [HTMLResponse(PAGE, headers=HELD), piece_by_piece, zipped])
def test_a_page_gets_our_name_and_at_its_end_our_style(answer):
    status, headers, body = get(answer)
    assert status == 200
    assert body == (
        b"<html><head><title>METL</title></head><body>caf\xc3\xa9" + DRESS + b"</body></html>"
    )
    assert DRESS.startswith(b"<style>\n" + STYLE + b'</style>\n<script type="module" src="./')
    for what in (b"stMainBlockContainer", b"forced-colors", b"/shared/first_paint.js"):
        assert what in DRESS
    assert headers["content-length"] == str(len(body))
    assert "content-encoding" not in headers


def test_a_browser_does_not_take_an_older_dress_for_this_one():
    _, headers, _ = get(HTMLResponse(PAGE, headers=HELD))
    assert not {"etag", "last-modified"} & set(headers)
    assert headers["cache-control"] == "no-cache"


def test_all_else_is_as_it_was():
    answer = JSONResponse({"page": PAGE.decode()}, headers=HELD)
    _, headers, body = get(answer)
    assert (headers["etag"], body) == ('"1"', answer.body)


def test_the_head_of_a_page_is_as_it_was():
    _, headers, _ = get(HTMLResponse(PAGE, headers=HELD), method="HEAD")
    assert (headers["content-length"], headers["etag"]) == (str(len(PAGE)), '"1"')


def test_streamlits_page_has_what_is_looked_for():
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    assert page.count(ITS_NAME) == page.count(END) == 1
    assert b"METL" in OUR_NAME
    assert b"</style" not in STYLE.lower()  # it would end there
