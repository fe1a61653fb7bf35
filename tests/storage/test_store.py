"""The store: one instance, patience with a locked database, nothing half kept on a full disk."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.database.failures import AlreadyServed, DatabaseAway, KeysMissing, WrongKeys
from storage.database.seals import Keys
from storage.store import Store
from tests.postgres import Cluster
from tests.storage import raw
from tests.storage.grouping import limit

NOW = datetime(2026, 7, 1, 1, tzinfo=UTC)


async def _numbers(store: Store) -> int:
    async with store.work() as work:
        return await work.numbers.next("receipt", 2026)


async def test_another_instance_on_the_same_file_is_refused_at_once(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh()
    store = await Store.open(url, keys, tmp_path, create=True)
    with pytest.raises(AlreadyServed, match="trouble.served"):
        await Store.open(url, keys, tmp_path, create=True)
    await store.close()
    await (await Store.open(url, keys, tmp_path)).close()


@pytest.fixture
def other_instance(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the lock of the database."""
    script = (
        "import sys, time; from pathlib import Path; from storage.database.engine import InstanceLock; "
        "lock = InstanceLock(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "award.db.lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        yield other
        other.kill()


async def test_an_instance_that_was_killed_leaves_the_file_free(
    other_instance: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    url, keys = f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh()
    with pytest.raises(AlreadyServed):
        await Store.open(url, keys, tmp_path, create=True)
    other_instance.kill()
    other_instance.wait()
    await (await Store.open(url, keys, tmp_path, create=True)).close()


async def test_two_instances_serve_one_postgresql(postgres: Cluster, tmp_path: Path) -> None:
    url, keys = postgres.new_database(), Keys.fresh()
    first = await Store.open(url, keys, tmp_path, create=True)
    second = await Store.open(url, keys, tmp_path, create=True)
    async with first.work() as work:
        await work.people.meet("telegram", 5, NOW, "zh")
        await work.commit()
    async with second.work() as work:
        assert (await work.people.meet("telegram", 5, NOW, "zh")).new is False
    await first.close()
    await second.close()


async def test_a_database_locked_by_somebody_else_is_waited_for_and_nothing_is_lost(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)
    other = sqlite3.connect(tmp_path / "award.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write(chat: int) -> None:
        async with store.work() as work:
            await work.people.meet("telegram", chat, NOW, "zh")
            await work.commit()

    writers = [asyncio.create_task(write(chat)) for chat in range(10)]
    beats = 0
    while beats < 20:  # others are served meanwhile
        await asyncio.sleep(0.05)
        beats += 1
    assert [writer.done() for writer in writers] == [False] * 10
    other.execute("ROLLBACK")
    other.close()
    await asyncio.gather(*writers)
    assert await raw.execute(store, "SELECT count(*) FROM channels") == [(10,)]
    await store.close()


async def test_a_work_given_up_while_it_waits_harms_no_other(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)
    other = sqlite3.connect(tmp_path / "award.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(_numbers(store))
    await asyncio.sleep(0.2)
    waiting.cancel()
    other.execute("ROLLBACK")
    other.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await _numbers(store) == 1
    await store.close()


async def test_sqlite_is_durable_and_forgets_what_is_deleted(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)
    said = {
        name: (await raw.execute(store, f"PRAGMA {name}"))[0][0]
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    }
    assert said == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 0,  # whatever is busy is waited for where it holds up nobody else
    }
    await store.close()


async def test_a_new_database_is_its_owners_alone(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("award.db*")}
    assert modes == dict.fromkeys(("award.db", "award.db-wal", "award.db-shm", "award.db.lock"), 0o600)
    await store.close()


async def test_on_a_full_disk_nothing_is_half_kept_and_the_service_goes_on_when_there_is_room(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'award.db'}", Keys.fresh(), tmp_path, create=True)

    async def keep(name: str) -> None:
        async with store.work() as work:
            seat = await work.people.meet("telegram", 5, NOW, "zh")
            await work.people.set_name(seat.person.id, name)
            await work.commit()

    await keep("马明")
    limit(store, 1)
    with pytest.raises(DatabaseAway, match="SQLITE_FULL"):
        await keep("马" * 100_000)
    await keep("马小明")
    limit(store, 1_000_000)
    async with store.work() as work:
        assert (await work.people.meet("telegram", 5, NOW, "zh")).person.name == "马小明"
    await keep("马" * 100_000)
    await store.close()


async def test_keys_of_another_database_are_refused(url: str, tmp_path: Path) -> None:
    keys = Keys.fresh()
    await (await Store.open(url, keys, tmp_path, create=True)).close()
    with pytest.raises(WrongKeys):
        await Store.open(url, Keys.fresh(), tmp_path, create=True)
    await (await Store.open(url, keys.rotated(), tmp_path, create=True)).close()


def test_a_keys_file_that_is_gone_is_not_made_anew_by_loading_it(tmp_path: Path) -> None:
    with pytest.raises(KeysMissing, match="trouble.no_keys"):
        Keys.load(tmp_path / "keys.json")
