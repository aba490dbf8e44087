"""Every page in its main states, for everybody: axe, small windows, large letters, paper."""

import re
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from metl_ui.contents import HOME
from tests.browser.fitting import (
    AA,
    expect_axe_to_find_nothing,
    expect_no_harm,
    expect_no_sideways_scroll,
    expect_to_stay,
    resize,
    watch_shifts,
)
from tests.browser.studio import SLOW, Studio
from tests.browser.test_door import BY_PATH, expect_open

TABLE = {"name": "mine.csv", "mimeType": "text/csv", "buffer": b"a,b,label\n1,x..y,z\n"}


def as_it_opens(page: Page) -> None:
    pass


def unfolded(page: Page) -> None:
    """With all that opens, and what the reader's link got wrong said above."""
    expect(page.get_by_role("alert").first).to_contain_text("nonsense")
    for summary in page.locator("[data-testid=stMain] summary").all():
        summary.click()
        expect(summary.locator("xpath=..")).to_have_attribute("open", "")


def softmax(page: Page) -> None:
    """Everything open, the data of a figure as a table, and a text that cannot be read."""
    unfolded(page)
    figure = page.locator("figure").first
    figure.hover()
    figure.get_by_role("button", name="Show the data as a table").click()
    box = page.get_by_role("textbox", name="Logits z")
    box.fill("1, two")
    box.press("Enter")
    expect(page.get_by_role("alert").last).to_contain_text("number 2 of 2 is two")


def checked(page: Page) -> None:
    unfolded(page)
    page.get_by_role("button", name="Run the check").click()
    expect(page.locator(".st-key-error-matrices .main-svg").first).to_be_visible(timeout=SLOW)


def played(page: Page) -> None:
    """Playing, and wound back, with fewer numbers than the table has rows."""
    studio = Studio(page).wait_until_open()
    studio.choose_speed("60")
    studio.play(to_epoch=10)
    expect_axe_to_find_nothing(page, AA)
    studio.pause()
    studio.button("Back").click()
    expect(studio.button("Continue from here")).to_be_enabled()


def diverged(page: Page) -> None:
    studio = Studio(page).wait_until_open()
    studio.button("Play").click()
    expect(studio.view.locator(".metl-live-said")).to_contain_text(
        "no longer a finite", timeout=SLOW
    )


def refused(page: Page) -> None:
    page.locator("input[type=file]").set_input_files(TABLE)
    expect(page.get_by_text("'x..y' is not a number")).to_be_visible()


def compared(page: Page) -> None:
    Studio(page).wait_until_open()
    page.get_by_role("button", name="Train 32 learning rates").click()
    expect(page.get_by_text(re.compile(r"\d+ runs of [\d,]+ epochs"))).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Train 64 seeds").click()
    expect(page.get_by_text("Yours, 0, ends at")).to_be_visible(timeout=SLOW)


def answered_wrong(page: Page) -> None:
    page.get_by_text("The largest of the whole array").click()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Each row has a maximum of its own")


def answered(page: Page) -> None:
    """Not to be read, and after that right."""
    box = page.get_by_role("textbox", name="Your number")
    for text, words in (("e e", "cannot be read"), ("0", "Not yet")):
        box.fill(text)
        box.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text(words)
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_text("Answer.", exact=True)).to_be_visible()


# Each with its longest numbers and its widest tables; `nonsense` is a setting that there is not.
STATES = {
    "home": ("?nonsense=1", unfolded),
    "softmax": (
        "softmax?logits=0.1,0.2,0.30001,-10000,10000,1,2,3,4,5&c=7&T=0.25&dtype=float16&nonsense=1",
        softmax,
    ),
    "sigmoid": ("sigmoid?x=9.9&secant_h=1e-13&far=700&nonsense=1", unfolded),
    "cross-entropy": (
        "cross-entropy?logit1=-5&logit2=20&logit3=-4.75&label=2&by=2&smoothing=0.35&gap=103"
        "&dtype=float64&classes=10&z_rival=-9.9&copies=16&nonsense=1",
        unfolded,
    ),
    "network": (
        "network?N=5&Dx=4&H=5&Dy=4&step=14&factor=20&draw=7&all=true&show_count=true&nonsense=1",
        unfolded,
    ),
    "network, one step": ("network?step=5", as_it_opens),
    "gradient check": (
        "gradient-check?precision=float32&bug=lost+1/N&hstep=1e-9&kink=0&pace=10&nonsense=1",
        checked,
    ),
    "train, wound back": ("train?dataset=blobs&hidden=2", played),
    "train, no plane": ("train?dataset=digits&nonsense=1", unfolded),
    "train, diverged": (
        "train?activation=identity&optimizer=sgd&rate=10&batch=1&samples=300",
        diverged,
    ),
    "train, compared": ("train?samples=50&hidden=8&noise=0.3", compared),
    "train, a table that is none": ("train?dataset=own+table", refused),
    "exercises, wrong": ("exercises?question=5&done=ahs", answered_wrong),
    "exercises, shown": ("exercises?question=1", answered),
    "exercises, on paper": ("exercises?sheet=answers", as_it_opens),
}
NOT_CUT = (".metl-matrices", ".metl-lit-code", ".st-key-sum", ".metl-live")


@pytest.mark.timeout(300)  # axe reads the page four times
@pytest.mark.parametrize("name", STATES)
def test_nobody_is_kept_out(name, page, open_lesson):
    link, prepare = STATES[name]
    watch_shifts(page)
    open_lesson(page, link)
    expect_open(page, BY_PATH.get(link.partition("?")[0], HOME))
    expect_to_stay(page)
    prepare(page)
    expect_no_harm(page, *NOT_CUT)


# The browser as the reader has set it -------------------------------------------------------------


def test_in_high_contrast_a_slider_is_seen_and_what_is_chosen_is_told(page, open_lesson):
    page.emulate_media(forced_colors="active")
    open_lesson(page, "softmax")
    chosen = page.get_by_role("radio", name="float64")
    expect(chosen).to_be_checked()
    other = page.get_by_role("radio", name="float32")
    colour = "one => getComputedStyle(one).backgroundColor"
    assert chosen.evaluate(colour) != other.evaluate(colour)
    # Ink in the pictures of the sliders: a line across, and a knob.
    for knob in page.get_by_test_id("live-slider").get_by_role("slider").all()[:2]:
        picture = Image.open(BytesIO(knob.screenshot())).convert("L")
        assert picture.getextrema()[0] < 100 < 200 < picture.getextrema()[1]


def test_whoever_wants_no_motion_gets_none(page, open_lesson):
    open_lesson(page, "softmax")  # the page of these tests asks for none
    slow = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter(one => {
            const style = getComputedStyle(one);
            const longest = (text) => Math.max(...text.split(',').map(parseFloat));
            return longest(style.transitionDuration) > 0.001
                || (style.animationName !== 'none' && longest(style.animationDuration) > 0.001)
                || style.scrollBehavior === 'smooth';
        }).map(one => one.outerHTML.slice(0, 90))"""
    )
    assert slow == []


def test_a_lesson_goes_on_paper_whole_and_without_anything_to_press(page, open_lesson):
    open_lesson(page, "network?step=6")
    expect(page.locator(".st-key-blocks .main-svg").first).to_be_visible(timeout=SLOW)
    page.emulate_media(media="print")
    resize(page, (794, 1123))  # A4
    expect_no_sideways_scroll(page)
    for gone in ("stSidebar", "stHeader", "stButton", "stExpander", "stPageLink"):
        expect(page.get_by_test_id(gone).first).to_be_hidden()
    expect(page.get_by_role("heading", name="What to try next")).to_be_hidden()
    expect(page.get_by_text("What to notice.").first).to_be_visible()
    for figure in page.locator("figure.metl-figure").all():
        assert figure.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
        box = figure.locator(".main-svg").first.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 794


# What those hear who do not see ------------------------------------------------------------------

HEAR = """() => {
    window.heard = [];
    new MutationObserver(() => {
        const words = document.querySelector('.metl-said')?.textContent;
        if (words && window.heard.at(-1)?.words !== words)
            window.heard.push({words, at: performance.now()});
    }).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""

# A value in every frame, as a hand at a slider has it.
DRAG = """range => new Promise(done => requestAnimationFrame(function move() {
    range.value = Math.min(5, range.valueAsNumber + 0.1);
    range.dispatchEvent(new Event('input', {bubbles: true}));
    if (range.valueAsNumber < 5) requestAnimationFrame(move); else done();
}))"""


def heard(page: Page) -> list[str]:
    return [one["words"] for one in page.evaluate("window.heard")]


def test_a_drag_is_told_once_it_rests_in_the_words_of_the_figures_in_sight(page, open_lesson):
    open_lesson(page, "sigmoid?x=1")
    figure = page.locator(".st-key-tangent [role=img]")
    expect(figure).to_be_attached(timeout=SLOW)
    expect(page.locator(".st-key-tangent .main-svg").first).to_be_visible(timeout=SLOW)
    page.evaluate(HEAR)
    page.get_by_role("slider", name="Input x", exact=True).evaluate(DRAG)
    page.wait_for_function("window.heard.at(-1)?.words.includes('At x = 5,')")
    expect(figure).to_have_attribute("aria-label", re.compile("At x = 5,"))
    times = page.evaluate("window.heard.map(one => one.at)")
    assert all(later - earlier > 700 for earlier, later in pairwise(times))  # ms
    assert heard(page)[-1] == figure.get_attribute("aria-label")
    region = page.locator(".metl-said")
    expect(region).to_have_attribute("role", "status")  # which is polite


def test_training_is_told_now_and_then_and_a_step_soon(page, open_lesson, server):
    studio = Studio(page).open(f"{server.url}/train")
    page.evaluate(HEAR)
    studio.play()
    page.wait_for_function("window.heard.length > 1", timeout=SLOW)
    first, second = page.evaluate("window.heard.slice(0, 2).map(one => one.at)")
    assert second - first > 3000  # ms of the page's own clock; it draws 60 frames in each second
    studio.pause()
    studio.press("Step")
    words = f"Epoch {studio.numbers[0]}. Loss, training and test: {studio.train_loss} and"
    page.wait_for_function("arg => window.heard.at(-1).words.startsWith(arg)", arg=words)
