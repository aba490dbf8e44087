"""The training studio's screen in a real browser: counts and ratios, never seconds."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.studio import Gate, Studio, Wire, tracebacks
from tools.server import IDLE, Server

QUICK = "samples=50&hidden=2"  # an epoch takes no time
LOSS = "document.querySelector('.metl-live-curves .js-plotly-plot')._fullLayout.xaxis.range"


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


# Play ------------------------------------------------------------------------------------


def in_some_window(studio: Studio, holds: Callable[[int, list[float]], bool]) -> None:
    """In one of a few hundred animation frames at least, however busy the machine is."""
    seen = []
    for _ in range(8):
        drawn, steps = studio.count(120)
        if holds(drawn, steps):
            return
        seen.append((drawn, sorted(steps)[len(steps) // 2 :][:1]))
    pytest.fail(f"never: frames drawn of 120, and their median step, were {seen}")


def test_it_draws_in_nearly_every_animation_frame_while_it_plays(open_studio):
    studio = open_studio()
    studio.play(to_epoch=600)
    in_some_window(
        studio, lambda drawn, steps: drawn >= 0.75 * 120 and 8 <= sum(steps) / len(steps) <= 10
    )
    assert studio.falls == []
    frames, seen = studio.frame, len(studio.epochs)
    studio.pause()
    assert seen >= 0.9 * frames  # the counter counts frames that differ


@pytest.mark.parametrize(("speed", "step"), [("60", 1), ("600", 10), ("6000", 100)])
def test_the_speed_says_how_many_epochs_share_a_frame(speed, step, open_studio):
    studio = open_studio(QUICK)
    studio.choose_speed(speed)
    studio.play(to_epoch=12 * step)

    def most_steps_are_right(drawn: int, steps: list[float]) -> bool:
        assert max(steps, default=0) <= step
        return steps.count(step) > len(steps) / 2

    in_some_window(studio, most_steps_are_right)
    assert studio.wait_for_address("speed=" if speed != "600" else "at=").get("speed") == (
        speed if speed != "600" else None
    )


def test_a_slow_speed_draws_few_frames_and_one_epoch_in_each(open_studio):
    studio = open_studio(QUICK)
    studio.choose_speed("10")
    studio.play(to_epoch=3)
    drawn, steps = studio.count(120)  # two seconds, at 60 a second
    assert 0 < drawn < 60
    assert set(steps) == {1}


def test_it_asks_by_need_and_not_by_the_clock(open_studio):
    studio = open_studio(QUICK)
    studio.play(to_epoch=2000)  # the bursts have their full length
    wire = Wire(studio.page)
    drawn, _ = studio.count(480)
    assert 1 <= wire.sent <= drawn / 30 + 3


def test_a_view_that_is_paused_says_nothing_to_the_server(open_studio):
    studio = open_studio()
    wire = Wire(studio.page)
    studio.play(to_epoch=100)
    studio.pause()
    studio.wait_for_moment()
    studio.page.wait_for_selector(IDLE)
    wire.start()
    frame = studio.frame
    studio.frames(240)
    assert (wire.sent, wire.received) == (0, 0)
    assert studio.frame == frame
    studio.press("Step")  # the wire is not dead
    assert wire.sent == 1


def test_a_tab_behind_another_costs_the_server_nothing(open_studio):
    studio = open_studio(QUICK)
    studio.play(to_epoch=2000)
    front = studio.page.context.new_page()  # in front of it, so that it gets no animation frames
    other = Studio(front)
    other.frames(60)  # the answer to a last ask has come
    wire, frame, epoch = Wire(studio.page), studio.frame, studio.epoch
    other.frames(240)
    assert wire.sent <= 1
    assert studio.frame - frame <= 24  # looking at it lets it draw one now and then
    front.close()
    studio.page.bring_to_front()
    studio.wait_for_epoch(epoch + 1500)  # it goes on where it was
    assert studio.falls == []


def test_a_page_that_is_hidden_draws_and_asks_nothing(open_studio):
    studio = open_studio(QUICK)
    studio.play(to_epoch=2000)
    hidden = "Object.defineProperty(document, 'hidden', {value: true, configurable: true})"
    studio.page.evaluate(hidden)  # as a browser says that has a window
    studio.frames(60)
    wire, frame, epoch = Wire(studio.page), studio.frame, studio.epoch
    studio.frames(240)
    assert (wire.sent, wire.received, studio.frame) == (0, 0, frame)
    studio.page.evaluate("delete document.hidden")
    studio.wait_for_epoch(epoch + 1500)
    assert studio.falls == []


def test_a_burst_that_was_under_way_at_a_pause_is_never_drawn(open_studio, new_page, server):
    page = new_page()
    gate = Gate(page)
    studio = Studio(page).open(f"{server.url}/train")
    studio.play(to_epoch=200)
    gate.wait_for_burst(studio)
    studio.button("Pause").click()
    gate.open()
    epoch = studio.epoch
    studio.wait_for_answer()
    studio.frames(30)
    assert studio.epoch == epoch
    studio.play(to_epoch=epoch + 100)
    assert studio.falls == []


# Reset -----------------------------------------------------------------------------------


def test_reset_has_the_same_weights_and_a_stale_burst_is_never_drawn(new_page, server):
    page = new_page()
    gate = Gate(page)
    studio = Studio(page).open(f"{server.url}/train")
    first = studio.numbers, studio.table
    assert first[0][0] == "0" and len(first[1]) == 8
    studio.play(to_epoch=200)
    gate.wait_for_burst(studio)
    studio.button("Reset").click()
    gate.open()  # the burst comes before the answer
    seen = studio.page.evaluate("window.epochsAtPress")
    studio.until("view.dataset.epoch === '0'")
    studio.frames(60)
    assert set(studio.epochs[seen:]) == {0}
    assert (studio.numbers, studio.table) == first
    expect(studio.view).to_have_attribute("data-state", "paused")
    assert "at" not in studio.wait_for_moment()


def test_another_network_begins_anew(open_studio):
    studio = open_studio()
    studio.play(to_epoch=100)
    slider = studio.page.get_by_role("slider", name="Hidden units")
    slider.press("ArrowRight")
    studio.until("view.dataset.epoch === '0' && view.dataset.state === 'paused'")
    studio.play(to_epoch=30)
    studio.pause()
    assert "hidden" in studio.wait_for_moment()


def test_a_change_that_is_told_together_with_an_ask_is_not_lost(open_studio):
    # Streamlit tells with its next task what was changed in this one: as if the browser were slow.
    studio = open_studio()
    studio.play()
    studio.page.evaluate(
        """() => {
            const before = window.setTimeout;
            window.setTimeout = (call, delay, ...rest) => before(call, delay || 2000, ...rest);
        }"""
    )
    studio.wait_for_epoch(600)
    studio.page.get_by_role("slider", name="Hidden units").press("ArrowRight")
    studio.until("view.dataset.epoch === '0' && view.dataset.state === 'paused'")


# Steps and the line of time --------------------------------------------------------------


def test_a_step_is_an_epoch_a_batch_or_an_example(open_studio):
    studio = open_studio("batch=16&samples=400")
    studio.press("Step")
    assert studio.numbers[0] == "1"
    studio.step_by("batch")
    studio.press("Step")
    assert studio.numbers[0] == "1 + 16/300"
    studio.step_by("example")
    studio.press("Step")
    assert studio.numbers[0] == "1 + 17/300"
    studio.wait_for_address(r"at=1\.17")
    studio.step_by("epoch")
    studio.press("Step")
    assert studio.numbers[0] == "2"
    studio.button("Back").click()
    studio.until("view.querySelector('dd').innerText === arg", "1 + 17/300")
    studio.button("Step").click()  # forwards again, on the line of time
    studio.until("view.querySelector('dd').innerText === '2'")


def test_the_line_of_time_is_wound_by_keyboard_and_played_from_there(open_studio):
    studio = open_studio()
    studio.play(to_epoch=300)
    studio.pause()
    last = studio.epoch
    line = studio.view.get_by_role("slider", name="Moment of the run")
    ends = studio.numbers
    line.press("Home")
    studio.until("view.dataset.epoch === '0'")
    assert studio.numbers[0] == "0" != ends[0]
    line.press("ArrowRight")
    studio.until("view.dataset.epoch > 0")
    first = studio.epoch
    line.press("ArrowRight")
    studio.until("view.dataset.epoch > arg", first)
    second = studio.epoch
    line.press("ArrowLeft")
    studio.until("view.dataset.epoch < arg", second)
    assert 0 < studio.epoch < second
    expect(line).to_have_attribute("aria-valuetext", f"epoch {studio.epoch} of {last}")
    line.press("End")
    studio.until("view.dataset.epoch === arg", str(last))
    assert studio.numbers == ends
    line.press("Home")
    studio.until("view.dataset.epoch === '0'")
    seen = len(studio.epochs)
    studio.play(to_epoch=last + 100)  # the film first, then on
    again = studio.epochs[seen:]
    assert again == sorted(again) and last in again


def test_to_continue_from_an_earlier_moment_keeps_the_curves_of_both(open_studio):
    studio = open_studio("rate=0.03")
    studio.play(to_epoch=300)
    studio.pause()
    branch = studio.button("Continue from here")
    legend = studio.view.locator(".metl-live-curves", has_text="Loss").first
    expect(branch).to_be_disabled()
    expect(legend).not_to_contain_text("earlier")
    line = studio.view.get_by_role("slider", name="Moment of the run")
    line.press("Home")
    for _ in range(4):
        line.press("ArrowRight")
    expect(branch).to_be_enabled()
    studio.frames(3)  # the last key has been drawn
    here = studio.epoch
    branch.click()
    expect(legend).to_contain_text("earlier")
    studio.page.get_by_role("slider", name="Learning rate").press("ArrowLeft")
    changes = studio.wait_for_address("rate=0.02")
    studio.play(to_epoch=here + 200)
    studio.pause()
    changes = studio.wait_for_address("changes=")["changes"]
    assert changes.split(";")[-1] == f"{here}:learning_rate=0.02"
    expect(legend).to_contain_text("earlier")
    expect(studio.view.locator(".metl-live-said")).to_be_hidden()


# Changes while it trains -------------------------------------------------------------------


def test_the_learning_rate_changes_in_mid_play_without_a_restart(open_studio, new_page, server):
    page = new_page()
    sockets: list[WebSocket] = []
    page.on("websocket", lambda socket: sockets.append(socket))
    studio = Studio(page).open(f"{server.url}/train?optimizer=sgd&rate=0.1")
    studio.play(to_epoch=500)
    slider = page.get_by_role("slider", name="Learning rate")
    slider.focus()
    with sockets[-1].expect_event("framereceived", lambda data: b'"learning_rate":"0.15"' in data):
        slider.press("ArrowRight")
    heard = studio.epoch  # or somewhat later
    changes = studio.wait_for_address(r"learning_rate%3D0\.15")["changes"]
    (epoch,) = re.findall(r"(\d+):learning_rate=0\.15$", changes)
    assert int(epoch) - heard <= 30 * 10  # half a second of frames, ten epochs in each
    studio.wait_for_epoch(int(epoch) + 200)
    assert studio.falls == []  # it has not begun again
    studio.pause()
    link = studio.wait_for_moment()
    restored = Studio(new_page()).open(link)
    # The same numbers, if the other rate was in force from that epoch on and not before.
    assert (restored.numbers, restored.table) == (studio.numbers, studio.table)


def test_a_weight_is_edited_while_it_trains_and_while_it_rests(open_studio):
    studio = open_studio()
    box, status = studio.entry(0), studio.view.locator(".metl-live-table-status")
    first = box.input_value()
    box.fill("0.5o")
    box.press("Enter")
    expect(status).to_contain_text("finite number")
    expect(box).to_have_attribute("aria-invalid", "true")
    box.press("Escape")
    expect(box).to_have_value(first)
    box.fill("0.5")
    box.press("Enter")
    studio.wait_for_answer()
    assert studio.table[0][:2] == ("W1[0,0]", "0.5")
    assert studio.wait_for_address("changes=")["changes"] == "0:W1[0,0]=0.5"
    studio.play(to_epoch=200)
    box = studio.entry(1)
    box.fill("-7.25")
    box.press("Enter")
    changes = studio.wait_for_address(re.escape("W1%5B0%2C1%5D"))["changes"]
    epoch = int(re.findall(r"(\d+):W1\[0,1\]=-7\.25$", changes)[0])
    studio.wait_for_epoch(epoch + 50)
    studio.pause()
    assert float(studio.table[1][1]) < -5  # it was near 0 and moves by a rate of 0.03
    assert studio.falls == []


# Zoom, theme, two at once ------------------------------------------------------------------


def test_the_zoom_of_a_curve_survives_play(open_studio):
    studio = open_studio()
    studio.play(to_epoch=300)
    plane = studio.view.locator(".metl-live-curves .nsewdrag").first
    plane.scroll_into_view_if_needed()
    box = plane.bounding_box()
    whole = studio.page.evaluate(LOSS)
    mouse = studio.page.mouse
    mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 0.2 * box["height"])
    mouse.down()
    mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.8 * box["height"], steps=4)
    mouse.up()
    studio.page.wait_for_function(f"whole => {LOSS}[1] < whole", arg=whole[1])
    zoom = studio.page.evaluate(LOSS)
    studio.wait_for_epoch(int(3 * whole[1]))  # the axis would have grown long ago
    assert studio.page.evaluate(LOSS) == zoom
    studio.button("Pause").click()


def test_a_switch_of_the_theme_is_drawn_without_a_reload(open_studio):
    studio = open_studio()
    studio.press("Step")
    # The units fade into the page: are more of the network's pixels as dark as ink than as chalk?
    dark = """view => {
        const canvas = view.querySelector('.metl-live-network canvas');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let [ink, chalk] = [0, 0];
        for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] < 200) continue;
            const sum = data[i] + data[i + 1] + data[i + 2];
            if (sum < 120) ink += 1;
            if (sum > 660) chalk += 1;
        }
        return ink > chalk;
    }"""
    assert not studio.view.evaluate(dark)
    frame = studio.frame
    studio.page.emulate_media(color_scheme="dark")
    studio.until(f"({dark})(view)")
    assert studio.frame == frame and studio.epoch == 1


def test_two_readers_do_not_disturb_each_other(open_studio):
    one, other = open_studio("seed=1&samples=400"), open_studio("seed=2")
    one.play(to_epoch=100)
    other.play(to_epoch=300)
    other.pause()
    epoch, numbers = other.epoch, other.numbers
    one.wait_for_epoch(one.epoch + 300)
    one.press("Reset")
    one.step_by("example")
    one.press("Step")
    assert one.numbers[0] == "0 + 1/300"
    assert (other.epoch, other.numbers) == (epoch, numbers)
    other.press("Step")
    assert other.epoch == epoch + 1
