"""What a day of reminders costs, with a thousand holders and with a hundred thousand.

    .venv/bin/python -m benchmarks.reminders

Planned are a quiet day, the day on which the reports are opened, and 1 July, on which a twentieth of the holders is to
be reminded; beside it the same with a job for each holder in APScheduler's own store. Measured are the seconds, and the
longest time for which the event loop, and with it everybody who chats, was kept waiting. Exits with 1 over a limit.
"""

import argparse
import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import uvloop

from benchmarks.heartbeats import heart
from benchmarks.peers import apscheduler_jobs
from benchmarks.registers import Register, fill
from reminders.planner import plan
from rules.pack import load_pack
from storage.seals import Keys
from storage.store import Store

DAY_SECONDS, QUIET_SECONDS, STALL_MS = 5.0, 1.0, 50.0
DAYS = {"quiet day": date(2026, 3, 10), "opening day": date(2026, 6, 20), "1 July": date(2026, 7, 1)}
"""In this order: reports are opened before anybody is reminded."""
SHARE = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one day with so many holders: what was done, in how many seconds, and the longest stall in milliseconds."""

    side: str
    holders: int
    day: str
    done: int
    seconds: float
    stall_ms: float


def main() -> int:
    """Measures, and holds the figures against their limits."""
    parser = argparse.ArgumentParser(description="What a day of reminders costs")
    parser.add_argument("--holders", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    asked = parser.parse_args()
    figures: list[Figures] = []
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for holders in asked.holders:
            for one in runner.run(measured(holders, holders // SHARE)):
                print(line(one), flush=True)
                figures.append(one)
    return judged(figures)


async def measured(holders: int, owing: int) -> list[Figures]:
    """Both sides with so many holders, of whom so many owe a report."""
    with tempfile.TemporaryDirectory() as folder:
        found = await planned(Path(folder), Register(holders, owing))
        seconds, stall = await apscheduler_jobs.run(Path(folder), holders=holders, due=owing)
    return [*found, Figures("APScheduler", holders, "1 July", owing, seconds, stall * 1000)]


async def planned(folder: Path, register: Register) -> list[Figures]:
    """The planner's days one after another."""
    store = await Store.open(f"sqlite:///{folder}/award.db", Keys.fresh(), folder, create=True)
    await fill(store, register)
    found: list[Figures] = []
    gc.collect()  # what filling left is not the planner's
    for name, day in DAYS.items():
        now = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
        async with heart() as beating:
            began = time.monotonic()
            done = await plan(store, load_pack(), now)
            seconds = time.monotonic() - began
        found.append(Figures("planner", register.holders, name, done, seconds, beating.longest * 1000))
    await store.close()
    return found


def judged(figures: Sequence[Figures]) -> int:
    """Prints the ratios; 1 when the planner is over a limit."""
    over = False
    for one in (one for one in figures if one.side == "planner"):
        limit = QUIET_SECONDS if one.day == "quiet day" else DAY_SECONDS
        over = over or one.seconds > limit or one.stall_ms > STALL_MS
    july = {(one.side, one.holders): one for one in figures if one.day == "1 July"}
    for (side, holders), one in july.items():
        if side != "planner" and ("planner", holders) in july:
            ours = july["planner", holders]
            print(
                f"ratio    {holders:>7,} holders  {side} / planner: time {one.seconds / ours.seconds:.1f},"
                f" stall {one.stall_ms / max(ours.stall_ms, 0.1):.1f}"
            )
    limits = f"{DAY_SECONDS:.0f} s for a day, {QUIET_SECONDS:.0f} s for a quiet one, {STALL_MS:.0f} ms for a stall"
    print(f"{'over a limit' if over else 'within the limits'}: {limits}")
    return int(over)


def line(one: Figures) -> str:
    """One measurement."""
    return (
        f"{one.side:<12} {one.holders:>7,} holders  {one.day:<12} {one.done:>6,} done in {one.seconds:>7.3f} s,"
        f" longest stall {one.stall_ms:>7.1f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
