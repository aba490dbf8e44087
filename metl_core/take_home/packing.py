"""Arrays as text inside a script, and the function that takes them out again."""

import base64
import zlib

import numpy as np

from metl_core.checks import Array


def packed(array: Array) -> str:
    """A call of `unpacked`, as Python text, that gives the same float64 array, bit by bit.

    Small whole numbers take one byte each, all others eight; both are compressed.
    """
    values = np.ascontiguousarray(array, np.float64)
    with np.errstate(invalid="ignore"):  # of what is no small whole number
        small = values.astype(np.uint8)
    is_same = small.astype(np.float64).tobytes() == values.tobytes()
    kind, content = ("uint8", small) if is_same else ("<f8", values.astype("<f8"))
    text = base64.encodebytes(zlib.compress(content.tobytes(), 9)).decode()
    return f'unpacked("{kind}", {values.shape}, """\n{text}""")'


def unpacked(kind: str, shape: tuple[int, ...], text: str) -> Array:
    """The array that stands in the text: base64 of the compressed bytes of its numbers."""
    content = zlib.decompress(base64.b64decode(text))
    return np.frombuffer(content, kind).astype(np.float64).reshape(shape)
