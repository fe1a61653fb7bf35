"""What a day of reminders costs, with a thousand holders and with a hundred thousand.

    .venv/bin/python -m benchmarks.reminders

The days planned are a quiet day, the day on which the reports are opened, and 1 July, on which a twentieth of the
holders is reminded; then everything is delivered into the web chat's inboxes. For comparison, the same reminders are
planned with a job for each holder in APScheduler's own store. Measured are the seconds, and the longest time for which
the event loop, and with it everybody who chats, was blocked, on a machine that does nothing else. Exits with 1 if a
figure is over its limit.
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
from functools import partial
from pathlib import Path

import uvloop
from aiogram import Bot

from benchmarks.heartbeats import heart
from benchmarks.peers import apscheduler_jobs
from benchmarks.registers import WEB, Register, fill
from benchmarks.result import settled
from bot.channels import WebKeeper
from handlers.engine.commands import web_commands
from handlers.engine.holding import HoldingSession
from handlers.engine.senders import WEB_BOT
from reminders.delivery import Delivery
from reminders.planner import plan
from reminders.posting import Routes
from rules.engine.pack import load_pack
from storage.database.seals import Keys
from storage.engine.uploads import Uploads
from storage.store import Store
from texts import say
from web.engine.session import WebSession

STALL_MS = 50.0
DELIVERY = "delivery"
LIMITS = {"quiet day": 1.0, "opening day": 5.0, "1 July": 5.0, DELIVERY: 30.0}
"""The limit of each part of the service's work, in seconds."""
DAYS = {"quiet day": date(2026, 6, 10), "opening day": date(2026, 6, 20), "1 July": date(2026, 7, 1)}
"""In this order, because reports are opened before anybody is reminded."""
SHARE = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """One day with so many holders: what was done, its seconds, and the longest stall in milliseconds."""

    side: str
    holders: int
    day: str
    done: int
    seconds: float
    stall_ms: float


def main() -> int:
    """Measure, and compare the figures with their limits; the exit status."""
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
    """Measure both sides with so many holders, of whom `owing` owe a report."""
    with tempfile.TemporaryDirectory() as folder:
        found = await planned(Path(folder), Register(holders, owing))
        seconds, stall = await apscheduler_jobs.run(Path(folder), holders=holders, due=owing)
    return [*found, Figures("APScheduler", holders, "1 July", owing, seconds, stall * 1000)]


async def planned(folder: Path, register: Register) -> list[Figures]:
    """Plan the days one after another, then deliver."""
    store = await Store.open(f"sqlite:///{folder}/award.db", Keys.fresh(), folder, create=True)
    await fill(store, register)
    found: list[Figures] = []
    gc.collect()  # so that the planner does not pay for the garbage of filling
    gc.freeze()  # as `serve` does
    for name, day in DAYS.items():
        now = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
        async with heart() as beating:
            began = time.monotonic()
            done = await plan(store, load_pack(), now)
            seconds = time.monotonic() - began
        found.append(Figures("service", register.holders, name, done, seconds, beating.longest * 1000))
    found.append(await _delivered(store, folder, register.holders, now))
    await store.close()
    return found


async def _delivered(store: Store, folder: Path, holders: int, now: datetime) -> Figures:
    session = WebSession(
        store, Uploads(folder / "uploads", store.seal), lambda: now, partial(web_commands, load_pack())
    )
    keeper = WebKeeper(Bot(f"{WEB_BOT}:web", session=HoldingSession(session)), session)
    delivery = Delivery(store, load_pack(), Routes(keepers={WEB: keeper}, senders={}), lambda: now)
    say("zh", "menu.open")  # so that the catalogue is read already
    async with heart() as beating:
        began = time.monotonic()
        arrived = await delivery.deliver_once(now)
        seconds = time.monotonic() - began
    return Figures("service", holders, DELIVERY, arrived, seconds, beating.longest * 1000)


def judged(figures: Sequence[Figures]) -> int:
    """Print the ratios; return 1 if the service is over a limit."""
    over = False
    for one in (one for one in figures if one.side == "service"):
        over = over or one.seconds > LIMITS[one.day] or one.stall_ms > STALL_MS
    july = {(one.side, one.holders): one for one in figures if one.day == "1 July"}
    for (side, holders), one in july.items():
        if side != "service" and ("service", holders) in july:
            ours = july["service", holders]
            print(
                f"ratio    {holders:>7,} holders  {side} / service: time {one.seconds / ours.seconds:.1f},"
                f" stall {one.stall_ms / max(ours.stall_ms, 0.1):.1f}"
            )
    limits = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in LIMITS.items()) + f", a stall {STALL_MS:.0f} ms"
    print(f"{'over a limit' if over else 'within the limits'}: {limits}")
    return int(over)


def line(one: Figures) -> str:
    """Return one measurement as a line."""
    return (
        f"{one.side:<12} {one.holders:>7,} holders  {one.day:<12} {one.done:>6,} done in {one.seconds:>7.3f} s,"
        f" longest stall {one.stall_ms:>7.1f} ms"
    )


if __name__ == "__main__":
    sys.exit(settled(main()))
