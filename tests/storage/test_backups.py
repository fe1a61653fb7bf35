"""A backup holds every commit made before it began, and is whole, however busy the service is."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.backups import copy_database
from storage.seals import Keys
from storage.store import Store

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)


async def test_a_backup_while_writing_is_whole_and_holds_what_was_committed_before(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh()
    store = await Store.open(url, keys, tmp_path, create=True)
    written = 0

    async def write() -> None:
        nonlocal written
        for number in range(60):
            async with store.work() as work:
                await work.updates.first_time(1, number, NOW)
                await work.commit()
            written += 1

    async def copy(number: int) -> tuple[int, int, str]:
        await asyncio.sleep(number / 100)
        before, to = written, tmp_path / f"backup-{number}.db"
        await copy_database(url, to)
        with closing(sqlite3.connect(to)) as backup:
            [count] = [row[0] for row in backup.execute("SELECT count(*) FROM updates")]
            [said] = [row[0] for row in backup.execute("PRAGMA integrity_check")]
        return before, count, said

    writing = asyncio.create_task(write())
    copies = await asyncio.gather(*(copy(number) for number in range(8)))
    await writing
    await store.close()
    assert [(kept >= before, said) for before, kept, said in copies] == [(True, "ok")] * 8
    assert len({kept for _, kept, _ in copies}) > 1  # they were taken while writing


async def test_a_restored_backup_serves(tmp_path: Path) -> None:
    keys = Keys.fresh()
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", keys, tmp_path, create=True)
    async with store.work() as work:
        await work.people.set_name((await work.people.meet("telegram", 5, NOW, "zh")).person.id, "马明")
        await work.commit()
    await copy_database(f"sqlite:///{tmp_path / 'award.db'}", tmp_path / "restored.db")
    await store.close()
    assert (tmp_path / "restored.db").stat().st_mode & 0o777 == 0o600
    restored = await Store.open(f"sqlite:///{tmp_path / 'restored.db'}", keys, tmp_path)
    async with restored.work() as work:
        assert (await work.people.meet("telegram", 5, NOW, "zh")).person.name == "马明"
    await restored.close()


async def test_a_backup_writes_over_no_file(tmp_path: Path) -> None:
    (tmp_path / "there.db").touch()
    with pytest.raises(FileExistsError):
        await copy_database(f"sqlite:///{tmp_path / 'award.db'}", tmp_path / "there.db")


async def test_postgresql_has_its_own_backups(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="use pg_dump"):
        await copy_database("postgresql://award@127.0.0.1/award", tmp_path / "x")
