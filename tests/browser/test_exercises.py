"""The exercises in a real browser."""

import re

from playwright.sync_api import Page, expect


def check(page: Page) -> None:
    page.get_by_role("button", name="Check", exact=True).click()


def test_a_reader_answers_by_keyboard_and_goes_on_and_the_link_tells(page, open_lesson):
    open_lesson(page, "exercises?question=2")
    box = page.get_by_role("textbox", name="Your formula")
    box.fill("exp(x_i) / sum(exp(x_i))")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The index of the sum must be in its term")
    expect(box).to_have_value("exp(x_i) / sum(exp(x_i))")
    page.get_by_role("button", name="Hint 1 of 2").click()
    expect(page.get_by_text("which function makes a positive number")).to_be_visible()
    box.fill("exp(x_i) / sum(exp(x_j))")
    box.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Right.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]done=-h(&|$)"))

    page.get_by_role("button", name="Next question").click()
    expect(page.get_by_role("heading", name="3. The factor that cancels")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]question=3(&|$)"))
    expect(page.get_by_role("textbox", name="Your formula")).to_have_value("")

    page.reload()  # the link alone
    expect(page.get_by_role("heading", name="3. The factor that cancels")).to_be_visible()
    expect(page.get_by_text("1 of 22 questions done: 1 with hints.")).to_be_visible()

    seed = page.get_by_role("spinbutton", name="Seed of the numbers")
    seed.fill("8")
    seed.press("Enter")
    expect(page.get_by_text("0 of 22 questions done.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]seed=8(&|$)"))
    expect(page).not_to_have_url(re.compile("done="))


def test_a_sheet_goes_on_paper_without_anything_to_press(new_page, open_lesson):
    page = new_page(scheme="dark")
    open_lesson(page, "exercises?sheet=questions&seed=12")
    expect(page.get_by_role("heading", name="Seed 12: questions")).to_be_visible()
    page.emulate_media(media="print")
    for selector in ("stSidebar", "stHeader", "stButton", "stNumberInput"):
        expect(page.get_by_test_id(selector).first).to_be_hidden()
    last = page.get_by_text("22. Right gradient, rising loss.")
    expect(last).to_have_css("color", "rgb(0, 0, 0)")
    # Nothing scrolls in itself: all of the sheet is in the document, which goes on many pages.
    bottom = last.bounding_box()["y"]
    assert bottom > 2000
    assert page.evaluate("document.documentElement.scrollHeight") > bottom
