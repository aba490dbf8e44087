"""A phone: fingers, a small window, and a slider that stays within the thumb's reach."""

import pytest
from playwright.sync_api import Browser, Page, expect

from metl_ui.contents import LESSONS
from tests.browser.fitting import expect_no_sideways_scroll, resize
from tests.browser.live_sliders import slider
from tests.browser.studio import SLOW
from tools.screens import wait_until_drawn
from tools.server import IDLE, Server

# What a finger has to hit, with its size; the eye's part of a hidden input is around it.
TARGETS = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(button, a, input, select, summary, [role=slider])')]
    .filter(one => !one.disabled && one.checkVisibility({visibilityProperty: true})
        && !one.closest('p, .katex, td'))
    .map(one => {
        // Of Streamlit's slider all of the track is pressed, of its switch the words as well.
        let box = one.closest('.stSlider [role=group], .stCheckbox label') ?? one;
        while (box.getBoundingClientRect().width < 8) box = box.parentElement;
        const {width, height} = box.getBoundingClientRect();
        const main = one.closest('.stButton, .stDownloadButton, .stFormSubmitButton, .stPageLink')
            || one.matches('.metl-live-button, .metl-slider input, summary');
        return [one.ariaLabel || one.innerText || one.id, width, height, Boolean(main)];
    })"""


@pytest.fixture
def phone(browser: Browser):
    context = browser.new_context(
        viewport={"width": 390, "height": 664}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def open_on(page: Page, server: Server, path: str) -> None:
    page.goto(f"{server.url}/{path}")
    page.wait_for_selector(IDLE, timeout=SLOW)
    expect(page.locator("h1")).to_be_visible(timeout=SLOW)


def test_all_that_is_pressed_is_large_enough_and_nothing_scrolls_sideways(phone, server):
    for lesson in LESSONS:
        open_on(phone, server, lesson.path)
        for name, width, height, main in phone.evaluate(TARGETS):
            least = 44 if main else 24
            assert height >= least - 0.5 and width >= 24 - 0.5, (lesson.path, name, width, height)
        resize(phone, (360, 664))
        expect_no_sideways_scroll(phone)
        resize(phone, (390, 664))


class Finger:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self._touch("touchStart", start)
        for step in range(1, 9):
            at = [one + (other - one) * step / 8 for one, other in zip(start, end, strict=True)]
            self._touch("touchMove", (at[0], at[1]))
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        self._touch("touchEnd")

    def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        places = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


def test_the_slider_goes_along_with_the_figures_that_it_moves(phone, server):
    open_on(phone, server, "cross-entropy")
    main, finger = phone.get_by_test_id("stMain"), Finger(phone)
    loss = phone.get_by_role("img", name="The loss −log p falls")
    expect(loss).to_be_attached(timeout=SLOW)
    wait_until_drawn(phone)
    knob = slider(phone, "Logit z₁")
    docked = phone.locator(".metl-slider-docked")
    with phone.expect_response("**/live/pull*"):  # what follows it is known from then on
        knob.scroll_into_view_if_needed()
        box = knob.bounding_box()
        phone.touchscreen.tap(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
    expect(knob).not_to_have_attribute("aria-valuetext", "1")
    expect(docked).to_have_count(0)  # it is in sight where it stands

    # Three figures follow it; the last is more than a window further down.
    height = main.evaluate("main => main.scrollHeight")
    loss.evaluate("figure => figure.scrollIntoView({block: 'center'})")
    expect(docked).to_have_count(1)
    assert main.evaluate("main => main.scrollHeight") == height  # nothing jumps
    box = knob.bounding_box()
    assert 664 - 100 < box["y"] < 664 - box["height"]  # at the lower edge
    words = loss.get_attribute("aria-label")
    y = box["y"] + box["height"] / 2
    finger.drag((box["x"] + 0.7 * box["width"], y), (box["x"] + 0.2 * box["width"], y))
    expect(loss).not_to_have_attribute("aria-label", words)
    expect(loss).to_be_in_viewport(ratio=0.9)

    # A finger that is dragged over a figure scrolls the page.
    top = main.evaluate("main => main.scrollTop")
    finger.drag((200, 400), (200, 200))
    phone.wait_for_function(
        "top => document.querySelector('[data-testid=stMain]').scrollTop > top + 50", arg=top
    )
    # Where nothing follows it, it goes back to its place.
    main.evaluate("main => main.scrollTo(0, main.scrollHeight)")
    expect(docked).to_have_count(0)
