"""Streamlit with a stop-watch at the parts of the work: `timed_streamlit.py FILE run app.py …`

On SIGUSR1 it begins to count, and on the next it writes to FILE, as JSON, {part: [seconds, calls]}:
the processor's time that threads spent in each part, less that in the parts within it.
"""

import functools
import json
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner  # noqa: E402
from streamlit.web.cli import main  # noqa: E402

from metl_core.descent import Descent  # noqa: E402
from metl_core.observation import Observer  # noqa: E402
from metl_ui.studio import burst, studio  # noqa: E402

PARTS: list[tuple[str, object, str]] = [
    ("the steps", Descent, "go_on_to"),
    ("the record", Descent, "scores"),
    ("the plane", Observer, "decision"),
    ("the hidden units", Observer, "responses"),
    ("the confusion", Observer, "confusion"),
    ("the table", burst, "table_rows"),
    ("frames, all else", burst.Burst, "train"),
    ("the message's bytes", studio, "pack"),
    ("the answer, all else", studio.Studio, "answer"),
    ("the fragment, all else", ScriptRunner, "_run_script"),
]


class Tally:
    """Of each part its seconds and calls."""

    def __init__(self) -> None:
        self.begin()
        self._here = threading.local()  # the seconds of the parts within the present one

    def begin(self) -> None:
        self.counts: dict[str, list[float]] = {part: [0.0, 0] for part, _, _ in PARTS}

    def watch(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed."""

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            outside = getattr(self._here, "within", 0.0)
            self._here.within = 0.0
            begin = time.thread_time()
            try:
                return function(*args, **kwargs)
            finally:
                spent = time.thread_time() - begin
                self.counts[part][0] += spent - self._here.within
                self.counts[part][1] += 1
                self._here.within = outside + spent

        return timed


def toggle(tally: Tally, file: Path, begun: list[bool]) -> None:
    """Begin to count, or write down what was counted."""
    if begun:
        unfinished = file.with_suffix(".part")
        unfinished.write_text(json.dumps(tally.counts))
        unfinished.rename(file)
    else:
        begun.append(True)
        tally.begin()


if __name__ == "__main__":
    tally, file, begun = Tally(), Path(sys.argv.pop(1)), list[bool]()
    for part, owner, name in PARTS:
        setattr(owner, name, tally.watch(part, getattr(owner, name)))
    signal.signal(signal.SIGUSR1, lambda *_: toggle(tally, file, begun))
    main(prog_name="streamlit")
