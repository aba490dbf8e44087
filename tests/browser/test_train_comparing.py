"""Every learning rate at once, and many seeds, as a person asks for them."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.studio import SLOW, Studio
from tools.server import Server

OVER = re.compile(r"\d+ runs of [\d,]+ epochs|seconds of computing")
MARK = """([figure, rate]) => {
    const plot = figure.querySelector('.js-plotly-plot');
    const trace = plot.data.findIndex((one) => one.customdata?.includes(rate));
    const place = plot.data[trace].customdata.indexOf(rate);
    const box = plot.querySelectorAll('.scatterlayer .trace')[trace]
        .querySelectorAll('.point')[place].getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
}"""


@pytest.fixture
def open_studio(server: Server, new_page: Callable[..., Page]) -> Callable[..., Studio]:
    def go(link: str = "", **dress: object) -> Studio:
        return Studio(new_page(**dress)).open(f"{server.url}/train?{link}")

    return go


def figure(page: Page, name: str) -> Locator:
    return page.locator("figure", has=page.get_by_role("img", name=re.compile(name)))


def train(page: Page, what: str) -> None:
    page.get_by_role("button", name=f"Train {what}").click()
    expect(page.get_by_text(OVER).last).to_be_visible(timeout=SLOW)


def watch_words(page: Page) -> None:
    """From now on `window.said` holds what the first figure of rates has said of itself."""
    page.evaluate(
        """() => {
            window.said = [];
            new MutationObserver(() => {
                const words = document.querySelector('.st-key-rate-curves [role=img]')?.ariaLabel;
                if (words && window.said.at(-1) !== words) window.said.push(words);
            }).observe(document.body, {subtree: true, attributes: true, childList: true});
        }"""
    )


def test_the_curves_grow_as_they_train_and_a_click_takes_a_rate_into_the_studio(open_studio):
    # Batches of one example: no machine trains them within one piece.
    studio = open_studio("samples=300&hidden=8&batch=1&optimizer=sgd")
    page = studio.page
    studio.play(to_epoch=20)
    studio.pause()
    watch_words(page)
    assert figure(page, "learning rates").count() == 0  # nothing runs by itself
    train(page, "32 learning rates")
    epochs = [
        int(re.search(r"over ([\d,]+) epoch", said)[1].replace(",", ""))
        for said in page.evaluate("window.said")
    ]
    assert len(epochs) > 3
    assert epochs == sorted(epochs)
    marks = figure(page, "^Mean training loss")
    marks.scroll_into_view_if_needed()
    expect(marks.locator(".main-svg").first).to_be_visible(timeout=SLOW)
    page.mouse.click(*page.evaluate(MARK, [marks.element_handle(), 0.015]))
    studio.wait_for_address(r"rate=0\.015")
    studio.until("view.dataset.epoch === '0'")
    expect(page.get_by_role("slider", name="Learning rate")).to_have_attribute(
        "aria-valuetext", "0.015"
    )
    expect(figure(page, "learning rates")).to_be_visible()  # it is the same experiment
    studio.play(to_epoch=3)
    studio.pause()


def test_by_keyboard_too(open_studio):
    studio = open_studio("samples=50&hidden=2")
    page = studio.page
    button = page.get_by_role("button", name="Train 32 learning rates")
    button.focus()
    button.press("Enter")
    expect(page.get_by_text("32 runs of 500 epochs")).to_be_visible(timeout=SLOW)
    rates = page.get_by_role("combobox", name="Rate for the studio")
    rates.focus()
    rates.press("ArrowDown")
    rates.press("Home")
    rates.press("Enter")
    take = page.get_by_role("button", name="Take it into the studio")
    take.focus()
    take.press("Enter")
    studio.wait_for_address(r"rate=")
