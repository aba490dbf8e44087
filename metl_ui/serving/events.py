"""Notable events, for those who run the server: a line of JSON in its log for each, and a count.

No line says anything about a person: no address, no session, nothing of a link, a file or a
message. Whoever floods the server does not flood its log: only the counts tell of all.
"""

import json
import logging
import time
from collections import Counter
from pathlib import Path
from traceback import extract_tb
from typing import Literal

from metl_ui.serving.metrics import EVENTS

Event = Literal[
    "started", "stopped", "session begun", "session ended", "run diverged", "refused", "error"
]
What = Literal["", "link", "ask", "live figures", "table", "upload", "message"]  # is refused

MOST_LINES = 60  # of an event, in a PERIOD
PERIOD = 60.0  # seconds

_LOG = logging.getLogger("metl")
_ROOT = Path(__file__).resolve().parents[2]


class _Quota:
    """How many lines of an event there have been in this period."""

    def __init__(self) -> None:
        self._period, self._lines = -1, Counter[str]()

    def allows(self, event: str) -> bool:
        period = int(time.monotonic() / PERIOD)
        if period != self._period:
            self._period, self._lines = period, Counter()
        self._lines[event] += 1
        return self._lines[event] <= MOST_LINES


_quota = _Quota()


def happened(event: Event, what: What = "", **facts: float | str) -> None:
    """Count the event, and write its line; `facts` must say nothing about a person."""
    EVENTS.labels(event, what).inc()
    if _LOG.isEnabledFor(logging.INFO) and _quota.allows(event):
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        of_what = {"what": what} if what else {}
        _LOG.info(json.dumps({"time": now, "event": event, **of_what, **facts}))


def refused(what: What) -> None:
    """Something that came from outside was not as it must be."""
    happened("refused", what)


def failed(error: Exception) -> None:
    """An error that nobody caught: its kind and place; what it says may hold a reader's input."""
    frames = reversed(extract_tb(error.__traceback__))
    last = next((frame for frame in frames if _is_ours(frame.filename)), None)
    where = f"{Path(last.filename).relative_to(_ROOT)}:{last.lineno}" if last else "elsewhere"
    happened("error", kind=type(error).__name__, where=where)


def _is_ours(file: str) -> bool:
    path = Path(file)
    return path.is_relative_to(_ROOT) and ".venv" not in path.parts


def write_events() -> None:
    """Have the lines written, to the standard error stream like the server's own."""
    if not _LOG.handlers:
        _LOG.addHandler(logging.StreamHandler())  # bare: the line is JSON and nothing else
        _LOG.setLevel(logging.INFO)
        _LOG.propagate = False
