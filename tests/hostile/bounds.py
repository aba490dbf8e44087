"""What an answer to hostile input may cost. `make fuzz` tells what the dearest of each kind did."""

import time
import tracemalloc
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

SECONDS = 0.2  # of one core
MEGABYTES = 64  # beside what was there before
REFERENCE = 0.012  # seconds that `_reference` takes where a core is idle, or nearly

dearest: dict[str, tuple[float, float]] = {}  # by kind of input: seconds, megabytes


def bounded(kind: str, act: Callable[[], T]) -> T:
    """What `act` gives, which is done twice or more: for the time and for the memory it takes.

    Time is that of this thread's processor. On a shared machine it varies: what seems too long is
    done again, beside a loop that tells how slow the machine is just then.
    """
    result, seconds = _timed(act)
    for _ in range(4):
        if seconds < SECONDS:
            break
        _, reference = _timed(_reference)
        _, again = _timed(act)
        seconds = min(seconds, again / max(1.0, reference / REFERENCE))
    tracemalloc.start()
    try:
        act()
        megabytes = tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
    before = dearest.get(kind, (0.0, 0.0))
    dearest[kind] = max(before[0], seconds), max(before[1], megabytes)
    assert seconds < SECONDS, f"{kind}: {seconds:.3f} s of a core"
    assert megabytes < MEGABYTES, f"{kind}: {megabytes:.0f} MB"
    return result


def _timed(act: Callable[[], T]) -> tuple[T, float]:
    begin = time.thread_time()
    result = act()
    return result, time.thread_time() - begin


def _reference() -> float:
    return sum(float("1.5") * i for i in range(100_000))
