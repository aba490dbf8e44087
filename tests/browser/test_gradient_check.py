"""The lesson on gradient checks in a real browser."""

import re

from playwright.sync_api import Page, expect

from tests.browser.live_sliders import slider


def run_the_check(page: Page) -> None:
    page.get_by_role("button", name="Run the check").click()


def plant(page: Page, bug: str) -> None:
    """Choose it by typing; in the list that opens, not all of the bugs are in sight."""
    box = page.get_by_role("combobox", name="Planted bug")
    box.click()
    box.fill(bug)
    page.get_by_role("option", name=bug).click()


def test_the_v_follows_the_step_by_keyboard(page, open_lesson):
    open_lesson(page, "gradient-check?hstep=0.1")
    figure = page.locator(".st-key-v-curve .js-plotly-plot")
    expect(figure.locator(".main-svg").first).to_be_visible(timeout=30_000)
    knob = slider(page, "Step h")
    for _ in range(5):
        knob.press("ArrowLeft")
    expect(page.get_by_role("img", name="At h = 0.0003 the errors are 6.3e-05")).to_be_attached()
    page.wait_for_function(
        """() => document.querySelector('.st-key-v-curve .js-plotly-plot').data
            .filter(trace => trace.x.length === 1 && Math.abs(trace.x[0] - 3e-4) < 1e-12)
            .length === 3"""
    )
    expect(page.get_by_role("columnheader", name="at h = 0.0003")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]hstep=0\.0003(&|$)"))


def test_a_planted_bug_is_guessed_and_found(page, open_lesson):
    open_lesson(page, "gradient-check")
    plant(page, "= for +=")
    expect(page.get_by_text("gradient_of_W2_overwritten")).to_be_visible()
    page.get_by_role("button", name="W2", exact=True).click()
    run_the_check(page)
    said = "With ordinary logits: W1 passes, b1 passes, W2 fails, b2 passes, X passes"
    expect(page.get_by_role("img", name=said)).to_be_attached(timeout=30_000)
    expect(page.get_by_text("As you said, the check points at W2.")).to_be_visible()
    plant(page, "no bug")
    expect(page.get_by_role("img", name=said)).not_to_be_attached()
