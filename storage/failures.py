"""Failures of the storage: each says what is wrong and what an operator can do."""

from sqlalchemy.exc import InterfaceError, OperationalError


class StorageFailure(Exception):
    """The store cannot do what it was asked; the text is for an operator and has no personal data."""


class AlreadyServed(StorageFailure):
    """Another instance serves this database."""

    def __init__(self, lock: object) -> None:
        super().__init__(f"Another instance serves this database ({lock} is held). Stop it first.")
        self.lock = lock


class KeysMissing(StorageFailure):
    """The database needs its keys file, which is missing or incomplete."""


class WrongKeys(StorageFailure):
    """The keys file does not belong to this database."""

    def __init__(self) -> None:
        super().__init__("The keys file does not belong to this database. Put back the keys file it was made with.")


class Damaged(StorageFailure):
    """A sealed field cannot be opened: it was changed or moved, or its key is gone."""

    def __init__(self, table: str, row: str, column: str) -> None:
        super().__init__(
            f"The sealed field {column} of {table}, row {row}, cannot be opened. Restore it from a backup."
        )
        self.table = table
        self.row = row
        self.column = column


class DatabaseRefuses(StorageFailure):
    """The database server cannot be reached, or does not let the service in."""

    def __init__(self, host: object, why: str) -> None:
        super().__init__(
            f"The database at {host} cannot be used: {why}. Look at AWARD_DATABASE_URL, and whether PostgreSQL runs."
        )
        self.host, self.why = host, why


class NotKept(StorageFailure):
    """A Work was rolled back with all others in its transaction, because the disk is full or failing."""

    def __init__(self) -> None:
        super().__init__("Nothing could be kept: the database gave up the transaction. Look at the disk and its space.")


class OlderSchema(StorageFailure):
    """The database has not been brought up to date by this version."""

    def __init__(self) -> None:
        super().__init__("The database is of another version. Start the service of this version once, then try again.")


class NewerSchema(StorageFailure):
    """A later version has brought the database up to date."""

    def __init__(self) -> None:
        super().__init__(
            "A later version has served this database. Use that version, or restore the backup made before it."
        )


class BackupUnusable(StorageFailure):
    """A backup is incomplete or cannot be restored to the place asked for; the text says which."""


class WorkWithinWork(StorageFailure):
    """A task opened a Work inside another, which would wait for itself for ever."""

    def __init__(self) -> None:
        super().__init__("A Work was opened inside another Work of the same task. Pass the open one on.")


DATABASE_AWAY: tuple[type[Exception], ...] = (OperationalError, InterfaceError, NotKept)
"""Failures of the database, whatever it was asked to do."""
OUTAGES: tuple[type[Exception], ...] = (OSError, *DATABASE_AWAY)
"""Failures of the machine, not of the request: what met one is tried again for as long as they last."""
