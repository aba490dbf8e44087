"""The door: what is turned away before Streamlit reads it.

An upload is measured before a byte of it is read, and a session keeps the last few files alone.
Streamlit itself would take a body without a length, put one of more than 1 MB on the disk before
it refuses it, and store as many files as somebody sends.
"""

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from metl_core.csv_rows import MAX_BYTES
from metl_ui.serving.events import refused
from metl_ui.serving.vendor import below_the_base

METRICS = below_the_base("/_stcore/metrics")  # Streamlit's own, which everybody could read
UPLOADS = below_the_base("/_stcore/upload_file/")
MOST_FILES = 3  # of a session; the page asks for one, and may still hold the one before
FRAMING = 4_000  # bytes around the file in the body: its name, its type


class Door:
    """Middleware that hands on what may come in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once what is turned away."""
        path = scope["path"] if scope["type"] == "http" else ""
        is_upload = path.startswith(UPLOADS) and scope["method"] == "PUT"
        if path == METRICS:
            await PlainTextResponse("Not Found", 404)(scope, receive, send)
        elif is_upload and (refusal := _refusal(Headers(scope=scope))) is not None:
            refused("upload")
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)
            if is_upload:
                _forget_older_files(path.removeprefix(UPLOADS).partition("/")[0])


def _refusal(headers: Headers) -> PlainTextResponse | None:
    """What is wrong with an upload by its headers; None for nothing."""
    length = headers.get("content-length", "")
    if "transfer-encoding" in headers or not (length.isascii() and length.isdigit()):
        status, what = 411, "must say how many bytes it has"
    elif len(length) > 20 or int(length) > MAX_BYTES + FRAMING:
        status, what = 413, f"must have at most {MAX_BYTES:,} bytes"
    elif not headers.get("content-type", "").startswith("multipart/form-data"):
        status, what = 415, "must be a form with one file"
    else:
        return None
    # The body stays unread, so nothing else can come by this connection.
    return PlainTextResponse(f"An upload {what}.", status, {"Connection": "close"})


def _forget_older_files(session_id: str) -> None:
    manager = get_instance().uploaded_file_mgr
    if isinstance(manager, MemoryUploadedFileManager):
        for file_id in list(manager.file_storage.get(session_id, {}))[:-MOST_FILES]:
            manager.remove_file(session_id, file_id)


door = Middleware(Door)
