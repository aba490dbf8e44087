"""The app on a port of its own, as a reader starts it: for browser tests and benchmarks."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app.py"
PATIENCE = 60.0  # seconds for a start

# What a page shows when its script has run and the server is there.
IDLE = (
    '[data-testid="stApp"]'
    '[data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
)


@dataclass
class Server:
    """A server that can be killed and started again on the same port."""

    folder: Path  # its working directory, which is not the app's
    app: Path = APP
    port: int = field(default_factory=lambda: free_port())
    streamlit: tuple[str, ...] = ("-m", "streamlit")  # how Python is to start it
    address: str = "127.0.0.1"
    options: Mapping[str, str] = field(default_factory=dict)  # of Streamlit, beside the usual
    environ: Mapping[str, str] = field(default_factory=dict)  # beside our own
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Without a slash at its end."""
        return f"http://{self.address}:{self.port}"

    @property
    def log(self) -> Path:
        """What it wrote."""
        return self.folder / "server.log"

    @property
    def pid(self) -> int:
        """Of the process that runs now."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it answers; RuntimeError, with its log, when it does not."""
        command = [sys.executable, *self.streamlit, "run", str(self.app)]
        options = {
            "server.headless": "true",
            "server.address": self.address,
            "server.port": str(self.port),
            "server.fileWatcherType": "none",
            **self.options,
        }
        for name, value in options.items():
            command += [f"--{name}", value]
        # One thread for linear algebra: many of them fight over matrices as small as these.
        one_thread = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self.folder,
                env={**os.environ, **one_thread, **self.environ},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_healthy(self._process)

    def stop(self) -> None:
        """End it as a person would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a crash would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _wait_until_healthy(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.05)
        log = self.log.read_text(errors="replace")
        raise RuntimeError(f"the server did not start; its log:\n{log}")


@contextmanager
def run_server(
    folder: Path | None = None, app: Path = APP, streamlit: tuple[str, ...] | None = None
) -> Iterator[Server]:
    """The server while the block runs, in `folder` or in one that is removed afterwards."""
    with tempfile.TemporaryDirectory() as own:
        server = Server(folder or Path(own), app)
        server.streamlit = streamlit or server.streamlit
        try:
            server.start()
            yield server
        finally:
            server.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
