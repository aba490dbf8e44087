"""The sigmoid lesson in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live_sliders import grab

FIGURES = (
    "σ rises from 0 to 1",
    "The secant",
    "is a parabola",
    "steps of gradient",
    "falls to 0 at",
)


def wait_for_figures(page: Page) -> None:
    for name in FIGURES:
        figure = page.locator("figure", has=page.get_by_role("img", name=name))
        expect(figure.locator(".main-svg").first).to_be_visible(timeout=30_000)


def tangent(page: Page) -> list[float]:
    """The two heights of the tangent that is drawn."""
    return page.evaluate(
        """() => document.querySelector('.st-key-tangent .js-plotly-plot')
            .data.find(trace => trace.name === 'tangent').y"""
    )


def test_the_tangent_follows_the_slider(page, open_lesson):
    open_lesson(page, "sigmoid?x=0")
    wait_for_figures(page)
    rise = tangent(page)[1] - tangent(page)[0]
    assert rise == pytest.approx(5 / 4)  # a quarter, over five
    page.get_by_role("slider", name="Input x", exact=True).press("ArrowRight")
    expect(page.get_by_role("img", name="At x = 0.1, σ is 0.5250")).to_be_attached()
    page.wait_for_function(
        """() => document.querySelector('.st-key-tangent .js-plotly-plot')
            .data.find(trace => trace.name === 'tangent').y[0] > -0.11"""
    )
    assert tangent(page)[1] - tangent(page)[0] == pytest.approx(5 * 0.249376, rel=1e-5)
    expect(page).to_have_url(re.compile(r"[?&]x=0\.1(&|$)"))


def test_the_tails_follow_the_dtype(page, open_lesson):
    open_lesson(page, "sigmoid")
    wait_for_figures(page)
    page.get_by_text("float32", exact=True).click()
    expect(
        page.get_by_role("img", name="In float32, σ(x)(1 − σ(x)) falls to 0 at x = 16.64")
    ).to_be_attached()
    legend = page.locator(".st-key-tails .legendtext")
    expect(legend.nth(1)).to_have_text("σ(x) (1 − σ(x)): 0 from x = 16.64")
    expect(page).to_have_url(re.compile("dtype=float32"))


def test_the_secant_follows_both_sliders_and_x_is_in_sight_where_it_counts(page, open_lesson):
    open_lesson(page, "sigmoid?x=1&secant_h=1e-15")
    wait_for_figures(page)
    h = page.get_by_role("slider", name="Step h", exact=True)
    h.press("ArrowLeft")  # as on an axis, small is on the left
    expect(page.get_by_role("img", name="h = 1e-16, has the slope 0.0000")).to_be_attached()
    expect(page.get_by_text("the secant lies flat")).to_be_visible()
    page.wait_for_function(
        """() => {
            const {y} = document.querySelector('.st-key-secant .js-plotly-plot')
                .data.find(trace => trace.name === 'secant');
            return y[0] === y[1];
        }"""
    )
    expect(page).to_have_url(re.compile(r"[?&]secant_h=1e-16(&|$)"))

    page.locator(".st-key-secant").hover()
    x = page.get_by_role("slider", name="Input x", exact=True)
    expect(x).to_be_in_viewport()
    move = grab(page, x, 0.55)
    move(1.0)
    page.mouse.up()
    expect(page.get_by_role("img", name="for x = 10 and h = 1e-16")).to_be_attached()

    learning = page.get_by_role("heading", name="What do the flat ends do to learning?")
    learning.evaluate("heading => heading.scrollIntoView()")
    expect(x).not_to_be_in_viewport()  # nothing here depends on it
    start = page.get_by_role("slider", name="Start x", exact=True)
    move = grab(page, start, 0.8)
    move(1.0)
    page.mouse.up()
    expect(page.get_by_role("img", name="From x = 10 to an output of ½")).to_be_attached()
    expect(page.get_by_text("22,063 steps by the squared error")).to_be_visible()
