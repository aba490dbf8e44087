"""A lesson before a class: presented by keys and by mouse, and shared as a link and a QR code."""

import io
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from metl_ui.contents import LESSONS
from tests.browser.fitting import AA, expect_axe_to_find_nothing, expect_to_fit
from tests.browser.live_sliders import slider
from tools.screens import wait_until_drawn
from tools.server import IDLE

SLIDE = '[data-metl-item]:not([data-metl-item="control"], [data-metl-item="button"])'


def bar(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Present and share")


def expect_nothing_amiss(page: Page) -> None:
    """In this window as it is."""
    expect_to_fit(page)
    expect_axe_to_find_nothing(page, AA)


def press(page: Page, name: str) -> None:
    bar(page).get_by_role("button", name=name).click()


def expect_slide(page: Page, place: str, title: str) -> None:
    expect(bar(page).get_by_role("heading", level=2)).to_have_text(title)
    expect(bar(page).get_by_text(re.compile(rf"^{place}$"))).to_be_visible()


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def wait_for_drawing(page: Page) -> Locator:
    drawing = page.locator("[data-metl-item=figure] .main-svg").first
    expect(drawing).to_be_visible()
    return drawing


def test_a_lesson_is_presented_by_keys(page, open_lesson):
    open_lesson(page, "sigmoid")
    expect(bar(page).get_by_role("button", name="Present")).to_be_visible()
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    page.keyboard.press("F8")
    expect_slide(page, "1 / 6", LESSONS[1].question)
    expect(page).to_have_url(re.compile(r"view=present"))
    for chrome in ("stHeader", "stSidebar"):
        expect(page.get_by_test_id(chrome)).to_be_hidden()
    # One figure, nearly as wide as the screen and with large type, and its slider below it.
    drawing = wait_for_drawing(page)
    expect(page.locator(".metl-figure:visible")).to_have_count(1)
    box = drawing.bounding_box()
    assert box is not None
    assert box["width"] > 0.9 * 1400
    assert box["height"] > 0.6 * 900
    letters = page.locator("[data-metl-item=figure] .xtick text").first.bounding_box()
    assert letters is not None
    assert letters["height"] > 20  # 13 in the page
    knob = slider(page, "Input x")
    under = knob.bounding_box()
    assert under is not None
    assert box["y"] + box["height"] <= under["y"] < 900 - 20

    # Words that were hidden come when they are asked for, and the figure makes room.
    notice = page.get_by_text("What to notice.")
    expect(notice.first).to_be_hidden()
    page.keyboard.press("a")
    expect(page.locator("[data-metl-item=piece]")).to_contain_text("What to notice.")
    expect(bar(page).get_by_role("status")).to_have_text(re.compile(r"Revealed 1 of \d"))

    # A run of the page changes nothing of that.
    knob.focus()
    knob.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"x=1\.1"))
    page.wait_for_selector(IDLE)
    expect(page.locator("[data-metl-item=piece]")).to_contain_text("1.1")
    expect_slide(page, "1 / 6", LESSONS[1].question)

    # A clicker goes on though the slider has the focus; a derivation comes line by line.
    page.keyboard.press("PageDown")
    expect_slide(page, "2 / 6", "Why does the output tell the slope?")
    lines = page.locator("[data-metl-line] .katex:visible")
    before = lines.count()
    page.keyboard.press("a")
    expect(page.locator("[data-metl-line=shown]")).to_have_count(2)
    assert lines.count() > before > 0
    assert query(page)["figure"] == ["2"]

    # The next lesson, by its key and by going beyond the last figure; and the mode is still there.
    page.keyboard.press("l")
    expect(page).to_have_url(re.compile(r"/cross-entropy\?.*view=present"))
    expect_slide(page, "1 / 10", "Which logits go up, and which down?")
    for _ in range(10):
        page.keyboard.press("PageDown")
    expect(page).to_have_url(re.compile(r"/network\?.*view=present"))
    expect_slide(page, "1 / 3", re.compile("^Step 1 of 14"))
    page.wait_for_selector(IDLE)
    page.keyboard.press("s")
    expect_slide(page, "1 / 3", re.compile("^Step 2 of 14"))
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"/cross-entropy\?.*view=present"))
    page.wait_for_selector(IDLE)

    # Keys that are typed are typed, and Esc leaves with the page as it was.
    box_of_slider = page.get_by_role("textbox", name="Logit z₁, typed", exact=True)
    box_of_slider.fill("2")
    box_of_slider.press("a")
    expect(page.locator("[data-metl-item=piece]")).to_have_count(0)
    box_of_slider.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    expect(page).not_to_have_url(re.compile("view="))
    expect(bar(page).get_by_role("button", name="Present")).to_be_focused()
    assert page.locator("[data-metl-item], [data-metl-path]").count() == 0


def test_what_plays_is_presented_and_the_link_holds_the_moment(page, open_lesson):
    open_lesson(page, "train?view=present&figure=3&samples=50")
    expect_slide(page, "3 / 9", "Decision")
    view = page.get_by_test_id("live-view")
    wait_until_drawn(page)
    page.keyboard.press("Space")
    expect(view).to_have_attribute("data-state", "playing")
    page.keyboard.press("ArrowRight")
    expect_slide(page, "4 / 9", "Loss")
    expect(view).to_have_attribute("data-state", "playing")
    wide = page.locator("[data-metl-item=figure] canvas").first.bounding_box()
    assert wide is not None
    assert wide["width"] > 0.8 * 1400  # its curve has the new size
    page.keyboard.press("k")
    expect(view).to_have_attribute("data-state", "paused")
    epoch = view.get_attribute("data-epoch")
    page.keyboard.press("q")
    dialog = page.get_by_role("dialog", name="Share what is on screen")
    shared = parse_qs(urlsplit(dialog.get_by_label("Link").input_value()).query)
    assert shared["at"] == [epoch]
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect_slide(page, "4 / 9", "Loss")  # it was the dialog that was left
    page.keyboard.press("s")
    expect(view).to_have_attribute("data-epoch", str(int(epoch or 0) + 1))
    page.keyboard.press("0")
    expect(view).to_have_attribute("data-epoch", "0")


@pytest.mark.parametrize(("width", "height", "scheme"), [(390, 844, "dark"), (1024, 768, "light")])
def test_it_is_presented_by_mouse_and_axe_finds_nothing(
    width, height, scheme, new_page: Callable[..., Page], open_lesson
):
    page = new_page(width=width, height=height, scheme=scheme)
    open_lesson(page, "gradient-check")
    press(page, "Present to a class")
    expect_slide(page, "1 / 5", "Which gradient will the check point at?")
    press(page, "Next figure")
    expect_slide(page, "2 / 5", "How small should h be?")
    wait_for_drawing(page)
    expect_nothing_amiss(page)
    press(page, "Keys")
    expect(bar(page).get_by_role("region", name="Keys")).to_be_visible()
    press(page, "Answer")
    expect(page.locator("[data-metl-item=piece]")).to_be_visible()
    expect_nothing_amiss(page)
    press(page, "Next lesson")
    expect(page).to_have_url(re.compile(r"/train\?.*view=present"))
    expect_slide(page, "1 / 9", "The network while it learns")
    expect(page.locator(".metl-live-decision .main-svg").first).to_be_visible()
    expect_nothing_amiss(page)
    press(page, "Leave")
    expect(bar(page).get_by_role("button", name="Present")).to_be_visible()


@pytest.mark.parametrize(("width", "height", "scheme"), [(1400, 900, "dark"), (390, 844, "light")])
def test_the_code_on_screen_is_the_address(
    width, height, scheme, new_page: Callable[..., Page], open_lesson
):
    page = new_page(width=width, height=height, scheme=scheme)
    open_lesson(page, "softmax?logits=1%2C+-2.5%2C+3&c=10&dtype=float32")
    press(page, "Share")
    dialog = page.get_by_role("dialog", name="Share what is on screen")
    code = dialog.get_by_role("img", name="QR code of the link")
    expect(code).to_be_visible()
    assert read(page, code) == page.url
    box = code.bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(box["height"], abs=1)
    assert box["height"] > 0.85 * min(width, height)
    expect(dialog.get_by_text("Only this computer can open this link.")).to_be_visible()
    expect_nothing_amiss(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    dialog.get_by_role("button", name="Copy the link").click()
    expect(dialog.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)

    # Presented it opens as presented, or as a page.
    page.keyboard.press("F8")
    page.keyboard.press("q")
    expect(code).to_be_visible()
    assert read(page, code) == page.url
    assert query(page)["view"] == ["present"]
    dialog.get_by_label("Opens as it is presented here").uncheck()
    expect(dialog.get_by_label("Link")).not_to_have_value(re.compile("view"))
    page.keyboard.press("Escape")

    # What is too long for a code is said, and can be copied.
    page.evaluate("history.replaceState(null, '', location.href + '&rows=' + '1'.repeat(600))")
    page.keyboard.press("q")
    expect(dialog.get_by_text("This link is too long for a code")).to_be_visible()
    expect(dialog.get_by_label("Link")).to_have_value(page.url)


def test_a_table_of_ones_own_is_not_in_the_link_and_that_is_said(page, open_lesson):
    open_lesson(page, "train?dataset=own+table")
    press(page, "Share")
    dialog = page.get_by_role("dialog", name="Share what is on screen")
    expect(dialog.get_by_text("Your own table is not in the link")).to_be_visible()


def read(page: Page, code: Locator) -> str:
    """What a reader that is not ours reads from the picture of the screen."""
    code.evaluate("image => image.decode()")
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot())))
    return found.text
