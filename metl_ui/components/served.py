"""The components' JavaScript and CSS: plain ES modules, served to the browser as they lie here.

What Streamlit sends with every message of a component is a line that imports its module. The
module itself, and whatever it imports from its neighbours, a browser fetches once: the address
holds a fingerprint of all of them, and so a new version has a new address.
"""

import hashlib
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.components.v2.types import ComponentRenderer

from metl_ui.serving.vendor import below_the_base

HERE = Path(__file__).parent
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}

_FILES = {
    path.relative_to(HERE).as_posix(): path.read_bytes()
    for path in sorted(HERE.rglob("*"))
    if path.suffix in MEDIA_TYPES
}
_FINGERPRINT = hashlib.sha256(repr(_FILES).encode()).hexdigest()[:16]

# The page may be /softmax and the app may live under any prefix: Streamlit's own script, whose
# place below the root is known, tells where that root is. One import for all calls: those that wait
# for it go on in their order, while several imports of a module come back in any.
_LOADER = """
const own = document.querySelector('script[src*="static/js/"]');
const root = own ? new URL("../../", own.src) : document.baseURI;
const address = new URL("{address}", root).href;
const module = import(address);
export default async (call) => (await module).default(call);
"""


def component(name: str, module: str) -> ComponentRenderer:
    """A Streamlit v2 component that is the default export of `module`, a path below this folder.

    It lives in the page's own DOM, where the page's theme and its selectors reach it.
    """
    if module not in _FILES:
        raise ValueError(f"module must be one of {', '.join(_FILES)}, got {module!r}")
    loader = _LOADER.replace("{address}", address_of(module))
    return st.components.v2.component(name, js=loader, isolate_styles=False)


def address_of(module: str) -> str:
    """Where a browser finds `module`, from the root of the app and without a slash before it."""
    return f"modules/{_FINGERPRINT}/{module}"


def serve_module(request: Request) -> Response:
    """One of the files, by the address that holds their fingerprint."""
    path = request.path_params["path"]
    if request.path_params["fingerprint"] != _FINGERPRINT or path not in _FILES:
        return Response(status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(_FILES[path], headers=headers, media_type=MEDIA_TYPES[Path(path).suffix])


modules_route = Route(below_the_base("/modules/{fingerprint}/{path:path}"), serve_module)
