"""Do the readers of load.py mean what they say? `python -m benchmarks.load_in_browsers`

Three pages in a headless Chromium and three of load.py's readers play on one server at the same
time. Beside each other: asks a second, and for each ask the frames and bytes that came.
"""

import argparse
import asyncio
import os
import statistics

from playwright.async_api import Page, async_playwright

from benchmarks.load import Class, pinned_servers
from tools.ensure_browser import ARGUMENTS, candidates
from tools.server import IDLE

PAGES = 3
WARM_UP = 6.0  # seconds: the bursts have their full length


async def watch(page: Page, url: str) -> dict[str, float]:
    """Let a page play, and count what goes by the short way."""
    counts = {"asks": 0.0, "bytes": 0.0, "frames": 0.0}
    requests: set[str] = set()
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Network.enable")

    def asked(event: dict) -> None:
        if "/studio/" in event["request"]["url"]:
            requests.add(event["requestId"])
            counts["asks"] += 1

    def came(event: dict) -> None:
        if event["requestId"] in requests:
            counts["bytes"] += event["encodedDataLength"]

    cdp.on("Network.requestWillBeSent", asked)
    cdp.on("Network.loadingFinished", came)
    await page.goto(f"{url}/train")
    await page.wait_for_selector(IDLE)
    await page.get_by_test_id("live-view").get_by_role("button", name="Play").click()
    return counts


async def measure(url: str, seconds: float) -> None:
    """Print a line for the browser's pages and one for the readers without."""
    room = Class([url])
    readers = [asyncio.create_task(room.one("", 0.3 * i)) for i in range(PAGES)]
    async with async_playwright() as playwright:
        path = candidates(os.environ)[0]
        browser = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        pages = []
        for _ in range(PAGES):  # a window each: a page behind another does not draw
            context = await browser.new_context(viewport={"width": 1400, "height": 900})
            pages.append(await context.new_page())
        counts = [await watch(page, url) for page in pages]
        await asyncio.sleep(WARM_UP)
        views = [page.get_by_test_id("live-view") for page in pages]

        async def frames() -> list[int]:
            return [int(await view.get_attribute("data-frame") or 0) for view in views]

        before, drawn = [dict(one) for one in counts], await frames()
        room.measuring = True
        await asyncio.sleep(seconds)
        room.measuring = False
        for one, was, now, then in zip(counts, before, await frames(), drawn, strict=True):
            for name in ("asks", "bytes"):
                one[name] -= was[name]
            one["frames"] = now - then
        await browser.close()
    room.over.set()
    await asyncio.wait(readers, timeout=30)
    by_reader = [(len(one.latencies), one.frames, one.bytes) for one in room.seen]
    by_page = [(one["asks"], one["frames"], one["bytes"]) for one in counts]
    print(f"{'':10} {'asks/s':>8} {'frames/s':>9} {'frames/ask':>11} {'bytes/frame':>12}")
    for name, rows in (("Chromium", by_page), ("load.py", by_reader)):
        asks, frames_, size = (statistics.fmean(column) for column in zip(*rows, strict=True))
        print(
            f"{name:10} {asks / seconds:8.2f} {frames_ / seconds:9.1f} "
            f"{frames_ / max(asks, 1):11.1f} {size / max(frames_, 1):12.0f}"
        )


def main() -> None:
    """For so many seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15)
    with pinned_servers(1) as (server,):
        asyncio.run(measure(server.url, parser.parse_args().seconds))


if __name__ == "__main__":
    main()
