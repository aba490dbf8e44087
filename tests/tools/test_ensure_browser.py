"""Which browser the tests take, and what a missing one means."""

import pytest
from playwright.sync_api import Error

from tools.ensure_browser import (
    PLAYWRIGHTS_OWN,
    candidates,
    ensure,
    first_that_starts,
    must_not_skip,
    remedies,
)

MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def nowhere(_):
    return None


def only(*starting):
    """A `start` that refuses every browser but these."""

    def start(path):
        if path in starting:
            return f"running {path}"
        raise Error(f"\nno {path}\nmore about it")

    return start


def test_browsers_on_the_path_come_before_applications_and_playwrights_own_comes_last():
    on_path = {"google-chrome": "/usr/bin/google-chrome", "chromium": "/usr/bin/chromium"}
    found = candidates({}, which=on_path.get, is_file=lambda path: path == MAC)
    assert found == ["/usr/bin/chromium", "/usr/bin/google-chrome", MAC, PLAYWRIGHTS_OWN]


def test_playwrights_own_is_all_that_is_left_on_a_bare_machine():
    assert candidates({}, which=nowhere, is_file=lambda _: False) == [PLAYWRIGHTS_OWN]


def test_the_readers_choice_excludes_every_other():
    found = candidates({"CHROMIUM": "/opt/mine"}, which=lambda name: f"/usr/bin/{name}")
    assert found == ["/opt/mine"]


def test_an_empty_choice_is_no_choice():
    assert candidates({"CHROMIUM": ""}, which=nowhere, is_file=lambda _: False) == [PLAYWRIGHTS_OWN]


def test_a_browser_that_does_not_start_is_passed_over_and_its_reason_kept():
    started, refusals = first_that_starts(["/a", "/b", "/c"], only("/b", "/c"))
    assert started == "running /b"
    assert refusals == ["/a: no /a"]


def test_no_browser_that_starts_leaves_every_reason():
    started, refusals = first_that_starts(["/a", PLAYWRIGHTS_OWN], only())
    assert started is None
    assert refusals == ["/a: no /a", "Playwright’s own: no None"]


def test_nothing_is_installed_where_a_browser_is_found():
    assert ensure(lambda: "browser", [lambda: pytest.fail("installed")]) == "browser"


def test_installing_stops_at_the_first_remedy_that_helps():
    done = []
    found = ensure(
        look=lambda: "browser" if "second" in done else None,
        remedies=[lambda: done.append("first"), lambda: done.append("second"), pytest.fail],
    )
    assert (found, done) == ("browser", ["first", "second"])


def test_when_no_remedy_helps_there_is_no_browser():
    done = []
    assert ensure(lambda: None, [lambda: done.append("tried")]) is None
    assert done == ["tried"]


def test_only_root_with_apt_installs_debians_browser_and_a_choice_installs_nothing(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    assert len(remedies({}, is_root=True)) == 2
    assert len(remedies({}, is_root=False)) == 1
    assert remedies({"CHROMIUM": "/opt/mine"}, is_root=True) == []
    monkeypatch.setattr("shutil.which", nowhere)
    assert len(remedies({}, is_root=True)) == 1


@pytest.mark.parametrize(
    ("value", "fails"),
    [("true", True), ("True", True), ("1", True), ("false", False), ("", False), (None, False)],
)
def test_a_missing_browser_is_a_failure_only_under_ci(value, fails):
    assert must_not_skip({} if value is None else {"CI": value}) is fails
