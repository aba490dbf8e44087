"""One reader without a browser: opens a page over Streamlit's own WebSocket, and plays.

It sends what the browser sends (the state of every widget with each message, the trigger of the
live view, the page's and the fragment's names) and reads what it would read.
"""

import asyncio
import itertools
import json
import struct
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

LIVE_VIEW = "metl_live_view"
FINISHED = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


@dataclass
class Answer:
    """What one message of the live view says, as far as it is needed here."""

    meta: dict[str, Any]
    frames: int = 0
    position: tuple[int, int] = (0, 0)  # of the last frame
    record: tuple[float, ...] = ()  # and its losses, accuracies and norms
    size: int = 0  # bytes


def read_answer(message: bytes) -> Answer:
    """Unpack no more of a message of `wire.py` than is needed: its first three arrays."""
    (length,) = struct.unpack_from("<I", message, 8)
    header = json.loads(message[12 : 12 + length])
    answer = Answer(header["meta"], size=len(message))
    arrays = {entry["name"]: entry for entry in header["arrays"]}
    if "epoch" not in arrays:
        return answer
    epoch, row, record = (arrays[name] for name in ("epoch", "row", "record"))
    frames, width = record["shape"]
    end = record["at"] + 8 * frames * width
    body = zlib.decompressobj().decompress(message[12 + length :], end)
    answer.frames = frames
    answer.position = (
        int(np.frombuffer(body, "<f8", frames, epoch["at"])[-1]),
        int(np.frombuffer(body, "<u4", frames, row["at"])[-1]),
    )
    answer.record = tuple(np.frombuffer(body, "<f8", width, end - 8 * width))
    return answer


def widget_state(element: Element) -> WidgetState | None:
    """The state that a browser gives a widget which nobody has touched; None for other elements."""
    kind = element.WhichOneof("type")
    widget = getattr(element, kind or "text")
    match kind:
        case "selectbox":
            return WidgetState(id=widget.id, string_value=widget.options[widget.default])
        case "slider" if widget.options:
            state = WidgetState(id=widget.id)
            state.string_array_value.data.extend(widget.options[int(i)] for i in widget.default)
            return state
        case "slider":
            state = WidgetState(id=widget.id)
            state.double_array_value.data.extend(widget.default)
            return state
        case "button_group":
            state = WidgetState(id=widget.id)
            state.string_array_value.data.extend(widget.options[i].content for i in widget.default)
            return state
        case "number_input":
            value = widget.value if widget.set_value else widget.default  # of the link
            return WidgetState(id=widget.id, double_value=value)
    return None


@dataclass
class Viewer:
    """A session at `url`, such as http://127.0.0.1:8501, on one page."""

    url: str
    page: str = "train"
    query: str = ""
    bytes_received: int = 0
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    view: str = ""  # id of the live view
    fragment: str = ""  # its name
    heard: list[Answer] = field(default_factory=list)  # by the live view, since last looked at
    key: str = ""  # of the short way
    _has_run: bool = False  # the page, and nothing was asked since
    _http: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    _socket: ClientConnection | None = None
    _page_hash: str = ""
    _cached: list[str] = field(default_factory=list)

    async def open(self) -> float:
        """Open the page; the seconds until its script has ended and all of it has come."""
        begin = time.perf_counter()
        origin = self.url
        self._socket = await connect(
            origin.replace("http", "ws", 1) + "/_stcore/stream",
            origin=origin,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=60,
        )
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self.page
        self._about_browser(message)
        await self._socket.send(message.SerializeToString())
        await self.run_ended()
        return time.perf_counter() - begin

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._http is not None:
            self._http[1].close()

    async def ask(self, ask: Mapping[str, Any], patience: float = 5.0) -> tuple[Answer, int]:
        """What the live view hears to an ask, and how often it had to be sent again for that."""
        trigger = WidgetState(id=f"$$STREAMLIT_INTERNAL_KEY_{self.view}__events")
        trigger.json_trigger_value = json.dumps(
            [{"event": "ask", "value": dict(ask)}], separators=(",", ":")
        )
        for again in itertools.count():
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    if self.key and not self._has_run:
                        answer = await self._by_the_short_way(ask)
                        if answer is not None:
                            return answer, again
                    self._has_run = False
                    await self._rerun(self.fragment, [trigger])
                    return await self._answer_to(ask["number"]), again
        raise AssertionError("not reached")

    async def _by_the_short_way(self, ask: Mapping[str, Any]) -> Answer | None:
        """None if it leads nowhere."""
        content = await self._post(f"/studio/{self.key}", json.dumps(dict(ask)).encode())
        self.bytes_received += len(content)
        return read_answer(content) if content else None

    async def _post(self, path: str, body: bytes) -> bytes:
        """Over one connection that stays open as long as the server likes, as a browser's does."""
        kept, self._http = self._http, None
        content = None
        if kept is not None:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                content = await _exchange(kept, path, body)
        if content is None:
            address = urlsplit(self.url)
            kept = await asyncio.open_connection(address.hostname, address.port)
            content = await _exchange(kept, path, body)
        self._http = kept  # one that was given up with its answer under way is not used again
        return content

    async def _answer_to(self, number: int) -> Answer:
        self.heard.clear()
        while True:
            await self._read()
            while self.heard:
                answer = self.heard.pop()
                if answer.meta.get("answers") == number:
                    return answer

    async def set(self, key: str, state: WidgetState) -> None:
        """Move a control: the one whose own key this is."""
        (known,) = (name for name in self.widgets if name.endswith(f"-{key}"))
        state.id = known
        self.widgets[known] = state
        await self._rerun("", [])
        await self.run_ended()

    async def run_ended(self) -> None:
        """Read on until the page's script, or the fragment, has come to its end."""
        while not await self._read():
            pass

    async def _read(self) -> bool:
        """Take one message; whether it says that a run has ended."""
        assert self._socket is not None
        data = await self._socket.recv(decode=False)
        self.bytes_received += len(data)
        return self._take(ForwardMsg.FromString(data))

    def _take(self, message: ForwardMsg) -> bool:
        """Whether this message says that a run has ended."""
        match message.WhichOneof("type"):
            case "new_session":
                self._page_hash = message.new_session.page_script_hash or self._page_hash
            case "navigation":
                self._page_hash = message.navigation.page_script_hash or self._page_hash
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                state = widget_state(element)
                if state is not None:
                    self.widgets.setdefault(state.id, state)
                elif element.WhichOneof("type") == "bidi_component":
                    self._hear(element.bidi_component, message.delta.fragment_id, message.hash)
            case "script_finished":
                return message.script_finished in FINISHED
        return False

    def _hear(self, component: BidiComponent, fragment: str, digest: str) -> None:
        if component.component_name != LIVE_VIEW:
            return
        self.view, self.fragment = component.id, fragment
        self._cached = [*self._cached[-1:], digest]
        answer = read_answer(component.bytes)
        if "key" in answer.meta:
            self.key, self._has_run = answer.meta["key"], True
        self.heard.append(answer)

    async def _rerun(self, fragment: str, triggers: list[WidgetState]) -> None:
        assert self._socket is not None
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self.query
        state.page_script_hash = self._page_hash
        state.fragment_id = fragment
        state.widget_states.widgets.extend([*self.widgets.values(), *triggers])
        state.cached_message_hashes.extend(self._cached)
        self._about_browser(message)
        await self._socket.send(message.SerializeToString())

    def _about_browser(self, message: BackMsg) -> None:
        context = message.rerun_script.context_info
        context.timezone, context.locale = "UTC", "en-US"
        context.url, context.color_scheme = f"{self.url}/{self.page}", "light"


async def _exchange(
    connection: tuple[asyncio.StreamReader, asyncio.StreamWriter], path: str, body: bytes
) -> bytes:
    reader, writer = connection
    head = f"POST {path} HTTP/1.1\r\nHost: metl\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().lower().splitlines()
    headers = dict(line.split(": ", 1) for line in lines if line)
    content = await reader.readexactly(int(headers.get("content-length", 0)))
    if " 200 " not in status and " 204 " not in status:
        raise RuntimeError(f"{path.split('/')[1]} answered {status}")
    return content
