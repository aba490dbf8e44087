"""A real server and a real browser. Tests take `page` and `open_lesson`, and wait on conditions."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

from tools.ensure_browser import launch, must_not_skip
from tools.server import IDLE, Server, run_server

ROOT = Path(__file__).resolve().parents[2]
FAILURES = Path(__file__).resolve().parent / "failures"

expect.set_options(timeout=20_000)  # ms; only what never happens takes that long

# On a deep link Streamlit first looks for its server below that address, and the browser logs
# the 404 of each look. It then finds it at the root: nothing is amiss.
STREAMLIT_LOOKING_FOR_ITS_SERVER = re.compile(r"/[^/]+/_stcore/(health|host-config)$")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).resolve().parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


# --- the server ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the session; asks for the browser first, since without one it is no use."""
    with run_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def fresh_server(browser: Browser, tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has visited yet."""
    with run_server(tmp_path) as running:
        yield running


# --- the browser --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found, refusals = launch(playwright.chromium)
        if found is None:
            give_up = pytest.fail if must_not_skip(os.environ) else pytest.skip
            give_up("no browser that starts: " + "; ".join(refusals))
        with found:
            yield found


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open pages: `new_page(width=390, height=844, scheme="dark")`.

    At the end the test fails for whatever went wrong unseen: an error in the console, an
    exception in JavaScript or in Python, or a request to somewhere that is not our server.
    """
    pages: list[Page] = []
    troubles: list[str] = []

    def open_page(*, width: int = 1400, height: int = 900, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: troubles.extend(_trouble_in(message)))
        page.on("pageerror", lambda error: troubles.append(f"JavaScript: {error}"))
        page.on("request", lambda request: troubles.extend(_trouble_in_address(request.url)))
        pages.append(page)
        return page

    yield open_page

    failed = request.node.stash.get(FAILED, False)
    if not failed:  # a page that hangs could not be asked
        for page in pages:
            texts = page.get_by_test_id("stException").all_inner_texts()
            troubles += [f"Python: {text}" for text in texts]
    if failed or troubles:
        _keep_screenshots(request.node, pages)
    for page in pages:
        page.context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A light page, 1400 pixels wide."""
    return new_page()


def _trouble_in(message: ConsoleMessage) -> list[str]:
    if message.type != "error":
        return []
    address = message.location.get("url", "")
    if "404" in message.text and STREAMLIT_LOOKING_FOR_ITS_SERVER.search(address):
        return []
    return [f"console: {message.text} ({address})"]


def _trouble_in_address(url: str) -> list[str]:
    own = re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", url)
    return [] if own else [f"a request to the network: {url}"]


@pytest.fixture
def open_lesson(server: Server) -> Callable[..., None]:
    """`open_lesson(page, "softmax?c=3")`: go there and wait until its script has run."""

    def go(page: Page, path: str = "", url: str = server.url) -> None:
        page.goto(f"{url}/{path.lstrip('/')}")
        page.wait_for_selector(IDLE)
        page.wait_for_selector("h1:visible")

    return go


# --- when a test fails ---------------------------------------------------------------------------

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
        for name in ("server", "fresh_server"):
            if (running := getattr(item, "funcargs", {}).get(name)) is not None:
                log = running.log.read_text(errors="replace")
                report.sections.append((f"log of {name}", log[-4000:]))
    return report


def _keep_screenshots(item: pytest.Item, pages: list[Page]) -> None:
    FAILURES.mkdir(exist_ok=True)
    name = re.sub(r"\W+", "-", item.nodeid).strip("-")
    for number, page in enumerate(pages):
        with suppress(Error):  # a page that hangs has no picture
            page.screenshot(path=FAILURES / f"{name}-{number}.png", full_page=True, timeout=10_000)
