"""How a burst of frames travels to the browser: one message of named arrays. `wire.js` reads it.

Version 1, all numbers little-endian:

    bytes 0-3   "METL"
    byte  4     the version, 1
    bytes 5-7   0
    bytes 8-11  length of the header, an unsigned integer of 32 bits
    then        the header: JSON in UTF-8, {"meta": …, "size": …, "arrays": [{"name": …,
                "type": …, "shape": […], "at": …, "delta": …}, …]}
    then        the body, compressed by zlib (RFC 1950): `size` bytes when it is unpacked

`meta` is whatever the two sides tell each other. Each array lies at byte `at` of the body, a
multiple of 8, in row-major order. `type` is one of TYPES. Where `delta` is true (bytes only),
each row along the first axis holds the difference, modulo 256, to the row before it: frames that
follow each other are alike, and zeros compress well.
"""

import json
import struct
import zlib
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from metl_core.checks import Array

MAGIC = b"METL"
VERSION = 1
TYPES = {"u1": "<u1", "u2": "<u2", "u4": "<u4", "f4": "<f4", "f8": "<f8"}
ALIGNMENT = 8  # bytes: a typed array of the browser begins at a multiple of its element's size
LEVEL = 1  # of zlib: the quickest; a higher one saves a tenth and takes twice as long


def pack(
    meta: Mapping[str, Any], arrays: Mapping[str, Array], delta: Collection[str] = ()
) -> bytes:
    """Write one message; `delta` names the arrays of bytes that are stored as differences.

    Raises ValueError for an array of another type than TYPES, and for a `meta` that JSON cannot
    hold (nan and infinity among it).
    """
    entries: list[dict[str, Any]] = []
    pieces: list[bytes] = []
    size = 0
    for name, array in arrays.items():
        kind = f"{array.dtype.kind}{array.dtype.itemsize}"
        if kind not in TYPES or (name in delta and kind != "u1"):
            raise ValueError(f"{name} must be an array of {', '.join(TYPES)}, got {array.dtype}")
        stored = _differences(array) if name in delta else array
        piece = np.ascontiguousarray(stored, TYPES[kind]).tobytes()
        piece += bytes(-len(piece) % ALIGNMENT)
        shape = list(array.shape)
        entries.append(
            {"name": name, "type": kind, "shape": shape, "at": size, "delta": name in delta}
        )
        pieces.append(piece)
        size += len(piece)
    header = json.dumps(
        {"meta": meta, "size": size, "arrays": entries}, allow_nan=False, separators=(",", ":")
    ).encode()
    start = MAGIC + struct.pack("<BxxxI", VERSION, len(header))
    return start + header + zlib.compress(b"".join(pieces), LEVEL)


def unpack(message: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """Read back what `pack` wrote: its meta and its arrays.

    Raises ValueError for anything else.
    """
    if message[:4] != MAGIC or message[4] != VERSION:
        raise ValueError(f"message must begin with METL, version {VERSION}, got {message[:8]!r}")
    (length,) = struct.unpack_from("<I", message, 8)
    header = json.loads(message[12 : 12 + length])
    body = zlib.decompress(message[12 + length :])
    if len(body) != header["size"]:
        raise ValueError(f"message must hold {header['size']} bytes of arrays, got {len(body)}")
    arrays = {}
    for entry in header["arrays"]:
        count = int(np.prod(entry["shape"]))
        flat = np.frombuffer(body, TYPES[entry["type"]], count, entry["at"])
        array = flat.reshape(entry["shape"])
        arrays[entry["name"]] = (
            np.cumsum(array, axis=0, dtype=np.uint8) if entry["delta"] else array
        )
    return header["meta"], arrays


def _differences(array: Array) -> Array:
    stored = array.copy()
    np.subtract(array[1:], array[:-1], out=stored[1:])  # modulo 256, as bytes count
    return stored
