"""Replicas behind the real HAProxy with the configuration of deploy/, as processes on loopback."""

import csv
import os
import socket
import struct
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path

from playwright.sync_api import Page

from tools.ensure_haproxy import find
from tools.server import ROOT, Server, free_port

CONFIGURATION = ROOT / "deploy" / "haproxy.cfg"
COOKIE = "METL"
PATIENCE = 30.0  # seconds
METRICS = "METL_METRICS"  # in a server's environment: where it tells its figures


class Names:
    """A name server that knows one name: that of all replicas."""

    def __init__(self, addresses: list[str]) -> None:
        self.addresses = addresses
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = "{}:{}".format(*self._socket.getsockname())
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                query, client = self._socket.recvfrom(4096)
                self._socket.sendto(self._answer(query), client)
            except OSError:
                return

    def _answer(self, query: bytes) -> bytes:
        """An A record for each address; nothing for a question of another type (RFC 1035)."""
        end = query.index(b"\0", 12) + 5  # of the question
        (kind,) = struct.unpack("!H", query[end - 4 : end - 2])
        addresses = self.addresses if kind == 1 else []
        header = query[:2] + struct.pack("!HHHHH", 0x8180, 1, len(addresses), 0, 0)
        records = [
            struct.pack("!HHHIH", 0xC00C, 1, 1, 1, 4) + socket.inet_aton(address)
            for address in addresses
        ]
        return header + query[12:end] + b"".join(records)


class Fleet:
    """Some replicas, and the one address where readers find them."""

    def __init__(self, folder: Path, n_replicas: int, options: dict[str, str]) -> None:
        port, metrics = free_port(), free_port()
        self.replicas = []
        for number in range(n_replicas):
            own = folder / f"replica-{number}"
            own.mkdir()
            address = f"127.0.0.{number + 2}"
            replica = Server(own, port=port, address=address, options=options)
            replica.environ = {METRICS: f"{address}:{metrics}"}
            self.replicas.append(replica)
        self._names = Names([replica.address for replica in self.replicas])
        self._front = free_port()
        self._admin = folder / "admin"
        self._environ = {
            "METL_BIND": f"127.0.0.1:{self._front}",
            "METL_SERVICE": f"replicas.test:{port}",
            "METL_NAMES": self._names.address,
            "METL_ADMIN": str(self._admin),
        }
        self.log = folder / "haproxy.log"
        self.haproxy: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where readers go."""
        return f"http://127.0.0.1:{self._front}"

    def start(self) -> None:
        """Start all, and wait until HAProxy has found each healthy."""
        with self.log.open("ab") as log:
            self.haproxy = subprocess.Popen(
                [find(), "-db", "-f", str(CONFIGURATION)],
                env={**os.environ, **self._environ},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.start_replicas()

    def start_replicas(self) -> None:
        """Start all at once."""
        threads = [threading.Thread(target=replica.start) for replica in self.replicas]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.wait_until_up()

    def stop(self) -> None:
        for replica in self.replicas:
            replica.stop()
        if self.haproxy is not None:
            self.haproxy.kill()
            self.haproxy.wait()
        self._names.close()

    # What HAProxy knows -------------------------------------------------------------------

    def command(self, text: str) -> str:
        """What HAProxy answers to a command of its runtime API."""
        with socket.socket(socket.AF_UNIX) as admin:
            admin.connect(str(self._admin))
            admin.sendall(text.encode() + b"\n")
            return b"".join(iter(lambda: admin.recv(65536), b"")).decode()

    def state(self) -> dict[str, dict[str, str]]:
        """What HAProxy says of each replica, by its address."""
        text = self.command("show stat").removeprefix("# ")
        rows = [row for row in csv.DictReader(text.splitlines()) if row["addr"]]
        return {row["addr"].partition(":")[0]: row for row in rows if row["pxname"] == "metl"}

    def wait_until_up(self) -> None:
        """Until HAProxy finds every replica so."""

        def all_up() -> bool:
            try:
                state = self.state()
            except OSError:
                return False  # HAProxy itself is about to start
            return all(state.get(r.address, {}).get("status") == "UP" for r in self.replicas)

        wait_until(all_up, self.log.read_text)

    def of_cookie(self, value: str) -> Server:
        """The replica whose readers bear this cookie."""
        by_cookie = {row["cookie"]: address for address, row in self.state().items()}
        (found,) = [r for r in self.replicas if r.address == by_cookie[value]]
        return found

    def of(self, page: Page) -> Server:
        """The replica that a page is on."""
        (cookie,) = [kept for kept in page.context.cookies() if kept["name"] == COOKIE]
        return self.of_cookie(cookie["value"])

    def of_newcomer(self) -> Server:
        """The replica that somebody without a cookie is sent to."""
        with urllib.request.urlopen(self.url, timeout=PATIENCE) as answer:
            cookies = SimpleCookie(answer.headers["Set-Cookie"])
        return self.of_cookie(cookies[COOKIE].value)

    def cut(self) -> None:
        """Close every connection."""
        for row in self.state().values():
            self.command(f"shutdown sessions server metl/{row['svname']}")

    def drain(self, replica: Server) -> None:
        """No new readers for this one; those it has may stay."""
        self._set(replica, "drain")

    def ready(self, replica: Server) -> None:
        self._set(replica, "ready")

    def _set(self, replica: Server, state: str) -> None:
        name = self.state()[replica.address]["svname"]
        self.command(f"set server metl/{name} state {state}")


def wait_until(true: Callable[[], bool], more: Callable[[], object] = str) -> None:
    """TimeoutError, and what there is more to say, if it never becomes so."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited in vain for {true.__qualname__}; {more()}")
        time.sleep(0.05)


def sessions_of(replica: Server) -> int:
    """How many pages it has, by its own count."""
    address = f"http://{replica.environ[METRICS]}/metrics"
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        lines = answer.read().decode().splitlines()
    (count,) = [line.split()[-1] for line in lines if line.startswith("metl_sessions ")]
    return int(float(count))


@contextmanager
def run_fleet(folder: Path, n_replicas: int, options: dict[str, str]) -> Iterator[Fleet]:
    """The fleet while the block runs."""
    fleet = Fleet(folder, n_replicas, options)
    try:
        fleet.start()
        yield fleet
    finally:
        fleet.stop()
