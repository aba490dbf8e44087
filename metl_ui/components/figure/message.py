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
from dataclasses import dataclass
from hashlib import blake2b

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


@dataclass(frozen=True)
class _Whole:
    """A whole figure that was sent: fingerprints, for its parts are the browser's to keep."""

    version: str
    fingerprints: dict[str, bytes]


class Sent:
    """The whole figures that one browser was sent, the last of each key."""

    def __init__(self) -> None:
        self._wholes: OrderedDict[str, _Whole] = OrderedDict()  # the one shown last at the end

    def message(self, key: str, parts: Parts) -> bytes:
        """What brings the browser's figure `key` to `parts`."""
        fingerprints = {path: _fingerprint(text.encode()) for path, text in parts.items()}
        version = _fingerprint(repr(fingerprints).encode()).hex()
        whole = self._wholes.get(key)
        if whole is not None:
            self._wholes.move_to_end(key)
            known = whole.fingerprints
            same = {path for path in parts if fingerprints[path] == known.get(path)}
            new = {path: text for path, text in parts.items() if path not in same}
            if _size(new) <= WORTH_IT * _size(parts):
                return _write(key, version, whole.version, new, sorted(known.keys() - parts.keys()))
        self._wholes[key] = _Whole(version, fingerprints)
        if len(self._wholes) > REMEMBERED:
            self._wholes.popitem(last=False)
        return _write(key, version, None, parts, [])

    def forget(self, key: str) -> None:
        """The browser has not got the figure `key`: the next message holds all of it."""
        self._wholes.pop(key, None)


def _fingerprint(text: bytes) -> bytes:
    return blake2b(text, digest_size=8).digest()


def _size(parts: Parts) -> int:
    return sum(map(len, parts.values()))


def _write(key: str, version: str, base: str | None, new: Parts, gone: list[str]) -> bytes:
    head = json.dumps({"key": key, "version": version, "base": base, "gone": gone})
    values = ",".join(f"{json.dumps(path)}:{text}" for path, text in new.items())
    return f'{head[:-1]},"set":{{{values}}}}}'.encode()
