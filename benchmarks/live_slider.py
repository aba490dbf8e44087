"""How fast a figure follows a slider, beside Streamlit's own: python benchmarks/live_slider.py

Redraws a second while the mouse drags, and milliseconds from a key press to
the redraw, in headless Chromium. Both kinds of slider are measured in the same run, and a fixed
piece of JavaScript beside them, since a busy machine slows down all three alike.
"""

import asyncio
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

from playwright.async_api import Page, async_playwright

ROOT = Path(__file__).resolve().parent.parent
SECONDS, PRESSES = 4, 20
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]

OWN_SLIDER = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
import streamlit as st
from metl_core.tails import sigmoid_point
from metl_ui.charts.sigmoid import tangent_figure
from metl_ui.sigmoid_settings import CURVES
@st.fragment
def near():
    x = st.slider("Input x", -10.0, 10.0, 1.0, 0.1)
    st.plotly_chart(tangent_figure(CURVES, sigmoid_point(x)).to_dict(), key="tangent")
st.title("st.slider")
near()
"""

COUNT = """() => {
    window.redraws = [];
    let last = '';
    const look = () => {  // Streamlit mounts its chart anew: what counts is that the point moved
        const now = [...document.querySelectorAll('.js-plotly-plot')].slice(0, 3)
            .map(plot => JSON.stringify(plot._fullData?.map(trace => [trace.x, trace.y]))).join();
        if (last && now !== last) redraws.push(performance.now());
        last = now;
    };
    const hook = plot => {
        if (!plot.on || plot.hooked) return;
        plot.hooked = true;
        plot.on('plotly_afterplot', look);
        look();
    };
    const all = () => document.querySelectorAll('.js-plotly-plot').forEach(hook);
    new MutationObserver(all).observe(document.body, {childList: true, subtree: true});
    all();
    addEventListener('keydown', () => (window.down = performance.now()), true);
}"""
WORK = """() => {
    const begin = performance.now();
    let sum = 0;
    for (let i = 0; i < 3e7; i++) sum += i * i;
    return performance.now() - begin;
}"""


async def measure(page: Page, url: str, name: str) -> tuple[float, float]:
    await page.goto(url)
    knob = page.get_by_role("slider", name=name).first
    await knob.wait_for()
    await page.wait_for_function("document.querySelector('.js-plotly-plot')?._fullLayout")
    await page.wait_for_selector('[data-test-script-state="notRunning"]')
    await page.wait_for_timeout(1500)
    await page.evaluate(COUNT)

    presses = []
    await knob.focus()
    for press in range(PRESSES):
        before = await page.evaluate("redraws.length")
        await page.keyboard.press("ArrowLeft" if press % 2 else "ArrowRight")
        await page.wait_for_function("before => redraws.length > before", arg=before)
        presses.append(await page.evaluate("redraws.at(-1) - down"))
        await page.wait_for_timeout(400)

    track = knob if "st.slider" not in await page.title() else page.get_by_test_id("stSlider")
    box = await track.bounding_box()
    height = (await knob.bounding_box() or box)["y"] + 8
    await page.mouse.move(box["x"] + box["width"] * 0.5, height)
    await page.mouse.down()
    before = await page.evaluate("redraws.length")
    begin, step = time.monotonic(), 0
    while time.monotonic() - begin < SECONDS:
        step += 1
        share = 0.2 + abs((step * 0.027) % 1.2 - 0.6)  # to and fro, another value with each move
        await page.mouse.move(box["x"] + box["width"] * share, height)
        await asyncio.sleep(1 / 120)
    seconds = time.monotonic() - begin
    redraws = await page.evaluate("redraws.length") - before
    await page.mouse.up()
    return redraws / seconds, statistics.median(presses)


def serve(script: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    command += ["--server.fileWatcherType=none"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    return process, f"http://127.0.0.1:{port}"


async def main(folder: Path) -> None:
    own = folder / "own_slider.py"
    own.write_text(OWN_SLIDER)
    servers = [serve(ROOT / "app.py"), serve(own)]
    (_, lessons), (_, plain) = servers
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=CHROMIUM
            )
            print(f"{'':28}redraws/s dragging   ms from key to redraw   ms of fixed work")
            for title, url, name in (
                ("/softmax, live slider", f"{lessons}/softmax", "Shift c, added to every logit"),
                ("/sigmoid, live slider", f"{lessons}/sigmoid", "Input x"),
                ("the same tangent, st.slider", plain, "Input x"),
            ):
                page = await browser.new_page(viewport={"width": 1400, "height": 900})
                redraws, ms = await measure(page, url, name)
                work = await page.evaluate(WORK)
                print(f"{title:28}{redraws:18.1f}{ms:24.1f}{work:19.1f}")
                await page.close()
            await browser.close()
    finally:
        for process, _ in servers:
            process.terminate()


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(Path(folder)))
