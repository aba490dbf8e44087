"""How soon something moves for a first visitor: `python -m benchmarks.first_visit`

The home page beside an empty Streamlit app, in turn: each time a server that nobody has visited and
a browser that has nothing of it. Measured in the browser, from the navigation to the second frame
of the home page's film, and to the empty app's first word.
"""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tools.ensure_browser import launch
from tools.server import APP, Server

VISITS = 7
EMPTY = 'import streamlit as st\nst.title("Nothing")\n'
WORD = 'document.querySelector("h1")?.innerText'
MOVING = "Number(document.querySelector('[data-testid=short-film]')?.dataset.frame) >= 2"
# Looks at every frame, from before the page's first script on.
LOOK = """
const look = () => {
  if (%s) window.seen = performance.now();
  else requestAnimationFrame(look);
};
look();
"""


def visit(browser: Browser, app: Path, folder: Path, what: str) -> float:
    """Milliseconds from the navigation until `what` is true."""
    server = Server(folder, app)
    try:
        server.start()
        page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        page.add_init_script(LOOK % what)
        page.goto(server.url)
        page.wait_for_function("window.seen")
        took: float = page.evaluate("window.seen")
        page.context.close()
    finally:
        server.stop()
    return took


def run() -> dict[str, float]:
    """The medians, and that of the ratios of neighbours in time."""
    pairs = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser, refusals = launch(playwright.chromium)
        if browser is None:
            raise SystemExit("no browser that starts: " + "; ".join(refusals))
        folder = Path(name)
        empty = folder / "empty.py"
        empty.write_text(EMPTY)
        for _ in range(VISITS + 1):
            pair = visit(browser, APP, folder, MOVING), visit(browser, empty, folder, WORD)
            pairs.append(pair)
        browser.close()
    del pairs[0]  # the files were not yet in memory
    home, word = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(home / word for home, word in pairs)
    return {"moving": home, "empty": word, "ratio": ratio}


def line_of(results: dict[str, float]) -> str:
    """What was measured, in words."""
    return (
        f"a first visit sees the home page move {results['moving'] / 1e3:.2f} s after it set out, "
        f"and an empty app's first word after {results['empty'] / 1e3:.2f} s: "
        f"{results['ratio']:.2f} times"
    )


if __name__ == "__main__":
    print(line_of(run()))
