"""The installation: its database, its files and its keys belong together, and each bears the installation's mark.

The mark is a hash keyed with the look-up key, so the keys bear it themselves; what lies beside them says that they have
been used. A place where a mark is missing, as in an installation of 1.0, gets it once the contents agree.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.awards.titles import LOOKUP, awards
from storage.database import proofs, revisions
from storage.database.engine import address, glance
from storage.database.failures import Apart, Damaged, ForeignSchema, KeysMissing, WrongLookupKey
from storage.database.seals import Keys, Seal, settle
from storage.engine.blobs import MARK, contents_in
from storage.engine.files import files
from storage.people.persons import people

_SAMPLES = 20
_BLOBS = select(files.c.blob).where(files.c.blob.is_not(None))


async def require_whole(url: str, data: Path, keys_file: Path) -> None:
    """Return if database, files and keys belong together, or if there is nothing yet; nothing is changed.

    Raises Apart or another StorageFailure with a sentence that says what does not belong to the rest and how to go on.
    """
    file = _file_of(url)
    begun = _is_begun(file) and await glance(url, revisions.refuse_others) is not None
    seal = _seal(keys_file, begun=begun)
    if seal is not None and begun:
        await glance(url, lambda connection: _compare(connection, seal, data / "files"))
    else:
        _refuse_remains(str(file or address(url).database), data / "files", keys_file, seal)


def _file_of(url: str) -> Path | None:
    parsed = address(url)
    return Path(str(parsed.database)) if parsed.get_backend_name() == "sqlite" else None


def _is_begun(file: Path | None) -> bool:
    """Tell whether there can be anything in the database: SQLite's file may be missing or empty."""
    return file is None or (file.exists() and file.stat().st_size > 0)


def _seal(keys_file: Path, *, begun: bool) -> Seal | None:
    if keys_file.exists():
        return Seal(Keys.load(keys_file))
    if begun:
        raise KeysMissing("trouble.keys_gone", file=keys_file)
    return None


def _refuse_remains(database: str, folder: Path, keys_file: Path, seal: Seal | None) -> None:
    """Raise Apart where there is no database yet, and files or keys that must have had one."""
    if _read(folder / MARK) or any(contents_in(folder)):
        if seal is None:
            raise Apart("trouble.files_alone", folder=folder, keys=keys_file, database=database)
        raise Apart("trouble.files_without_database", folder=folder, database=database)
    if seal is not None and _read(_beside(keys_file)) == seal.installation:
        raise Apart("trouble.keys_without_database", keys=keys_file, database=database)


def _compare(connection: Connection, seal: Seal, folder: Path) -> None:
    if revisions.current(connection) == revisions.newest() and (without := revisions.lacking(connection)):
        raise ForeignSchema("trouble.lacks", what=without)
    if not proofs.compare_keys(connection, seal):
        _prove_lookup(connection, seal)
    mark = _read(folder / MARK)
    if mark == seal.installation:
        return
    if mark:
        raise Apart("trouble.others_files", folder=folder)
    known, contents = set(connection.execute(_BLOBS).scalars()), {name for name, _ in contents_in(folder)}
    if (known or contents) and not known & contents:
        counted = {"known": len(known), "found": len(contents), "folder": folder}
        raise Apart("trouble.no_file_known", **counted, mark=seal.installation, marked=folder / MARK)


async def prove_keys(db: AsyncConnection, seal: Seal) -> None:
    """Put the proof of the keys and the mark into a database that has none. Raises WrongKeys, WrongLookupKey."""
    if not await db.run_sync(proofs.compare_keys, seal):
        await db.run_sync(_prove_lookup, seal)
    await proofs.prove_keys(db, seal)


def _prove_lookup(connection: Connection, seal: Seal) -> None:
    """Raise WrongLookupKey when samples of what is found by look-up key are there and none was made with this one.

    For a database without the mark; one row may be damaged, so one that agrees is enough.
    """
    agree = [
        seal.lookup(purpose, plain) == found
        for table, column, bound, hashed, purpose in (
            (awards, "number", "holder", "holder", LOOKUP),
            (people, "phone", "id", "phone_hash", "people.phone"),
        )
        for plain, found in _opened(connection, seal, table, column, bound, hashed)
    ]
    if agree and not any(agree):
        raise WrongLookupKey


def _opened(
    connection: Connection, seal: Seal, table: Table, column: str, bound: str, hashed: str
) -> Iterable[tuple[str, str]]:
    at = table.c
    filled = at[column].is_not(None) & at[hashed].is_not(None)
    for place, sealed, found in connection.execute(
        select(at[bound], at[column], at[hashed]).where(filled).order_by(at.id.desc()).limit(_SAMPLES)
    ):
        with suppress(Damaged):
            yield seal.open(table.name, place, column, sealed).decode(), found


def put_marks(data: Path, keys_file: Path, seal: Seal) -> None:
    """Write the mark beside the files and beside the keys, durably.

    Where it cannot be written, as beside keys that nobody may write to, it stays missing: `award check` says so.
    """
    for path in (data / "files" / MARK, _beside(keys_file)):
        if _read(path) == seal.installation:
            continue
        with suppress(OSError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = path.with_name(path.name + ".new")
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(seal.installation + "\n")
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
            settle(path.parent)


def places_unmarked(data: Path, keys_file: Path, seal: Seal) -> list[Path]:
    """Return where the mark is missing, beside the files or the keys, while it should be there."""
    return [path for path in (data / "files" / MARK, _beside(keys_file)) if _read(path) != seal.installation]


def _beside(keys_file: Path) -> Path:
    return keys_file.with_name(keys_file.name + ".mark")


def _read(path: Path) -> str:
    """Return the mark in the file; "" when there is none, or something else that nobody can read."""
    try:
        said = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return said if len(said) == 64 and not set(said) - set("0123456789abcdef") else ""
