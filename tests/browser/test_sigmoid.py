"""The sigmoid lesson in a real browser."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

CURVE, TAILS = "σ rises from 0 to 1", "falls to 0 at x ="


def wait_for_figures(page: Page) -> None:
    for name in (CURVE, TAILS):
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


def x_range(page: Page) -> list[float]:
    return page.evaluate(
        "() => document.querySelector('.st-key-tangent .js-plotly-plot').layout.xaxis.range"
    )


def test_a_zoom_is_kept_while_the_point_moves(page, open_lesson):
    open_lesson(page, "sigmoid?x=1")
    wait_for_figures(page)
    area = page.locator(".st-key-tangent .nsewdrag").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    whole = x_range(page)
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, height)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, height, steps=5)
    page.mouse.up()
    page.wait_for_function(
        """whole => document.querySelector('.st-key-tangent .js-plotly-plot')
            .layout.xaxis.range[0] > whole[0] + 1""",
        arg=whole,
    )
    zoomed = x_range(page)

    page.get_by_role("slider", name="Input x", exact=True).press("ArrowRight")
    expect(page.get_by_role("img", name="At x = 1.1,")).to_be_attached()
    page.wait_for_function(
        """() => document.querySelector('.st-key-tangent .js-plotly-plot')
            .data.some(trace => trace.x.length === 1 && Math.abs(trace.x[0] - 1.1) < 1e-9)"""
    )
    assert x_range(page) == zoomed


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_the_longest_numbers_fit_and_axe_finds_nothing(
    width, scheme, new_page: Callable[..., Page], open_lesson
):
    page = new_page(width=width, scheme=scheme)
    open_lesson(page, "sigmoid?x=-9.5&far=700")
    wait_for_figures(page)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("box => box.scrollWidth - box.clientWidth") == 0
    clipped = page.locator(".katex-display").evaluate_all(
        "formulas => formulas.filter(one => one.scrollWidth > one.clientWidth).length"
    )
    assert clipped == 0
    found = Axe().run(page).response["violations"]
    assert [(problem["id"], len(problem["nodes"])) for problem in found] == []
