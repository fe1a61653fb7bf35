"""Backups: a copy of a SQLite database as it stands after its last commit, taken while the service goes on."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from storage.engine import address
from storage.sqlite import BUSY_SECONDS


async def copy_database(url: str, to: Path) -> None:
    """Copy the SQLite database to a new file; what was sealed stays sealed, so the keys file is kept elsewhere.

    Raises FileExistsError rather than write over a file, ValueError for PostgreSQL, whose own pg_dump does this.
    """
    parsed = address(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise ValueError("use pg_dump for a PostgreSQL database")
    await asyncio.to_thread(_copy, parsed.database, to)


def _copy(database: str, to: Path) -> None:
    to.touch(mode=0o600, exist_ok=False)
    with closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("VACUUM INTO ?", (str(to),))
