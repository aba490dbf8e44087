"""The training page as a person uses it: from the home page on, by mouse, keyboard and touch."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from metl_ui.presets import PRESETS
from tests.browser.studio import SLOW, Studio, tracebacks
from tools.server import Server


@pytest.fixture(autouse=True)
def no_exception_on_the_server(server: Server) -> Iterator[None]:
    before = server.log.stat().st_size
    yield
    assert tracebacks(server, before) == ""


@pytest.fixture
def open_studio(server: Server, new_page: Callable[..., Page]) -> Callable[..., Studio]:
    def go(link: str = "", **dress: object) -> Studio:
        return Studio(new_page(**dress)).open(f"{server.url}/train?{link}")

    return go


def test_it_is_reached_from_the_home_page_left_and_found_as_it_was(page, open_lesson):
    open_lesson(page)
    studio = Studio(page)
    page.get_by_test_id("stMain").get_by_role("link", name="Train a network").click()
    studio.wait_until_open()
    studio.play(to_epoch=100)
    studio.pause()
    epoch, numbers = studio.epoch, studio.numbers
    page.get_by_role("link", name="Softmax").first.click()
    expect(page.locator("h1")).to_have_text("Softmax")
    expect(studio.view).to_have_count(0)
    page.get_by_role("link", name="Train a network").first.click()
    expect(studio.view).to_be_visible(timeout=SLOW)
    studio.until("Number(view.dataset.epoch) === arg", epoch)
    studio.until("view.querySelector('dd').innerText === arg", numbers[0])
    studio.play(to_epoch=epoch + 100)
    # Now in mid-play, with asks under way.
    for _ in range(3):
        page.get_by_role("link", name="Softmax").first.click()
        expect(page.locator("h1")).to_have_text("Softmax")
        page.get_by_role("link", name="Train a network").first.click()
        expect(studio.view).to_be_visible(timeout=SLOW)
        studio.until("Number(view.dataset.epoch) > arg", epoch)
        if studio.view.get_attribute("data-state") == "paused":
            studio.button("Play").click()
        studio.wait_for_epoch(epoch := studio.epoch + 100)


DATA = {
    "moons": "hidden=1&test=0",
    "xor": "activation=relu&optimizer=momentum&batch=4",
    "circles": "features=x1&features=x1*x2&l1=0.001",
    "spirals": "hidden=64&arms=5&noise=0.5",
    "blobs": "blobs=10&test=0.5",
    "iris": "activation=sigmoid&optimizer=rmsprop",
    "wine": "test=0&hidden=64",
    "digits": "batch=32",
}


@pytest.mark.parametrize(("dataset", "settings"), DATA.items(), ids=DATA)
def test_every_data_set_opens_plays_and_is_drawn(dataset, settings, open_studio):
    studio = open_studio(f"dataset={dataset}&{settings}")
    studio.play(to_epoch=12)
    studio.pause()
    train, _, test = studio.numbers[1].partition(" / ")
    assert re.fullmatch(r"\d\.\d{4}", train)
    assert (test == "–") == ("test=0&" in f"{settings}&")
    assert len(studio.table) > 0 and all("…" not in row for row in studio.table)
    drawings = studio.view.get_by_role("img").evaluate_all(
        "all => all.filter(one => one.offsetWidth).map(one => one.ariaLabel ?? '')"
    )
    assert len(drawings) >= 5 and all(len(words) > 20 for words in drawings)
    blank = studio.view.locator(".metl-live-panel canvas").evaluate_all(
        """all => all.filter(one => one.offsetWidth && one.width && !new Uint32Array(one
            .getContext('2d').getImageData(0, 0, one.width, one.height).data.buffer).some(Boolean))
            .map(one => one.closest('section').innerText.slice(0, 20))"""
    )
    assert blank == []


def test_every_preset_begins_a_run_that_plays(open_studio):
    studio = open_studio("hidden=5&seed=4")
    before = studio.numbers
    for preset in PRESETS:
        studio.page.get_by_role("button", name=preset.title, exact=True).click()
        for key, value in preset.values.items():
            if isinstance(value, str):
                expect(studio.page).to_have_url(re.compile(f"{key}={value}(&|$)"), timeout=SLOW)
        studio.until(
            "view.dataset.epoch === '0' && view.querySelectorAll('dd')[1].innerText !== arg",
            before[1],
        )
        expect(studio.page).not_to_have_url(re.compile("seed=|[?&]at="), timeout=SLOW)
        before = studio.numbers
        studio.button("Play").click()
        studio.until("view.dataset.epoch > 10")
        if studio.view.get_attribute("data-state") == "playing":
            studio.button("Pause").click()
        studio.until("view.dataset.state === 'paused'")


# It stops by itself ------------------------------------------------------------------------


def test_a_run_that_breaks_says_so_and_the_page_is_still_of_use(open_studio):
    studio = open_studio("dataset=digits&activation=identity&optimizer=sgd&rate=10&hidden=2")
    studio.button("Play").click()
    said = studio.view.locator(".metl-live-said")
    expect(said).to_contain_text("no longer a finite number", timeout=SLOW)
    expect(said).to_contain_text("learning rate 10")
    expect(studio.view).to_have_attribute("data-state", "paused")
    expect(studio.button("Play")).to_be_disabled()
    # As the sentence says: wind back, another rate, and on from there.
    broken = studio.epoch
    studio.view.get_by_role("slider", name="Moment of the run").press("Home")
    studio.until("view.dataset.epoch === '0'")
    slider = studio.page.get_by_role("slider", name="Learning rate")
    for _ in range(12):
        slider.press("ArrowLeft")
    studio.wait_for_address(r"rate=0\.1(&|$)|^(?!.*rate=)")
    expect(said).to_be_hidden(timeout=SLOW)
    studio.play(to_epoch=broken + 20)
    studio.pause()
    assert float(studio.train_loss) < 3
    studio.press("Reset")
    assert studio.numbers[0] == "0"


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        ("stop_epoch=130", "Stopped at epoch 130: epoch 130 is reached"),
        ("stop_loss=0.1", "a training loss of 0.1 is reached"),
        ("stop_accuracy=95", "an accuracy of 95 % is reached"),
    ],
)
def test_it_stops_when_the_goal_is_reached_and_says_so_then(goal, words, open_studio):
    studio = open_studio(f"{goal}&rate=0.03")
    said = studio.view.locator(".metl-live-said")
    studio.page.evaluate(
        """() => {
            window.early = [];
            const [view, said] = ['.metl-live', '.metl-live-said'].map(
                (name) => document.querySelector(name));
            new MutationObserver(() => window.early.push(view.dataset.epoch))
                .observe(said, {childList: true});
        }"""
    )
    studio.button("Play").click()
    expect(said).to_contain_text(words, timeout=SLOW)
    expect(studio.view).to_have_attribute("data-state", "paused")
    expect(studio.button("Play")).to_be_disabled()
    epoch = studio.epoch
    assert f"Stopped at epoch {epoch:,}:" in said.inner_text()
    assert studio.page.evaluate("window.early").count(str(epoch)) == 1
    if "epoch" in goal:
        assert epoch == 130
    if "loss" in goal:
        assert float(studio.train_loss) <= 0.1
        studio.button("Back").click()
        studio.until("view.dataset.epoch < arg", epoch)
        assert float(studio.train_loss) > 0.1
    if "accuracy" in goal:
        assert float(studio.numbers[2].split(" / ")[1].removesuffix(" %")) >= 95
    studio.press("Reset")
    studio.play(to_epoch=1)


# A table of one's own ------------------------------------------------------------------------


def test_a_table_with_hostile_names_is_drawn_letter_by_letter(page, open_lesson):
    open_lesson(page, "train?dataset=own+table&hidden=3")
    lines = "".join(f"{i},{i * i % 7},{'<b>yes</b>' if i % 2 else '$n$'}\n" for i in range(24))
    table = {"name": "mine.csv", "mimeType": "text/csv", "buffer": b"<i>a</i>,b1,label\n"}
    table["buffer"] += lines.encode()
    page.locator("input[type=file]").set_input_files(table)
    studio = Studio(page).wait_until_open()
    studio.play(to_epoch=20)
    studio.pause()
    confusion = studio.view.locator(".metl-live-confusion")
    expect(confusion).to_contain_text("<b>yes</b>")
    expect(confusion).to_contain_text("$n$")
    expect(studio.view.locator(".xtitle", has_text="<i>a</i>")).to_have_count(1)
    assert studio.view.locator("b, i:not(.metl-live-key i)").all_inner_texts() == []
    epoch = studio.epoch
    page.locator("input[type=file]").set_input_files({**table, "buffer": b"a,b,label\n1,x..y,z\n"})
    expect(page.get_by_text("line 2, column 2 ('b'): 'x..y' is not a number")).to_be_visible()
    assert studio.epoch == epoch


# By keyboard, by touch, for everybody --------------------------------------------------------


def test_the_keyboard_reaches_play_and_shows_where_it_is(open_studio):
    studio = open_studio()
    page = studio.page
    page.get_by_role("button", name="Rate too high").focus()
    for _ in range(40):  # there are far fewer stops between them
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.trim() === 'Play'"):
            break
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.keyboard.press("Space")
    studio.wait_for_epoch(50)
    expect(studio.button("Pause")).to_be_focused()
    page.keyboard.press("Space")
    expect(studio.view).to_have_attribute("data-state", "paused")
    stops = []
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate(outline) == "solid"
        stops.append(page.evaluate("document.activeElement.innerText.split('\\n')[0]"))
    assert [name for name in stops if name in ("Step", "Reset", "Back")] == [
        "Step",
        "Reset",
        "Back",
    ]


def test_a_finger_plays_pauses_and_winds_back_on_a_phone(browser: Browser, server: Server):
    phone = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    errors: list[str] = []
    page = phone.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    studio = Studio(page).open(f"{server.url}/train")
    studio.button("Play").tap()
    studio.wait_for_epoch(200)
    studio.button("Pause").tap()
    studio.wait_for_answer()
    epoch = studio.epoch
    line = studio.view.get_by_role("slider", name="Moment of the run")
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    page.touchscreen.tap(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
    studio.until("view.dataset.epoch < arg", epoch)
    studio.button("Continue from here").tap()
    expect(studio.view.locator(".metl-live-curves").first).to_contain_text("earlier")
    phone.close()
    assert errors == []
