"""Readers in the middle of something: what stands before each of them, and that it still does."""

import json
import re
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import Any

from playwright.sync_api import Browser, Page, expect

from metl_core import Trainer, TrainingConfig, read_csv
from tests.browser.drills.fleet import wait_until
from tests.browser.studio import SLOW, Studio
from tools.server import IDLE

CONNECTED = '[data-testid="stApp"][data-test-connection-state="CONNECTED"]'
# `window.losses` counts how often the page has lost its server.
COUNT_LOSSES = """() => {
    window.losses = 0;
    const app = document.querySelector('[data-testid="stApp"]');
    const state = () => app.getAttribute("data-test-connection-state");
    let last = state();
    new MutationObserver(() => {
        if (last === "CONNECTED" && state() !== last) window.losses += 1;
        last = state();
    }).observe(app, {attributes: true, attributeFilter: ["data-test-connection-state"]});
}"""
TABLE = b"a,b,label\n" + b"".join(
    b"%d,%d,%s\n" % (i, i * i % 7, b"ny"[i % 2 :][:1]) for i in range(24)
)

# What Streamlit and the browser say of a server that is not there.
EXPECTED = re.compile(
    r"Cannot send rerun backMessage when disconnected from server"
    r"|/_stcore/(health|host-config)|Connection (failed|timed out)"
    r"|Streamlit server is not responding"
    r"|net::ERR_(CONNECTION_\w+|INTERNET_DISCONNECTED|EMPTY_RESPONSE|NETWORK_\w+)"
    r"|WebSocket connection to '\S+' failed"
    r"|status of 50[23] .*/studio/"  # HAProxy's, as long as there is no replica to ask
)


# `window.story` holds whenever the live view has begun to play or to pause, and what it said then.
STORY = """() => {
    const view = document.querySelector("[data-testid=live-view]");
    const said = view.querySelector(".metl-live-said");
    window.story = [];
    const tell = () => window.story.push(
        [Math.round(performance.now()), view.dataset.state, view.dataset.epoch, said.textContent]);
    new MutationObserver(tell).observe(view, {attributes: true, attributeFilter: ["data-state"]});
    new MutationObserver(tell).observe(said, {childList: true, characterData: true});
}"""


class Reader(ABC):
    """A browser of somebody's own, on a page of the app."""

    link: str

    def __init__(self, browser: Browser, url: str) -> None:
        self.troubles: list[str] = []
        self.context = browser.new_context(viewport={"width": 1400, "height": 900})
        self.page = self.context.new_page()
        self.page.set_default_timeout(SLOW)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._hear)
        self.page.goto(f"{url}/{self.link}", wait_until="commit")

    def _hear(self, said: Any) -> None:
        text = f"{said.text} {said.location.get('url')}"
        if said.type == "error" and not EXPECTED.search(text):
            self.troubles.append(text)

    def arrive(self) -> None:
        """Wait until the page is there."""
        self.page.wait_for_selector(IDLE)
        self.page.evaluate(COUNT_LOSSES)
        self.losses = 0

    def begin(self) -> None:
        """Do what is not to be lost."""
        self.arrive()

    def note_losses(self) -> None:
        """What is lost from now on counts."""
        self.losses = self.page.evaluate("window.losses")

    @abstractmethod
    def stands(self) -> object:
        """What is not to be lost."""

    def check(self, before: object) -> None:
        """Nothing of what stood there was lost, once the page is back."""
        with suppress(TimeoutError):  # the next line says what stands there instead
            wait_until(lambda: self.stands() == before)
        assert self.stands() == before
        assert not self.troubles, self.troubles

    @property
    def was_disturbed(self) -> bool:
        return self.page.evaluate("window.losses") > self.losses

    def wait_until_lost(self) -> None:
        gone = f"losses => window.losses > losses || !document.querySelector('{CONNECTED}')"
        self.page.wait_for_function(gone, arg=self.losses)

    def wait_until_back(self) -> None:
        self.page.wait_for_selector(IDLE)


class AtTheStudio(Reader):
    """Trains a network. The bits of its weights are those of a run of our own."""

    config = TrainingConfig()

    def arrive(self) -> None:
        super().arrive()
        self.studio = Studio(self.page).wait_until_open()

    def stands(self) -> object:
        return self.studio.epoch, self.studio.numbers, self.studio.table

    def check(self, before: object) -> None:
        self.studio.until("view.isConnected")  # a page that was long away draws anew
        super().check(before)
        self.check_bits()

    def check_bits(self) -> None:
        """The run on the server stands where the screen does, with the bits that it must have."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name="Weights (JSON)", exact=True).click()
        told = json.loads(coming.value.path().read_text())
        expected = self.trained_to(self.studio.epoch)
        assert (told["epoch"], told["row"]) == tuple(expected.position)
        for name in ("W1", "b1", "W2", "b2"):
            assert told[name] == getattr(expected.parameters, name).tolist(), name

    def trained_to(self, epoch: int) -> Trainer:
        """What nobody has interrupted."""
        trainer = Trainer(self.config)
        trainer.step(epoch)
        return trainer


class Untouched(AtTheStudio):
    """Has opened a link and only looks."""

    link = "train?at=50&batch=64"
    config = TrainingConfig(batch_size=64)


class Playing(AtTheStudio):
    """Is in the middle of training."""

    link = "train?speed=60"

    def begin(self) -> None:
        super().begin()
        self.page.evaluate(STORY)
        self.studio.play(to_epoch=30)

    def stands(self) -> object:
        return self.studio.epoch

    def check(self, before: object) -> None:
        assert not self.troubles, self.troubles
        assert self.studio.falls == []
        assert self.studio.epoch >= before
        story = self.page.evaluate("window.story")
        assert self.studio.view.get_attribute("data-state") == "playing", story[-12:]
        self.studio.pause()
        self.check_bits()
        self.studio.play(to_epoch=self.studio.epoch + 1)
        assert self.troubles == []


class WithTheirOwnTable(AtTheStudio):
    """Trains on data of their own, and has set a weight by hand."""

    link = "train?dataset=own table&hidden=5"
    config = TrainingConfig(dataset=read_csv(TABLE), n_hidden=5)
    edited: int

    def begin(self) -> None:
        self.page.wait_for_selector(IDLE)
        file = {"name": "mine.csv", "mimeType": "text/csv", "buffer": TABLE}
        self.page.locator("input[type=file]").set_input_files(file)
        super().begin()
        self.studio.play(to_epoch=20)
        self.studio.pause()
        self.studio.entry(0).fill("1.5")
        self.studio.entry(0).press("Enter")
        self.studio.wait_for_answer()
        self.edited = self.studio.epoch
        self.studio.press("Step")

    def trained_to(self, epoch: int) -> Trainer:
        trainer = super().trained_to(self.edited)
        trainer.edit("W1", (0, 0), 1.5)
        trainer.step(epoch - self.edited)
        return trainer


class AtASlider(Reader):
    """Has moved a slider that the page follows live."""

    link = "softmax?logits=1,2,3"

    def begin(self) -> None:
        super().begin()
        self.slider = self.page.get_by_role("slider", name="Temperature")
        self.slider.focus()
        self.slider.press("ArrowRight")
        expect(self.page).to_have_url(re.compile(r"[?&]T="))
        self.page.wait_for_selector(IDLE)

    def stands(self) -> object:
        return self.slider.input_value(), self.page.url, what_is_read(self.page)

    def check(self, before: object) -> None:
        super().check(before)
        self.slider.press("ArrowRight")
        wait_until(lambda: what_is_read(self.page) != before[2])  # the page's script has run
        self.slider.press("ArrowLeft")
        super().check(before)


class AtAnExercise(Reader):
    """Has taken a hint, and given an answer that is wrong."""

    link = "exercises?question=1"

    def begin(self) -> None:
        super().begin()
        self.page.get_by_role("button", name="Hint 1 of 2").click()
        self.page.get_by_text("Hint 1.").wait_for()
        self.page.get_by_role("textbox").fill("3")
        self.page.get_by_role("button", name="Check", exact=True).click()
        self.page.get_by_text("Not yet").wait_for()
        self.page.wait_for_selector(IDLE)

    def stands(self) -> object:
        return self.page.get_by_role("textbox").input_value(), what_is_read(self.page)

    def check(self, before: object) -> None:
        super().check(before)
        self.page.get_by_role("button", name="Next question").click()
        self.page.get_by_role("heading", name="2. ").wait_for()
        self.page.get_by_role("button", name="Previous").click()
        super().check(before)


def what_is_read(page: Page) -> str:
    """All the text of a page."""
    return page.get_by_test_id("stMain").inner_text()


def everybody(browser: Browser, url: str) -> list[Reader]:
    """One of each."""
    kinds = [Untouched, Playing, WithTheirOwnTable, AtASlider, AtAnExercise]
    readers = [kind(browser, url) for kind in kinds]
    for reader in readers:
        reader.begin()
    return readers
