"""The QR code of a link: an independent reader reads it, and what cannot be read is said."""

import re
from urllib.parse import urlencode

import numpy as np
import pytest
import zxingcpp
from starlette.requests import Request

from metl_ui.components.share.code import MOST_BYTES, QUIET, draw_code, serve_code

HOST = "https://metl.example/train?changes="


def modules(svg: bytes) -> np.ndarray:
    """The picture's modules, True where they are black, out of its one path of strokes."""
    text = svg.decode()
    (size,) = re.findall(r'viewBox="0 0 (\d+) \1"', text)
    black = np.zeros((int(size), int(size)), dtype=bool)
    assert re.search(r'fill="#fff"', text)
    (path,) = re.findall(r'stroke="#000"[^>]* d="([^"]+)"', text)
    x = y = 0.0
    for command, first, second in re.findall(r"([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?", path):
        if command == "h":
            black[int(y), int(x) : int(x) + int(first)] = True
            x += int(first)
        elif command == "m":
            x, y = x + float(first), y + float(second)
        else:
            x, y = float(first), float(second)
    return black


def read(black: np.ndarray, scale: int = 3) -> str:
    picture = np.where(np.kron(black, np.ones((scale, scale))), 0, 255).astype(np.uint8)
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


@pytest.mark.parametrize(
    "link",
    [
        "http://192.168.0.7:8501/softmax?logits=1%2C+2%2C+3&c=3",
        HOST + "x" * (MOST_BYTES - len(HOST)),
        "https://metl.example/gradient-check?bug=missing+%CF%83%E2%80%B2",
    ],
    ids=["usual", "longest", "escaped"],
)
def test_another_reader_reads_the_very_link(link):
    assert read(modules(draw_code(link))) == link


def test_the_code_is_no_finer_than_it_must_be_and_has_its_quiet_zone():
    short = modules(draw_code("http://192.168.0.7:8501/softmax?c=3"))
    longest = modules(draw_code(HOST + "x" * (MOST_BYTES - len(HOST))))
    assert len(short) - 2 * QUIET <= 29  # version 3, which holds 53 bytes at level L
    assert len(longest) - 2 * QUIET == 77  # version 15
    for black in (short, longest):
        rows, columns = np.nonzero(black)
        assert rows.min() == columns.min() == QUIET == 4
        assert rows.max() == columns.max() == len(black) - 1 - QUIET


def ask(link: str):
    query = urlencode({"link": link}).encode()
    return serve_code(Request({"type": "http", "headers": [], "query_string": query}))


def test_the_code_comes_as_a_picture():
    answer = ask("https://metl.example/")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert read(modules(answer.body)) == "https://metl.example/"


@pytest.mark.parametrize(
    ("link", "says"),
    [
        (HOST + "x" * MOST_BYTES, "must be 520 bytes at most"),
        (HOST + "é" * (MOST_BYTES // 2), "must be 520 bytes at most"),  # two bytes each
        ("javascript:alert(1)", "must be an address"),
        ("", "must be an address"),
    ],
)
def test_what_has_no_code_is_told_why(link, says):
    answer = ask(link)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert says in answer.body.decode()
