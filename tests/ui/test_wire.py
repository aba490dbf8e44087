"""The messages of the live view: what Python packs, Python and the browser's module read."""

import json
import struct
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from metl_ui.components.live_view.wire import ALIGNMENT, TYPES, pack, unpack
from tests.ui.test_javascript import node_or_skip

ROOT = Path(__file__).resolve().parents[2]
JS_TYPES = {
    "u1": "Uint8Array",
    "u2": "Uint16Array",
    "u4": "Uint32Array",
    "f4": "Float32Array",
    "f8": "Float64Array",
}


def in_javascript(message: bytes) -> dict:
    command = [node_or_skip(), str(ROOT / "tests" / "js" / "print_wire.mjs")]
    run = subprocess.run(command, input=message, capture_output=True, timeout=60, check=True)
    return json.loads(run.stdout)


@st.composite
def arrays(draw):
    kind = draw(st.sampled_from(sorted(TYPES)))
    shape = draw(hnp.array_shapes(min_dims=1, max_dims=3, max_side=5))
    return draw(hnp.arrays(np.dtype(TYPES[kind]), shape))


@given(st.dictionaries(st.text(max_size=8), arrays(), max_size=4), st.data())
@settings(deadline=None)
def test_what_is_packed_is_unpacked_to_the_last_bit(named, data):
    of_bytes = [name for name, array in named.items() if array.dtype == np.uint8]
    delta = data.draw(st.lists(st.sampled_from(of_bytes))) if of_bytes else []
    meta = {"run": "a", "numbers": [1, 2.5, None]}
    told, read = unpack(pack(meta, named, delta))
    assert told == meta
    assert list(read) == list(named)
    for name, array in named.items():
        assert (read[name].dtype, read[name].shape) == (array.dtype, array.shape)
        assert read[name].tobytes() == array.tobytes()


def test_the_browser_reads_every_type_to_the_last_bit():
    rng = np.random.default_rng(7)
    named = {
        "u1": rng.integers(0, 256, (3, 4), dtype=np.uint8),
        "u2": rng.integers(0, 2**16, 5, dtype=np.uint16),
        "u4": np.array([0, 2**32 - 1], np.uint32),
        "f4": rng.normal(size=(2, 3)).astype(np.float32),
        "f8": np.array([0.1, -0.0, np.nan, np.inf, 5e-324, np.pi]),
    }
    meta = {"name": "Grüße ∂J/∂W1", "list": [1, None]}
    read = in_javascript(pack(meta, named))
    assert read["meta"] == meta
    for name, array in named.items():
        told = read["arrays"][name]
        assert (told["type"], told["shape"]) == (JS_TYPES[name], list(array.shape))
        values = [float(value.replace("Infinity", "inf")) for value in told["values"]]
        np.testing.assert_array_equal(np.array(values, array.dtype), array.ravel())


def test_the_browser_adds_up_differences():
    frames = np.array([[0, 255, 7], [255, 0, 7], [3, 200, 8], [3, 1, 9]], np.uint8)
    read = in_javascript(pack({}, {"before": np.zeros(1), "frames": frames}, delta=["frames"]))
    assert [int(value) for value in read["arrays"]["frames"]["values"]] == frames.ravel().tolist()


def test_the_browser_reads_an_array_without_rows():
    read = in_javascript(pack({}, {"none": np.empty((0, 4), np.uint8)}, delta=["none"]))
    assert read["arrays"]["none"]["values"] == []


@pytest.mark.parametrize(
    ("message", "word"),
    [(b"", "no message"), (b"METL", "no message"), (b"<html>" * 4, "no message")],
)
def test_the_browser_refuses_what_is_no_message(message, word):
    assert word in in_javascript(message)["error"]


def test_the_browser_refuses_another_version_and_says_what_to_do():
    message = bytearray(pack({}, {}))
    message[4] = 2
    assert "version 2" in in_javascript(bytes(message))["error"]
    assert "reload" in in_javascript(bytes(message))["error"]
    with pytest.raises(ValueError, match="version 1"):
        unpack(bytes(message))


def test_the_header_is_as_the_format_says():
    message = pack({"a": 1}, {"x": np.array([1, 2, 3], np.uint8), "y": np.array([0.5])})
    assert message[:8] == b"METL\x01\0\0\0"
    (length,) = struct.unpack("<I", message[8:12])
    header = json.loads(message[12 : 12 + length])
    assert header["arrays"][1] == {
        "name": "y", "type": "f8", "shape": [1], "at": ALIGNMENT, "delta": False,
    }  # fmt: skip
    body = zlib.decompress(message[12 + length :])
    assert body == b"\1\2\3" + bytes(5) + struct.pack("<d", 0.5)


@pytest.mark.parametrize(
    ("named", "delta"),
    [({"x": np.arange(3)}, []), ({"x": np.array(["a"])}, []), ({"x": np.zeros(3)}, ["x"])],
)
def test_another_type_is_refused_by_name(named, delta):
    with pytest.raises(ValueError, match=r"^x must be an array of u1, u2"):
        pack({}, named, delta)


def test_a_meta_that_json_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        pack({"loss": float("nan")}, {})


def test_alike_frames_travel_in_few_bytes():
    frames = np.zeros((60, 2500), np.uint8)
    frames[:, :1250] = np.random.default_rng(0).integers(0, 256, 1250)  # alike in every frame
    assert len(pack({}, {"frames": frames}, ["frames"])) < frames.nbytes / 50
