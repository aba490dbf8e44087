"""The training lesson in a real browser: it moves in place, by itself, and on request."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, WebSocket, expect

IDLE = (
    '[data-testid="stApp"]'
    '[data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
)
LOSS = "document.querySelector('.st-key-loss .js-plotly-plot')"
QUICK = "samples=50&hidden=4&batch=all"  # trains in no time
SLOW = 30_000  # ms; the first time, Plotly has to come first


def wait_for_figures(page: Page) -> None:
    for key in ("decision", "loss", "accuracy", "norms", "weights", "slopes"):
        expect(page.locator(f".st-key-{key} .main-svg").first).to_be_visible(timeout=SLOW)


def epoch_on_screen(page: Page) -> int:
    metric = page.get_by_test_id("stMetric").filter(has_text="Epoch")
    text = metric.get_by_test_id("stMetricValue").inner_text()
    return int(text.replace(",", ""))


def wait_for_epoch(page: Page, at_least: int) -> None:
    page.wait_for_function(
        """least => {
            const metric = [...document.querySelectorAll('[data-testid=stMetric]')]
                .find(box => box.innerText.includes('Epoch'));
            const value = metric?.querySelector('[data-testid=stMetricValue]')?.innerText;
            return value !== undefined && Number(value.replace(',', '')) >= least;
        }""",
        arg=at_least,
    )


def wait_for_curve(page: Page, epoch: int) -> None:
    """Until the loss is drawn up to this epoch."""
    page.wait_for_function(f"epoch => {LOSS}?.data?.[0].x.at(-1) === epoch", arg=epoch)


def zoom_into_the_loss(page: Page) -> list[float]:
    """Drag a box over the curve, as a reader does; the epochs that it shows then."""
    plane = page.locator(".st-key-loss .nsewdrag")
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    assert box is not None
    before = page.evaluate(f"{LOSS}._fullLayout.xaxis.range")
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.8 * box["height"], steps=4)
    page.mouse.up()
    page.wait_for_function(f"whole => {LOSS}._fullLayout.xaxis.range[1] < whole", arg=before[1])
    page.wait_for_function(f"!{LOSS}._transitioning")
    zoom = page.evaluate(f"{LOSS}._fullLayout.xaxis.range")
    assert before[0] < zoom[0] < zoom[1] < before[1]
    return list(zoom)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_step_changes_the_figures_in_place_and_keeps_the_zoom(page, open_lesson):
    open_lesson(page, f"train?{QUICK}")
    wait_for_figures(page)
    page.evaluate(f"{LOSS}.mark = 'mine'")
    zoom = zoom_into_the_loss(page)
    for epoch in (10, 20):  # with the second step the whole axis would grow
        press(page, "Step")
        wait_for_epoch(page, epoch)
        wait_for_curve(page, epoch)
        assert epoch_on_screen(page) == epoch
        assert page.evaluate(f"{LOSS}.data[0].y.length") == epoch + 1
        assert page.evaluate(f"{LOSS}.mark") == "mine"
        assert page.evaluate(f"{LOSS}._fullLayout.xaxis.range") == zoom
    shown = page.get_by_test_id("stMetric").filter(has_text="Training loss")
    last = page.evaluate(f"{LOSS}.data[0].y.at(-1)")
    expect(shown.get_by_test_id("stMetricValue")).to_have_text(f"{last:.4f}")


def test_play_moves_by_itself_and_pause_stops_it(page, open_lesson):
    open_lesson(page, f"train?speed=1&{QUICK}")
    wait_for_figures(page)
    page.evaluate(f"{LOSS}.mark = 'mine'")
    press(page, "Play")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    for _ in range(5):  # several updates, none of which was asked for
        wait_for_epoch(page, epoch_on_screen(page) + 1)
        assert page.get_by_test_id("stException").count() == 0
    press(page, "Pause")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    page.wait_for_selector(IDLE)
    stopped = epoch_on_screen(page)
    wait_for_curve(page, stopped)
    assert page.evaluate(f"{LOSS}.mark") == "mine"
    # An answer from the server later than anything that was under way: one step, and no more.
    press(page, "Step")
    wait_for_epoch(page, stopped + 1)
    page.wait_for_selector(IDLE)
    assert epoch_on_screen(page) == stopped + 1


def test_a_run_that_broke_cannot_be_played_and_does_not_look_as_if_it_were(page, open_lesson):
    sockets: list[WebSocket] = []
    page.on("websocket", lambda socket: sockets.append(socket))
    open_lesson(page, "train?dataset=digits&activation=identity&optimizer=sgd&rate=10&hidden=2")
    press(page, "Step")
    expect(page.get_by_role("alert")).to_contain_text("no longer a finite number")
    page.wait_for_selector(IDLE)
    epoch = epoch_on_screen(page)
    with sockets[-1].expect_event("framereceived"):  # the answer to the press
        press(page, "Play")
    page.wait_for_selector(IDLE)
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)
    assert epoch_on_screen(page) == epoch


def test_the_keyboard_reaches_play_and_starts_it(page, open_lesson):
    open_lesson(page, f"train?speed=1&{QUICK}")
    wait_for_figures(page)
    page.get_by_role("button", name="Rate too high").focus()
    for _ in range(40):  # there are far fewer stops between them
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.includes('Play')"):
            break
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    wait_for_epoch(page, 2)
    page.get_by_role("button", name="Pause").press("Enter")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    press(page, "Reset")
    wait_for_curve(page, 0)
    assert epoch_on_screen(page) == 0


def test_a_link_opens_with_its_settings(page, open_lesson):
    open_lesson(page, "train?dataset=wine&hidden=5&rate=0.03&seed=7&speed=100")
    expect(page.get_by_role("slider", name="Hidden units")).to_have_value("5")
    expect(page.locator(".st-key-confusion .main-svg").first).to_be_visible(timeout=SLOW)
    expect(page.locator(".katex-html").last).to_contain_text("88")  # (13 + 1) 5 + (5 + 1) 3
    press(page, "Step")
    wait_for_epoch(page, 100)
    assert epoch_on_screen(page) == 100


def test_a_preset_sets_the_link(page, open_lesson):
    open_lesson(page, "train?hidden=5")
    press(page, "Two spirals")
    expect(page).to_have_url(re.compile(r"dataset=spirals"))
    expect(page).not_to_have_url(re.compile(r"hidden="))
    expect(page.get_by_role("slider", name="Hidden units")).to_have_value("32")


def test_a_table_with_hostile_names_is_drawn_letter_by_letter(page, open_lesson):
    open_lesson(page, "train?dataset=own+table&batch=all&hidden=3")
    lines = "".join(f"{i},{i * i % 7},{'<b>yes</b>' if i % 2 else '$n$'}\n" for i in range(24))
    table = {"name": "mine.csv", "mimeType": "text/csv", "buffer": b"<i>a</i>,b1,label\n"}
    table["buffer"] += lines.encode()
    page.locator("input[type=file]").set_input_files(table)
    wait_for_figures(page)
    legend = page.locator(".st-key-decision .legendtext")
    assert legend.all_text_contents() == ["$n$", "<b>yes</b>"]
    expect(page.locator(".st-key-decision .xtitle")).to_have_text("<i>a</i>")
    rows = "document.querySelector('.st-key-weights .js-plotly-plot')._fullLayout.yaxis._categories"
    assert len(page.evaluate(rows)) == 3  # two inputs and the biases, each for itself
    press(page, "Step")
    wait_for_epoch(page, 10)
    broken = {**table, "buffer": b"a,b,label\n1,x..y,z\n"}
    page.locator("input[type=file]").set_input_files(broken)
    expect(page.get_by_text("line 2, column 2 ('b'): 'x..y' is not a number")).to_be_visible()
    assert epoch_on_screen(page) == 10


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
@pytest.mark.parametrize("dataset", ["blobs", "digits"])
def test_the_page_fits_and_axe_finds_nothing(
    width, scheme, dataset, new_page: Callable[..., Page], open_lesson
):
    page = new_page(width=width, scheme=scheme)
    open_lesson(page, f"train?dataset={dataset}")
    expect(page.locator(".st-key-slopes .main-svg").first).to_be_visible(timeout=SLOW)
    press(page, "Step")
    wait_for_epoch(page, 10)
    wait_for_curve(page, 10)
    page.wait_for_selector(IDLE)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("box => box.scrollWidth - box.clientWidth") == 0
    found = Axe().run(page).response["violations"]
    assert [(problem["id"], len(problem["nodes"])) for problem in found] == []
