"""Failures of the storage: each has a sentence, by its key, of what is wrong and what an operator can do."""

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StorageFailure(Exception):
    """The store cannot do what it was asked: a sentence for an operator by its key, its values never personal data."""

    key = "trouble.other"

    def __init__(self, key: str = "", **values: object) -> None:
        self.key, self.values = key or self.key, values
        super().__init__(f"{self.key} {values}" if values else self.key)


class AlreadyServed(StorageFailure):
    """Another instance serves this database."""

    key = "trouble.served"

    def __init__(self, lock: object) -> None:
        super().__init__(lock=lock)


class KeysMissing(StorageFailure):
    """The database needs its keys file, which is missing or incomplete."""


class WrongKeys(StorageFailure):
    """The keys file does not belong to this database."""

    key = "trouble.wrong_keys"


class WrongLookupKey(StorageFailure):
    """The keys file unseals this database, and would find nobody in it."""

    key = "trouble.wrong_lookup_key"


class Apart(StorageFailure):
    """Database, files and keys are not of one installation; the sentence says which is not, and how to go on."""


class Damaged(StorageFailure):
    """A sealed field cannot be opened: it was changed or moved, or its key is gone."""

    key = "trouble.field"

    def __init__(self, table: str, row: str, column: str) -> None:
        super().__init__(table=table, row=row, column=column)


class DatabaseRefuses(StorageFailure):
    """The database server cannot be reached, or does not let the service in."""

    key = "trouble.refuses"

    def __init__(self, host: object, why: str) -> None:
        super().__init__(host=host, why=why)


class NotKept(StorageFailure):
    """A Work was rolled back with all others in its transaction, because the disk is full or failing."""

    key = "trouble.not_kept"


class DatabaseAway(StorageFailure):
    """The database does not answer, or has no room, no memory or no connection left; its own code says which."""

    key = "trouble.away"

    def __init__(self, code: str) -> None:
        super().__init__(code=code)


class DatabaseDamaged(StorageFailure):
    """The file of the database is damaged."""

    key = "trouble.damaged"

    def __init__(self, file: object, what: str) -> None:
        super().__init__(file=file, what=what)
        self.what = what


class OlderSchema(StorageFailure):
    """The database has not been brought up to date by this version."""

    key = "trouble.older"


class NewerSchema(StorageFailure):
    """A later version has brought the database up to date."""

    key = "trouble.newer"


class ForeignSchema(StorageFailure):
    """The tables of the database are not those of this service."""


class BackupUnusable(StorageFailure):
    """A backup is incomplete or cannot be restored to the place asked for; the sentence says which."""


class WorkWithinWork(StorageFailure):
    """A task opened a Work inside another, which would wait for itself for ever: pass the open one on."""

    key = "trouble.work_within_work"


DATABASE_AWAY: tuple[type[Exception], ...] = (DatabaseAway, NotKept)
"""Failures of the database, whatever it was asked to do; a Work raises no other for an outage."""
OUTAGES: tuple[type[Exception], ...] = (OSError, *DATABASE_AWAY)
"""Failures of the machine, not of the request: what met one is tried again for as long as they last."""

_CLASSES = ("08", "28", "53", "57", "58")
"""SQLSTATE classes: connection, sign-in, resources, operator intervention, system error."""
_STATES = ("25006", "25P03", "25P04", "3D000", "40001", "40P01", "55000", "55P03")
"""A standby, a transaction cut off, no such database, a conflict, a deadlock, a closed database, a lock."""
_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
_PRIMARY = 0xFF  # the part of an SQLite error code that names its kind


FAULTS = (SQLAlchemyError, sqlite3.Error)
"""What a damaged database may raise wherever it is used."""


def fault_of(failure: Exception) -> str:
    """Return what the database said, its first line alone, without the statement and its values."""
    if isinstance(failure, DBAPIError):
        return str(failure.orig).partition("\n")[0]
    return str(failure).partition("\n")[0] if isinstance(failure, sqlite3.Error) else type(failure).__name__


def outage_in(failure: Exception) -> str | None:
    """Return the database's own code if the failure is an outage of the database, else None.

    A missing table, a value that does not fit, or a damaged page is none: trying again would not help.
    """
    if isinstance(failure, PoolTimeout):
        return "no connection free"
    cause = failure.orig if isinstance(failure, DBAPIError) else failure
    state, code = getattr(cause, "sqlstate", None), getattr(cause, "sqlite_errorcode", None)
    if isinstance(state, str) and (state.startswith(_CLASSES) or state in _STATES):
        return state
    if isinstance(code, int) and code & _PRIMARY in _SQLITE:
        return str(getattr(cause, "sqlite_errorname", code))
    return "connection lost" if isinstance(failure, DBAPIError) and failure.connection_invalidated else None
