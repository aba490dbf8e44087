"""The QR code of a link, as a picture: `/share/code.svg?link=https://…`."""

from io import BytesIO

import segno
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from metl_ui.serving.vendor import below_the_base

CODE_PATH = "/share/code.svg"
# The largest code has 77 × 77 modules. As high as a projected picture it can be read by the camera
# of a phone from ten metres; smaller modules run into each other there.
MOST_BYTES = 520
QUIET = 4  # modules of white around it, as the standard has it

HEADERS = {"Cache-Control": "no-store"}


def draw_code(link: str) -> bytes:
    """The code of `link` as SVG, black on white. ValueError if it could not be read from afar.

    The level of error correction is the lowest, L, which has the fewest modules: a screen gets no
    scratches. Where a higher one fits into as many modules, segno takes that.
    """
    size = len(link.encode(errors="replace"))
    if not link.startswith(("http://", "https://")):
        raise ValueError("link must be an address that begins with http:// or https://")
    if size > MOST_BYTES:
        raise ValueError(f"link must be {MOST_BYTES} bytes at most, got {size}")
    picture = BytesIO()
    code = segno.make(link, error="l", micro=False)
    code.save(picture, kind="svg", border=QUIET, dark="#000", light="#fff", omitsize=True)
    return picture.getvalue()


def serve_code(request: Request) -> Response:
    """The code of the link in the query, or a sentence that says why there is none."""
    try:
        picture = draw_code(request.query_params.get("link", ""))
    except ValueError as error:
        return Response(f"{error}.", 400, HEADERS, media_type="text/plain")
    return Response(picture, headers=HEADERS, media_type="image/svg+xml")


code_route = Route(below_the_base(CODE_PATH), serve_code)
