"""What practice shows a newcomer, whatever day it is: at the start, after 47 days, and on the coming 1 July."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.practice import ENDS_IN_DAYS, invent, opening
from bot.service import Service, opened
from bot.settings import Settings
from reminders.clock import MovableClock
from tests.moments import at_ten
from web.engine.practice import Player
from workflow.applications.preparations import lacking
from workflow.engine.planning import Planning
from workflow.engine.provisions import pack_in_force

ENDING = {("office", "awards.reminder.office.before"), ("holder-2", "awards.reminder.holder.before")}
DIGEST = {("office", "digests.morning")}
CALENDAR = {("office", "calendars.asked")}
LATE = {*CALENDAR, ("lead", "calendars.asked"), *DIGEST}
MEASURES = {("lead", "reminders.measures"), ("office", "reminders.measures")}
ENDED = {("lead", "reminders.measures.ended"), ("office", "reminders.measures.ended")}
REPORT = ("holder", "assessments.reminder.open")
JULY = {REPORT, ("clerk", "assessments.digest.open"), ("office", "assessments.digest.open")}
FIRST = {
    date(2026, 9, 20): ENDING,
    date(2026, 10, 1): ENDING,
    date(2026, 11, 29): ENDING | CALENDAR,
    date(2026, 12, 2): ENDING | LATE,
    date(2026, 12, 31): ENDING | LATE,
    date(2027, 7, 1): ENDING | LATE | JULY | {("holder-2", "assessments.reminder.open")},
    date(2028, 2, 29): ENDING | LATE | MEASURES,
    date(2028, 11, 15): ENDING | LATE | ENDED,
}
"""Who is told what at nine in the morning, on days on which something is the matter."""


@dataclass
class County:
    """The invented county, whose clock is moved by hand, and what was said in it since somebody last looked."""

    service: Service
    clock: MovableClock
    players: list[Player]
    seen: set[int] = field(default_factory=set)

    async def told(self) -> set[tuple[str, str]]:
        """Plan and deliver; to whom what was said."""
        await self.service.tick()
        async with self.service.office.store.work() as work:
            keys = {}
            for player in self.players:
                channel = await work.channels.find("web", player.chat)
                assert channel is not None
                keys[channel.person_id] = player.key
            new = [one for one in await work.outbox.page(limit=500) if one.id not in self.seen]
        self.seen |= {one.id for one in new}
        return {(keys[one.person_id], one.text) for one in new}

    async def told_on(self, day: date) -> set[tuple[str, str]]:
        """The same, on a later day."""
        self.clock.set(opening(at_ten(day)))
        return await self.told()


@asynccontextmanager
async def county(folder: Path, day: date) -> AsyncIterator[County]:
    """Practice as it begins on this day."""
    clock = MovableClock(opening(at_ten(day)))
    settings = Settings(data_dir=folder, practice=True)
    async with opened(settings, clock, address="http://127.0.0.1:8080", create=True) as service:
        yield County(service, clock, await invent(service))


@pytest.mark.parametrize("day", FIRST, ids=str)
async def test_on_whatever_day_practice_begins_its_steps_are_true(tmp_path: Path, day: date) -> None:
    async with county(tmp_path, day) as practice:
        assert await practice.told() >= FIRST[day]
        async with practice.service.office.store.work() as work:
            edition, (notice,) = await work.editions.taking_on(day), await work.notices.open_on(day)
            calendar = await work.calendar.load()
            pack = await pack_in_force(work, practice.service.office.pack)
            now = practice.clock()
            plan = Planning(work=work, pack=pack, calendar=calendar, now=now, said_at=now)
            lacks = await lacking(plan, edition, day) if edition else ()
        assert edition is not None
        assert [one.key for one in lacks if one.blocks] == (["ended"] if day > pack.last_day else [])
        assert edition.closes_on > day + timedelta(days=ENDS_IN_DAYS)
        count = calendar.after(day, 5)
        assert (notice.last_day, notice.provisional) == (count.last, count.provisional)
        july = date(day.year + (day >= date(day.year, 7, 1)), 7, 1)
        said = {on: await practice.told_on(on) for on in sorted({day + timedelta(days=ENDS_IN_DAYS + 2), july})}
        assert REPORT in said[july]
        ended = {("office", "awards.reminder.office.expired"), ("holder-2", "awards.reminder.holder.expired")}
        assert ended <= said[day + timedelta(days=ENDS_IN_DAYS + 2)]
