"""A migrated database has the tables that the code defines, on both databases, and is migrated whole or not at all."""

import asyncio
import hashlib
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from storage.database import revisions
from storage.database.engine import make_engine
from storage.database.failures import NewerSchema
from storage.database.seals import Keys
from storage.schema import metadata
from storage.store import Store
from tests.postgres import Cluster
from tests.storage import raw

RELEASED = {"0001_initial.py": "784359f5f6b87796"}
"""The revisions of releases, each with the beginning of its SHA-256."""
_WRITTEN = """INSERT INTO journal (id, at, act, subject, details, prev, hash)
    VALUES (1, '2026-07-01 01:00:00+00', 'a', 's', '{}', 'p', 'h')"""


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def test_the_revisions_and_the_definitions_say_the_same(bare_url: str) -> None:
    await revisions.migrate(bare_url)
    engine = make_engine(bare_url)
    async with engine.connect() as db:
        assert await db.run_sync(revisions.differences) == []
        assert await db.run_sync(_tables) == {*metadata.tables, "alembic_version"}
        await db.execute(text("DROP TABLE numbers"))
        assert [change[0] for change in await db.run_sync(revisions.differences)] == ["add_table"]  # it would be seen
    await engine.dispose()


async def test_migrating_again_changes_nothing(bare_url: str, tmp_path: Path) -> None:
    for _ in range(2):
        await revisions.migrate(bare_url)
    store = await Store.open(bare_url, Keys.fresh(), tmp_path)
    async with store.work() as work:
        assert await work.numbers.next("receipt", 2026) == 1
    await store.close()


async def test_instances_that_start_at_once_migrate_one_after_the_other(postgres: Cluster) -> None:
    url = postgres.new_database()
    await asyncio.gather(*(revisions.migrate(url) for _ in range(3)))


async def test_a_migrated_journal_refuses_changes_too(bare_url: str, tmp_path: Path) -> None:
    store = await Store.open(bare_url, Keys.fresh(), tmp_path)
    with pytest.raises(DBAPIError, match="the journal is append-only"):
        await raw.execute(store, _WRITTEN, "DELETE FROM journal")
    await store.close()


async def test_a_migration_that_is_interrupted_leaves_nothing(bare_url: str) -> None:
    engine = make_engine(bare_url)

    async def interrupted() -> None:
        async with engine.begin() as db:
            await db.run_sync(revisions.upgrade)
            assert "people" in await db.run_sync(_tables)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await interrupted()
    async with engine.connect() as db:
        assert await db.run_sync(_tables) == set()
    await engine.dispose()


async def test_a_database_made_from_the_definitions_is_up_to_date(url: str, tmp_path: Path) -> None:
    keys = Keys.fresh()
    await (await Store.open(url, keys, tmp_path, create=True)).close()
    await (await Store.open(url, keys, tmp_path)).close()


async def test_a_database_of_a_later_version_is_left_alone(bare_url: str) -> None:
    await revisions.migrate(bare_url)
    engine = make_engine(bare_url)
    async with engine.begin() as db:
        await db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerSchema, match="trouble.newer"):
        await revisions.migrate(bare_url)
    async with engine.connect() as db:
        assert await db.run_sync(revisions.current) == "9999"
    await engine.dispose()


@pytest.mark.parametrize("name", sorted(RELEASED))
def test_a_released_revision_stays_as_it_was(name: str) -> None:
    """Databases have run it: what is to be otherwise is a revision of its own (`storage.migrations.revision`)."""
    written = (Path(revisions.__file__).parents[1] / "migrations" / "versions" / name).read_bytes()
    assert hashlib.sha256(written).hexdigest()[:16] == RELEASED[name]
