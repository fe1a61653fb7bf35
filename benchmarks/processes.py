"""What a second and a fourth process add on one PostgreSQL that keeps everything on the disk.

    .venv/bin/python -m benchmarks.processes

Each process holds the receiver with all conversations, and has fifty applicants who write as fast as they are answered.
The processes and PostgreSQL share as many cores as there are processes, so that each process has the same part of the
machine; four share what there is. First everybody begins a form, which writes the journal, where each entry waits for
the one before it; then the answers are measured. Besides the answers a second, it prints the processor seconds of one
answer, here and in PostgreSQL. Exits with 1 if two processes do less than 1.6 times what one does.
"""

import argparse
import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from benchmarks.hall import ANSWERING, BEGINNING, Hall, check, prepare
from benchmarks.result import Result, settled
from benchmarks.usage import Usage, children, cores
from storage.database.seals import Keys
from storage.store import Store
from tests.postgres import Cluster, running_cluster

FLOOR = 1.6
WARMING = 2
GLANCE = 0.1
_WAITING = """
SELECT coalesce(wait_event_type, 'none'), count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of so many processes. `begun` is a rate; `own_ms` and `theirs_ms` are processor time for each answer.

    `waiting` is the part of PostgreSQL's busy sessions that were seen waiting for a lock while all answered.
    """

    processes: int
    begun: float
    rate: float
    own_ms: float
    theirs_ms: float
    waiting: float


def main() -> int:
    """Measure one, two and four processes, and compare two with one; the exit status."""
    parser = argparse.ArgumentParser(description="Several processes on one PostgreSQL")
    parser.add_argument("--people", type=int, default=50, help="applicants for each process")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", help="what one process is told; for itself alone")
    asked = parser.parse_args()
    if asked.child:
        return child(json.loads(asked.child))
    found: dict[int, list[Figures]] = {1: [], 2: [], 4: []}
    with running_cluster(durable=True) as cluster:
        for _ in range(asked.rounds):
            for processes, figures in found.items():
                figures.append(asyncio.run(measured(cluster, processes, people=asked.people)))
                show(figures[-1])
    return judged([sorted(figures, key=lambda one: one.rate)[len(figures) // 2] for figures in found.values()])


def judged(medians: Sequence[Figures]) -> int:
    """Print the medians and the ratio of two processes to one; return 1 if that is under the floor."""
    print()
    for one in medians:
        show(one)
    rates = {one.processes: one.rate for one in medians}
    print(f"two do {rates[2] / rates[1]:.2f} times what one does (floor {FLOOR})")
    return int(rates[2] / rates[1] < FLOOR)


def show(found: Figures) -> None:
    """Print one line."""
    print(
        f"{found.processes} processes  {found.rate:>6,.0f} answers/s, each {found.own_ms:.2f} ms of the processor here,"
        f" {found.theirs_ms:.2f} ms in PostgreSQL, waiting {found.waiting:.0%}; beginnings {found.begun:,.0f}/s",
        flush=True,
    )


async def measured(cluster: Cluster, processes: int, *, people: int) -> Figures:
    """Measure so many processes, each with so many applicants, on as many cores for all of them and PostgreSQL."""
    ours = cores()[-processes:]
    _confine(cluster, ours)
    url = cluster.new_database()
    try:
        with tempfile.TemporaryDirectory() as folder:
            async with AsyncExitStack() as stack:
                await _prepare(url, Path(folder))
                places = range(processes)
                working = [await _started(stack, url, folder, n, people, ours[n % len(ours)]) for n in places]
                found = await _raced(cluster, url, working)
            store = await Store.open(url, Keys.load(Path(folder) / "keys.json"), Path(folder))
            await check(store, processes * people)
            await store.close()
    finally:
        cluster.drop_database(url)
        _confine(cluster, cores())
    return found


def _confine(cluster: Cluster, ours: Sequence[int]) -> None:
    for pid in (cluster.pid, *children(cluster.pid)):
        with contextlib.suppress(ProcessLookupError):  # the session has just ended
            os.sched_setaffinity(pid, ours)


async def _prepare(url: str, folder: Path) -> None:
    keys, _ = Keys.load_or_make(folder / "keys.json")
    store = await Store.open(url, keys, folder, create=True)
    await prepare(store)
    await store.close()


async def _started(stack: AsyncExitStack, url: str, folder: str, number: int, people: int, core: int) -> Process:
    """Start a process, and return it once it is warm."""
    told = json.dumps({"url": url, "folder": folder, "number": number, "people": people, "core": core})
    command = (sys.executable, "-m", "benchmarks.processes", f"--child={told}")
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    stack.push_async_callback(process.wait)
    await _heard(process)
    return process


async def _raced(cluster: Cluster, url: str, working: Sequence[Process]) -> Figures:
    begun = await _race(working)
    theirs, own = Usage(cluster.pid), [Usage(process.pid) for process in working]
    watching = asyncio.create_task(_watch(url))
    answered = await _race(working)
    used, spent = theirs.used(), sum(usage.used() for usage in own)
    watching.cancel()
    seen = await watching
    for process in working:
        _tell(process)
    return Figures(
        processes=len(working),
        begun=begun.rate,
        rate=answered.rate,
        own_ms=spent / answered.updates * 1000,
        theirs_ms=used / answered.updates * 1000,
        waiting=seen["Lock"] / max(1, seen.total()),
    )


async def _race(working: Sequence[Process]) -> Result:
    """Let all of them do their next part, and return what they did until the last one finished."""
    began = time.monotonic()
    for process in working:
        _tell(process)
    words = [int(await _heard(process)) for process in working]
    return Result(sum(words), time.monotonic() - began)


async def _watch(url: str) -> Counter[str]:
    """Count, glance by glance, what PostgreSQL's sessions are seen waiting for, until cancelled."""
    seen = Counter[str]()
    db = await asyncpg.connect(url)
    try:
        while True:
            seen.update(dict(await db.fetch(_WAITING)))
            await asyncio.sleep(GLANCE)
    except asyncio.CancelledError:
        return seen
    finally:
        await db.close()


def _tell(process: Process) -> None:
    """Tell the process to go on."""
    if process.stdin is None:
        raise RuntimeError("nobody listens")
    process.stdin.write(b"\n")


async def _heard(process: Process) -> str:
    """Return the next line that the process prints. Raises RuntimeError if it has ended."""
    if process.stdout is None or not (line := await process.stdout.readline()):
        raise RuntimeError(f"a process ended with {await process.wait()}")
    return line.decode().strip()


def child(told: dict[str, Any]) -> int:
    """Run one process: warm up and say so, then do a part of the forms each time it is told.

    After each part it prints how many words were written.
    """
    os.sched_setaffinity(0, {told["core"]})
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_work(told["url"], Path(told["folder"]), told["number"] * 1_000_000, told["people"]))
    return 0


async def _work(url: str, folder: Path, first: int, people: int) -> None:
    store = await Store.open(url, Keys.load(folder / "keys.json"), folder)
    hall, applicants = Hall(store, first=first + 1), range(first + 1, first + 1 + people)
    await hall.apply(applicants[:WARMING])
    print("ready", flush=True)
    for steps in (BEGINNING, ANSWERING):
        await asyncio.to_thread(sys.stdin.readline)
        print(await hall.apply(applicants[WARMING:], steps), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await store.close()


if __name__ == "__main__":
    raise SystemExit(settled(main()))
