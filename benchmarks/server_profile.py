"""Where the server's time goes while one reader watches: `python -m benchmarks.server_profile`

A minute of play with default settings in a headless Chromium; of the server, how much of a core
each part of the work takes, and what is on top of the stack the longest. The profiler itself adds
some percent to the whole, which it says beside it.
"""

import argparse
import json
import os
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.live_view import WARM_UP, cpu_seconds
from tools.ensure_browser import launch
from tools.server import IDLE, ROOT, run_server

# The parts of the work, by the outermost function of the stack that names one; looked for in turn.
PARTS = [
    ("training: the optimizer", "optimizers.py:update"),
    ("training: forwards and backwards", "descent.py:_differentiate"),
    ("training: a row of the record", "descent.py:scores"),
    ("training: all around it", "run.py:advance"),
    ("the table of numeric gradients", "table.py:table_rows"),
    ("the picture of the plane", "observation.py:decision"),
    ("the pictures of the units", "observation.py:responses"),
    ("the confusion matrices", "observation.py:confusion"),
    ("frames, all else", "burst.py:train"),
    ("the message: arrays and zlib", "wire.py:pack"),
    ("the message: all else", "studio.py:answer"),
    ("Streamlit: the fragment's run", "script_runner.py:_run_script_thread"),
    ("Streamlit: the server's loop", "threading.py:_bootstrap_inner"),
    ("Streamlit: the server's loop", ""),
]


def part_of(stack: list[str]) -> str:
    """Of a stack, outermost first, the part of the work that it belongs to."""
    for part, function in PARTS:
        if any(frame.endswith(function) for frame in stack):
            return part
    raise AssertionError("the last part takes every stack")


def sample(seconds: float) -> tuple[list[tuple[list[str], float]], float, int]:
    """[(stack, seconds)] of the server, the share of a core it spent, and the frames drawn."""
    with tempfile.TemporaryDirectory() as folder:
        tally = Path(folder) / "tally.json"
        sampled = (str(ROOT / "benchmarks" / "sampled_streamlit.py"), str(tally))
        with run_server(streamlit=sampled) as server, sync_playwright() as playwright:
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
            core = (cpu_seconds(server.pid) - before) / seconds
            frames = int(view.get_attribute("data-frame") or 0) - frame
            os.kill(server.pid, signal.SIGUSR1)
            while not tally.exists():
                time.sleep(0.1)
            browser.close()
            return json.loads(tally.read_text()), core, frames


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="of play")
    parser.add_argument("--json", type=Path, help="write the results there as well")
    options = parser.parse_args()
    stacks, core, frames = sample(options.seconds)
    parts, tops = Counter[str](), Counter[str]()
    for stack, spent in stacks:
        parts[part_of(stack)] += spent
        file, function = stack[-1].rsplit(":", 1)
        tops[f"{'/'.join(Path(file).parts[-2:])} {function}"] += spent
    seen = parts.total()
    print(f"{frames / options.seconds:.1f} frames a second, {100 * core:.1f} % of a core, of which")
    print(f"{100 * seen / options.seconds:.1f} % are the work and the rest is the profiler's\n")
    results = {"frames": frames / options.seconds, "core": 100 * core, "parts": {}, "tops": {}}
    for title, counter in (("parts", parts), ("tops", tops)):
        for name, spent in counter.most_common(25):
            percent, per_frame = 100 * spent / options.seconds, 1e6 * spent / max(frames, 1)
            results[title][name] = percent
            print(f"{name:50} {percent:6.2f} % of a core {per_frame:7.0f} µs a frame")
        print()
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
