"""How fast figures follow a slider, beside Streamlit's own: python -m benchmarks.live_slider

Redraws a second while the mouse drags, and milliseconds from a key press to the frame that shows
its last figure, in headless Chromium. A redraw is a frame in which the picture has changed in all
figures that move, so that a value counts once, however many figures it has. Beside them stands
a fixed piece of JavaScript, since a busy machine slows down all alike; the Chromium of the tests
has no GPU.
"""

import asyncio
import os
import statistics
import tempfile
from contextlib import suppress
from pathlib import Path

from playwright.async_api import Browser, Error, Locator, Page, Playwright, async_playwright

from tools.ensure_browser import ARGUMENTS, candidates
from tools.server import IDLE, ROOT, run_server

SECONDS, PRESSES = 5.0, 21
MOVES = 100  # of the mouse, a second: more than any page can answer

OWN_SLIDER = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
import streamlit as st
from metl_core.tails import sigmoid_point
from metl_ui.charts.sigmoid import tangent_figure
from metl_ui.lessons.sigmoid.settings import CURVES
@st.fragment
def near():
    x = st.slider("Input x", -10.0, 10.0, 1.0, 0.1)
    st.plotly_chart(tangent_figure(CURVES, sigmoid_point(x)).to_dict(), key="tangent")
st.title("st.slider")
near()
"""

# What moves in a picture: words, marks and short paths, not the long curves. Looked at after every
# frame; of Streamlit's chart, which is taken away and made anew, only when it is there again.
WATCH = """keys => {
    const shown = new Map(), watch = window.watch = {counts: new Map(), times: new Map()};
    const attributes = ['d', 'transform'];
    const parts = key => document.querySelectorAll(`.st-key-${key} .main-svg :is(path, text)`);
    const picture = key => [...parts(key)]
        .map(one => attributes.map(name => one.getAttribute(name) ?? '').join() + one.textContent)
        .filter(one => one.length < 200).join();
    const frame = () => requestAnimationFrame(() => {
        const changed = keys.filter(key => {
            const now = picture(key);
            if (!now || now === shown.get(key)) return false;
            shown.set(key, now);
            return true;
        });
        setTimeout(() => {  // the frame has been drawn
            for (const key of changed) {
                watch.counts.set(key, (watch.counts.get(key) ?? 0) + 1);
                watch.times.set(key, performance.now());
            }
            frame();
        });
    });
    watch.count = () => Math.min(...keys.map(key => watch.counts.get(key) ?? 0));
    watch.wait = () => Math.min(...keys.map(key => watch.times.get(key) ?? 0)) > watch.pressed
        ? Math.max(...keys.map(key => watch.times.get(key))) - watch.pressed : null;
    addEventListener('keydown', event => (watch.pressed = event.timeStamp), true);
    frame();
}"""
WORK = """() => {
    const begin = performance.now();
    let sum = 0;
    for (let i = 0; i < 3e7; i++) sum += i * i;
    return performance.now() - begin;
}"""


async def measure(page: Page, url: str, name: str, figures: list[str]) -> tuple[float, float]:
    """(redraws a second, median milliseconds from a key press to its redraw)."""
    await page.goto(url)
    knob = page.get_by_role("slider", name=name).first
    await knob.wait_for()
    for figure in figures:
        await page.locator(f".st-key-{figure} .main-svg").first.wait_for()
    await page.wait_for_selector(IDLE)
    await page.wait_for_timeout(1500)
    await page.evaluate(WATCH, figures)
    await page.wait_for_function("watch.count() > 0")
    return await drag(page, knob), await press(page, knob)


async def press(page: Page, knob: Locator) -> float:
    waits = []
    await knob.focus()
    await page.wait_for_timeout(1000)
    for number in range(PRESSES):
        await page.keyboard.press("ArrowLeft" if number % 2 else "ArrowRight")
        await page.wait_for_function("watch.wait() !== null")
        waits.append(await page.evaluate("watch.wait()"))
        await page.wait_for_timeout(400)
    return statistics.median(waits)


async def drag(page: Page, knob: Locator) -> float:
    mouse = await page.context.new_cdp_session(page)
    track = page.get_by_test_id("stSlider").or_(knob.locator("xpath=self::input")).first
    box, height = await track.bounding_box(), (await knob.bounding_box())["y"] + 8

    def send(kind: str, share: float) -> asyncio.Task:
        event = {"type": kind, "x": box["x"] + box["width"] * share, "y": height}
        event |= {"button": "left", "buttons": 1, "clickCount": 1}
        return asyncio.create_task(mouse.send("Input.dispatchMouseEvent", event))

    await send("mousePressed", 0.5)
    loop = asyncio.get_running_loop()
    before, begin, moves = await page.evaluate("watch.count()"), loop.time(), []
    while (now := loop.time() - begin) < SECONDS:
        # To and fro between 20 % and 80 %, another value with each move; nobody waits for them.
        moves.append(send("mouseMoved", 0.2 + abs((now * 2.7) % 1.2 - 0.6)))
        await asyncio.sleep(1 / MOVES)
    redraws = await page.evaluate("watch.count()") - before
    seconds = loop.time() - begin
    await asyncio.gather(*moves)
    await send("mouseReleased", 0.5)
    return redraws / seconds


async def start(playwright: Playwright) -> Browser:
    for path in candidates(os.environ):
        with suppress(Error):
            return await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
    raise SystemExit("no browser that starts: see python -m tools.ensure_browser")


async def main(lessons: str, plain: str) -> None:
    async with async_playwright() as playwright:
        browser = await start(playwright)
        print(f"{'':30}redraws/s dragging   ms from key to redraw   ms of fixed work")
        bars = ["bars-of-z", "bars-of-the-exponentials"]
        for title, url, name, figures in (
            ("/softmax, live slider", f"{lessons}/softmax", "Shift c, added to every logit", bars),
            ("/sigmoid, live slider", f"{lessons}/sigmoid", "Input x", ["tangent"]),
            ("the same tangent, st.slider", plain, "Input x", ["tangent"]),
        ):
            page = await browser.new_page(viewport={"width": 1400, "height": 900}, bypass_csp=True)
            redraws, wait = await measure(page, url, name, figures)
            work = await page.evaluate(WORK)
            print(f"{title:30}{redraws:18.1f}{wait:24.1f}{work:19.1f}", flush=True)
            await page.close()
        await browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, run_server() as lessons:
        own = Path(folder) / "own_slider.py"
        own.write_text(OWN_SLIDER)
        with run_server(app=own) as plain:
            asyncio.run(main(lessons.url, plain.url))
