"""How soon a change takes effect while it trains, and what a lost server costs the reader.

`python -m benchmarks.live_changes`: the learning rate is changed by a key in mid-play, and timed
until the first frame that was trained with the new one. Then the server is killed and started
again while the page is open, paused, and the same epoch, losses and gradients are looked for.
"""

import re
import statistics
import time
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tools.ensure_browser import launch
from tools.server import IDLE, Server, run_server

CHANGES = 10
LOST = '[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])'

# When each epoch was first on screen, and when the last key was pressed.
WATCH = """view => {
    window.shown = [];
    addEventListener('keydown', () => (window.pressed = performance.now()), true);
    requestAnimationFrame(function look(now) {
        const epoch = +view.dataset.epoch;
        if (epoch !== window.shown.at(-1)?.[0]) window.shown.push([epoch, performance.now()]);
        requestAnimationFrame(look);
    });
}"""
SINCE = "epoch => shown.find(([shown, at]) => shown >= epoch && at > pressed)[1] - pressed"
STANDS_AT = "at => document.querySelector('[data-testid=live-view]').dataset.epoch === at"


def opened(browser: Browser, link: str) -> Page:
    page = browser.new_context(viewport={"width": 1400, "height": 900}, bypass_csp=True).new_page()
    page.goto(link)
    page.wait_for_selector(IDLE)
    page.wait_for_selector('[data-testid="live-view"]:not([data-frame="0"])')
    return page


def delays_of_the_rate(browser: Browser, server: Server) -> list[float]:
    """Milliseconds from a key at the slider of the learning rate to the frame it is in."""
    page = opened(browser, f"{server.url}/train?rate=0.01")
    view = page.get_by_test_id("live-view")
    view.evaluate(WATCH)
    view.get_by_role("button", name="Play").click()
    slider = page.get_by_role("slider", name="Learning rate")
    delays, latest = [], 0
    for i in range(CHANGES):
        page.wait_for_timeout(2000)
        slider.press("ArrowLeft" if i % 2 else "ArrowRight")
        while (epoch := _latest_change(page.url)) <= latest:
            page.wait_for_timeout(50)
        page.wait_for_function("epoch => shown.at(-1)[0] >= epoch", arg=epoch)
        delays.append(page.evaluate(SINCE, epoch))
        latest = epoch
    page.context.close()
    return delays


def _latest_change(url: str) -> int:
    """The epoch from which the latest change in the address is in force."""
    text = parse_qs(urlsplit(url).query).get("changes", [""])[0]
    return max(map(int, re.findall(r"(\d+):learning_rate=", text)), default=-1)


def loss_of_the_server(browser: Browser, server: Server) -> tuple[float, bool]:
    """Seconds from the new start to a connected page, and whether that goes on from where it was.

    It does if its next epoch has the losses that it has in a page that is opened there.
    """
    page = opened(browser, f"{server.url}/train")
    view = page.get_by_test_id("live-view")
    view.get_by_role("button", name="Play").click()
    page.wait_for_timeout(2000)
    view.get_by_role("button", name="Pause").click()
    page.wait_for_timeout(1000)
    epoch = int(view.get_attribute("data-epoch") or 0)
    server.kill()
    page.wait_for_selector(LOST)
    begin = time.perf_counter()
    server.start()
    page.wait_for_selector(IDLE, timeout=60_000)
    took = time.perf_counter() - begin
    view.get_by_role("button", name="Step").click()
    page.wait_for_function(STANDS_AT, arg=str(epoch + 1))
    expected = opened(browser, f"{server.url}/train?at={epoch + 1}")
    expected.wait_for_function(STANDS_AT, arg=str(epoch + 1))
    numbers, right = (one.get_by_test_id("live-view").locator("dd") for one in (page, expected))
    return took, numbers.all_inner_texts() == right.all_inner_texts()


def main() -> None:
    """Print both."""
    with run_server() as server, sync_playwright() as playwright:
        browser, refusals = launch(playwright.chromium)
        if browser is None:
            raise SystemExit("no browser that starts: " + "; ".join(refusals))
        delays = delays_of_the_rate(browser, server)
        print(
            f"a learning rate changed in mid-play is in the picture after "
            f"{statistics.median(delays):.0f} ms (median of {CHANGES}; {max(delays):.0f} at most)"
        )
        took, same = loss_of_the_server(browser, server)
        print(
            f"a server killed and started again: the page is connected after {took:.1f} s "
            f"and goes on from {'where it was' if same else 'ELSEWHERE'}"
        )
        browser.close()


if __name__ == "__main__":
    main()
