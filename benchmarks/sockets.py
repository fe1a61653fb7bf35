"""Five hundred people in the web chat at once: how soon each is answered, and what an open page costs.

    .venv/bin/python -m benchmarks.sockets

The service has a process and a core of its own. Everybody opens a page and writes an application, thinking for two or
three seconds before each message; its time ends with the confirmation that it is kept and answered. Exits with 1 if one
message in twenty waits longer than 200 ms, if anybody waits for two seconds, or if an open page takes more than 100 kB.
"""

import argparse
import asyncio
import gc
import os
import random
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import uvloop

from benchmarks.applying import AFTER, TEXTS
from benchmarks.result import Limit, held, settled
from benchmarks.serving import asked_for, served
from benchmarks.usage import Usage, cores
from tests.faults.talk import TOKEN
from tests.standin import StandIn
from tests.stories.sockets import WebTalker, visitor

P95_MS, LONGEST_MS, PAGE_KB = 200.0, 2000.0, 100.0
THINKING = (2.0, 3.0)
AT_ONCE = 20  # pages opened at the same moment


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures measured. `unread` counts people whose last question is not the expected one."""

    people: int
    words: int
    seconds: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    longest_ms: float
    page_kb: float
    unread: int
    busy: float


def main() -> int:
    """Measure, and compare the figures with the limits; the exit status."""
    parser = argparse.ArgumentParser(description="Many people in the web chat")
    parser.add_argument("--people", type=int, default=500)
    people = parser.parse_args().people
    os.sched_setaffinity(0, {cores()[0]})
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return judged(runner.run(measured(Path(folder), people=people)))


def judged(found: Figures) -> int:
    """Print the figures; return 1 if one is over its limit."""
    print(f"{found.people} people, {found.words} words, {found.words / found.seconds:.0f} a second")
    print(f"p50 {found.p50_ms:.1f} ms, p99 {found.p99_ms:.1f} ms, {found.unread} people without their question")
    print(f"the service's core was busy for {found.busy:.0%} of the time")
    kept = held(
        Limit("p95", found.p95_ms, P95_MS, "ms"),
        Limit("longest", found.longest_ms, LONGEST_MS, "ms"),
        Limit("page", found.page_kb, PAGE_KB, "kB"),
    )
    return int(not kept or found.unread > 0)


async def measured(folder: Path, *, people: int, thinking: tuple[float, float] = THINKING) -> Figures:
    """Let everybody open a page, then let all of them write."""
    async with StandIn(token=TOKEN) as standin, AsyncExitStack() as stack:
        asked = asked_for(folder, standin.url)
        usage = Usage(await stack.enter_async_context(served(asked)))
        await stack.enter_async_context(visitor(asked.url))  # so that what only the first page needs is not counted
        before = usage.memory()
        talkers = list[WebTalker]()
        for begin in range(0, people, AT_ONCE):
            wanted = range(begin, min(begin + AT_ONCE, people))
            talkers += await asyncio.gather(*(stack.enter_async_context(visitor(asked.url)) for _ in wanted))
        page = (usage.memory() - before) / people
        gc.freeze()
        usage.start()
        waits = [wait for one in await asyncio.gather(*(_write(t, thinking) for t in talkers)) for wait in one]
        seconds, busy = usage.taken()
        cut = quantiles(waits, n=100)
        return Figures(
            people=people,
            words=len(waits),
            seconds=seconds,
            p50_ms=cut[49] * 1000,
            p95_ms=cut[94] * 1000,
            p99_ms=cut[98] * 1000,
            longest_ms=max(waits) * 1000,
            page_kb=page / 1000,
            unread=sum(AFTER not in talker.last.text for talker in talkers),
            busy=busy,
        )


async def _write(talker: WebTalker, thinking: tuple[float, float]) -> list[float]:
    """Write the whole application, and return the seconds that each message waited."""
    await asyncio.sleep(random.uniform(0, thinking[1]))
    waits = []
    for text in TEXTS:
        await asyncio.sleep(random.uniform(*thinking))
        begun = time.monotonic()
        await talker.says(text)
        waits.append(time.monotonic() - begun)
    return waits


if __name__ == "__main__":
    raise SystemExit(settled(main()))
