"""Restores a backup: reads the whole archive, tries it with the keys in a folder beside, and only then installs it."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, Connection
from sqlalchemy import inspect as look_at

from storage.database import revisions
from storage.database.engine import InstanceLock, address, make_engine
from storage.database.failures import BackupUnusable
from storage.database.proofs import UNPROVED
from storage.database.seals import Keys, Seal
from storage.engine.journal import RESTORED, Journal
from storage.store import Store
from storage.upkeep.copies import copy_rows, opened_copy
from storage.upkeep.inspection import Findings, inspect_copy
from storage.upkeep.manifests import DATABASE, FILES, Manifest, read_archive


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, what was wrong with it when it was backed up, and how its journal begins (`Keys.unkeyed`)."""

    manifest: Manifest
    findings: Findings
    unkeyed: int


async def restore(archive: Path, url: str, data: Path, keys: Keys, *, now: datetime) -> Restored:
    """Install the archive's database and files for the service, brought up to date; the journal records it.

    A backup of SQLite may go into PostgreSQL and the other way round. Raises BackupUnusable when the place is not empty
    or the archive is incomplete or of a later version, WrongKeys when the keys are not its own.
    """
    target = address(url)
    keys = replace(keys, unkeyed=None)  # an archive from before the journal was keyed has its own beginning
    with _place_beside(target, data) as place:
        await _refuse_tables(target)
        manifest = await asyncio.to_thread(_unpack, archive, place)
        await _bring_up_to_date(place, keys, manifest, now)
        seen = await inspect_copy(place / DATABASE, keys, place / FILES, heads=[manifest.head])
        async with opened_copy(place / DATABASE) as db:
            unkeyed = await Journal(db, Seal(keys)).unkeyed()
        (place / FILES).rename(data / FILES)
        await _put_database(place / DATABASE, target)
    return Restored(manifest, seen.findings, unkeyed)


@contextmanager
def _place_beside(target: URL, data: Path) -> Iterator[Path]:
    """Yield a scratch folder beside the target, holding the lock of the SQLite file meanwhile."""
    file = Path(str(target.database)) if target.get_backend_name() == "sqlite" else None
    lock = InstanceLock(Path(f"{file}.lock")) if file is not None else None
    try:
        if file is not None and file.exists():
            raise BackupUnusable("trouble.database_there", file=file)
        if any((data / FILES).glob("*")):
            raise BackupUnusable("trouble.files_there", folder=data / FILES)
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=data, prefix="restoring-") as place:
            yield Path(place)
    finally:
        if lock is not None:
            lock.free()


async def _refuse_tables(target: URL) -> None:
    if target.get_backend_name() == "sqlite":
        return
    engine = make_engine(target.render_as_string(hide_password=False))
    try:
        async with engine.connect() as db:
            if await db.run_sync(_tables):
                raise BackupUnusable("trouble.tables_there")
    finally:
        await engine.dispose()


def _tables(connection: Connection) -> list[str]:
    return look_at(connection).get_table_names()


def _unpack(archive: Path, place: Path) -> Manifest:
    (place / FILES).mkdir(mode=0o700)
    manifest = read_archive(archive, place)
    if DATABASE not in manifest.members:
        raise BackupUnusable("trouble.backup_without_database", file=archive)
    if not revisions.known(manifest.revision):
        raise BackupUnusable("trouble.backup_of_later", file=archive, version=manifest.version)
    return manifest


async def _bring_up_to_date(place: Path, keys: Keys, manifest: Manifest, now: datetime) -> None:
    """Open the copy as the service would, which runs missing revisions and raises WrongKeys if need be."""
    store = await Store.open(f"sqlite:///{place / DATABASE}", keys, place)
    try:
        async with store.work() as work:
            details = {"made_at": manifest.made_at, "entries": manifest.head.id}
            if manifest.revision == UNPROVED:
                await work.proofs.begin()
            await work.journal.write(RESTORED, "service", now=now, details=details)
            await work.commit()
    finally:
        await store.close()


async def _put_database(copy: Path, target: URL) -> None:
    if target.get_backend_name() == "sqlite":
        await asyncio.to_thread(shutil.move, copy, str(target.database))
        return
    engine = make_engine(target.render_as_string(hide_password=False))
    try:
        async with opened_copy(copy) as source, engine.begin() as db:
            await db.run_sync(revisions.upgrade)
            await copy_rows(source, db)
    finally:
        await engine.dispose()
