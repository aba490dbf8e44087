"""The cross-entropy lesson in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live_sliders import grab, slider

FIGURES = 8


def wait_for_figures(page: Page) -> None:
    figures = page.locator("figure .main-svg:first-child")
    expect(page.locator("figure")).to_have_count(FIGURES, timeout=30_000)
    for number in range(FIGURES):
        expect(figures.nth(number)).to_be_visible(timeout=30_000)


def open_every_derivation(page: Page) -> None:
    for label in ("The same by the chain rule", "Why is the gradient still"):
        page.get_by_text(label).click()
    expect(page.locator(".st-key-derivation-soft .katex-display").last).to_be_visible()


def heights(page: Page, key: str, trace: int = 0) -> list[float]:
    return page.evaluate(
        """([key, trace]) => Array.from(
            document.querySelector(`.st-key-${key} .js-plotly-plot`).data[trace].y)""",
        [key, trace],
    )


def test_the_bars_follow_a_logit_while_it_is_dragged_and_the_derivation_when_it_rests(
    page, open_lesson
):
    open_lesson(page, "cross-entropy")
    wait_for_figures(page)
    open_every_derivation(page)
    expect(page.locator(".st-key-derivation-chain-rule")).to_contain_text("0.0819")
    before = page.locator(".st-key-derivation-chain-rule").inner_text()
    move = grab(page, slider(page, "Logit z₁"), 0.5)
    move(0.95)
    page.wait_for_function(
        """() => document.querySelector('.st-key-pull-gradient .js-plotly-plot')
            .data[0].y[0] > -0.01"""
    )
    assert sum(heights(page, "pull-gradient")) == pytest.approx(0, abs=1e-12)
    assert page.locator(".st-key-derivation-chain-rule").inner_text() == before
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"[?&]logit1="))
    expect(page.locator(".st-key-derivation-chain-rule")).not_to_have_text(before)
    expect(page.get_by_text("right and sure of it")).to_be_visible()


def test_by_keyboard_a_gap_is_widened_until_log_softmax_breaks(page, open_lesson):
    open_lesson(page, "cross-entropy?dtype=float32&gap=100")
    wait_for_figures(page)
    expect(page.get_by_text("is infinite, and")).to_be_visible()
    knob = slider(page, "Gap: how far the wrong logit is above the right")
    knob.press("ArrowRight")
    knob.press("ArrowRight")
    expect(page.get_by_role("img", name="At a gap of 104 they are inf and 104.0")).to_be_attached()
    expect(page.get_by_text("infinity times 0")).to_be_visible()
    page.get_by_role("radio", name="float64").click()
    expect(page.get_by_text("At this gap float64 can do it either way")).to_be_visible()
