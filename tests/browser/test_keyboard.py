"""A reader without a mouse, from the home page through every lesson."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from metl_ui.contents import LESSONS
from tests.browser.studio import SLOW, Studio
from tools.screens import wait_until_drawn
from tools.server import IDLE

# Of what has the focus: is it told, and is it in sight? What is told may be told around it.
HERE = """() => {
    const one = document.activeElement;
    if (one === document.body) return null;
    let told = false;
    for (let [box, i] = [one, 0]; box && i < 4; box = box.parentElement, i += 1) {
        const {outlineStyle, outlineWidth} = getComputedStyle(box);
        told ||= outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2;
    }
    let box = one;  // what is drawn for a hidden input lies around it
    while (box.getBoundingClientRect().width < 8) box = box.parentElement;
    const {left, top, width, height} = box.getBoundingClientRect();
    const x = left + Math.min(width, 20) / 2, y = top + Math.min(height, 60) / 2;
    const over = document.elementFromPoint(x, y);
    const seen = over !== null && (box.contains(over) || over.contains(box)
        || over.closest('label')?.contains(one)) || Boolean(over?.closest('[role=tooltip]'));
    window.stops ??= [];
    const after = window.stops.at(-1);
    const ordered = !after?.isConnected
        || Boolean(after.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    window.stops.push(one);
    const name = one.getAttribute('aria-label') ?? one.labels?.[0]?.innerText ?? one.innerText;
    return {name: name.trim().slice(0, 60), tag: one.tagName, told, seen, ordered};
}"""
# What can be operated and was not reached. Of a group with one stop, arrows lead to the others.
MISSED = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(button, a[href], input, select, summary, [tabindex="0"])')]
    .filter(one => !one.disabled && one.tabIndex >= 0 && !window.stops.includes(one)
        && one.checkVisibility({visibilityProperty: true}) && !one.closest('[inert]')
        && !one.closest('details:not([open]) > :not(summary)')
        && !one.closest('[role=toolbar], [role=radiogroup], [role=group]'))
    .map(one => one.outerHTML.slice(0, 120))"""


def walk(page: Page) -> list[str]:
    """Tab from the top to the end; the names of what was reached."""
    wait_until_drawn(page)  # what is not shown yet the Tab key passes over
    page.evaluate("() => { document.activeElement.blur(); window.stops = []; }")
    page.get_by_test_id("stMain").evaluate("main => main.focus()")
    names: list[str] = []
    for _ in range(150):
        page.keyboard.press("Tab")
        stop = page.evaluate(HERE)
        if (
            stop is None
        ):  # the button of Streamlit's code, which is gone once it is left; or the end
            continue
        if stop["name"] == "Skip to main content":
            assert page.evaluate(MISSED) == []
            return names
        assert stop["told"] and stop["seen"] and stop["ordered"], (page.url, stop)
        names.append(stop["name"])
    raise AssertionError(f"the Tab key does not come out of {page.url}: {names[-5:]}")


def focus(page: Page, name: str) -> None:
    """On, by Tab, to what bears this name; at the end of a page it begins again."""
    for _ in range(150):
        stop = page.evaluate(HERE)
        if stop is not None and stop["name"].startswith(name):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {name} by the Tab key")


def move_a_slider(name: str, words: str) -> Callable[[Page], None]:
    def move(page: Page) -> None:
        focus(page, name)
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("img", name=words).first).to_be_attached(timeout=SLOW)

    return move


def cross_entropy(page: Page) -> None:
    move_a_slider("Logit z₁", "p = 0.0")(page)


def network(page: Page) -> None:
    focus(page, "arrow_forward")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Step 2 of 14")).to_be_visible()
    focus(page, "a1 row 1 column 1")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".metl-said")).to_contain_text("a1 row 1 column 2: ")
    expect(page.locator(".metl-said")).to_contain_text("made of z1 row 1 column 2: ")


def gradient_check(page: Page) -> None:
    focus(page, "fact_check")
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="With ordinary logits")).to_be_attached(timeout=SLOW)


def train(page: Page) -> None:
    studio = Studio(page)
    focus(page, "Play")
    page.keyboard.press("Space")
    studio.wait_for_epoch(20)
    page.keyboard.press("Space")
    expect(studio.view).to_have_attribute("data-state", "paused")
    focus(page, "Moment of the run")
    page.keyboard.press("Home")
    studio.until("view.dataset.epoch === '0'")


def exercises(page: Page) -> None:
    focus(page, "Your number")
    page.keyboard.type("12345")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Not yet")


DO = {
    "softmax": move_a_slider("Shift c", "After the shift: 4, 5, 6."),
    "sigmoid": move_a_slider("Input x", "At x = 1.1,"),
    "cross-entropy": move_a_slider("Logit z₁", "Bars of p: 0.113"),
    "network": network,
    "gradient-check": gradient_check,
    "train": train,
    "exercises": exercises,
}


@pytest.mark.timeout(400)  # eight pages, each stop by stop
def test_every_lesson_is_walked_and_worked_by_keys_alone(page, open_lesson):
    # Nothing asks for WebGL, which a browser may lack.
    page.add_init_script(
        """const get = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
            if (/webgl|webgpu/.test(kind)) throw new Error(`asked for ${kind}`);
            return get.call(this, kind, ...more);
        };"""
    )
    open_lesson(page)
    walk(page)
    focus(page, LESSONS[0].title)
    for lesson in LESSONS:
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(lesson.title)
        page.wait_for_selector(IDLE)
        names = walk(page)
        DO[lesson.path](page)
        if lesson is not LESSONS[-1]:
            focus(page, next(name for name in names if "Next: " in name))


def test_nothing_with_the_focus_lies_below_what_sticks_to_the_top(page, open_lesson):
    open_lesson(page, "network")
    page.locator(".metl-lit-code").first.wait_for()
    page.get_by_role("heading", name="For teachers").or_(page.get_by_text("For teachers")).focus()
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    page.locator("[data-testid=stMain] summary").last.focus()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        stop = page.evaluate(HERE)
        assert stop is not None and stop["seen"], stop
