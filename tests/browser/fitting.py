"""Whether a page fits its window, and axe finds nothing on it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


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
