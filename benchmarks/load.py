"""A class at the door: `python -m benchmarks.load 1 25 50 100 200`

So many readers without a browser open /train and keep it playing, each with the pull logic of the
browser (`viewer.py`, `pull.py`). The server runs on two cores of its own as far as the machine
has them; the readers run on the others. Per number of readers it prints how long a page took, how
long an answer, how many frames came, and what the server spent.

As in a class, all play the experiment that one link sets. With `--own`, each has a seed of its own;
with `--replicas 2`, they are shared out among two servers on the same cores.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import statistics
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine import load, machine
from benchmarks.pull import FULL_SPEED, PATIENCE, Pull
from benchmarks.server_costs import Costs
from benchmarks.viewer import Answer, Viewer
from metl_core import Trainer, TrainingConfig
from tools.server import Server, run_server

MOST_VIEWERS = 250
MOST_SECONDS = 120
MOST_SESSIONS = 2000
SERVER_CORES = 2
NEWCOMERS = 5  # who open the page while all others play
USUAL = ""  # the query of a page with default settings
A_CLASS = 0.3  # seconds from one to the next: two hundred come within a minute
HEAVY = "dataset=digits&hidden=64"
LIGHT = "dataset=xor&hidden=4"


@dataclass
class Seen:
    """What one viewer saw."""

    query: str = USUAL
    page: float = 0  # seconds until the page was there
    latencies: list[float] = field(default_factory=list)  # of asks while it was measured
    frames: int = 0
    epochs: int = 0
    rate: float = 60  # frames a second that the view was told to draw, last
    late: int = 0  # bursts that came to an empty queue
    dry: float = 0  # seconds with nothing to draw
    resent: int = 0
    wrong: int = 0  # answers that do not go on from where the view stood
    bytes: int = 0
    last: tuple[tuple[int, int], tuple[float, ...]] = ((0, 0), ())
    error: str = ""


class Class:
    """Viewers that come, play together while `measuring`, and go."""

    def __init__(self, urls: list[str]) -> None:
        self._urls = itertools.cycle(urls)
        self.over = asyncio.Event()
        self.measuring = False
        self.seen: list[Seen] = []

    async def one(self, query: str, delay: float) -> None:
        """Come after a while, play until it is over."""
        await asyncio.sleep(delay)
        seen = Seen(query)
        self.seen.append(seen)
        viewer = Viewer(next(self._urls), query=query)
        try:
            seen.page = await viewer.open()
            await self._play(viewer, seen)
        except Exception as error:
            seen.error = f"{type(error).__name__}: {error}"
        finally:
            await viewer.close()

    async def _play(self, viewer: Viewer, seen: Seen) -> None:
        scene = viewer.heard[-1]
        position, pull, number = scene.position, Pull(since=time.perf_counter()), 0
        while not self.over.is_set():
            due, frames = pull.next_ask()
            await self._sleep(due - time.perf_counter())
            number += 1
            ask = {
                "number": number,
                "run": scene.meta["run"],
                "from": list(position),
                "frames": frames,
                "speed": "600",
                "watch": {"parameter": "W1", "offset": 0},
                "actions": [{"do": "look"}] if number == 1 else [],
            }
            sent, before = time.perf_counter(), viewer.bytes_received
            pull.asked()
            answer, again = await viewer.ask(ask, PATIENCE)
            now = time.perf_counter()
            late, dry = pull.late, pull.dry
            pull.answered(now, answer.frames, answer.meta.get("pace", FULL_SPEED))
            seen.rate = pull.rate
            if self.measuring:
                seen.latencies.append(now - sent)
                seen.frames += answer.frames
                seen.epochs += answer.position[0] - position[0]
                seen.late += pull.late - late
                seen.dry += pull.dry - dry
                seen.resent += again
                seen.bytes += viewer.bytes_received - before
            seen.wrong += not _goes_on(answer, position, scene.meta["run"])
            position = answer.position
            seen.last = position, answer.record

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.over.wait(), seconds)


def _goes_on(answer: Answer, position: tuple[int, int], run: str) -> bool:
    return answer.meta.get("run") == run and answer.position >= position and answer.frames > 0


async def churn(server: Server, sessions: int, at_once: int = 4) -> list[tuple[int, float]]:
    """Readers come, play a little, and go: (how many have, MB of the server) after each hundred."""
    costs, memory = Costs(server.pid), []

    async def one() -> None:
        room = Class([server.url])
        going = asyncio.get_running_loop().call_later(2, room.over.set)
        await room.one(USUAL, 0)
        going.cancel()

    for begin in range(0, sessions, at_once):
        await asyncio.gather(*(one() for _ in range(at_once)))
        done = begin + at_once
        if done % 100 == 0:
            memory.append((done, costs.memory() / 1e6))
            print(f"{done} have come and gone: {memory[-1][1]:.1f} MB", flush=True)
    return memory


async def play(servers: list[Server], queries: list[str], seconds: float) -> dict[str, Any]:
    """They come one by one, in turn to each server, and play; counted are `seconds` of it."""
    costs = [Costs(server.pid) for server in servers]
    empty = sum(one.memory() for one in costs)
    room = Class([server.url for server in servers])
    tasks = [asyncio.create_task(room.one(query, A_CLASS * i)) for i, query in enumerate(queries)]
    await asyncio.sleep(A_CLASS * len(queries))
    deadline = time.perf_counter() + 30
    while time.perf_counter() < deadline and not all(seen.last[1] for seen in room.seen):
        await asyncio.sleep(0.2)
    await asyncio.sleep(3)
    room.measuring = True
    for one in costs:
        one.start()
    begin = time.perf_counter()
    newcomers = []
    for _ in range(NEWCOMERS):
        await asyncio.sleep(seconds / NEWCOMERS)
        viewer = Viewer(servers[0].url)
        newcomers.append(await viewer.open())
        await viewer.close()
    room.measuring = False
    took = time.perf_counter() - begin
    spent = [one.spent() for one in costs]
    memory = sum(one.memory() for one in costs)
    room.over.set()
    await asyncio.wait(tasks, timeout=30)
    return {
        "viewers": len(queries),
        **summary(room.seen, took),
        "newcomer s": max(newcomers),
        "core %": 100 * sum(one.cpu for one in spent) / took,
        "waited %": 100 * sum(one.waited for one in spent) / took,
        "MB a session": (memory - empty) / len(queries) / 1e6,
        "load": load(),
        "seen": [asdict(seen) for seen in room.seen],
    }


def other_bits(seen: Iterable[Seen]) -> int:
    """How many of those with default settings, but for the seed, end elsewhere than alone."""
    trainers: dict[int, Trainer] = {}
    other = 0
    for (epoch, _), record, query in sorted((*one.last, one.query) for one in seen if one.last[1]):
        seed = int(query.removeprefix("seed=")) if query else TrainingConfig().seed
        trainer = trainers.setdefault(seed, Trainer(TrainingConfig(seed=seed)))
        trainer.step(epoch - trainer.epoch, every=10**9)
        other += record != tuple(trainer.latest[1:])
    return other


def summary(seen: Iterable[Seen], took: float) -> dict[str, float]:
    """The numbers of the table, of what so many viewers saw in so many seconds."""
    seen = list(seen)
    latencies = sorted(x for one in seen for x in one.latencies) or [float("nan")]

    def quantile(share: float) -> float:
        return latencies[min(len(latencies) - 1, int(share * len(latencies)))]

    frames = [one.frames / took for one in seen]
    return {
        "page s": max(one.page for one in seen),
        "p50 ms": 1000 * quantile(0.5),
        "p95 ms": 1000 * quantile(0.95),
        "p99 ms": 1000 * quantile(0.99),
        "frames/s": statistics.fmean(frames),
        "least": min(frames),
        "epochs/s": statistics.fmean(one.epochs / took for one in seen),
        "drawn/s": statistics.fmean(one.rate for one in seen),
        "asks/s": len(latencies) / took / len(seen),
        "kB/s": statistics.fmean(one.bytes / took / 1000 for one in seen),
        "late %": 100 * sum(one.late for one in seen) / len(latencies),
        "dry %": 100 * statistics.fmean(one.dry / took for one in seen),
        "resent": sum(one.resent for one in seen),
        "wrong": sum(one.wrong for one in seen),
        "errors": sum(bool(one.error) for one in seen),
        "other bits": other_bits(one for one in seen if one.query != HEAVY),
    }


def main() -> None:
    """Print a line for each number of viewers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("viewers", type=int, nargs="*", default=[1, 25, 50, 100, 200])
    parser.add_argument("--churn", type=int, help="instead, so many come and go; for memory")
    parser.add_argument("--seconds", type=float, default=30, help="that are measured, of each")
    parser.add_argument("--own", action="store_true", help="each trains with a seed of its own")
    parser.add_argument("--replicas", type=int, default=1, help="servers on the same cores")
    parser.add_argument("--heavy", type=float, default=0, help="share of digits with 64 units")
    parser.add_argument("--json", type=Path, help="write the results there as well")
    options = parser.parse_args()
    if max(options.viewers) > MOST_VIEWERS or options.seconds > MOST_SECONDS:
        parser.error(f"at most {MOST_VIEWERS} viewers and {MOST_SECONDS} seconds")
    if options.churn:
        with pinned_servers(1) as (server,):
            asyncio.run(churn(server, min(options.churn, MOST_SESSIONS)))
        return
    results: list[dict[str, Any]] = []
    for n in options.viewers:
        with pinned_servers(options.replicas) as servers:
            usual = [f"seed={i}" if options.own else USUAL for i in range(n)]
            queries = [HEAVY if random.random() < options.heavy else query for query in usual]
            result = asyncio.run(play(servers, queries, options.seconds))
        results.append(result)
        shown = {k: v for k, v in result.items() if k != "seen"}
        if len(results) == 1:
            print(" ".join(f"{name:>{max(8, len(name))}}" for name in shown))
        line = (f"{value:{max(8, len(name))}.4g}" for name, value in shown.items())
        print(" ".join(line), flush=True)
        errors = {one["error"] for one in result["seen"] if one["error"]}
        if errors:
            print(errors)
    if options.json:
        options.json.write_text(json.dumps({"machine": machine(), "results": results}, indent=1))


@contextmanager
def pinned_servers(n: int) -> Iterator[list[Server]]:
    """So many servers on the first two cores; whoever measures them keeps to the others."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[:SERVER_CORES])
    with ExitStack() as running:
        servers = [running.enter_context(run_server()) for _ in range(n)]
        os.sched_setaffinity(0, cores[SERVER_CORES:] or cores)
        yield servers
    os.sched_setaffinity(0, cores)


if __name__ == "__main__":
    main()
