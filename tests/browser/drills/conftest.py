"""A class on two replicas, for all drills: who is there after one is there for the next."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import Browser

from tests.browser.drills.fleet import Fleet, run_fleet
from tests.browser.drills.readers import Reader, everybody
from tests.browser.studio import tracebacks

# A session is forgotten as soon as its page is gone, and that is noticed within seconds: else a
# drill would have to wait for as long as a real one lasts.
SOON = {"server.disconnectedSessionTTL": "0", "server.websocketPingInterval": "4"}


@pytest.fixture(scope="module")
def fleet(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with run_fleet(tmp_path_factory.mktemp("fleet"), 2, SOON) as running:
        yield running


@pytest.fixture(scope="module")
def readers(browser: Browser, fleet: Fleet) -> Iterator[list[Reader]]:
    there = everybody(browser, fleet.url)
    yield there
    for reader in there:
        reader.context.close()


@pytest.fixture
def drill(
    fleet: Fleet, readers: list[Reader]
) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """`with drill(): …` whatever befalls them all in it, everybody is back after it."""

    @contextmanager
    def befall() -> Iterator[None]:
        before = [reader.stands() for reader in readers]
        for reader in readers:
            reader.note_losses()
        yield
        for reader in readers:
            reader.wait_until_back()
        for reader, stood in zip(readers, before, strict=True):
            reader.check(stood)

    yield befall
    for replica in fleet.replicas:
        assert tracebacks(replica) == ""
