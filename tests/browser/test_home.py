"""The home page in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from metl_ui.contents import LESSONS
from tests.browser.fitting import expect_no_harm


def wait_for_figure(page: Page) -> None:
    figure = page.locator("figure", has=page.get_by_role("img", name="three probabilities"))
    expect(figure.locator(".main-svg").first).to_be_visible()


def test_the_bars_follow_a_slider(page, open_lesson):
    open_lesson(page, "?z1=0&z2=0&z3=0")
    wait_for_figure(page)
    bars = page.locator(".st-key-probabilities .bartext")
    expect(bars).to_have_text(["0.333", "0.333", "0.333"])
    page.get_by_role("slider").first.press("ArrowRight")
    expect(bars).to_have_text(["0.356", "0.322", "0.322"])
    expect(page).to_have_url(re.compile(r"z1=0\.1"))


def test_the_path_leads_to_each_lesson(page, open_lesson):
    open_lesson(page)
    for number, lesson in enumerate(LESSONS, start=1):
        path = page.get_by_test_id("stMain")
        path.get_by_role("link", name=f"{number}. {lesson.title}").click()
        expect(page).to_have_url(re.compile(rf"/{lesson.path}(\?|$)"))
        expect(page.locator("h1")).to_have_text(lesson.title)
        page.get_by_role("link", name="METL", exact=True).click()
        expect(page.locator("h1")).to_have_text("METL")


@pytest.mark.parametrize(("width", "scheme"), [(1400, "dark"), (390, "light")])
def test_it_fits_and_axe_finds_nothing(width, scheme, new_page: Callable[..., Page], open_lesson):
    page = new_page(width=width, scheme=scheme)
    open_lesson(page)
    wait_for_figure(page)
    expect_no_harm(page)
