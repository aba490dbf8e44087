"""What a start costs: `python -m benchmarks.starts`

Importing metl_core beside NumPy and the app beside Streamlit, each in processes of their own and in
turn; the seconds from `streamlit run` to the first page that can be used, beside an app of one
title; and the memory of the server, before anybody comes and for each reader whose run plays.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tools.ensure_browser import launch
from tools.server import APP, IDLE, ROOT, Server, run_server

IMPORTS, STARTS = 15, 5  # of each
READERS = 6
EMPTY = 'import streamlit as st\nst.title("Nothing")\n'
USABLE = f"{IDLE} h1"
# Processor's seconds, which a busy machine leaves nearly as they are.
IMPORT = "import time; begin = time.process_time(); {}; print(time.process_time() - begin)"


def import_seconds(statements: Iterable[str]) -> dict[str, float]:
    """The median processor's time of each import."""
    statements = list(statements)
    times: dict[str, list[float]] = {statement: [] for statement in statements}
    for i in range(IMPORTS + 1):
        for statement in statements:
            command = [sys.executable, "-c", IMPORT.format(statement)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            if i:  # the first compiles
                times[statement].append(float(done.stdout.splitlines()[-1]))
    return {statement: statistics.median(seconds) for statement, seconds in times.items()}


def first_page(browser: Browser, app: Path, folder: Path) -> float:
    """Seconds from the command to a page that has a title and waits for its reader."""
    server = Server(folder, app)
    begin = time.perf_counter()
    try:
        server.start()
        page = browser.new_context().new_page()
        page.goto(server.url)
        page.wait_for_selector(USABLE)
        took = time.perf_counter() - begin
        page.context.close()
    finally:
        server.stop()
    return took


def first_pages(browser: Browser) -> dict[str, float]:
    """The median of it for the app and for an empty one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty = folder / "empty.py"
        empty.write_text(EMPTY)
        took = {
            "app": [first_page(browser, app, folder) for app in [APP] * (STARTS + 1)],
            "empty": [first_page(browser, app, folder) for app in [empty] * (STARTS + 1)],
        }
    return {name: statistics.median(seconds[1:]) for name, seconds in took.items()}


def memory(browser: Browser) -> dict[str, float]:
    """Megabytes of the server: with nobody there, with one reader, and more for each reader."""
    with run_server() as server:
        held = [_resident(server.pid)]
        pages = []
        for _ in range(READERS):
            page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
            page.goto(f"{server.url}/train")
            page.wait_for_selector(IDLE)
            page.get_by_test_id("live-view").get_by_role("button", name="Play").click()
            page.wait_for_timeout(3000)
            pages.append(page)
            held.append(_resident(server.pid))
        for page in pages:
            page.context.close()
    more = (held[-1] - held[1]) / (READERS - 1)
    return {"nobody": held[0], "one reader": held[1], "each further reader": more}


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


@contextmanager
def compiled_once() -> Iterator[None]:
    """New processes find what they import compiled from the second time on, as they usually do."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def run() -> dict[str, Any]:
    """All three."""
    with compiled_once():
        return _run()


def _run() -> dict[str, Any]:
    imports = import_seconds(
        ["import numpy", "import metl_core", "import streamlit", "import pandas", "import app"]
    )
    with sync_playwright() as playwright:
        browser, refusals = launch(playwright.chromium)
        if browser is None:
            raise SystemExit("no browser that starts: " + "; ".join(refusals))
        results = {
            "imports": imports,
            "first page": first_pages(browser),
            "memory": memory(browser),
        }
        browser.close()
    return results


def lines_of(results: dict[str, Any]) -> list[str]:
    """What was measured, in words."""
    imports, first, held = results["imports"], results["first page"], results["memory"]
    of_core = imports["import metl_core"] / imports["import numpy"]
    of_app = imports["import app"] / imports["import streamlit"]
    return [
        f"import numpy {1e3 * imports['import numpy']:.0f} ms, import metl_core, NumPy included, "
        f"{1e3 * imports['import metl_core']:.0f} ms: {of_core:.2f} times",
        f"import streamlit {1e3 * imports['import streamlit']:.0f} ms, import pandas "
        f"{1e3 * imports['import pandas']:.0f} ms, import app, both included, "
        f"{1e3 * imports['import app']:.0f} ms: {of_app:.2f} times Streamlit alone",
        f"from `streamlit run` to a usable page {first['app']:.2f} s, of an empty app "
        f"{first['empty']:.2f} s: {first['app'] / first['empty']:.2f} times",
        f"the server holds {held['nobody']:.0f} MB with nobody there, {held['one reader']:.0f} MB "
        f"with a reader whose run plays, and {held['each further reader']:.1f} MB more for each "
        "further one",
    ]


def main() -> None:
    """Print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the results there as well")
    options = parser.parse_args()
    results = run()
    print(*lines_of(results), sep="\n")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
