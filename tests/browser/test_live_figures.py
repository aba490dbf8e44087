"""The figures of a lesson follow its sliders without a run of the page, and miss nothing."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.live_sliders import grab, slider
from tools.server import IDLE, Server

C, T, X = "Shift c, added to every logit", "Temperature T", "Input x"

# Keeps what every frame shows of a figure, and what it showed the moment its words changed: its
# words, how often Plotly has drawn it, and where the parts of the picture are.
WATCH = """key => {
    const plot = document.querySelector(`.st-key-${key} .js-plotly-plot`);
    const words = document.querySelector(`.st-key-${key} .metl-figure-words`);
    const shown = window.shown = [];
    let plots = 0;
    plot.mark = 'mine';
    plot.on('plotly_afterplot', () => (plots += 1));
    const parts = () => plot.querySelectorAll(
        '.scatterlayer path, .barlayer path, .barlayer text, ' +
        '.xtick text, .ytick text, .y2tick text');
    const keep = () => {
        const picture = [...parts()].map(one =>
            [one.getAttribute('d'), one.getAttribute('transform'), one.textContent].join(' '));
        shown.push({words: words.ariaLabel, plots, picture});
    };
    new MutationObserver(keep).observe(words, {attributeFilter: ['aria-label']});
    const frame = () => {
        keep();
        requestAnimationFrame(frame);
    };
    frame();
}"""


def watch(page: Page, key: str) -> None:
    # All figures of the page: while others are being drawn, keys are late.
    page.wait_for_function(
        """key => document.querySelector(`.st-key-${key} .js-plotly-plot`) &&
            [...document.querySelectorAll('.metl-figure-plot')].every(plot => plot._fullLayout)""",
        arg=key,
    )
    page.wait_for_selector(IDLE)
    page.evaluate(WATCH, key)


def wait_for_words(page: Page, words: str) -> None:
    page.wait_for_function("words => window.shown.at(-1).words.includes(words)", arg=words)


def numbers(text: str) -> tuple[list[float], str]:
    """The numbers in a text, and the text without them."""
    number = r"-?\d+(?:\.\d+)?(?:e[-+]\d+)?"
    return list(map(float, re.findall(number, text))), re.sub(number, "#", text)


def assert_plotly_draws_the_same(page: Page, words: str) -> None:
    """What was moved in place is what Plotly draws of it once the slider rests."""
    wait_for_words(page, words)
    page.wait_for_function(
        """words => {
            const last = window.shown.filter(one => one.words.includes(words));
            return last.at(-1).plots > last[0].plots;
        }""",
        arg=words,
    )
    moved, drawn = page.evaluate(
        """words => {
            const frames = window.shown.filter(one => one.words.includes(words));
            return [frames.findLast(one => one.plots === frames[0].plots), frames.at(-1)];
        }""",
        words,
    )
    assert len(moved["picture"]) == len(drawn["picture"])
    for before, after in zip(moved["picture"], drawn["picture"], strict=True):
        (places, rest), (expected, form) = numbers(before), numbers(after)
        assert rest == form
        for place, same in zip(places, expected, strict=True):
            # Pixels, and scales of texts, whose letters Plotly measures a little more coarsely.
            assert abs(place - same) <= (0.4 if abs(same) > 1 else 0.01), (before, after)


@pytest.mark.parametrize(
    ("link", "name", "key", "figure", "words"),
    [
        ("softmax?c=2", C, "ArrowRight", "bars-of-z", "shift: 4, 5, 6."),
        ("softmax?c=50&logits=-1,0,2.5", C, "ArrowRight", "bars-of-z", "shift: 85, 86, 88.5"),
        ("softmax?c=2", C, "ArrowRight", "bars-of-the-exponentials", "shift: 54.6, 148, 403"),
        ("softmax?c=200&logits=1,2,3,4,5,6", C, "ArrowRight", "bars-of-the-exponentials", "e+21"),
        ("softmax?c=-200", C, "ArrowLeft", "bars-of-the-exponentials", "shift: 1.94e-217"),
        ("softmax?c=2&T=4", T, "ArrowLeft", "bars-of-p", "shift: 0.186"),
        ("sigmoid?x=1", X, "ArrowRight", "tangent", "At x = 1.1,"),
        ("sigmoid?far=16", "Input x, far out", "ArrowRight", "tails", "At x = 17 "),
    ],
)
def test_what_is_moved_in_place_is_what_plotly_would_draw(
    link, name, key, figure, words, page, open_lesson
):
    open_lesson(page, link)
    watch(page, figure)
    for _ in range(5):  # on a busy machine Plotly may be at it just then, and takes it along
        slider(page, name).press(key)
        wait_for_words(page, words)
        before, first = page.evaluate(
            """words => {
                const first = window.shown.findIndex(one => one.words.includes(words));
                return [window.shown[first - 1], window.shown[first]];
            }""",
            words,
        )
        if first["plots"] == before["plots"]:
            break
        slider(page, name).press({"ArrowLeft": "ArrowRight", "ArrowRight": "ArrowLeft"}[key])
        page.wait_for_function("words => !window.shown.at(-1).words.includes(words)", arg=words)
        page.wait_for_selector(IDLE)
        page.evaluate("window.shown.splice(0, window.shown.length - 1)")
    assert first["picture"] != before["picture"]
    assert first["plots"] == before["plots"]  # it was not Plotly that drew it
    assert_plotly_draws_the_same(page, words)


def test_a_zoom_is_kept_during_a_drag_and_what_moves_moves_within_it(page, open_lesson):
    open_lesson(page, "sigmoid?x=1")
    watch(page, "tangent")
    x_range = "document.querySelector('.st-key-tangent .js-plotly-plot').layout.xaxis.range"
    whole = page.evaluate(x_range)
    area = page.locator(".st-key-tangent .nsewdrag").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, height)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, height, steps=5)
    page.mouse.up()
    page.wait_for_function(f"({x_range})[0] > {whole[0] + 1}")
    zoomed = page.evaluate(x_range)
    slider(page, X).press("ArrowRight")
    assert_plotly_draws_the_same(page, "At x = 1.1,")
    assert page.evaluate(x_range) == zoomed


@pytest.mark.parametrize(
    ("lesson", "name", "figure"), [("softmax", C, "bars-of-z"), ("sigmoid", X, "tangent")]
)
def test_while_it_is_dragged_the_page_does_not_run(lesson, name, figure, page, open_lesson):
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    open_lesson(page, lesson)
    watch(page, figure)
    move = grab(page, slider(page, name))
    page.wait_for_selector(IDLE)
    sent.clear()
    for step in range(40):
        move(0.3 + 0.01 * step)
    final = slider(page, name).get_attribute("aria-valuetext")
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"[?&][cx]={re.escape(final)}(&|$)"))
    page.wait_for_selector(IDLE)
    seen = page.evaluate("new Set(window.shown.map(one => one.words)).size")
    assert len(sent) <= seen / 3  # on a busy machine it may have seemed to rest now and then
    plot = f"document.querySelector('.st-key-{figure} .js-plotly-plot')"
    assert page.evaluate(f"{plot}.mark") == "mine"


def test_after_the_drag_the_table_holds_the_new_numbers_and_plotly_knows_them(page, open_lesson):
    open_lesson(page, "softmax?c=2")
    watch(page, "bars-of-z")
    figure = page.locator(".st-key-bars-of-z")
    figure.hover()
    figure.get_by_role("button", name="Show the data as a table").click()
    slider(page, C).press("ArrowRight")
    expect(figure.get_by_role("cell", name="6", exact=True)).to_be_attached()
    page.wait_for_function(
        """() => document.querySelector('.st-key-bars-of-z .js-plotly-plot')
            .calcdata[1][2].s === 6"""
    )


@pytest.mark.parametrize(("key", "c"), [("Home", "-1000"), ("End", "1e+17"), ("PageUp", "7")])
def test_the_keys_that_leap_take_the_figures_along(key, c, page, open_lesson):
    open_lesson(page, "softmax")
    watch(page, "bars-of-z")
    slider(page, C).press(key)
    value = slider(page, C).get_attribute("aria-valuetext")
    assert key == "PageUp" or value == c
    third = float(value) + 3
    wait_for_words(page, f", {third:g}." if abs(third) < 1e6 else f"{third:.3g}")
    spelt = value.replace("+", "(%2B|[+])")
    expect(page).to_have_url(re.compile(rf"[?&]c={spelt}(&|$)"))


def test_two_sliders_that_move_at_once_both_count(page, open_lesson):
    open_lesson(page, "softmax?c=2")
    watch(page, "bars-of-the-exponentials")
    slider(page, T).press("ArrowRight")
    slider(page, C).press("ArrowRight")
    wait_for_words(page, "After the shift: 7.39, 12.2, 20.1.")  # exp((z + 3) / 2)
    expect(page).to_have_url(re.compile(r"c=3.*T=2|T=2.*c=3"))
    page.wait_for_selector(IDLE)
    assert page.evaluate("window.shown.at(-1).words").endswith("shift: 7.39, 12.2, 20.1.")


def test_figures_that_come_out_of_order_are_not_shown(page, open_lesson):
    open_lesson(page, "softmax?c=2")
    watch(page, "bars-of-z")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/live/softmax*", hold_the_first)
    slider(page, C).press("ArrowRight")
    slider(page, C).press("ArrowRight")
    wait_for_words(page, "shift: 5, 6, 7.")
    held[0].continue_()
    slider(page, C).press("ArrowRight")
    wait_for_words(page, "shift: 6, 7, 8.")
    page.wait_for_selector(IDLE)
    words = page.evaluate("window.shown.map(one => one.words)")
    newest = next(place for place, one in enumerate(words) if "shift: 5, 6, 7." in one)
    assert not any("shift: 4, 5, 6." in one for one in words[newest:])


# --- when something is amiss: the browser's console has a right to say so ------------------------


@pytest.fixture
def troubled(browser: Browser) -> Iterator[Page]:
    """A page that may have errors in its console; it has a touch screen."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, has_touch=True)
    yield context.new_page()
    context.close()


def test_without_figures_of_their_own_the_page_itself_follows(troubled, open_lesson):
    open_lesson(troubled, "softmax?c=2")
    watch(troubled, "bars-of-z")
    troubled.route("**/live/**", lambda route: route.fulfill(status=500))
    for shifted in ("4, 5, 6", "5, 6, 7"):
        slider(troubled, C).press("ArrowRight")
        wait_for_words(troubled, f"shift: {shifted}.")
    expect(troubled).to_have_url(re.compile(r"[?&]c=4(&|$)"))


def test_a_server_that_comes_back_hears_of_the_last_value(
    fresh_server: Server, troubled, open_lesson
):
    open_lesson(troubled, "softmax?c=2", url=fresh_server.url)
    watch(troubled, "bars-of-z")
    fresh_server.kill()
    troubled.wait_for_selector('[data-testid="stApp"]:not([data-test-connection-state=CONNECTED])')
    slider(troubled, C).press("ArrowRight")
    gone = troubled.get_by_text("The server does not answer. Nothing here is lost")
    expect(gone).to_be_visible()
    fresh_server.start()
    troubled.wait_for_selector(IDLE)
    expect(gone).to_have_count(0)
    expect(troubled.get_by_role("img", name="At c = 3,")).to_be_attached(timeout=30_000)
    expect(troubled.get_by_role("img", name="After the shift: 4, 5, 6.")).to_be_attached()
    expect(slider(troubled, C)).to_have_attribute("aria-valuetext", "3")
    slider(troubled, C).press("ArrowRight")
    expect(troubled.get_by_role("img", name="After the shift: 5, 6, 7.")).to_be_attached()


def test_a_finger_drags_it(troubled, open_lesson):
    open_lesson(troubled, "sigmoid?x=1")
    watch(troubled, "tangent")
    knob = slider(troubled, X)
    knob.scroll_into_view_if_needed()
    box = knob.bounding_box()
    finger = troubled.context.new_cdp_session(troubled)

    def touch(kind: str, *shares: float) -> None:
        height = box["y"] + box["height"] / 2
        points = [{"x": box["x"] + share * box["width"], "y": height} for share in shares]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.55)
    for share in (0.6, 0.65, 0.7, 0.75):
        touch("touchMove", share)
    value = knob.get_attribute("aria-valuetext")
    assert float(value) == pytest.approx(5, abs=0.3)
    wait_for_words(troubled, f"At x = {value},")
    touch("touchEnd")
    expect(troubled).to_have_url(re.compile(rf"[?&]x={re.escape(value)}(&|$)"))
