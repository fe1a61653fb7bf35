"""Once a day a copy of everything is looked through, and what is damaged is told."""

import asyncio
import hashlib
import sqlite3
import tempfile
import threading
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from bot.backups import backup
from bot.checking import verify_journal
from bot.watching import CONTENTS_IN_DAYS, STOPPED_AFTER, apart
from rules.engine.calendar import office_day
from storage.database.values import pack
from storage.engine.journal import RESTORED
from storage.upkeep.inspection import Turn
from tests.bot.installation.watched import MORNING, town
from workflow.engine.alerts import AlertKind, note_start


async def test_a_journal_that_was_changed_and_a_file_that_is_gone_are_found_and_told(tmp_path: Path) -> None:
    async with town(tmp_path, leads=1) as here:
        async with here.service.office.store.work() as work:
            await work.files.add(b"%PDF", owner=1, name="证.pdf", kind="pdf", subject="draft:1", now=MORNING)
            for _ in range(3):
                await note_start(work, MORNING, "1.0")
            await work.commit()
        await here.watch.inspect()
        assert await here.looked() == []
        [content] = (tmp_path / "data" / "files").glob("[0-9a-f]*")
        content.unlink()
        with closing(sqlite3.connect(tmp_path / "data" / "award.db", isolation_level=None)) as db:
            db.execute("DROP TRIGGER journal_refuses_update")
            db.execute("UPDATE journal SET act = 'never' WHERE id = 2")
        await here.watch.inspect()
        await here.watch.look()
        assert [(one.text, one.values) for one in await here.told()] == [
            ("alerts.journal", {"entry": 2}),
            ("alerts.contents", {"count": 1}),
        ]


async def test_a_damaged_file_of_the_database_is_told(tmp_path: Path) -> None:
    async with town(tmp_path, leads=1) as here:
        async with here.service.office.store.work() as work:
            for n in range(300):
                await note_start(work, MORNING, f"1.{n}")
            await work.commit()
        file = tmp_path / "data" / "award.db"
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_journal_subject_id'").fetchone()[0]
        whole = file.read_bytes()
        file.write_bytes(whole[: (page - 1) * 4096] + bytes(4096) + whole[page * 4096 :])
        await here.watch.inspect()
        assert AlertKind.DATABASE in here.watch._waiting
        file.write_bytes(whole)
        assert "alerts.database" in await here.looked()


async def test_when_nothing_leaves_the_outbox_the_lead_hears_of_it_directly(tmp_path: Path) -> None:
    async with town(tmp_path, leads=2) as here:
        await here.watch.look()  # it knows the leads now
        stop = asyncio.Event()
        with closing(sqlite3.connect(tmp_path / "data" / "award.db", isolation_level=None)) as db:
            db.execute("ALTER TABLE outbox RENAME COLUMN lease_until TO lost")
        here.service.delivery.failures = STOPPED_AFTER - 1
        running = asyncio.create_task(here.service.delivery.run(stop, here.service.wake))
        while here.service.delivery.failures < STOPPED_AFTER:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.02)
        stop.set()
        await running
        for _ in range(2):
            with suppress(DBAPIError):
                await here.watch.look()
        for chat in (1000, 1001):
            assert [text.partition("：")[0] for text in await here.inbox(chat)] == ["⚠ 消息发送停住了"]


async def test_every_content_is_opened_within_thirty_days_and_missed_at_once(tmp_path: Path) -> None:
    async with town(tmp_path, leads=1) as here:
        async with here.service.office.store.work() as work:
            await work.files.add(b"%PDF", owner=1, name="证.pdf", kind="pdf", subject="draft:1", now=MORNING)
            await work.commit()
        [content] = (tmp_path / "data" / "files").glob("[0-9a-f]*")
        content.write_bytes(b"another")
        days = [MORNING + timedelta(days=day) for day in range(CONTENTS_IN_DAYS)]
        its = [day for day in days if Turn(CONTENTS_IN_DAYS, office_day(day).toordinal()).is_for(content.name)]
        assert len(its) == 1
        for day in sorted({days[0], *its, days[-1]}):
            here.clock.set(day)
            await here.watch.inspect()
            assert list(here.watch._waiting) == ([AlertKind.CONTENTS] if day in its else [])
            here.watch._waiting.clear()
        content.unlink()
        await here.watch.inspect()
        assert list(here.watch._waiting) == [AlertKind.CONTENTS]


async def test_a_stop_does_not_wait_for_what_is_done_apart() -> None:
    ended = threading.Event()

    async def endless() -> None:
        try:
            while True:  # noqa: ASYNC110  # what a long look does
                await asyncio.sleep(0)
        finally:
            ended.set()

    looking = asyncio.create_task(apart(endless))
    await asyncio.sleep(0.2)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    assert await asyncio.to_thread(ended.wait, 5)


async def test_a_file_that_is_erased_while_it_is_looked_for_is_no_loss(tmp_path: Path) -> None:
    async with town(tmp_path, leads=1) as here:
        store = here.service.office.store
        async with store.work() as work:
            file = await work.files.add(b"%PDF", owner=1, name="证.pdf", kind="pdf", subject="draft:1", now=MORNING)
            await work.commit()
        before = set(_inspections())
        looking = asyncio.create_task(here.watch.inspect())
        while not set(_inspections()) - before:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0)
        async with store.work() as work:
            await work.files.purge(file.id)
            await work.commit()
        await looking
        assert await here.looked() == []


def _inspections() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob("award-inspection-*/award.db"))


async def test_a_field_that_does_not_open_is_found_before_anybody_meets_it(tmp_path: Path) -> None:
    async with town(tmp_path, leads=1) as here:
        async with here.service.office.store.work() as work:
            await work.people.set_name(1, "马明")
            await work.commit()
        with closing(sqlite3.connect(tmp_path / "data" / "award.db", isolation_level=None)) as db:
            db.execute("UPDATE people SET name = x'0001' WHERE id = 1")
        assert here.service.office.store.seal.noticed == set()
        await here.watch.inspect()
        assert here.service.office.store.seal.noticed == {("people", "1", "name")}


async def test_an_end_that_was_cut_off_is_found_against_the_last_backup_and_not_after_a_restore(tmp_path: Path) -> None:
    async with town(tmp_path, backups=tmp_path / "backups", leads=1) as here:
        store, settings, now = here.service.office.store, here.service.settings, here.clock
        for _ in range(2):
            async with store.work() as work:
                await note_start(work, MORNING, "1.0")
                await work.commit()
        await backup(settings, now, folder=None, keep=None, keys=None)
        with closing(sqlite3.connect(tmp_path / "data" / "award.db", isolation_level=None)) as db:
            db.execute("DROP TRIGGER journal_refuses_delete")
            db.execute("DELETE FROM journal WHERE id = 2")
        assert await verify_journal(settings) == 1
        await here.watch.inspect()
        await here.watch.look()
        assert [(one.text, one.values) for one in await here.told()] == [("alerts.journal", {"entry": 2})]
        async with store.work() as work:
            await work.journal.write(RESTORED, "service", now=now())
            await work.commit()
        assert await verify_journal(settings) == 0


async def test_a_journal_written_anew_without_the_keys_is_found_and_told(tmp_path: Path) -> None:
    async with town(tmp_path, leads=1) as here:
        for _ in range(3):
            async with here.service.office.store.work() as work:
                await note_start(work, MORNING, "1.0")
                await work.commit()
        with closing(sqlite3.connect(tmp_path / "data" / "award.db", isolation_level=None)) as db:
            db.execute("DROP TRIGGER journal_refuses_update")
            prev = "0" * 64
            for row in db.execute("SELECT id, at, person_id, act, subject, article, details FROM journal").fetchall():
                number, at, *rest = row
                chained = pack([number, datetime.fromisoformat(f"{at}Z"), *rest[:1], "never", *rest[2:], prev])
                digest = hashlib.sha256(chained.encode()).hexdigest()
                change = "UPDATE journal SET act = 'never', prev = ?, hash = ? WHERE id = ?"
                db.execute(change, (prev, digest, number))
                prev = digest
        await here.watch.inspect()
        await here.watch.look()
        assert [(one.text, one.values) for one in await here.told()] == [("alerts.journal", {"entry": 1})]
