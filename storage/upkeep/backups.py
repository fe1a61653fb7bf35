"""Backups: the database and the sealed files in one archive, written and read back while the service runs.

The database in it is a SQLite file, whichever database it was copied from. The keys are not in it: with both, anybody
could read everything, and a backup travels.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from storage.database.engine import address
from storage.database.failures import BackupUnusable
from storage.database.seals import Keys
from storage.upkeep.copies import copy_readable
from storage.upkeep.inspection import Findings, inspect_copy
from storage.upkeep.manifests import DAMAGED, DATABASE, FILES, Manifest, read_archive, read_manifest, write_archive
from storage.upkeep.salvage import as_it_is

TRIES = 3
_STAMP = "award-%Y%m%dT%H%M%SZ"
_UNFINISHED = ".part"
_NOT_WHOLE = "-not-whole.tar"
"""How the name of a damaged database's backup ends; it counts as none, and is never deleted with the older ones."""
_GIVEN_UP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Backup:
    """An archive that was written and read back, with what was found wrong in the data meanwhile."""

    path: Path
    manifest: Manifest
    findings: Findings


async def back_up(url: str, data: Path, folder: Path, *, keys: Keys, version: str, now: datetime) -> Backup:
    """Write a new archive into the folder, made if need be, and read it back.

    Raises FileExistsError instead of overwriting one, BackupUnusable when it does not read as it was written.
    """
    with _unfinished(folder / f"{now:{_STAMP}}.tar") as (part, path):
        for _ in range(TRIES):
            written, findings, erased = await _write(url, data, part, keys, version, now)
            if not erased:  # try again: a copy must not contain what was erased meanwhile
                break
        if await asyncio.to_thread(read_archive, part) != written:
            raise BackupUnusable("trouble.backup_changed", file=part)
        named = path if written.whole else path.with_name(f"{path.stem}{_NOT_WHOLE}")
        part.rename(named)
    return Backup(named, written, findings)


async def _write(
    url: str, data: Path, part: Path, keys: Keys, version: str, now: datetime
) -> tuple[Manifest, Findings, bool]:
    with tempfile.TemporaryDirectory(dir=part.parent, prefix=".award-") as scratch:
        copy = Path(scratch) / DATABASE
        broken = await copy_readable(url, copy)
        last = await asyncio.to_thread(last_backup, part.parent)
        seen = await inspect_copy(copy, keys, data / FILES, last=last, broken=broken)
        about = Manifest(made_at=now, version=version, revision=seen.revision, head=seen.head, members={})
        if broken is not None:
            return await asyncio.to_thread(_write_all, url, data, part, copy, about), seen.findings, False
        contents = [data / FILES / name for name in seen.blobs]
        written = await asyncio.to_thread(write_archive, part, [copy], contents, about)
    return written, seen.findings, len(written.members) <= len(contents)


def _write_all(url: str, data: Path, part: Path, copy: Path, about: Manifest) -> Manifest:
    """Write what could be read, the damaged file as it is, and every content: nobody knows which belong to it."""
    damaged = copy.with_name(DAMAGED)
    as_it_is(Path(str(address(url).database)), damaged)
    databases = [one for one in (copy, damaged, damaged.with_name(f"{DAMAGED}-wal")) if one.exists()]
    contents = sorted(path for path in (data / FILES).glob("*") if not path.suffix)
    return write_archive(part, databases, contents, replace(about, whole=False))


@contextmanager
def _unfinished(path: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the path where an archive is written until it is whole, and its final path."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(path.name + _UNFINISHED)
    part.touch(mode=0o600, exist_ok=False)
    try:
        if path.exists():
            raise BackupUnusable("trouble.backup_there", file=path)
        yield part, path
    finally:
        part.unlink(missing_ok=True)


def backups_in(folder: Path) -> list[Path]:
    """Return the archives in the folder, oldest first; other files are ignored."""
    return sorted(path for path in folder.glob("award-*.tar") if made_at(path) is not None)


def last_backup(folder: Path | None) -> Manifest | None:
    """Return the manifest of the newest archive in the folder that can be read, or None."""
    for path in reversed(backups_in(folder) if folder is not None else []):
        with suppress(BackupUnusable):
            return read_manifest(path)
    return None


def made_at(path: Path) -> datetime | None:
    """Return when an archive was made, by its name; None for another file."""
    try:
        return datetime.strptime(f"{path.stem}+0000", f"{_STAMP}%z")
    except ValueError:
        return None


def prune(folder: Path, keep: int, now: datetime) -> list[Path]:
    """Delete all archives but the last `keep` (at least one) and remains of a killed backup; return the archives."""
    old = backups_in(folder)[: -max(keep, 1)]
    left = [part for part in folder.glob(f"award-*.tar{_UNFINISHED}") if _mtime(part) < (now - _GIVEN_UP).timestamp()]
    for path in (*old, *left):
        path.unlink()
    return old


def _mtime(path: Path) -> float:
    return path.stat().st_mtime
