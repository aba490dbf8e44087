"""The real server, attacked from outside while a reader trains on it."""

import http.client
import json
import socket
from contextlib import closing, suppress
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from metl_core.csv_rows import MAX_BYTES
from metl_ui.serving.headers import HEADERS
from tools.server import run_server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("METL_METRICS", str(port))
        with run_server(tmp_path_factory.mktemp("server")) as running:
            running.metrics = f"http://127.0.0.1:{port}/metrics"
            yield running


def get(url, method="GET", body=None, **headers):
    """Status and headers, whatever the status."""
    wanted = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(url, data=body, method=method, headers=wanted), timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as answer:
        return answer.code, answer.headers, answer.read()


class Session:
    """A reader's session, as a browser has it."""

    def __init__(self, server):
        address = server.url.replace("http", "ws") + "/_stcore/stream"
        self.socket = connect(address, subprotocols=["streamlit"], max_size=None).__enter__()
        self.id = None

    def send(self, message):
        self.socket.send(
            message if isinstance(message, bytes | str) else message.SerializeToString()
        )

    def open(self, page, query=""):
        """All that the page's elements say."""
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = page, query
        self.send(message)
        said, finished = [], False
        while not finished:
            heard = ForwardMsg.FromString(self.socket.recv(timeout=60))
            kind = heard.WhichOneof("type")
            if kind == "new_session":
                self.id = heard.new_session.initialize.session_id or self.id
            said.append(str(heard))
            finished = kind == "script_finished" and heard.script_finished == 0
        assert not any("Traceback" in text or "exception {" in text for text in said)
        return "\n".join(said)

    def is_ended(self):
        """By the server, after what it still had to say."""
        try:
            while True:
                self.socket.recv(timeout=30)
        except ConnectionClosed as closed:
            return closed.rcvd is not None and closed.rcvd.code == 1002

    def close(self):
        self.socket.close()


ROUTES = {
    "/": 200,
    "/softmax?c=nan": 200,
    "/nonsense": 200,  # the page says so
    "/_stcore/health": 200,
    "/_stcore/host-config": 200,
    "/_stcore/metrics": 404,  # of Streamlit's own, which anybody could read
    "/_stcore/agent/interact": 405,
    "/_stcore/upload_file/x/y": 405,
    "/vendor/plotly.min.js": 200,
    "/vendor/../app.py": 400,
    "/vendor/..%2f..%2fapp.py": 400,
    "/modules/0000000000000000/figure/figure.js": 404,
    "/modules/%2e%2e/%2e%2e/app.py": 400,
    "/modules/x/..%5c..%5capp.py": 400,
    "//example.com/": 400,
    "/live/softmax": 400,
    "/live/nonsense": 404,
    "/media/..%2fsecret": 400,
    "/component/x/index.html": 404,
    "/static/..%2f..%2f..%2fconfig.py": 400,
    "/app.py": 200,
}


def test_every_route_has_the_security_headers_and_none_leads_out(server):
    for path, status in ROUTES.items():
        for method in ("GET", "HEAD", "POST", "PATCH", "TRACE"):
            got, headers, body = get(server.url + path, method, Range="bytes=0-5,9-99999999")
            assert got < 500, (path, method)
            assert method != "GET" or got in (status, 206), (path, got)
            lacking = {name for name, value in HEADERS.items() if headers[name] != value}
            assert not lacking, (path, method, lacking)
            assert b"import streamlit" not in body and b"Traceback" not in body
    with urlopen(server.metrics) as answer:  # for its operator
        assert b"metl_sessions 0.0" in answer.read()


def upload(server, session, name="mine.csv", content=b"a,b\n1,x\n", token=True, **more):
    _, headers, _ = get(f"{server.url}/_stcore/health")
    cookie = headers["Set-Cookie"].split(";")[0]
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"'.encode()
    body = b"\r\n".join([b"--edge", head, b"", content, b"--edge--", b""])
    wanted = {"Content_Type": "multipart/form-data; boundary=edge", "Cookie": cookie, **more}
    if token:
        wanted["X_Xsrftoken"] = cookie.partition("=")[2]
    return get(f"{server.url}/_stcore/upload_file/{session.id}/f", "PUT", body, **wanted)[0]


def test_uploads_are_measured_at_the_door(server):
    session = Session(server)
    session.open("train", "dataset=own+table")
    assert upload(server, session) == 204
    assert (
        upload(server, session, token=False) == 403
    )  # another site's page cannot make a reader do it
    assert upload(server, session, Content_Type="text/csv") == 415
    address = f"/_stcore/upload_file/{session.id}/f"
    for name, value, status in (
        ("Content-Length", str(10**12), 413),  # of which not a byte is waited for
        ("Content-Length", str(MAX_BYTES + 5_000), 413),
        ("Transfer-Encoding", "chunked", 411),
    ):
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as door:
            door.putrequest("PUT", address)
            door.putheader(name, value)
            door.endheaders()
            with door.getresponse() as answer:
                assert answer.status == status
    session.close()


def test_pages_of_other_sites_get_no_session(server):
    address = server.url.replace("http", "ws") + "/_stcore/stream"
    with pytest.raises(InvalidStatus), connect(address, origin="https://evil.example"):
        pass
    with connect(address, origin=server.url, subprotocols=["streamlit"]):
        pass


def rerun(query="", page="train"):
    message = BackMsg()
    message.rerun_script.page_name, message.rerun_script.query_string = page, query
    return message.SerializeToString()


def strange_value():
    message = BackMsg()
    widget = message.rerun_script.widget_states.widgets.add()
    widget.id, widget.json_trigger_value = "$$ID-0-live view", "[" * 100_000
    return message.SerializeToString()


def admin(name):
    message = BackMsg()
    setattr(message, name, True)
    return message.SerializeToString()


def test_one_who_attacks_harms_nobody_else_and_leaves_nothing_behind(server):
    files = sorted(path for path in server.folder.rglob("*"))
    reader, attacker = Session(server), Session(server)
    before = reader.open("train", "dataset=xor&at=50")
    for message in (
        rerun("a=1&" * 100_000),
        rerun("at=1&at=2&dataset=%00&hidden=nan&rate=1e999&%ff=%fe"),
        rerun("logits=" + "9," * 2000, page="../../etc/passwd"),
        strange_value(),
        *map(admin, ("clear_cache", "load_git_info", "set_run_on_save", "debug_shutdown_runtime")),
    ):
        attacker.send(message)
    assert "more than 40,000 characters" in attacker.open("softmax", "c=" + "1" * 50_000)
    attacker.send(b"\xff\xff\xff\xff")
    assert attacker.is_ended()
    for garbage in ("a text", b"\x0a\xff\xff\xff\xff\x0f", b"x" * 5_000_000):
        another = Session(server)
        with suppress(ConnectionClosed):  # before all of the largest is sent
            another.send(garbage)
        another.is_ended()
    with urlopen(server.metrics) as answer:
        figures = answer.read().decode()
    assert 'metl_events_total{event="refused",what="message"}' in figures
    assert "metl_sessions 1.0" in figures  # the reader's
    after = reader.open("train", "dataset=xor&at=50")
    assert "Moment" not in after and ("live view" in before) == ("live view" in after)
    reader.close()
    assert sorted(path for path in server.folder.rglob("*")) == files
    events = [json.loads(line) for line in server.log.read_text().splitlines() if line[:1] == "{"]
    assert {"started", "session begun", "session ended", "refused"} <= {e["event"] for e in events}
    assert not set().union(*events) - {"time", "event", "what", "seconds", "epoch", "kind", "where"}
    own = f"127.0.0.1:{server.port}"
    assert "127.0.0.1" not in server.log.read_text().replace(own, "")  # no reader's address
