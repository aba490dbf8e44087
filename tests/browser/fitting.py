"""Whether a page fits its window, stays where it is, and axe finds nothing on it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tools.screens import wait_until_drawn

MOST_SHIFT = 0.02  # cumulative layout shift: a share of the window, times how far it jumped
WATCH_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries()
    .filter((shift) => !shift.hadRecentInput)
    .map(({ value, sources }) => ({ value, what: sources.map(({ node }) => node?.textContent) }))
)).observe({ type: "layout-shift", buffered: true });"""


def watch_shifts(page: Page) -> None:
    """To be called before the page is opened."""
    page.add_init_script(WATCH_SHIFTS)


def expect_to_stay(page: Page) -> None:
    """From the first moment until all is drawn, nothing that was seen has jumped."""
    wait_until_drawn(page)
    shifts = page.evaluate("shifts")
    assert sum(shift["value"] for shift in shifts) < MOST_SHIFT, shifts


def expect_to_fit(page: Page, *parts: str) -> None:
    """Nothing scrolls sideways; no formula and none of `parts` (selectors) is cut off."""
    main = page.get_by_test_id("stMain")
    assert main.evaluate("box => box.scrollWidth - box.clientWidth") == 0
    for part in (".katex-display", *parts):
        clipped = page.locator(part).evaluate_all(
            "ones => ones.filter(one => one.scrollWidth > one.clientWidth)"
            ".map(one => one.innerText)"
        )
        assert clipped == [], part


def expect_no_harm(page: Page, *parts: str) -> None:
    """It fits, and axe finds nothing."""
    expect_to_fit(page, *parts)
    found = Axe().run(page).response["violations"]
    assert [(problem["id"], len(problem["nodes"])) for problem in found] == []
