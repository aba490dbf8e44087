"""The pull logic of the browser's player.js, as arithmetic on a clock that is handed in.

The browser draws one frame for each animation frame; here the queue is told by how much time has
gone by since frames last came. It says when the next ask is due, with how many frames, and counts
how long there was nothing to draw.
"""

import math
from dataclasses import dataclass

FULL_SPEED = 60  # drawings a second
FIRST_BURST = 12
LARGEST_BURST = 120
PATIENCE = 5.0  # seconds until an ask is sent again
RESERVE = 4.0  # seconds of frames in a burst, where they are drawn more slowly


@dataclass
class Pull:
    """A view that plays, from its first ask on."""

    rate: float = FULL_SPEED  # frames a second that are drawn
    queued: float = 0  # frames, at `since`
    since: float = 0  # seconds
    wanted: int = FIRST_BURST  # frames of the next ask
    supplied: int = 0  # frames in all
    dry: float = 0  # seconds with nothing to draw, once the first frames had come
    late: int = 0  # answers that came to an empty queue

    def next_ask(self) -> tuple[float, int]:
        """When the next ask is due if nothing is under way, and for how many frames."""
        full = self.rate >= FULL_SPEED
        frames = self.wanted if full else math.ceil(RESERVE * self.rate)
        return self.since + max(0.0, self.queued - frames / 2) / self.rate, frames

    def asked(self) -> None:
        """An ask went out: the next one wants twice as many."""
        self.wanted = min(2 * self.wanted, LARGEST_BURST)

    def answered(self, now: float, frames: int, rate: float = FULL_SPEED) -> None:
        """So many frames have come, to be drawn at that rate."""
        left = self.queued - (now - self.since) * self.rate
        if left < 0 and self.supplied:
            self.late += 1
            self.dry -= left / self.rate
        self.queued = max(0.0, left) + frames
        self.since, self.rate = now, rate
        self.supplied += frames
