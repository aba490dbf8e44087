"""What every answer tells the browser about the page: where it may load from, who may frame it.

The policy is as strict as the pages can live with. What is looser than one would wish, and why:
- `blob:` among the scripts: Streamlit starts each component's module from a Blob. A page can make
  one only by a script that runs already; HTML that somebody slips in cannot.
- `'unsafe-inline'` among the styles: Streamlit's and Plotly's elements carry style attributes.
- `'unsafe-eval'`, unless METL_NO_EVAL is set: the pages do without it, but what drives a browser to
  test them (Playwright's `wait_for_function`) does not. A script that could call it runs already.
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
NO_EVAL = "METL_NO_EVAL"  # environment: if it is set, to anything

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_ORIGIN = re.compile(r"https?://[A-Za-z0-9*.-]+(:[0-9]+)?")
_UNUSED = "camera microphone geolocation payment usb serial midi hid display-capture"


def content_security_policy(framed_by: str = "", *, no_eval: bool = False) -> str:
    """The policy of every page; `framed_by` are origins such as "https://lms.school.example"."""
    scripts = ["'self'", "blob:", *([] if no_eval else ["'unsafe-eval'"]), *_hashes()]
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src", *scripts]),
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


def _hashes() -> list[str]:
    """Of the inline scripts in Streamlit's own page; none else will run."""
    scripts = _INLINE_SCRIPT.findall(_INDEX.read_text(encoding="utf-8"))
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


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
    "Content-Security-Policy": content_security_policy(
        os.environ.get(FRAMED_BY, ""), no_eval=bool(os.environ.get(NO_EVAL))
    ),
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
