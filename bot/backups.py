"""The operator's commands for backups, beside a running service, and for restoring, never over existing data."""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from bot.settings import Settings
from storage.backups import back_up, prune
from storage.failures import DatabaseDamaged, StorageFailure
from storage.inspection import Findings
from storage.installation import put_marks, require_whole
from storage.manifests import FILES, Manifest
from storage.restores import restore
from storage.seals import Keys, Seal

Clock = Callable[[], datetime]
NOT_WHOLE = (
    "IT IS NOT WHOLE: the database is damaged. What could be read is in it, every file, and the damaged database as it"
    " is (damaged.db). Keep the last whole backup."
)


class KeysBesideBackup(StorageFailure):
    """The keys would be written among the backups that they open."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} would lie beside the backups: whoever takes that folder could read everything. Name another place."
        )


class NoPlaceForBackups(StorageFailure):
    """No folder for backups is given or set."""

    def __init__(self) -> None:
        super().__init__("Where to? `award backup /a/folder`, or set AWARD_BACKUP_DIR.")


async def backup(settings: Settings, clock: Clock, *, folder: Path | None, keep: int | None, keys: Path | None) -> int:
    """Write a backup, delete the oldest beyond `keep`, and copy the keys to the file `keys` if it is given.

    Returns 0, or 1 when the data are damaged: what can be read is saved all the same, and no older backup is deleted.
    Raises
    NoPlaceForBackups and KeysBesideBackup.
    """
    folder = folder or settings.backup_dir
    if folder is None:
        raise NoPlaceForBackups
    if keys is not None:
        _refuse_beside(keys, folder)
    with suppress(DatabaseDamaged):  # what is damaged is said below, with what can be saved of it
        await require_whole(settings.database, settings.data_dir, settings.keys)
    known = await asyncio.to_thread(Keys.load, settings.keys)
    if keys is not None:  # first: they are needed whatever becomes of the rest
        await asyncio.to_thread(_copy_keys, settings.keys, keys)
    now, made_by = clock(), version("linxia-quality-award")
    made = await back_up(settings.database, settings.data_dir, folder, keys=known, version=made_by, now=now)
    outcome = "Read again, and whole." if made.manifest.whole else NOT_WHOLE
    _say(f"{made.path}: {_counted(made.manifest)}. {outcome}")
    if keep is not None and made.findings.sound:
        for path in await asyncio.to_thread(prune, folder, keep, now):
            _say(f"{path.name} was deleted: {keep} are kept.")
    if keys is not None:
        _say(f"The keys are in {keys}. Keep that file apart from the backups.")
    else:
        _say(f"The keys are not in it. It cannot be read without a copy of {settings.keys}, kept apart.")
    return _told(made.findings)


async def bring_back(settings: Settings, clock: Clock, *, archive: Path, keys: Path | None) -> int:
    """Restore an archive to where the settings expect the data, and the keys if their file is given.

    Returns 0, or 1 when the restored data are damaged. Raises FileExistsError rather than replace other keys.
    """
    if keys is not None:
        _refuse_others(keys, settings.keys)
    known = await asyncio.to_thread(Keys.load, keys or settings.keys)
    restored = await restore(archive, settings.database, settings.data_dir, known, now=clock())
    if keys is not None:
        await asyncio.to_thread(_copy_keys, keys, settings.keys)
    await asyncio.to_thread(put_marks, settings.data_dir, settings.keys, Seal(known))
    if not restored.manifest.whole:
        _say("This backup is not whole: it was made of a damaged database.")
    await asyncio.to_thread(known.begin_keyed, settings.keys, restored.unkeyed)
    _say(f"Restored as of {restored.manifest.made_at:%Y-%m-%d %H:%M:%S %Z}: {_counted(restored.manifest)}.")
    return _told(restored.findings)


def told(found: Findings) -> list[str]:
    """Return one line for each kind of damage, with what to do about it."""
    lines = []
    if found.pages:
        lines.append(f"The database file is damaged ({found.pages}). Stop the service and restore a whole backup.")
    lines += [f"At least {count} row(s) of {table} cannot be read any more." for table, count in found.lost]
    lines += [
        f"{count} row(s) of {table} hold a value that cannot be read. Look for them in a backup."
        for table, count in found.rows
    ]
    if found.journal is not None:
        lines.append(f"Entry {found.journal} of the journal was changed, removed or moved. Compare it with a backup.")
    lines += [
        f"{count} field(s) of {place} do not open, or are not as the service wrote them. Look for them in a backup."
        for place, count in found.fields
    ]
    if found.contents:
        lines.append(
            f"{len(found.contents)} file(s) are gone or changed. Take them out of a backup: they are in files/."
        )
    return lines


def _told(findings: Findings) -> int:
    for line in told(findings):
        _say(line)
    return int(not findings.sound)


def _counted(manifest: Manifest) -> str:
    size = sum(member.size for member in manifest.members.values()) / 1e6
    entries = f"the journal up to entry {manifest.head.id}"
    files = sum(name.startswith(f"{FILES}/") for name in manifest.members)
    return f"the database, {files} file(s), {size:.1f} MB in all, {entries}"


def _refuse_beside(keys: Path, folder: Path) -> None:
    if keys.resolve().is_relative_to(folder.resolve()):
        raise KeysBesideBackup(keys)


def _refuse_others(keys: Path, place: Path) -> None:
    if place.exists() and place.read_bytes() != keys.read_bytes():
        raise FileExistsError(f"There are other keys at {place}. Move them away first: nothing is replaced.")


def _copy_keys(source: Path, to: Path) -> None:
    """Copy the keys file, readable by its owner alone. Raises FileExistsError when another file is there."""
    content = source.read_bytes()
    if to.exists() and to.read_bytes() == content:
        return
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
