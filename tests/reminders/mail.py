"""Channels that are lists, people in them, and holders on the register: what the tests of reminders share."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from reminders.delivery import Delivery
from reminders.letters import Letter, Parked, Ready, Sender, always
from reminders.planner import plan
from reminders.posting import RenderPaper, Routes, no_papers
from rules.engine.calendar import MonthDay
from rules.engine.pack import Pack, load_pack
from rules.people.roles import EMAIL, PUSH, Channel, Role
from storage.engine.owed import Owed, OwedState
from storage.store import Store
from storage.work import Work
from workflow.awards.holders import enter_award
from workflow.engine.sending import Outcome, Overtaken, Sent

PACK = replace(load_pack(), office_opens=time(20, 59), contacts_asked_from=MonthDay(12, 31))
"""The office opens in the evening, and contacts are asked on the last day of the year: neither the morning digest nor
their question stands among the reminders that a test looks at.
"""
NOON = datetime(2026, 7, 1, 4, tzinfo=UTC)  # 12:00 in the office
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def at(day: date, hour: int = 12) -> datetime:
    """The moment of this hour in the office."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + (hour - 8) * HOUR


def said(letter: Letter | Parked) -> str:
    return letter.text if isinstance(letter, Letter) else f"parked {dict(letter.call)}"


@dataclass
class Inbox:
    """A channel that is part of the database."""

    broken: bool = False
    released: list[str] = field(default_factory=list)

    async def keep(self, work: Work, channel: Channel, letter: Letter | Parked) -> Any:
        if self.broken:
            raise TypeError("this channel has no such thing")
        await work.inbox.add(channel.chat_id, said(letter), at=NOON)
        return said(letter)

    async def release(self, kept: Any) -> None:
        self.released.append(kept)


@dataclass
class Wire:
    """A channel out in the world: what comes next in a chat is scripted, and is Sent otherwise."""

    script: dict[int, list[Outcome]] = field(default_factory=dict)
    sent: list[tuple[int, str]] = field(default_factory=list)
    tried: list[int] = field(default_factory=list)
    letters: list[Letter | Parked] = field(default_factory=list)
    slow: dict[int, asyncio.Event] = field(default_factory=dict)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, channel: Channel, letter: Letter | Parked, ready: Ready = always) -> Outcome:
        self.tried.append(channel.chat_id)
        self.begun.set()
        if channel.chat_id in self.slow:
            await self.slow[channel.chat_id].wait()
        if not await ready():
            return Overtaken()
        script = self.script.get(channel.chat_id)
        outcome = script.pop(0) if script else Sent(len(self.tried))
        if isinstance(outcome, Sent):
            self.sent.append((channel.chat_id, said(letter)))
            self.letters.append(letter)
            self.came.set()
        return outcome

    def texts(self, chat: int) -> list[str]:
        return [text for where, text in self.sent if where == chat]


@dataclass
class Office:
    """One service: its store, its two channels, its delivery, and the moment."""

    store: Store
    papers: RenderPaper = no_papers
    pack: Pack = PACK
    now: datetime = NOON
    web: Inbox = field(default_factory=Inbox)
    telegram: Wire = field(default_factory=Wire)
    email: Sender | None = None
    push: Sender | None = None

    def __post_init__(self) -> None:
        senders: dict[str, Sender] = {"telegram": self.telegram} | ({EMAIL: self.email} if self.email else {})
        senders |= {PUSH: self.push} if self.push else {}
        routes = Routes(keepers={"web": self.web}, senders=senders, papers=self.papers)
        self.delivery = Delivery(self.store, self.pack, routes, lambda: self.now)

    async def seed(self) -> None:
        async with self.store.work() as work:
            await work.calendar.seed(NOON)
            await work.commit()

    async def tick(self, now: datetime | None = None) -> int:
        self.now = now or self.now
        await plan(self.store, self.pack, self.now)
        return await self.delivery.deliver_once(self.now)

    async def person(self, chat: int, *, bot: str = "telegram", language: str = "zh", seen: datetime = NOON) -> int:
        async with self.store.work() as work:
            seat = await work.people.meet(bot, chat, seen, language)
            await work.commit()
            return seat.person.id

    async def staff(self, chat: int, role: Role, unit: str | None = None) -> int:
        one = await self.person(chat)
        async with self.store.work() as work:
            await work.roles.grant(one, role, unit=unit)
            await work.commit()
        return one

    async def also_on(self, person_id: int, bot: str, chat: int, seen: datetime) -> None:
        async with self.store.work() as work:
            await work.channels.add(person_id, bot, chat, seen)
            await work.commit()

    async def dead(self, chat: int, *, bot: str = "telegram") -> None:
        """The person has left this chat."""
        async with self.store.work() as work:
            channel = await work.channels.find(bot, chat)
            assert channel is not None
            await work.channels.mark_dead(channel.id)
            await work.commit()

    async def emailed(self, person_id: int, address: str, *, confirmed: bool = True) -> int:
        """The person's address, confirmed unless it is not."""
        async with self.store.work() as work:
            given = await work.emails.give(person_id, address, self.now)
            if confirmed:
                await work.emails.confirm(given.id, self.now)
            await work.commit()
        return given.id

    async def owe(self, key: str, person_id: int, text: str = "menu.open", **owed: Any) -> None:
        async with self.store.work() as work:
            await work.outbox.owe(key, person_id, text, **{"now": self.now, **owed})
            await work.commit()

    async def message(self, key: str) -> Owed:
        async with self.store.work() as work:
            owed = await work.outbox.get(key)
        assert owed is not None, key
        return owed

    async def state(self, key: str) -> OwedState:
        return (await self.message(key)).state

    async def read(self, chat: int) -> list[str]:
        """What lies in a web inbox."""
        async with self.store.work() as work:
            return [entry.content or "" for entry in await work.inbox.latest(chat, 50)]

    async def holder(self, number: int, *people: int, now: datetime | None = None, **changed: Any) -> int:
        """An award on the register, written about to these people; to somebody who has not come, if to nobody."""
        row = EarlierWinner(number, **changed)
        async with self.store.work() as work:
            one = await enter_award(work, row, now=now or NOON - 30 * DAY, pack=self.pack, holders=people)
            await work.commit()
        assert one is not None
        return one


@dataclass(frozen=True)
class Listed:
    name: str
    phone: str
    email: str | None = None


@dataclass(frozen=True)
class EarlierWinner:
    """A row of the office's list."""

    place: int
    organisation: bool = True
    award: str = "award"
    decided_on: date = date(2023, 9, 28)
    unit: str = "market_regulation"
    title: str = ""
    contacts: tuple[Listed, ...] = (Listed("马丽", "13993012345"),)

    @property
    def name(self) -> str:
        return self.title or f"第{self.place}食品公司"

    @property
    def number(self) -> str:
        return f"9162292100000{self.place:05}"

    @property
    def decision(self) -> str:
        return "临县府发〔2023〕60号"

    @property
    def certificate(self) -> str:
        return f"LXQ-{self.place}-{self.decided_on.year}"

    @property
    def plaque(self) -> str:
        return ""
