"""What is an outage of the database and what is not: by its own codes, on both databases."""

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.database.engine import make_engine
from storage.database.failures import OUTAGES, DatabaseAway, outage_in
from storage.database.seals import Keys
from storage.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import Cluster

OURS = "SELECT nothing FROM no_such_table"


def raising(state: str) -> str:
    """A statement that fails as the server would with this code."""
    return f"DO $$ BEGIN RAISE EXCEPTION 'one' USING ERRCODE = '{state}'; END $$"


CUT = "SELECT pg_terminate_backend(pg_backend_pid())"
AWAY = {
    "connection": ([raising("08006")], "08006"),
    "resources": ([raising("53100")], "53100"),
    "shutdown": ([raising("57P01")], "57P01"),
    "cut off": ([CUT], "08003"),
    "system": ([raising("58030")], "58030"),
    "conflict": ([raising("40001")], "40001"),
    "deadlock": ([raising("40P01")], "40P01"),
    "standby": (["SET TRANSACTION READ ONLY", "DELETE FROM steps"], "25006"),
    "too slow": (["SET LOCAL statement_timeout = 1", "SELECT pg_sleep(1)"], "57014"),
}


async def said(store: Store, *statements: str) -> None:
    async with store.work() as work:
        for statement in statements:
            await work._db.execute(text(statement))


async def of_postgres(cluster: "Cluster", folder: "Path") -> tuple[Store, str]:
    url = cluster.new_database()
    return await Store.open(url, Keys.fresh(), folder, create=True), url


@pytest.mark.parametrize(("statements", "state"), AWAY.values(), ids=list(AWAY))
async def test_an_outage_of_postgresql_is_known_by_its_code(
    postgres: "Cluster", tmp_path: "Path", statements: Sequence[str], state: str
) -> None:
    store, url = await of_postgres(postgres, tmp_path)
    with pytest.raises(DatabaseAway, match=state):
        await said(store, *statements)
    assert store.trouble.is_set()
    await said(store, "SELECT 1")  # and it goes on by itself
    await store.close()
    postgres.drop_database(url)


async def test_a_server_that_lets_nobody_in_is_an_outage(postgres: "Cluster", tmp_path: "Path") -> None:
    store, url = await of_postgres(postgres, tmp_path)
    await store.close()
    name = url.rpartition("/")[2]
    postgres._run("psql", "-q", "-d", "postgres", "-c", f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
    with pytest.raises(DatabaseAway, match="55000"):
        await said(store, "SELECT 1")
    postgres.drop_database(url)
    with pytest.raises(DatabaseAway, match="3D000"):
        await said(store, "SELECT 1")


async def test_a_missing_table_is_no_outage(store: Store) -> None:
    with pytest.raises(DBAPIError) as raised:
        await said(store, OURS)
    assert not isinstance(raised.value, OUTAGES)
    assert not store.trouble.is_set()
    await said(store, "SELECT 1")


async def test_a_value_that_no_column_takes_is_no_outage(postgres: "Cluster", tmp_path: "Path") -> None:
    engine = make_engine(postgres.shared or postgres.new_database())
    async with engine.connect() as db:
        with pytest.raises(DBAPIError) as raised:
            await db.execute(text("SELECT CAST(:n AS integer)"), {"n": 2**40})
    await engine.dispose()
    assert outage_in(raised.value) is None


@pytest.mark.parametrize("code", ["SQLITE_IOERR_READ", "SQLITE_FULL", "SQLITE_BUSY"])
def test_sqlite_says_by_its_code_that_the_disk_fails(code: str) -> None:
    error = sqlite3.OperationalError("text that may change")
    error.sqlite_errorcode, error.sqlite_errorname = getattr(sqlite3, code), code
    assert outage_in(error) == code


def test_a_damaged_page_is_no_outage() -> None:
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_CORRUPT, "SQLITE_CORRUPT"
    assert outage_in(error) is None
