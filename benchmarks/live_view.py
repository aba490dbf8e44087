"""How smoothly /train plays, and what it costs the server: `python -m benchmarks.live_view`.

A real server and a headless Chromium without a GPU, 1400 × 900, default settings. For each case
it prints what the page did in so many seconds of play: frames drawn and epochs shown a second, the
longest gaps between two frames, and of the server the share of a core and the bytes sent. Beside
them stand the frames that this browser can draw at all, of a page that changes a single number.
"""

import argparse
import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from tools.ensure_browser import launch
from tools.server import IDLE, Server, run_server

WARM_UP = 3.0  # seconds of play before anything is counted
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")

# Counts drawn frames by the view's own counter, once for every animation frame of the page.
COUNT = """async (seconds) => {
  const view = document.querySelector('[data-testid="live-view"]');
  const start = performance.now(), frames = +view.dataset.frame, epochs = +view.dataset.epoch;
  let last = frames, lastAt = start, chances = 0;
  const gaps = [];
  await new Promise((done) => requestAnimationFrame(function look(now) {
    chances += 1;
    if (+view.dataset.frame !== last) {
      gaps.push(now - lastAt);
      [last, lastAt] = [+view.dataset.frame, now];
    }
    if (now - start < 1000 * seconds) requestAnimationFrame(look); else done();
  }));
  const took = (performance.now() - start) / 1000;
  return {
    frames: (last - frames) / took,
    epochs: (+view.dataset.epoch - epochs) / took,
    chances: chances / took,
    gaps: gaps.sort((a, b) => b - a).slice(0, 3).map(Math.round),
  };
}"""
BARE = """async (seconds) => {
  const text = document.body.appendChild(document.createElement("p"));
  const start = performance.now();
  let count = 0;
  await new Promise((done) => requestAnimationFrame(function draw(now) {
    text.textContent = ++count;
    if (now - start < 1000 * seconds) requestAnimationFrame(draw); else done();
  }));
  return count / ((performance.now() - start) / 1000);
}"""


HIDE = "Object.defineProperty(document, 'hidden', {value: true, configurable: true})"


@dataclass
class Measured:
    """One case: rates a second, gaps in milliseconds, the server's share of a core in percent."""

    case: str
    frames: float
    chances: float  # animation frames that the browser gave the page
    epochs: float
    gaps: list[int]  # the longest three
    core: float
    kilobytes: float
    messages: float


class Watch:
    """Counts what the server spends and sends."""

    def __init__(self, cdp: CDPSession, pid: int) -> None:
        self.pid = pid
        cdp.send("Network.enable")
        cdp.on("Network.webSocketFrameReceived", self._count)
        cdp.on("Network.loadingFinished", self._count_request)
        self.start()

    def _count(self, event: dict[str, Any]) -> None:
        self.bytes += len(event["response"]["payloadData"]) * 3 // 4  # base64
        self.messages += 1

    def _count_request(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
        self.messages += 1

    def start(self) -> None:
        self.bytes = self.messages = 0
        self.seconds = cpu_seconds(self.pid)

    def spent(self) -> float:
        return cpu_seconds(self.pid) - self.seconds


def cpu_seconds(pid: int) -> float:
    """Of computing that a process has spent since it began."""
    numbers = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(numbers[11]) + int(numbers[12])) / CLOCK_TICKS


def alone(server: Server, seconds: float) -> Measured:
    """What the server spends while nobody has a page open."""
    time.sleep(WARM_UP)
    before = cpu_seconds(server.pid)
    time.sleep(seconds)
    core = 100 * (cpu_seconds(server.pid) - before) / seconds
    return Measured("a server without a page", 0, 0, 0, [], core, 0, 0)


def measure(page: Page, watch: Watch, case: str, seconds: float) -> Measured:
    """Count while it plays (or stands)."""
    watch.start()
    counted = page.evaluate(COUNT, seconds)
    return Measured(
        case=case,
        frames=counted["frames"],
        chances=counted["chances"],
        epochs=counted["epochs"],
        gaps=counted["gaps"],
        core=100 * watch.spent() / seconds,
        kilobytes=watch.bytes / seconds / 1000,
        messages=watch.messages / seconds,
    )


def rest(page: Page, watch: Watch, case: str, seconds: float) -> Measured:
    """What the server spends while the view asks for nothing."""
    page.wait_for_timeout(WARM_UP * 1000)
    watch.start()
    before = int(page.get_by_test_id("live-view").get_attribute("data-frame") or 0)
    page.wait_for_timeout(seconds * 1000)
    after = int(page.get_by_test_id("live-view").get_attribute("data-frame") or 0)
    core = 100 * watch.spent() / seconds
    rates = (watch.bytes / seconds / 1000, watch.messages / seconds)
    return Measured(case, (after - before) / seconds, 0, 0, [], core, *rates)


def run(seconds: float, case: str | None = None) -> list[Measured]:
    """Every case, one after the other, each in a page of its own."""
    results = []
    with run_server() as server, sync_playwright() as playwright:
        browser, refusals = launch(playwright.chromium)
        if browser is None:
            raise SystemExit("no browser that starts: " + "; ".join(refusals))
        if case is None:
            results.append(alone(server, seconds))
        for name, speed, throttle in (
            ("600 epochs a second", "600", 1),
            ("600, browser 4 times slower", "600", 4),
            ("6,000 epochs a second", "6000", 1),
            ("as many as it can", "fastest", 1),
        ):
            if case and case not in name:
                continue
            context = browser.new_context(viewport={"width": 1400, "height": 900})
            page = context.new_page()
            cdp = context.new_cdp_session(page)
            watch = Watch(cdp, server.pid)
            page.goto(f"{server.url}/train")
            page.wait_for_selector(IDLE)
            view = page.get_by_test_id("live-view")
            view.wait_for()
            cdp.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
            view.get_by_label("Epochs a second").select_option(speed)
            view.get_by_role("button", name="Play").click()
            page.wait_for_timeout(WARM_UP * 1000)
            results.append(measure(page, watch, name, seconds))
            if throttle == 1 and speed == "600":
                hidden = context.new_page()  # in front of the other
                hidden.goto("about:blank")
                page.evaluate(HIDE)  # without a window Chromium does not tell the page so itself
                results.append(rest(page, watch, "hidden behind another tab", seconds))
                bare = hidden.evaluate(BARE, seconds / 2)
                results.append(Measured("a bare page", bare, bare, 0, [], 0, 0, 0))
                hidden.close()
                page.evaluate("delete document.hidden")
                page.bring_to_front()
                view.get_by_role("button", name="Pause").click()
                results.append(rest(page, watch, "paused", seconds))
            context.close()
        browser.close()
    return results


def main() -> None:
    """Print a line for each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="of play in each case")
    parser.add_argument("--case", help="only cases whose name holds this")
    parser.add_argument("--json", type=Path, help="write the results there as well")
    options = parser.parse_args()
    results = run(options.seconds, options.case)
    print(
        f"{'case':28} {'frames/s':>8} {'of':>5} {'epochs/s':>8} {'gaps ms':>15} "
        f"{'core %':>6} {'kB/s':>6} {'msg/s':>5}"
    )
    for it in results:
        gaps = " ".join(map(str, it.gaps)) or "–"
        print(
            f"{it.case:28} {it.frames:8.1f} {it.chances:5.1f} {it.epochs:8.0f} {gaps:>15} "
            f"{it.core:6.2f} {it.kilobytes:6.1f} {it.messages:5.1f}"
        )
    if options.json:
        options.json.write_text(json.dumps([asdict(it) for it in results], indent=1) + "\n")


if __name__ == "__main__":
    main()
