"""The home page in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from metl_ui.lessons.home.film import EPOCHS
from tests.browser.fitting import AA, expect_axe_to_find_nothing, expect_to_fit

# All that jumps without the reader's doing, as browsers sum it up (Layout Instability API).
SUM_OF_JUMPS = """
window.jumps = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.jumps += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


def film_of(page: Page) -> Locator:
    return page.get_by_test_id("short-film")


def until(page: Page, condition: str) -> None:
    """Wait for a condition on `film`, the film's own data."""
    page.wait_for_function(
        "condition => { const film = document.querySelector('[data-testid=short-film]')?.dataset;"
        "return film && eval(condition); }",
        arg=condition,
    )


def at_the_end(film: Locator) -> None:
    expect(film).to_have_attribute("data-epoch", str(EPOCHS))
    numbers = film.locator("dd").all_inner_texts()
    assert (numbers[0], numbers[2]) == (str(EPOCHS), "100.0 %")


@pytest.mark.parametrize(("width", "scheme"), [(1400, "dark"), (390, "light")])
def test_it_moves_at_once_without_a_jump_and_harms_nobody(
    width, scheme, new_page: Callable[..., Page], open_lesson
):
    page = new_page(width=width, scheme=scheme)
    page.emulate_media(reduced_motion="no-preference")
    page.add_init_script(SUM_OF_JUMPS)
    open_lesson(page)
    until(page, "film.state === 'playing' && film.epoch > 60")
    film = film_of(page)
    expect(film.get_by_role("img")).to_be_in_viewport(ratio=0.9)  # above the fold
    assert page.evaluate("window.jumps") < 0.02
    film.get_by_role("button", name="Pause").focus()
    page.keyboard.press("Space")
    expect(film).to_have_attribute("data-state", "paused")
    frame, epoch = film.get_attribute("data-frame"), film.get_attribute("data-epoch")
    expect(film.locator("dd").first).to_have_text(epoch)
    name = rf"learns to tell three spirals apart\. At epoch {epoch} its loss is 0\.\d{{4}} nats"
    expect(film.get_by_role("img", name=re.compile(name))).to_be_visible()
    expect_to_fit(page)
    expect_axe_to_find_nothing(page, AA)  # which takes its time: the film could move on
    assert film.get_attribute("data-frame") == frame
    page.keyboard.press("Enter")  # the focus has stayed
    until(page, f"film.state === 'playing' && film.frame > {int(frame) + 5}")
    until(page, f"film.epoch == {EPOCHS}")
    expect(film.locator("dd").first).to_have_text(str(EPOCHS))


def test_who_wants_no_motion_sees_what_was_learnt_and_is_led_on(page, open_lesson):
    open_lesson(page)
    film = film_of(page)
    at_the_end(film)
    expect(film).to_have_attribute("data-state", "paused")
    page.get_by_role("link", name="Train this very network yourself").click()
    expect(page.locator("h1")).to_have_text("Train a network")
    expect(page).to_have_url(
        re.compile(r"/train\?(?=.*dataset=spirals)(?=.*arms=3)(?=.*hidden=32)")
    )
    page.get_by_role("link", name="METL", exact=True).click()
    film.get_by_role("button", name="Play").wait_for()
    at_the_end(film)  # it has stood still since it was opened
    assert film.get_attribute("data-frame") == "1"
    film.get_by_role("button", name="Play").press("Enter")
    until(page, f"film.state === 'playing' && film.epoch > 5 && film.epoch < {EPOCHS}")


def test_a_reader_goes_on_where_they_left(page, open_lesson, server):
    open_lesson(page)
    film_of(page).wait_for()
    way_back = page.get_by_role("link", name=re.compile("^Go on where you left"))
    expect(way_back).to_have_count(0)  # a first visit
    open_lesson(page, "sigmoid?x=1.5")
    slider = page.get_by_test_id("live-slider").get_by_role("slider").first
    slider.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"x=1\.6"))
    page.wait_for_function("localStorage['metl last lesson']?.includes('x=1.6')")

    page.get_by_role("link", name="METL", exact=True).click()  # in the same session
    expect(way_back).to_have_text("Go on where you left: Sigmoid")
    way_back.click()
    expect(page.locator("h1")).to_have_text("Sigmoid")
    expect(page).to_have_url(re.compile(r"/sigmoid\?(.*&)?x=1\.6"))
    expect(slider).to_have_value("1.6")

    open_lesson(page)  # on another day
    expect(way_back).to_have_attribute("href", re.compile(rf"^{server.url}/sigmoid\?.*x=1\.6"))
    way_back.press("Enter")
    expect(page.locator("h1")).to_have_text("Sigmoid")
    expect(slider).to_have_value("1.6")
    page.evaluate("localStorage['metl last lesson'] = '//example.org/softmax'")  # not ours
    open_lesson(page)
    film_of(page).wait_for()
    expect(way_back).to_have_count(0)
