"""Where the server's time goes while one reader watches: `python -m benchmarks.live_server`

A minute of play with default settings in a headless Chromium. Of the server, in per cent of a core
and in µs a frame: each part of the work by a stop-watch, what it spends with nobody there, and
the rest, which is the server's own loop. Training is split by timing its kernels alone.
"""

import argparse
import json
import os
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.live_view import WARM_UP, cpu_seconds
from tools.ensure_browser import launch
from tools.server import IDLE, ROOT, run_server

NOBODY = "the server with nobody there"
REST = "the server's loop, all else"


def measure(seconds: float) -> dict[str, Any]:
    """{"frames": a second, "core": per cent, "parts": {part: per cent}}, of one viewer."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "counts.json"
        timed = (str(ROOT / "benchmarks" / "timed_streamlit.py"), str(file))
        with run_server(streamlit=timed) as server, sync_playwright() as playwright:
            time.sleep(WARM_UP)
            before = cpu_seconds(server.pid)
            time.sleep(seconds / 4)
            nobody = 4 * (cpu_seconds(server.pid) - before)
            browser, refusals = launch(playwright.chromium)
            if browser is None:
                raise SystemExit("no browser that starts: " + "; ".join(refusals))
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(f"{server.url}/train")
            page.wait_for_selector(IDLE)
            view = page.get_by_test_id("live-view")
            view.get_by_role("button", name="Play").click()
            page.wait_for_timeout(1000 * WARM_UP)
            os.kill(server.pid, signal.SIGUSR1)
            before, frame = cpu_seconds(server.pid), int(view.get_attribute("data-frame") or 0)
            page.wait_for_timeout(1000 * seconds)
            core = cpu_seconds(server.pid) - before
            frames = int(view.get_attribute("data-frame") or 0) - frame
            os.kill(server.pid, signal.SIGUSR1)
            while not file.exists():
                time.sleep(0.1)
            browser.close()
        counts = json.loads(file.read_text())
    parts = {part: spent for part, (spent, _) in counts.items()} | {NOBODY: nobody}
    parts[REST] = core - sum(parts.values())
    percent = 100 / seconds
    return {
        "frames": frames / seconds,
        "core": percent * core,
        "parts": {part: percent * spent for part, spent in parts.items()},
    }


def main() -> None:
    """Print a line for each part, the largest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="of play")
    parser.add_argument("--json", type=Path, help="write the results there as well")
    options = parser.parse_args()
    results = measure(options.seconds)
    rate = results["frames"]
    print(f"{rate:.1f} frames a second, {results['core']:.2f} % of a core, of which")
    for part, percent in sorted(results["parts"].items(), key=lambda item: -item[1]):
        print(f"{part:30} {percent:6.2f} % of a core {1e4 * percent / rate:7.0f} µs a frame")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
