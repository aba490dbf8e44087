"""What every answer tells the browser about the page: where it may load from, who may frame it.

The policy is as strict as the pages can live with. What is looser than one would wish, and why:
- `blob:` among the scripts: Streamlit starts each component's module from a Blob. A page can make
  one only by a script that runs already; HTML that somebody slips in cannot.
- `'unsafe-inline'` among the styles: Streamlit's and Plotly's elements carry style attributes.
"""

import base64
import hashlib
import os
import re
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRAMED_BY = "METL_FRAMED_BY"  # environment: the origins whose pages may show the app in a frame

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_ORIGIN = re.compile(r"https?://[A-Za-z0-9*.-]+(:[0-9]+)?")
_UNUSED = "camera microphone geolocation payment usb serial midi hid display-capture"


def content_security_policy(framed_by: str = "") -> str:
    """The policy of every page; `framed_by` are origins such as "https://lms.school.example"."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self' blob: {_hashes_of_inline_scripts()}".rstrip(),
            "script-src-attr 'none'",
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self' data:",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            " ".join(["frame-ancestors 'self'", *_origins(framed_by)]),
        ]
    )


def _hashes_of_inline_scripts() -> str:
    """Of those in Streamlit's own page; none else will run."""
    scripts = _INLINE_SCRIPT.findall(_INDEX.read_text(encoding="utf-8"))
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _origins(text: str) -> list[str]:
    origins = text.replace(",", " ").split()
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(
                f"{FRAMED_BY} must be origins such as https://lms.school.example, "
                f"with spaces between them, got {origin!r}"
            )
    return origins


HEADERS = {
    "Content-Security-Policy": content_security_policy(os.environ.get(FRAMED_BY, "")),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # a link holds settings: they are nobody else's business
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED.split()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Middleware that adds HEADERS to every answer, whoever made it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand everything on."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


security_headers = Middleware(SecurityHeaders)
