"""Streamlit with a sampler beside it: `python benchmarks/sampled_streamlit.py TALLY run app.py …`

On SIGUSR1 it begins to look a thousand times a second at what every thread is doing, and on the
next it writes to the file TALLY, as JSON, a list of [stack, seconds]: the functions from the
outermost to the innermost, each as "file:function", and the processor's time that its thread had
spent since the look before. A thread that waits spends none and does not count.
"""

import json
import signal
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from types import FrameType

from streamlit.web.cli import main

EVERY = 1e-3  # seconds
Stack = tuple[str, ...]


class Sampler(threading.Thread):
    """Looks until `stop` is set."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.stop = threading.Event()
        self.tally: defaultdict[Stack, float] = defaultdict(float)

    def run(self) -> None:
        spent: dict[int, float] = {}
        while not self.stop.wait(EVERY):
            frames = sys._current_frames()
            for thread in threading.enumerate():
                if thread is self or thread.ident not in frames:
                    continue
                now = _seconds_of(thread.ident)
                more = now - spent.get(thread.ident, now)
                if more > 0:
                    self.tally[_stack(frames[thread.ident])] += more
                spent[thread.ident] = now


def _seconds_of(thread: int) -> float:
    try:
        return time.clock_gettime(time.pthread_getcpuclockid(thread))
    except OSError:  # it has just ended
        return 0.0


def _stack(frame: FrameType | None) -> Stack:
    stack: list[str] = []
    while frame is not None:
        stack.append(f"{frame.f_code.co_filename}:{frame.f_code.co_name}")
        frame = frame.f_back
    return tuple(reversed(stack))


def toggle(path: Path) -> None:
    """Begin to look, or write down what was seen."""
    global sampler
    if sampler is None:
        sampler = Sampler()
        sampler.start()
    else:
        sampler.stop.set()
        sampler.join()
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps(list(sampler.tally.items())))
        unfinished.rename(path)
        sampler = None


sampler: Sampler | None = None

if __name__ == "__main__":
    tally = Path(sys.argv.pop(1))
    signal.signal(signal.SIGUSR1, lambda *_: toggle(tally))
    main(prog_name="streamlit")
