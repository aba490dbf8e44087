"""The training studio as a person has it under the hand: used by several files of tests."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Route, expect

from tools.server import IDLE, Server

SLOW = 60_000  # ms; the machine may have other things to do

# `window.epochs` holds each epoch that was on screen from then on; `atPress` and `epochsAtPress`
# the number of the frame, and how many epochs there were, when somebody last pressed or typed.
WATCH = """view => {
    window.epochs = [Number(view.dataset.epoch)];
    new MutationObserver(() => window.epochs.push(Number(view.dataset.epoch)))
        .observe(view, {attributes: true, attributeFilter: ['data-epoch']});
    for (const kind of ['click', 'keydown', 'change'])
        window.addEventListener(kind, () => {
            window.atPress = Number(view.dataset.frame);
            window.epochsAtPress = window.epochs.length;
        }, true);
}"""
# For so many animation frames: how many frames were drawn meanwhile, and the epochs of each.
COUNT = """(view, chances) => new Promise((done) => {
    const start = Number(view.dataset.frame);
    let [frame, epoch] = [start, Number(view.dataset.epoch)];
    const steps = [];
    requestAnimationFrame(function look() {
        if (Number(view.dataset.frame) !== frame) {
            steps.push((Number(view.dataset.epoch) - epoch) / (Number(view.dataset.frame) - frame));
            [frame, epoch] = [Number(view.dataset.frame), Number(view.dataset.epoch)];
        }
        if (chances-- > 0) requestAnimationFrame(look);
        else done({drawn: frame - start, steps});
    });
})"""
FRAMES = """count => new Promise((done) => requestAnimationFrame(function look() {
    if (count-- > 0) requestAnimationFrame(look); else done();
}))"""
VIEW = "document.querySelector('[data-testid=live-view]')"


class Studio:
    """The live view of a page: its buttons, its numbers, and what to wait for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.view = page.get_by_test_id("live-view")

    # To do -------------------------------------------------------------------------------

    def open(self, url: str) -> "Studio":
        """Go to the address, and wait until the view has drawn and rests."""
        self.page.goto(url)
        return self.wait_until_open()

    def wait_until_open(self) -> "Studio":
        self.page.wait_for_selector(IDLE, timeout=SLOW)
        self.until("view.dataset.frame >= 2")  # the first, and the same again in full
        self.view.evaluate(WATCH)
        return self

    def button(self, name: str) -> Locator:
        return self.view.get_by_role("button", name=name, exact=True)

    def play(self, to_epoch: int = 0) -> None:
        self.button("Play").click()
        self.wait_for_epoch(to_epoch)

    def pause(self) -> None:
        self.button("Pause").click()
        self.wait_for_answer()
        expect(self.view).to_have_attribute("data-state", "paused")

    def press(self, name: str) -> None:
        """Press a button that asks the server for something, and wait for the answer."""
        self.button(name).click()
        self.wait_for_answer()

    def choose_speed(self, speed: str) -> None:
        self.view.get_by_label("Epochs a second").select_option(speed)

    def step_by(self, unit: str) -> None:
        self.view.get_by_label("Step by").select_option(unit)

    def entry(self, row: int) -> Locator:
        """The box of a value in the table of gradients."""
        return self.view.locator(".metl-live-table-value").nth(row)

    # To wait for ---------------------------------------------------------------------------

    def until(self, condition: str, arg: Any = None) -> None:
        """Until this is true of `view`, the live view, and `arg`."""
        body = f"arg => {{ const view = {VIEW}; return view && {condition}; }}"
        self.page.wait_for_function(body, arg=arg, timeout=SLOW)

    def wait_for_answer(self) -> None:
        """Until the server's answer to what was just done is drawn."""
        self.until("view.dataset.frame > window.atPress")

    def wait_for_epoch(self, at_least: int) -> None:
        self.until("view.dataset.epoch >= arg", at_least)

    def wait_for_address(self, pattern: str) -> dict[str, str]:
        """Until the address holds this; then all that it holds."""
        expect(self.page).to_have_url(re.compile(pattern), timeout=SLOW)
        return {name: value[-1] for name, value in parse_qs(urlsplit(self.page.url).query).items()}

    def wait_for_moment(self) -> str:
        """Until the address tells the moment on screen; then the address."""
        at = self.epoch
        self.wait_for_address(rf"[?&]at={at}(&|$)" if at else r"^(?!.*[?&]at=)")
        return self.page.url

    def frames(self, count: int) -> None:
        """Let so many animation frames pass."""
        self.page.evaluate(FRAMES, count)

    # To see --------------------------------------------------------------------------------

    @property
    def epoch(self) -> int:
        return int(self.view.get_attribute("data-epoch") or -1)

    @property
    def frame(self) -> int:
        return int(self.view.get_attribute("data-frame") or -1)

    @property
    def numbers(self) -> list[str]:
        """Epoch, losses, accuracies."""
        return self.view.locator("dd").all_inner_texts()

    @property
    def train_loss(self) -> str:
        return self.numbers[1].partition(" / ")[0]

    @property
    def table(self) -> list[tuple[str, ...]]:
        """Each row of the table of gradients: name, value, gradient, numeric gradient, error."""
        rows = self.view.locator(".metl-live-table tbody tr").evaluate_all(
            """rows => rows.map(row => [
                row.querySelector('th').innerText, row.querySelector('input').value,
                ...[...row.querySelectorAll('td')].slice(1).map(cell => cell.innerText),
            ])"""
        )
        return [tuple(row) for row in rows if row[0]]

    @property
    def epochs(self) -> list[int]:
        """Each one that was on screen, since it was opened."""
        return list(self.page.evaluate("window.epochs"))

    @property
    def falls(self) -> list[tuple[int, int]]:
        """Where the epoch on screen was followed by an earlier one."""
        return [(one, next_one) for one, next_one in pairwise(self.epochs) if next_one < one]

    def count(self, chances: int) -> tuple[int, list[float]]:
        """In so many animation frames: the frames that were drawn, and the epochs of each."""
        counted = self.view.evaluate(COUNT, chances)
        return counted["drawn"], counted["steps"]


class Wire:
    """Counts the messages between a page and its server, from now on."""

    def __init__(self, page: Page) -> None:
        self.sent = self.received = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.webSocketFrameSent", lambda _: self._count(sent=1))
        session.on("Network.webSocketFrameReceived", lambda _: self._count(received=1))
        session.on("Network.requestWillBeSent", lambda _: self._count(sent=1))
        session.on("Network.responseReceived", lambda _: self._count(received=1))

    def _count(self, sent: int = 0, received: int = 0) -> None:
        self.sent += sent
        self.received += received

    def start(self) -> None:
        self.sent = self.received = 0


class Gate:
    """Holds back what the server sends, as a slow network does, until it is let through."""

    def __init__(self, page: Page) -> None:
        self._held: list[Callable[[], None]] | None = None
        page.route_web_socket(re.compile("_stcore/stream"), self._route)
        page.route(re.compile("/studio/"), self._answer)

    def _answer(self, route: Route) -> None:
        response = route.fetch()
        if self._held is None:
            route.fulfill(response=response)
        else:
            self._held.append(lambda: route.fulfill(response=response))

    def _route(self, socket: Any) -> None:
        server = socket.connect_to_server()

        def hear(message: str | bytes) -> None:
            if self._held is None:
                socket.send(message)
            else:
                self._held.append(lambda: socket.send(message))

        server.on_message(hear)

    def wait_for_burst(self, studio: Studio) -> None:
        """Close it, and wait until it holds the whole answer to an ask."""
        self._held = []
        before = -1
        while not self._held or len(self._held) > before:
            before = len(self._held)
            studio.frames(30)

    def open(self) -> None:
        held, self._held = self._held or [], None
        for send in held:
            send()


def tracebacks(server: Server, since: int = 0) -> str:
    """What the server has written of exceptions, from that byte of its log on."""
    log = server.log.read_bytes()[since:].decode(errors="replace")
    return log[log.find("Traceback") :] if "Traceback" in log else ""
