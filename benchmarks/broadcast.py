"""A message to five hundred people over Telegram while others chat with the bot: limits kept, nobody waits long.

    .venv/bin/python -m benchmarks.broadcast

The whole service runs in this process and talks over the network to a Bot API server. Measured are the calls that
arrive there in any second and, for everybody who chats meanwhile, the time from their message to the answer. Exits with
1 if a limit is not kept, a message is missing or came twice, or one answer in twenty took longer than a second.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

import uvloop
from pydantic import SecretStr

from benchmarks.result import settled
from bot.service import Service, opened
from bot.settings import Settings
from tests.faults.talk import TOKEN
from tests.standin import StandIn, busiest
from tests.stories.wires import running
from workflow.engine.planning import MOST

SECOND, CHAT_BURST, P95_MS = 30, 3, 1000.0
NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)
FIRST, CHATTING = 1_000, 10
THINKING = (1.2, 2.5)
_HAIR = 1e-3  # tolerance of the network, on either side of a second


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures measured; `missing` and `doubled` count recipients."""

    recipients: int
    missing: int
    doubled: int
    seconds: float
    busiest_second: int
    busiest_chat: int
    answers: int
    median_ms: float
    p95_ms: float


def main() -> int:
    """Measure, and compare the figures with the limits; the exit status."""
    parser = argparse.ArgumentParser(description="A message to many, while others chat")
    parser.add_argument("--recipients", type=int, default=500)
    parser.add_argument("--people", type=int, default=20, help="who chat meanwhile")
    parser.add_argument("--answers", type=int, default=8, help="of each of them")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        told = runner.run(
            measured(Path(folder), recipients=asked.recipients, people=asked.people, answers=asked.answers)
        )
    return judged(told)


async def measured(folder: Path, *, recipients: int, people: int, answers: int) -> Figures:
    """Owe the message to every recipient, and chat until it has arrived everywhere."""
    start = time.monotonic()

    def clock() -> datetime:
        return NOON + timedelta(seconds=time.monotonic() - start)

    chats = range(FIRST, FIRST + recipients)
    async with StandIn(token=TOKEN) as standin:
        settings = Settings(data_dir=folder, telegram_token=SecretStr(TOKEN), telegram_api=standin.url)
        async with opened(settings, clock, address="http://127.0.0.1:8080", create=True) as service:
            await _owe(service, standin, chats, clock())
            began = time.monotonic()
            async with running(service):
                talking = [asyncio.create_task(_chat(standin, CHATTING + n, answers)) for n in range(people)]
                while not await _over(service):  # noqa: ASYNC110  # only the database says when it is done
                    await asyncio.sleep(0.1)
                seconds = time.monotonic() - began
                waits = [wait for one in await asyncio.gather(*talking) for wait in one]
    return _figures(standin, chats, seconds, waits)


def judged(found: Figures) -> int:
    """Print the figures; return 1 if one is over its limit."""
    print(f"{found.recipients} recipients in {found.seconds:.1f} s, {found.missing} missing, {found.doubled} twice")
    print(f"busiest second {found.busiest_second} calls (limit {SECOND})")
    print(f"busiest chat   {found.busiest_chat} messages in {CHAT_BURST} s (limit {CHAT_BURST})")
    print(
        f"{found.answers} answers, median {found.median_ms:.0f} ms, p95 {found.p95_ms:.0f} ms (limit {P95_MS:.0f} ms)"
    )
    limits = found.busiest_second > SECOND or found.busiest_chat > CHAT_BURST
    return int(limits or found.p95_ms >= P95_MS or found.missing > 0 or found.doubled > 0)


async def _owe(service: Service, standin: StandIn, chats: range, now: datetime) -> None:
    places = list(chats)
    for first in range(0, len(places), MOST):
        async with service.office.store.work() as work:
            for chat in places[first : first + MOST]:
                standin.user(chat, started=True)
                seat = await work.people.meet("telegram", chat, now, "zh")
                await work.outbox.owe(f"broadcast:{chat}", seat.person.id, "menu.open", now=now)
            await work.commit()


async def _chat(standin: StandIn, number: int, answers: int) -> list[float]:
    """Ask again and again, each time after the answer, and return the seconds that each answer took."""
    person, waits = standin.user(number, started=True), list[float]()
    for _ in range(answers):
        await asyncio.sleep(random.uniform(*THINKING))
        began = time.monotonic()
        await person.says("/help")
        await person.reads()
        waits.append(time.monotonic() - began)
        await asyncio.sleep(0.3)
        while not person.chat.unread.empty():
            person.chat.unread.get_nowait()
    return waits


async def _over(service: Service) -> bool:
    async with service.office.store.work() as work:
        return await work.outbox.next_due_at() is None


def _figures(standin: StandIn, chats: range, seconds: float, waits: list[float]) -> Figures:
    made = standin.made("sendMessage", outcome="ok")
    arrived = Counter(call.chat for call in made if call.chat in chats)
    each = {call.chat: [other.at for other in made if other.chat == call.chat] for call in made}
    polls = [call.at for call in standin.calls if call.method != "getUpdates"]
    return Figures(
        recipients=len(chats),
        missing=len([chat for chat in chats if not arrived[chat]]),
        doubled=sum(count > 1 for count in arrived.values()),
        seconds=seconds,
        busiest_second=busiest(polls, 1.0 - _HAIR),
        busiest_chat=max(busiest(moments, CHAT_BURST - _HAIR) for moments in each.values()),
        answers=len(waits),
        median_ms=median(waits) * 1000,
        p95_ms=quantiles(waits, n=20)[-1] * 1000,
    )


if __name__ == "__main__":
    sys.exit(settled(main()))
