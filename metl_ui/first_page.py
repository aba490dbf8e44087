"""What a browser is sent first: Streamlit's empty page, with the app's own name and style in it.

Were the style sent by the script, as all else on the page is, it would come after the first words,
and these would move once more. At the end of the page it comes after Streamlit's style, and before
anything is seen. With it comes the little script that shows the page once it is whole.
"""

import gzip
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from metl_ui.components.served import address_of
from metl_ui.contents import HOME

HERE = Path(__file__).resolve().parent
STYLE = b"".join((HERE / name).read_bytes() for name in ("style.css", "access.css"))
SCRIPT = b'<script type="module" src="./%b">' % address_of("shared/first_paint.js").encode()
DRESS = b"<style>\n" + STYLE + b"</style>\n" + SCRIPT + b"</script>\n"
ITS_NAME, OUR_NAME = b"<title>Streamlit</title>", f"<title>{HOME.title}</title>".encode()
END = b"</body>"


class FirstPage:
    """Middleware that puts name and style into each page of HTML."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand everything on, and HTML once it is whole."""
        begun: Message | None = None
        pieces: list[bytes] = []

        async def send_dressed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start" and _is_html(message):
                begun = message
            elif begun is None:
                await send(message)
            else:
                pieces.append(message.get("body", b""))
                if not message.get("more_body", False):
                    body = _dress(MutableHeaders(scope=begun), b"".join(pieces))
                    await send(begun)
                    await send({"type": "http.response.body", "body": body})

        is_page = scope["type"] == "http" and scope["method"] == "GET"
        await self.app(scope, receive, send_dressed if is_page else send)


def _dress(headers: MutableHeaders, page: bytes) -> bytes:
    """`page` with our name and our style in it; its headers are changed to match."""
    if headers.get("content-encoding") == "gzip":  # Streamlit sends some pages so
        page = gzip.decompress(page)
        del headers["content-encoding"]
    for name in ("etag", "last-modified"):  # of the page without its dress
        del headers[name]
    page = page.replace(ITS_NAME, OUR_NAME, 1).replace(END, DRESS + END, 1)
    headers["content-length"] = str(len(page))
    return page


def _is_html(start: Message) -> bool:
    return MutableHeaders(scope=start).get("content-type", "").startswith("text/html")


first_page = Middleware(FirstPage)
