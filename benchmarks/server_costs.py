"""What a process spends: time on a core, time waiting for one, memory. Of Linux alone."""

import os
from dataclasses import dataclass
from pathlib import Path

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Spent:
    """Seconds."""

    cpu: float
    waited: float  # of all its threads, for a core that others had


class Costs:
    """Of one process, since `start`."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")
        self.start()

    def start(self) -> None:
        self._begin = self._now()

    def spent(self) -> Spent:
        now = self._now()
        return Spent(now.cpu - self._begin.cpu, now.waited - self._begin.waited)

    def memory(self) -> int:
        """Bytes that it has in memory and shares with nobody, or nearly."""
        return int((self._folder / "statm").read_text().split()[1]) * PAGE

    def _now(self) -> Spent:
        numbers = (self._folder / "stat").read_text().rsplit(")", 1)[1].split()
        waited = 0
        for task in (self._folder / "task").iterdir():
            try:
                waited += int((task / "schedstat").read_text().split()[1])
            except OSError:
                continue  # it has ended meanwhile
        return Spent((int(numbers[11]) + int(numbers[12])) / CLOCK_TICKS, waited / 1e9)
