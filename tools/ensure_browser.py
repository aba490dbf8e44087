"""A real browser for the tests: one that is found, else Playwright's own, else Debian's.

As a script it installs what is missing and reports what the tests will use. It never fails:
the tests themselves say that there is no browser, as skipped or, with CI=true, as failed.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from playwright.sync_api import Browser, BrowserType, Error, sync_playwright

T = TypeVar("T")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
)
PLAYWRIGHTS_OWN = None  # the path that makes Playwright start the browser it has installed

ARGUMENTS = (
    "--no-sandbox",  # root in a container has no other choice, and the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def candidates(
    environ: Mapping[str, str],
    which: Callable[[str], str | None] = shutil.which,
    is_file: Callable[[str], bool] = os.path.isfile,
) -> list[str | None]:
    """Every browser there might be, best first. CHROMIUM names one, and then no other counts."""
    if chosen := environ.get("CHROMIUM"):
        return [chosen]
    on_the_path = [path for name in NAMES if (path := which(name))]
    return [*on_the_path, *filter(is_file, PLACES), PLAYWRIGHTS_OWN]


def first_that_starts(
    paths: Iterable[str | None], start: Callable[[str | None], T]
) -> tuple[T | None, list[str]]:
    """What the first `start` that succeeds returns, or None; and why the others did not start."""
    refusals: list[str] = []
    for path in paths:
        try:
            return start(path), refusals
        except Error as error:
            refusals.append(f"{path or 'Playwright’s own'}: {_first_line(error)}")
    return None, refusals


def _first_line(error: Error) -> str:
    return next(line for line in error.message.splitlines() if line.strip())


def launch(chromium: BrowserType) -> tuple[Browser | None, list[str]]:
    """Start the best browser of this machine."""
    return first_that_starts(
        candidates(os.environ),
        lambda path: chromium.launch(executable_path=path, args=list(ARGUMENTS)),
    )


def must_not_skip(environ: Mapping[str, str]) -> bool:
    """Whether a missing browser is a failure and not merely a reason to skip."""
    return environ.get("CI", "").lower() in {"1", "true", "yes"}


def ensure(look: Callable[[], T | None], remedies: Iterable[Callable[[], object]]) -> T | None:
    """What `look` finds: at once, or after the first remedy that helps; else None."""
    found = look()
    for remedy in remedies:
        if found is not None:
            break
        remedy()
        found = look()
    return found


def remedies(environ: Mapping[str, str], is_root: bool) -> list[Callable[[], object]]:
    """What may be installed here, least intrusive first; nothing where CHROMIUM has chosen."""
    if environ.get("CHROMIUM"):
        return []
    if is_root and shutil.which("apt-get"):
        return [_install_playwrights_own, _install_debians]
    return [_install_playwrights_own]


def _install_playwrights_own() -> None:
    _run(sys.executable, "-m", "playwright", "install", "chromium")


def _install_debians() -> None:
    _run("apt-get", "update", "-qq")
    _run("apt-get", "install", "-y", "-qq", "chromium")


def _run(*command: str) -> None:
    print("metl: no browser yet; trying:", *command, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):  # the next look tells
        subprocess.run(command, check=False, timeout=900, env=quiet)


def main() -> None:
    """Look for a browser, install one where there is none, and say which it is."""

    def look() -> str | None:
        with sync_playwright() as playwright:
            browser, refusals = launch(playwright.chromium)
            if browser is None:
                print(*(f"metl: {refusal}" for refusal in refusals), sep="\n")
                return None
            with browser:
                return browser.version

    version = ensure(look, remedies(os.environ, is_root=getattr(os, "geteuid", lambda: 1)() == 0))
    print(f"metl: browser tests run in Chromium {version}" if version else "metl: no browser")


if __name__ == "__main__":
    main()
