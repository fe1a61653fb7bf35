"""How soon Telegram has its answer: two hundred updates a second by webhook, while a message goes to many.

    .venv/bin/python -m benchmarks.webhook

The service has a process and a core of its own, and keeps everything on the disk before it answers. Applicants write
their forms. Each update is sent at its moment, whether those before it are answered or not, and its time counts from
that moment to the 200, which follows the reply. Exits with 1 if one in a hundred takes longer than 100 ms, or if an
answer or a message is missing or came twice.
"""

import argparse
import asyncio
import gc
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import aiohttp
import uvloop

from benchmarks.applying import AFTER, TEXTS, update
from benchmarks.result import Limit, held, settled
from benchmarks.serving import HOOK_HEADERS, Asked, asked_for, served
from benchmarks.usage import Usage, cores
from bot.serving import HOOK
from tests.faults.talk import TOKEN
from tests.standin import StandIn

P99_MS = 100.0
FIRST, WRITING = 1_000_000, 1_000


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures measured. `unread` counts people whose last question is not the expected one."""

    updates: int
    seconds: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    longest_ms: float
    refused: int
    unread: int
    recipients: int
    missing: int
    doubled: int
    busy: float


def main() -> int:
    """Measure, and compare the figures with the limits; the exit status."""
    parser = argparse.ArgumentParser(description="Updates by webhook under load")
    parser.add_argument("--rate", type=int, default=200, help="updates a second")
    parser.add_argument("--people", type=int, default=300, help=f"who write {len(TEXTS)} updates each")
    parser.add_argument("--recipients", type=int, default=700, help="of the message that goes out meanwhile")
    asked = parser.parse_args()
    os.sched_setaffinity(0, {cores()[0]})
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = measured(Path(folder), rate=asked.rate, people=asked.people, recipients=asked.recipients)
        return judged(runner.run(found))


def judged(found: Figures) -> int:
    """Print the figures; return 1 if one is over its limit."""
    print(f"{found.updates} updates in {found.seconds:.1f} s, {found.updates / found.seconds:.0f} a second")
    print(f"p50 {found.p50_ms:.1f} ms, p95 {found.p95_ms:.1f} ms, longest {found.longest_ms:.0f} ms")
    print(f"{found.refused} refused, {found.unread} people without their question")
    print(f"{found.recipients} recipients meanwhile, {found.missing} missing, {found.doubled} twice")
    print(f"the service's core was busy for {found.busy:.0%} of the time")
    kept = held(Limit("p99", found.p99_ms, P99_MS, "ms"))
    return int(not kept or any((found.refused, found.unread, found.missing, found.doubled)))


async def measured(folder: Path, *, rate: int, people: int, recipients: int) -> Figures:
    """Let everybody write at their moments, and wait until the message has reached all its recipients."""
    async with StandIn(token=TOKEN) as standin:
        for chat in (*range(FIRST, FIRST + recipients), *range(WRITING, WRITING + people)):
            standin.user(chat, started=True)
        asked = asked_for(folder, standin.url, recipients=recipients, first=FIRST)
        async with served(asked) as pid:
            gc.freeze()
            usage = Usage(pid)
            waits = await _write(asked, rate=rate, people=people)
            seconds, busy = usage.taken()
            while len(standin.made("sendMessage", outcome="ok")) < recipients + len(waits):  # noqa: ASYNC110  # nobody tells
                await asyncio.sleep(0.2)
    return _figures(standin, waits, seconds, busy, people=people, recipients=recipients)


async def _write(asked: Asked, *, rate: int, people: int) -> list[float | None]:
    """Send each update at its moment, or once its writer's last one was confirmed, as a person does.

    Returns the seconds from its moment until each was confirmed, None if it was not.
    """
    waits: list[float | None] = []
    connector = aiohttp.TCPConnector(limit=100)
    async with aiohttp.ClientSession(connector=connector, headers=HOOK_HEADERS) as http:
        begin = time.monotonic()

        async def writes(person: int) -> None:
            for turn in range(len(TEXTS)):
                number = turn * people + person
                due = begin + number / rate
                await asyncio.sleep(due - time.monotonic())
                said = update(number + 1, WRITING + person, turn)
                async with http.post(f"{asked.url}{HOOK}", json=said) as answer:
                    waits.append(time.monotonic() - due if answer.status == 200 else None)

        async with asyncio.TaskGroup() as group:
            for person in range(people):
                group.create_task(writes(person))
    return waits


def _figures(
    standin: StandIn, waits: Iterable[float | None], seconds: float, busy: float, *, people: int, recipients: int
) -> Figures:
    every = list(waits)
    cut = quantiles([wait for wait in every if wait is not None], n=100)
    sent = Counter(call.chat for call in standin.made("sendMessage", outcome="ok"))
    last = [standin.chats[chat].spoken[-1].text for chat in range(WRITING, WRITING + people)]
    reached = [sent[chat] for chat in range(FIRST, FIRST + recipients)]
    return Figures(
        updates=len(every),
        seconds=seconds,
        p50_ms=cut[49] * 1000,
        p95_ms=cut[94] * 1000,
        p99_ms=cut[98] * 1000,
        longest_ms=max(wait for wait in every if wait is not None) * 1000,
        refused=every.count(None),
        unread=sum(AFTER not in (text or "") for text in last),
        recipients=recipients,
        missing=reached.count(0),
        doubled=sum(count > 1 for count in reached),
        busy=busy,
    )


if __name__ == "__main__":
    raise SystemExit(settled(main()))
