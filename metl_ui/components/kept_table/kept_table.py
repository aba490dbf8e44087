"""A reader's table, kept in their tab: the server forgets, when it is started again or left."""

import base64
import binascii
from collections.abc import Callable

import streamlit as st

from metl_core.csv_rows import MAX_BYTES
from metl_ui.components.served import component

_KEY = "kept table"
_LONGEST = (MAX_BYTES + 2) // 3 * 4  # base64 of the largest file

_kept_table = component("metl_kept_table", "kept_table/kept_table.js")


def keep_table(content: bytes | None, *, on_return: Callable[[bytes], None]) -> None:
    """Have the tab keep `content`, or forget what it keeps when that is empty.

    With None the tab is asked for what it keeps; if that is anything, `on_return` is called with it
    before the page runs again. It came from a browser, and may be anything.
    """

    def returned() -> None:
        on_return(_read(st.session_state.get(_KEY, {}).get("table")))

    _kept_table(key=_KEY, data=content, on_table_change=returned, height=0)


def _read(text: object) -> bytes:
    """The file that a browser has spelt in base64; empty for anything else."""
    if not isinstance(text, str) or len(text) > _LONGEST:
        return b""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
