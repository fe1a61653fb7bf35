"""Saves what can be read of a damaged SQLite file into a new one, row by row; indexes are made anew."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from storage.database.failures import outage_in

_LEAST = 1 << 12
"""How far beyond the last readable row is looked, at least, for more."""
_MOST_PROBES = 100_000
"""So many reads of one table that fail are enough; what lies between is given up."""
_WAL = "-wal"


def is_whole(file: Path) -> str | None:
    """Return None if SQLite finds the file whole, else what it finds first."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True)) as db:
            found = str(db.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        if outage_in(error) is not None:
            raise
        return str(error)
    return None if found == "ok" else found.replace("\n", " ")


def as_it_is(database: Path, to: Path) -> None:
    """Copy the file and its log byte by byte."""
    shutil.copyfile(database, to)
    with suppress(FileNotFoundError):
        shutil.copyfile(f"{database}{_WAL}", f"{to}{_WAL}")


def salvage(damaged: Path, to: Path) -> Counter[str]:
    """Write every row that can be read into the new file `to`. Returns how many could not, at least, by table.

    Raises DatabaseError when not even the tables' names can be read. Give it a copy: opening it may change it.
    """
    lost: Counter[str] = Counter()
    with closing(sqlite3.connect(to, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute("ATTACH ? AS damaged", (str(damaged),))
        made = db.execute("SELECT type, name, sql FROM damaged.sqlite_master WHERE sql IS NOT NULL").fetchall()
        for name, statement in ((name, sql) for kind, name, sql in made if kind == "table"):
            if not name.startswith("sqlite_"):
                db.execute(statement)
                lost[name] = _copied(db, name)
        for statement in (sql for kind, _name, sql in made if kind in ("index", "trigger")):
            with suppress(sqlite3.DatabaseError):  # of what should be there once, two remains may be left
                db.execute(statement)
        db.execute("DETACH damaged")
    return +lost


def _copied(db: sqlite3.Connection, table: str) -> int:
    """Copy the rows: forward as far as they can be read, then by ever smaller ranges. Returns how many are lost."""
    take = f'INSERT OR IGNORE INTO main."{table}" SELECT * FROM damaged."{table}"'  # noqa: S608  # a table of ours
    try:
        db.execute(take)
    except sqlite3.DatabaseError:
        pass
    else:
        return 0
    lost, probes = 0, 0
    waiting = [(1, _last(db, table))]
    while waiting and probes < _MOST_PROBES:
        first, last = waiting.pop()
        try:
            db.execute(f"{take} WHERE _rowid_ BETWEEN ? AND ?", (first, last))
        except sqlite3.DatabaseError:
            probes += 1
            if first == last:
                lost += 1
            else:
                middle = (first + last) // 2
                waiting += [(middle + 1, last), (first, middle)]
    return lost + sum(last - first + 1 for first, last in waiting)


def _last(db: sqlite3.Connection, table: str) -> int:
    """Return a row number that is at least the table's last, as far as anything tells of it."""
    known = list(_numbers(db, table))
    return max([*known, 0]) + (0 if known else _LEAST)


def _numbers(db: sqlite3.Connection, table: str) -> Iterator[int]:
    try:
        for one in db.execute(f'SELECT _rowid_ FROM damaged."{table}" ORDER BY _rowid_ DESC LIMIT 1'):  # noqa: S608
            yield one[0]
    except sqlite3.DatabaseError:
        with suppress(sqlite3.DatabaseError):
            for one in db.execute(f'SELECT _rowid_ FROM damaged."{table}" ORDER BY _rowid_'):  # noqa: S608
                yield one[0] + _LEAST
