"""Whether a page fits and stays where it is, and axe finds nothing on it, in every dress."""

from contextlib import suppress

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, expect

from tools.screens import wait_until_drawn

WIDE, PHONE = (1400, 900), (390, 844)
ENLARGED = ((700, 450), (320, 640))  # a window of 1400 × 900 at 200 %, one of 1280 at 400 %

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]

# Readers may set letters, words and lines apart (WCAG 1.4.12).
APART = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""
# What is written and not all to be seen: cut off by its own edge, or outside of the window where
# nothing can be scrolled to it.
CUT = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(button, a, label, summary, th, td, li, p, h1, h2, h3, h4)')]
    .filter(one => one.checkVisibility({visibilityProperty: true})
        && !one.closest('svg, .js-plotly-plot, .katex, .metl-live-heading'))
    .filter(one => {
        const style = getComputedStyle(one);
        const hides = (overflow) => ['hidden', 'clip'].includes(overflow);
        const {left, right, width} = one.getBoundingClientRect();
        let scrolls = false;
        for (let box = one; box.dataset?.testid !== 'stMain'; box = box.parentElement)
            scrolls ||= ['auto', 'scroll'].includes(getComputedStyle(box).overflowX);
        return (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 2)
            || (hides(style.overflowY) && one.scrollHeight > one.clientHeight + 2)
            || (width && !scrolls && (left < -1 || right > innerWidth + 1));
    }).map(one => `${one.tagName} ${one.innerText}`)"""

SETTLED = """dark => {
    const sum = (colour) => colour.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0);
    const {backgroundColor, color} = getComputedStyle(document.querySelector('.stApp'));
    return (sum(backgroundColor) < sum(color)) === dark;
}"""

MOST_SHIFT = 0.02  # cumulative layout shift: a share of the window, times how far it jumped
WATCH_SHIFTS = """window.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries()
    .filter((shift) => !shift.hadRecentInput)
    .map(({ value, sources }) => ({ value, what: sources.map(({ node }) => node?.textContent) }))
)).observe({ type: "layout-shift", buffered: true });"""


def watch_shifts(page: Page) -> None:
    """To be called before the page is opened."""
    page.add_init_script(WATCH_SHIFTS)


def expect_to_stay(page: Page) -> None:
    """From the first moment until all is drawn, nothing that was seen has jumped."""
    wait_until_drawn(page)
    shifts = page.evaluate("shifts")
    assert sum(shift["value"] for shift in shifts) < MOST_SHIFT, shifts


def expect_to_fit(page: Page, *parts: str) -> None:
    """Nothing scrolls sideways; no formula and none of `parts` (selectors) is cut off."""
    expect_no_sideways_scroll(page)
    for part in (".katex-display", *parts):
        clipped = page.locator(part).evaluate_all(
            "ones => ones.filter(one => one.scrollWidth > one.clientWidth)"
            ".map(one => one.innerText)"
        )
        assert not clipped, (part, clipped)


def expect_no_sideways_scroll(page: Page) -> None:
    too_wide = page.evaluate(
        """() => [document.scrollingElement, ...document.querySelectorAll('[data-testid="stMain"]')]
            .map(box => box.scrollWidth - box.clientWidth)"""
    )
    assert too_wide == [0, 0]


def expect_no_harm(page: Page, *parts: str) -> None:
    """Wide and on a phone, light and dark: the page has the reader's scheme and fits, and axe finds
    nothing. Enlarged, or with its letters set apart, it can still be read.

    All of it on the one page that is open, which has to follow; at the end it is wide and light.
    """
    for size in (WIDE, PHONE):
        resize(page, size)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(SETTLED, arg=scheme == "dark", timeout=60_000)
            expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
            expect_axe_to_find_nothing(page, AA if scheme == "light" else COLOURS)
        expect_to_fit(page, *parts)
    for size in ENLARGED:
        resize(page, size)
        expect_no_sideways_scroll(page)
        expect_nothing_cut_off(page)
    apart = page.add_style_tag(content=APART)
    for size in (WIDE, PHONE):
        resize(page, size)
        expect_nothing_cut_off(page)
    apart.evaluate("style => style.remove()")
    resize(page, WIDE)


def expect_nothing_cut_off(page: Page) -> None:
    with suppress(Error):  # a busy page is laid out anew a little later
        page.wait_for_function(f"({CUT})().length === 0", timeout=10_000)
    assert page.evaluate(CUT) == [], page.viewport_size


UPLOADER = "stFileUploaderDropzone"


def expect_axe_to_find_nothing(page: Page, rules: list[str]) -> None:
    # What KaTeX draws is hidden from all that axe stands for; beside it is MathML, which is not.
    context = {"exclude": [[".katex-html"]]}
    found = Axe().run(page, context, {"runOnly": rules, "resultTypes": ["violations"]})
    problems = found.response["violations"]
    found = [(one["id"], [node["html"][:90] for node in one["nodes"]]) for one in problems]
    # Streamlit's own place for a file calls itself presentation though it has a label: no rule of
    # WCAG, and nobody who hears the page is misled.
    found = [
        one for one in found if one[0] != "presentation-role-conflict" or UPLOADER not in str(one)
    ]
    assert not found, found


def resize(page: Page, size: tuple[int, int]) -> None:
    """Another window, and all that follows from it: what is laid out anew, observers, figures."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate(
        """() => new Promise(done => setTimeout(() =>
            requestAnimationFrame(() => requestAnimationFrame(done)), 200))"""
    )
