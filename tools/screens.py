"""Photographs every page, in light and dark, on a wide screen and on a phone: `make screens`.

The pictures are for looking at: nothing is compared. They lie in screens/, one folder for each
theme and width. To take some of them again:

    .venv/bin/python -m tools.screens --page train --theme dark --width 390
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from metl_ui.contents import HOME, LESSONS
from tools.ensure_browser import launch
from tools.server import IDLE, ROOT, run_server

FOLDER = ROOT / "screens"
THEMES = ("light", "dark")
WIDTHS = {1400: 900, 390: 844}  # and the height of such a window
PATIENCE = 60_000  # ms
HIGHEST = 16_000  # px; a browser paints no picture that is higher

# No placeholder is left, each figure that has room has been drawn, and so has the live view.
DRAWN = """() => {
    const all = (selector) => [...document.querySelectorAll(selector)];
    const empty = all('.metl-figure').filter((one) =>
        one.clientWidth > 0 && !one.querySelector('.metl-figure-tools, .metl-figure-failure'));
    const waiting = all(
        '[data-testid=stSkeleton], [data-testid=live-view]:is([data-frame="0"], [data-frame="1"])');
    return empty.length + waiting.length === 0 && 'shown' in document.documentElement.dataset;
}"""
SETTLED = """async (selector) => {
    const main = document.querySelector('[data-testid=stMain]');
    const frame = () => new Promise(requestAnimationFrame);
    for (let height = -1, calm = 0; calm < 20; await frame()) {
        calm = main.scrollHeight === height && document.querySelector(selector) ? calm + 1 : 0;
        height = main.scrollHeight;
    }
    return main.scrollHeight;
}"""


@dataclass(frozen=True)
class State:
    """A page as its link sets it, and what a reader then does there."""

    name: str
    link: str
    do: Callable[[Page], object] = lambda page: None


def _play(page: Page) -> None:
    view = page.get_by_test_id("live-view")
    view.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_selector("[data-testid=live-view]:is([data-epoch$='00'],[data-epoch$='50'])")
    view.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_selector("[data-testid=live-view][data-state=paused]")


def _compare(page: Page) -> None:
    for name in ("Train 32 learning rates", "Train 64 seeds"):
        page.get_by_role("button", name=name).click()
        page.get_by_role("button", name=name).wait_for(timeout=PATIENCE)
        page.wait_for_selector(IDLE)


def _answer(page: Page) -> None:
    box = page.get_by_role("textbox", name="Your formula")
    box.fill("exp(x_i) / sum(exp(x_j))")
    box.press("Enter")
    page.get_by_text("Right.", exact=True).wait_for()


def _check(page: Page) -> None:
    page.get_by_role("button", name="Run the check").click()


def _unfold(page: Page) -> None:
    closed = page.locator("[data-testid=stExpander] details:not([open]) > summary")
    while closed.count():
        closed.first.click()


STATES = (
    *(State(lesson.path or "home", lesson.path) for lesson in (HOME, *LESSONS)),
    State("softmax-breaks", "softmax?logits=1,2,3&c=20&dtype=float16"),
    State("softmax-ten-classes", "softmax?logits=1,-2,3,0.5,-1,2,4,-3,1,0&subtract=row+mean"),
    State("softmax-unfolded", "softmax", _unfold),
    State("sigmoid-far-out", "sigmoid?x=-6&h=4"),
    State("cross-entropy-soft", "cross-entropy?logits=4,-1,2,0&right=2"),
    State("network-back", "network?step=6&N=3"),
    State("gradient-check-bug", "gradient-check?bug=missing+σ′", _check),
    State("train-paused", "train", _play),
    State("train-diverged", "train?optimizer=sgd&rate=10&activation=relu&at=200"),
    State("train-digits", "train?dataset=digits&at=20"),
    State("train-compared", "train?at=20", _compare),
    State("exercises-answered", "exercises?question=2", _answer),
    State("exercises-sheet", "exercises?sheet=answers"),
    State("link-not-understood", "softmax?c=nonsense&dtype=float1"),
)


def photograph(
    browser: Browser, url: str, states: list[State], theme: str, width: int
) -> Iterator[Path]:
    """Each of `states` in one theme and width, as the path of its picture."""
    for state in states:
        context = browser.new_context(
            viewport={"width": width, "height": WIDTHS.get(width, 900)},
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(f"{url}/{state.link}")
        wait_until_drawn(page)
        state.do(page)
        whole_page(page)
        path = FOLDER / f"{theme}-{width}" / f"{state.name}.png"
        page.screenshot(path=path)
        context.close()
        yield path


def wait_until_drawn(page: Page) -> int:
    """Until the script has run, every figure is drawn and nothing moves; then the page's height."""
    page.wait_for_selector(IDLE, timeout=PATIENCE)
    page.wait_for_selector("h1:visible")
    page.wait_for_function(DRAWN, timeout=PATIENCE)
    return int(page.evaluate(SETTLED, IDLE))


def whole_page(page: Page) -> None:
    """Make the window as high as the page: Streamlit scrolls a part of it, not the document."""
    width = (page.viewport_size or {"width": 0})["width"]
    for _ in range(2):  # what is in sight now may be drawn higher
        height = min(wait_until_drawn(page), HIGHEST)
        page.set_viewport_size({"width": width, "height": height})
    wait_until_drawn(page)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Photograph the pages.")
    parser.add_argument("--page", action="append", help="only pages and states that begin so")
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--width", action="append", type=int, help="in pixels")
    parser.add_argument("--url", help="of a server that runs already")
    return parser.parse_args()


def main() -> None:
    """Take the pictures that were asked for; all of them if none were."""
    options = _options()
    chosen = [state for state in STATES if state.name.startswith(tuple(options.page or [""]))]
    dresses = product(options.theme or THEMES, options.width or WIDTHS)
    with sync_playwright() as playwright, run_server() as server:
        browser, refusals = launch(playwright.chromium)
        if browser is None:
            raise SystemExit("metl: no browser: " + "; ".join(refusals))
        for theme, width in dresses:
            for path in photograph(browser, options.url or server.url, chosen, theme, width):
                print(path.relative_to(ROOT), flush=True)


if __name__ == "__main__":
    main()
