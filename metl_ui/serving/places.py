"""How many readers there is room for: one more is told so, and those who are in stay in."""

import os
import threading
import time
from collections.abc import Callable

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

MOST_READERS = "METL_MOST_READERS"  # environment: how many there is room for
USUALLY = 250
KEPT = 120.0  # seconds that a place is kept for a reader whose connection is lost
AGAIN = 20  # seconds from one look for a place to the next


class Places:
    """Who has one."""

    def __init__(
        self,
        most: int,
        is_here: Callable[[str], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.most, self._is_here, self._clock = most, is_here, clock
        self._seen: dict[str, float] = {}  # when each was here last
        self._guard = threading.Lock()

    def take(self, who: str) -> bool:
        """Whether this reader has a place, or there was one to take."""
        with self._guard:
            now = self._clock()
            if who not in self._seen:
                self._look_who_is_here(now)
                if len(self._seen) >= self.most:
                    return False
            self._seen[who] = now
            return True

    def _look_who_is_here(self, now: float) -> None:
        for who, seen in list(self._seen.items()):
            if self._is_here(who):
                self._seen[who] = now
            elif now - seen > KEPT:
                del self._seen[who]


def has_place() -> bool:
    """Whether there is room for the reader of this session."""
    here = get_script_run_ctx()
    return here is None or _places().take(here.session_id)


def say_full() -> None:
    """Instead of a page. It looks again by itself."""
    st.title("The room is full")
    st.markdown(
        f"This server has room for {_places().most} readers at a time, and all places are taken. "
        "This page looks again by itself, and opens what your link says as soon as there is one."
    )
    _look_again()


@st.fragment(run_every=AGAIN)
def _look_again() -> None:
    st.button("Look now", icon=":material/refresh:")
    if has_place():
        st.rerun()


@st.cache_resource(show_spinner=False)
def _places() -> Places:
    given = os.environ.get(MOST_READERS, "")
    most = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else USUALLY
    return Places(most, _is_here)


def _is_here(session_id: str) -> bool:
    return not runtime.exists() or runtime.get_instance().is_active_session(session_id)
