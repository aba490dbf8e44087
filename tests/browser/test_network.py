"""The network lesson in a real browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.live_sliders import slider

RESULTS = ["z1", "a1", "logits", "ŷ", "loss J", "δ1", "δ2", "σ′\\(z1\\)", "δ3"]
RESULTS += ["∂J/∂W2", "∂J/∂b2", "∂J/∂W1", "∂J/∂b1", "∂J/∂X"]


def grid(page: Page, name: str) -> Locator:
    return page.get_by_role("grid", name=re.compile(rf"^{re.escape(name)}, "))


def cell(page: Page, name: str) -> Locator:
    return page.locator(f'[role="gridcell"][aria-label^="{name}: "]')


def lit(page: Page) -> Locator:
    return page.locator(".metl-lit-code li[aria-current]")


def the_sum(page: Page) -> Locator:
    """Its formulas, as they are written in TeX."""
    return page.locator(".st-key-sum annotation").filter(has_text=re.compile("."))


def test_one_walks_and_asks_by_mouse_and_by_keyboard(page, open_lesson):
    open_lesson(page, "network")
    expect(grid(page, "z1")).to_have_accessible_name("z1, 2 × 3, computed in this step")
    expect(page.get_by_role("grid")).to_have_count(4)
    page.get_by_text("All matrices", exact=True).click()
    expect(page).to_have_url(re.compile(r"[?&]all=true(&|$)"))
    expect(grid(page, "a1")).to_have_accessible_name("a1, 2 × 3, not computed yet")
    expect(grid(page, "a1").get_by_role("gridcell", name="a1")).to_have_count(0)
    expect(lit(page)).to_contain_text("z1 = X @ parameters.W1 + parameters.b1")

    # A number is chosen by the mouse, and what it is made of is marked.
    cell(page, "z1 row 1 column 2").click()
    expect(the_sum(page).first).to_contain_text("z_1[0,1]")
    expect(cell(page, "z1 row 1 column 2")).to_have_attribute("aria-selected", "true")
    used = page.locator("td[data-used]")
    expect(used).to_have_count(5)  # two inputs, two weights, a bias
    for name in ("X row 1 column 2", "W1 row 2 column 2", "b1 row 1 column 2"):
        expect(cell(page, name)).to_have_attribute("data-used", "true")

    # By the keyboard: arrows move, Enter chooses, and the focus stays where it is.
    page.keyboard.press("ArrowRight")
    expect(cell(page, "z1 row 1 column 3")).to_be_focused()
    page.keyboard.press("Enter")
    expect(the_sum(page).first).to_contain_text("z_1[0,2]")
    expect(cell(page, "z1 row 1 column 3")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(cell(page, "z1 row 2 column 3")).to_be_focused()
    page.keyboard.press("ArrowRight")  # a1 is empty: the next that has numbers is W2
    expect(cell(page, "W2 row 2 column 1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-sum")).to_contain_text("A weight: what hidden unit 1 counts for")

    # Forwards by the button, the key and the slider: all that belongs to a step moves at once.
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Step 2 of 14")).to_be_visible()
    expect(cell(page, "a1 row 1 column 1")).to_be_visible()
    expect(lit(page)).to_contain_text("a1 = ACTIVATIONS[activation].function(z1)")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Step 3 of 14")).to_be_visible()
    page.keyboard.press("b")
    expect(page.get_by_role("heading", name="Step 2 of 14")).to_be_visible()
    slider(page, "Step").press("End")
    expect(page.get_by_role("heading", name="Step 14 of 14")).to_be_visible()
    expect(lit(page)).to_contain_text("X=delta3 @ W1.T")
    expect(page).to_have_url(re.compile(r"[?&]step=14(&|$)"))


def test_figures_and_matrices_follow_the_sliders(page, open_lesson):
    open_lesson(page, "network?step=9&show_count=true")
    figure = page.get_by_role("img", name="Three curves over the factor on W1. At 1 ")
    expect(figure).to_be_attached(timeout=30_000)
    slider(page, "W1 is multiplied by").press("End")
    expect(page.get_by_role("img", name="At 100 the mean size of δ1 is")).to_be_attached()
    page.wait_for_function(
        """() => document.querySelector('.st-key-saturation .js-plotly-plot')
            ?.data?.[0].x[0] === 100"""
    )
    slider(page, "Hidden units H, counted").press("Home")
    squares = "4 in W1, 1 in b1, 3 in W2, 3 in b2"
    expect(page.get_by_role("img", name=squares)).to_be_attached()
    expect(page.get_by_role("img", name="(Dx + Dy + 2) H gives 9")).to_be_attached()


def is_within_the_window(page: Page, part: Locator) -> bool:
    """All of it, and not behind the bar with Next."""
    bar = page.locator(".st-key-in-sight").bounding_box()
    box = part.bounding_box()
    top, bottom = box["y"], box["y"] + box["height"]
    return bar["y"] + bar["height"] <= top and bottom <= page.viewport_size["height"]


@pytest.mark.parametrize(("width", "height", "share"), [(1400, 900, 0.0), (390, 844, 0.5)])
def test_next_changes_what_is_in_the_window(width, height, share, new_page, open_lesson):
    page = new_page(width=width, height=height)
    open_lesson(page, "network")
    main = page.get_by_test_id("stMain")
    onward = page.get_by_role("button", name="Next")
    expect(lit(page)).to_be_attached()
    if share:  # on a narrow screen one has to scroll before Next is there
        down = onward.bounding_box()["y"] - share * height
        main.evaluate("(main, down) => main.scrollTo(0, down)", down)
    y, scrolled = onward.bounding_box()["y"], main.evaluate("main => main.scrollTop")
    result = page.locator('.metl-matrix[data-role="result"] table')
    for number in range(1, 15):
        expect(page.get_by_role("heading", name=f"Step {number} of 14")).to_be_visible()
        expect(result).to_have_count(1)
        expect(result).to_have_attribute("aria-label", re.compile(rf"^{RESULTS[number - 1]}, "))
        assert is_within_the_window(page, result), number
        assert onward.bounding_box()["y"] == pytest.approx(y, abs=1)
        if number < 14:
            onward.click()
    assert main.evaluate("main => main.scrollTop") == scrolled

    # Further down the bar stays, small, above what is read; below the walk it goes.
    lit(page).evaluate("line => line.scrollIntoView({block: 'center'})")
    expect(onward).to_be_in_viewport()
    bar = page.locator(".st-key-in-sight")
    assert bar.bounding_box()["height"] < 0.16 * height
    page.get_by_role("heading", name="How many parameters").evaluate(
        "heading => heading.scrollIntoView({block: 'center'})"
    )
    expect(bar).not_to_be_in_viewport()
