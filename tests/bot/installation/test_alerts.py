"""The lead hears of what somebody must look after: once a day for each kind, by day, and as soon as it can be kept."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from bot.watching import Watch
from storage.database.failures import NotKept
from storage.store import Store
from storage.work import Work
from tests.bot.installation.watched import GIGABYTE, LEADS, MORNING, Town, town
from texts import say
from workflow.engine.alerts import MOST_STARTS, Alert, AlertKind, note_start

NIGHT = datetime(2026, 9, 1, 15, tzinfo=UTC)


async def test_nothing_is_told_where_all_is_well(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        assert await here.looked() == []


async def test_each_lead_is_told_once_a_day_however_often_it_is_looked_at(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        here.disk.free = GIGABYTE
        for minutes in range(5):
            here.clock.set(MORNING + timedelta(minutes=minutes))
            told = await here.looked()
        assert told == ["alerts.disk"] * LEADS
        assert [one.values for one in await here.told()] == [{"free": 1000}] * LEADS
        here.clock.set(MORNING + timedelta(days=1))
        assert await here.looked() == ["alerts.disk"] * 2 * LEADS


@pytest.mark.parametrize(
    ("total", "free", "told"),
    [
        (100 * GIGABYTE, 2 * GIGABYTE - 1, True),
        (100 * GIGABYTE, 2 * GIGABYTE, False),
        (10 * GIGABYTE, GIGABYTE // 2 - 1, True),
        (10 * GIGABYTE, GIGABYTE // 2, False),
    ],
)
async def test_a_disk_is_nearly_full_below_a_twentieth_or_two_gigabytes(
    tmp_path: Path, total: int, free: int, told: bool
) -> None:
    async with town(tmp_path) as here:
        here.disk.total, here.disk.free = total, free
        assert bool(await here.looked()) == told


async def test_at_night_it_waits_for_the_morning(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        here.clock.set(NIGHT)
        here.disk.free = 0
        await here.watch.look()
        assert {one.due_at for one in await here.told()} == {datetime(2026, 9, 2, 0, tzinfo=UTC)}


async def _an_update_is_set_aside(here: Town) -> None:
    for number in range(3):
        await here.service.quarantine(42, number, "KeyError")


async def _it_starts_again_and_again(here: Town) -> None:
    for _ in range(MOST_STARTS + 1):
        async with here.service.office.store.work() as work:
            await note_start(work, here.clock(), "1.0")
            await work.commit()


async def _messages_do_not_leave(here: Town) -> None:
    async with here.service.office.store.work() as work:
        await work.outbox.owe("a", 1, "tasks.none", now=here.clock())
        [owed] = await work.outbox.due(here.clock(), 1)
        await work.outbox.retry(owed.id, here.clock() + timedelta(minutes=61), error="TelegramNetworkError")
        await work.commit()
    here.clock.set(here.clock() + timedelta(minutes=60))


async def _a_part_of_the_planner_fails(here: Town) -> None:
    here.service.failing.update({"remind_of_tasks": 5, "open_assessments": 4})


async def _something_was_not_kept(here: Town) -> None:
    with pytest.raises(NotKept):
        async with here.service.office.store.work():
            raise NotKept


@pytest.mark.parametrize(
    ("happens", "text", "values"),
    [
        (_an_update_is_set_aside, "alerts.set_aside", {"count": 3}),
        (_it_starts_again_and_again, "alerts.restarts", {"count": MOST_STARTS + 1}),
        (_messages_do_not_leave, "alerts.delivery", {"count": 1}),
        (_a_part_of_the_planner_fails, "alerts.planning", {"parts": "remind_of_tasks"}),
        (_something_was_not_kept, "alerts.unkept", {}),
    ],
)
async def test_what_happens_is_told(
    tmp_path: Path, happens: Callable[[Town], Awaitable[None]], text: str, values: dict[str, object]
) -> None:
    async with town(tmp_path, leads=1) as here:
        await happens(here)
        await here.watch.look()
        await here.watch.look()
        assert [(one.text, one.values) for one in await here.told()] == [(text, values)]


async def test_one_start_fewer_is_an_operators_and_a_try_less_than_an_hour_ago_is_early(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        for _ in range(MOST_STARTS):
            async with here.service.office.store.work() as work:
                await note_start(work, here.clock(), "1.0")
                await work.commit()
        await _messages_do_not_leave(here)
        here.clock._set_to -= timedelta(seconds=1)
        assert await here.looked() == []


async def test_a_backup_that_is_two_days_old_is_told_where_backups_are_meant_to_be(tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    (backups / f"award-{MORNING:%Y%m%dT%H%M%SZ}.tar").touch()
    async with town(tmp_path, backups=backups, leads=1) as here:
        here.clock.set(MORNING + timedelta(days=2))
        assert await here.looked() == []
        here.clock.set(MORNING + timedelta(days=2, seconds=1))
        assert await here.looked() == ["alerts.backup"]


async def test_where_none_was_ever_made_it_is_told_two_days_after_the_first_start(tmp_path: Path) -> None:
    async with town(tmp_path, backups=tmp_path / "backups", leads=1) as here:
        async with here.service.office.store.work() as work:
            await note_start(work, MORNING, "1")
            await work.commit()
        here.clock.set(MORNING + timedelta(days=2))
        assert await here.looked() == []
        here.clock.set(MORNING + timedelta(days=2, seconds=1))
        assert await here.looked() == ["alerts.backup"]


async def test_what_the_outbox_does_not_take_is_told_directly_and_once(tmp_path: Path) -> None:
    async with town(tmp_path, leads=1) as here:
        here.disk.free = 0
        with closing(sqlite3.connect(tmp_path / "data" / "award.db", isolation_level=None)) as db:
            db.execute("ALTER TABLE outbox RENAME TO gone")
            for _ in range(2):
                with pytest.raises(DBAPIError):
                    await here.watch.look()
            db.execute("ALTER TABLE gone RENAME TO outbox")
        here.disk.free = 50 * GIGABYTE
        assert await here.looked() == []  # it was told already
        assert [text.partition("：")[0] for text in await here.inbox(1000)] == ["⚠ 服务器磁盘快满了"]


@dataclass
class Interrupted:
    """A store; while its Work is being closed, something else is found."""

    store: Store
    found: Callable[[], None]

    @property
    def trouble(self) -> asyncio.Event:
        return self.store.trouble

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        async with self.store.work() as work:
            yield work
        self.found()


async def test_what_is_found_while_another_is_being_told_is_told_next(tmp_path: Path) -> None:
    async with town(tmp_path, leads=1) as here:
        office = here.service.office
        store: Any = Interrupted(office.store, lambda: watch._wait_for(iter([Alert(AlertKind.DATABASE)])))
        watch = Watch(replace(here.service, office=replace(office, store=store)), usage=lambda _: here.disk)
        here.disk.free = 0
        await watch.look()
        assert [one.text for one in await here.told()] == ["alerts.disk"]
        await watch.look()
        assert [one.text for one in await here.told()] == ["alerts.disk", "alerts.database"]


@pytest.mark.parametrize(
    ("hours", "minutes", "told"),
    [(-2, 0, "-120"), (400 * 24, 0, "+576000"), (0, 10, ""), (0, 11, "+11")],
)
async def test_a_clock_that_was_set_is_told_once(tmp_path: Path, hours: int, minutes: int, told: str) -> None:
    async with town(tmp_path, leads=1) as here:
        await here.looked()
        leap = timedelta(hours=hours, minutes=minutes)
        here.passed.set_by = leap.total_seconds()
        for _ in range(2):
            here.clock.set(here.clock() + timedelta(minutes=1))
            await here.watch.look()
        assert [(one.text, one.values) for one in await here.told()] == (
            [("alerts.clock", {"minutes": told})] if told else []
        )


async def test_every_kind_of_alert_has_its_sentence_in_both_languages() -> None:
    values = {"free": 1, "count": 1, "parts": "x", "entry": 1, "minutes": "+11", "code": "OSError"}
    said = {
        (language, kind): say(language, f"alerts.{kind}", **values) for language in ("zh", "en") for kind in AlertKind
    }
    assert len(set(said.values())) == 2 * len(AlertKind)
