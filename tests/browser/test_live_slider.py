"""The live slider in a real page: it sends while it is dragged, and loses nothing."""

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.live_sliders import grab, slider

APP = Path(__file__).resolve().parent / "live_slider_app" / "app.py"


@pytest.fixture(scope="module")
def slider_app(browser: Browser) -> Iterator[str]:
    """The address of a small app that shows nothing but sliders."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.headless=true"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert any("URL:" in line for line in process.stdout), "the server did not start"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@pytest.fixture
def open_sliders(slider_app: str, new_page: Callable[..., Page]) -> Callable[..., Page]:
    def go(link: str = "", **dress: object) -> Page:
        page = new_page(**dress)
        page.goto(f"{slider_app}/{link}")
        expect(slider(page, "Rate")).to_be_visible(timeout=30_000)  # ms; the server is just up
        expect(page.get_by_text("page runs")).to_be_visible()
        return page

    return go


def seen(page: Page) -> int:
    """How often the server has run the fragment of the two sliders."""
    text = page.get_by_text("level").filter(has_text="seen").inner_text()
    return int(text.rpartition(" ")[2])


def test_it_sends_while_it_is_dragged_and_the_last_value_arrives(open_sliders):
    page = open_sliders()
    level = slider(page, "Level")
    move = grab(page, level)
    answers = 0
    for share in (0.6, 0.7, 0.8, 0.9):
        before = seen(page)
        move(share)
        value = float(level.input_value())
        expect(page.get_by_text(re.compile(rf"^level {value:g}, "))).to_be_visible()
        answers += seen(page) > before
    assert answers == 4  # the mouse is still down
    for step in range(60):  # faster than any answer
        move(0.9 - step * 0.01)
    final = float(level.input_value())
    page.mouse.up()
    expect(page.get_by_text(re.compile(rf"^level {final:g}, "))).to_be_visible()
    assert float(level.input_value()) == final
    expect(page).to_have_url(re.compile(rf"[?&]level={final:g}(&|$)"))
    assert seen(page) < 4 + 60  # of the fast ones, not every one was sent


def test_the_knob_stays_under_the_hand_while_the_page_reruns(open_sliders):
    page = open_sliders()
    level = slider(page, "Level")
    move = grab(page, level)
    page.evaluate(
        """() => {
            window.jumps = 0;
            const range = document.querySelector('[data-testid=live-slider] input[type=range]');
            const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
            let last = -Infinity;
            range.addEventListener('input', () => (last = range.valueAsNumber), true);
            Object.defineProperty(range, 'value', {
                get() { return String(range.valueAsNumber); },
                set(value) {
                    if (Number(value) < last - 1e-9) window.jumps += 1;
                    setter.call(range, value);
                },
            });
        }"""
    )
    for step in range(40):
        move(0.5 + step * 0.01)
        if step in (10, 20, 30):
            page.evaluate(
                """() => [...document.querySelectorAll('button')]
                    .find(button => button.innerText === 'Rerun').click()"""
            )
    final = float(level.input_value())
    expect(page.get_by_text(re.compile(rf"^level {final:g}, "))).to_be_visible()
    assert page.evaluate("window.jumps") == 0
    page.mouse.up()
    expect(page.get_by_text("page runs 4")).to_be_visible()
    assert float(level.input_value()) == final


@pytest.mark.parametrize(
    ("key", "value"),
    [("ArrowRight", 0.1), ("ArrowLeft", -0.1), ("Home", -10), ("End", 10), ("PageUp", 2)],
)
def test_the_keyboard_moves_it(key, value, open_sliders):
    page = open_sliders()
    slider(page, "Level").press(key)
    expect(page.get_by_text(re.compile(rf"^level {value:g}, "))).to_be_visible()
    expect(page).to_have_url(re.compile(rf"[?&]level={value:g}(&|$)"))


def test_a_link_sets_it_and_the_default_is_not_in_the_link(open_sliders):
    page = open_sliders("?level=2.5&count=64&size=small&rate=1")
    expect(page.get_by_text(re.compile("^level 2.5, count 64"))).to_be_visible()
    expect(page.get_by_text("small 1", exact=True)).to_be_visible()
    assert slider(page, "Level").input_value() == "2.5"
    assert slider(page, "Size").get_attribute("aria-valuetext") == "small"
    slider(page, "Size").press("ArrowRight")
    expect(page).not_to_have_url(re.compile("size="))
    expect(page).to_have_url(re.compile("level=2.5"))


def test_a_button_that_sets_the_session_moves_it_at_once(open_sliders):
    page = open_sliders()
    slider(page, "Level").press("ArrowRight")
    expect(page.get_by_text(re.compile("^level 0.1, "))).to_be_visible()
    for _ in range(2):
        page.get_by_role("button", name="Preset").click()
        expect(page.get_by_text(re.compile("^level 7.5, "))).to_be_visible()
        expect(slider(page, "Level")).to_have_value("7.5")
        expect(slider(page, "Size")).to_have_attribute("aria-valuetext", "large")
        expect(page).to_have_url(re.compile(r"level=7\.5.*size=large|size=large.*level=7\.5"))
        slider(page, "Level").press("ArrowLeft")
        expect(page.get_by_text(re.compile("^level 7.4, "))).to_be_visible()


def test_the_history_moves_it_and_another_page_keeps_its_own_address(open_sliders):
    page = open_sliders("?level=3")
    slider(page, "Level").press("ArrowRight")
    expect(page).to_have_url(re.compile(r"level=3\.1"))
    page.get_by_role("link", name="elsewhere").click()
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()
    expect(page).not_to_have_url(re.compile("level"))
    page.go_back()
    expect(slider(page, "Level")).to_have_value("3.1")
    expect(page.get_by_text(re.compile(r"^level 3.1, "))).to_be_visible()
    page.evaluate(  # past the hand that keeps the settings in the address
        """() => {
            for (const link of ['?level=-4', '?'])
                History.prototype.pushState.call(history, {}, '', link);
        }"""
    )
    page.go_back()
    expect(slider(page, "Level")).to_have_value("-4")
    expect(page.get_by_text(re.compile(r"^level -4, "))).to_be_visible()


def test_a_number_is_typed_and_what_is_none_is_taken_back(open_sliders):
    page = open_sliders()
    box = page.get_by_role("textbox", name="Level, typed")
    for typed, value in (("1.25", 1.25), ("99", 10), ("two", 10)):
        box.fill(typed)
        box.press("Enter")
        expect(page.get_by_text(re.compile(rf"^level {value:g}, "))).to_be_visible()
        expect(box).to_have_value(f"{value:g}")
    rate = page.get_by_role("textbox", name="Rate, typed")
    rate.fill("1e16")
    rate.press("Enter")
    expect(page.get_by_text("medium 1e+16")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_nothing_is_amiss_for_those_who_cannot_see(width, scheme, open_sliders):
    page = open_sliders(width=width, scheme=scheme)
    found = Axe().run(page, context="[data-testid=live-slider]").response["violations"]
    assert [(problem["id"], len(problem["nodes"])) for problem in found] == []
    page.get_by_role("button", name="Help for Level").focus()
    expect(page.get_by_role("tooltip", name="How high.")).to_be_visible()
    main = page.get_by_test_id("stMain")
    assert main.evaluate("box => box.scrollWidth - box.clientWidth") == 0
