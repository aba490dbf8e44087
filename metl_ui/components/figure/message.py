"""What travels to the browser for a figure: all of it once, afterwards what differs from that.

A figure is taken apart into parts: its words, each attribute of each trace, each attribute of
the layout. A message holds the parts that differ from the last whole figure that was sent, not
from the last message: each stands for itself, so that the browser may miss any of them, as it
does when a newer one overtakes it. It cannot do without the whole figure, and asks for that when
it has not got it.

As JSON in UTF-8:

    key      the figure's name in the page
    version  of the figure that the message makes: a fingerprint of all its parts
    base     the version of the whole figure that it starts from; null if it starts from nothing
    set      parts by their path, "data/0/y": these are new or changed
    gone     paths of those that are no longer there
"""

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from weakref import WeakValueDictionary

import plotly.graph_objects as go
from plotly.utils import PlotlyJSONEncoder

REMEMBERED = 64  # figures; the browser remembers twice as many, and so the server forgets first
WORTH_IT = 0.5  # a change that is a larger share of the figure is sent as a whole figure

Parts = dict[str, str]  # path -> JSON

# Plotly's own encoder: arrays travel in base64, nan and infinity in a list become null, a gap.
_ENCODER = PlotlyJSONEncoder(separators=(",", ":"))


def parts_of(figure: go.Figure, *, key: str, alt: str) -> Parts:
    """`figure` taken apart, without its template: the browser has its own, in the page's theme."""
    drawing = figure.to_dict()
    layout = drawing["layout"]
    layout.pop("template", None)
    layout.setdefault("uirevision", key)
    parts = {"alt": alt}
    for number, trace in enumerate(drawing["data"]):
        parts |= {f"data/{number}/{name}": value for name, value in trace.items()}
    parts |= {f"layout/{name}": value for name, value in layout.items()}
    return {path: _ENCODER.encode(value) for path, value in parts.items()}


@dataclass(frozen=True, eq=False)
class _Whole:
    """A whole figure that was sent: fingerprints, for its parts are the browser's to keep."""

    key: str
    version: str
    fingerprints: dict[str, bytes]


_SENT_TO_ANYONE: WeakValueDictionary[str, _Whole] = WeakValueDictionary()


class Sent:
    """The whole figures that one browser was sent, the last of each key."""

    def __init__(self) -> None:
        self._wholes: OrderedDict[str, _Whole] = OrderedDict()  # the one shown last at the end

    def message(self, key: str, parts: Parts) -> bytes:
        """What brings the browser's figure `key` to `parts`."""
        new = _whole(key, parts)
        known = self._wholes.get(key)
        if known is not None:
            self._wholes.move_to_end(key)
            changed = _changed(parts, new, known)
            if _size(changed) <= WORTH_IT * _size(parts):
                return _write(new, changed, known)
        self._wholes[key] = _SENT_TO_ANYONE[new.version] = new
        if len(self._wholes) > REMEMBERED:
            self._wholes.popitem(last=False)
        return _write(new, parts)

    def forget(self, key: str) -> None:
        """The browser has not got the figure `key`: the next message holds all of it."""
        self._wholes.pop(key, None)


def message_after(versions: Iterable[str], key: str, parts: Parts) -> bytes:
    """What brings the figure `key` to `parts` in a browser that has wholes of these `versions`.

    Whether it has them, and from which session, is its own affair: a version tells what it holds.
    """
    new = _whole(key, parts)
    for version in versions:
        known = _SENT_TO_ANYONE.get(version)
        if known is not None and known.key == key:
            return _write(new, _changed(parts, new, known), known)
    return _write(new, parts)


def _whole(key: str, parts: Parts) -> _Whole:
    fingerprints = {path: _fingerprint(text.encode()) for path, text in parts.items()}
    return _Whole(key, _fingerprint(repr((key, fingerprints)).encode()).hex(), fingerprints)


def _changed(parts: Parts, new: _Whole, known: _Whole) -> Parts:
    before, now = known.fingerprints, new.fingerprints
    return {path: text for path, text in parts.items() if now[path] != before.get(path)}


def _fingerprint(text: bytes) -> bytes:
    return blake2b(text, digest_size=8).digest()


def _size(parts: Parts) -> int:
    return sum(map(len, parts.values()))


def _write(new: _Whole, values: Parts, known: _Whole | None = None) -> bytes:
    head: dict[str, object] = {"key": new.key, "version": new.version, "base": None, "gone": []}
    if known is not None:
        gone = sorted(known.fingerprints.keys() - new.fingerprints.keys())
        head |= {"base": known.version, "gone": gone}
    written = ",".join(f"{json.dumps(path)}:{text}" for path, text in values.items())
    return f'{json.dumps(head)[:-1]},"set":{{{written}}}}}'.encode()
