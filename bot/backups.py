"""The operator's commands for backups, beside a running service, and for restoring, never over existing data."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from bot.settings import Settings, tell
from storage.database.failures import DatabaseDamaged, StorageFailure
from storage.database.seals import Keys, Seal
from storage.upkeep.backups import back_up, prune
from storage.upkeep.inspection import Findings
from storage.upkeep.installation import put_marks, require_whole
from storage.upkeep.manifests import FILES, Manifest
from storage.upkeep.restores import restore
from texts import Words

Clock = Callable[[], datetime]


class KeysBesideBackup(StorageFailure):
    """The keys would be written among the backups that they open."""

    key = "trouble.keys_beside_backup"


class NoPlaceForBackups(StorageFailure):
    """No folder for backups is given or set."""

    key = "trouble.no_place_for_backups"


class OtherKeys(StorageFailure):
    """Other keys are where those of the backup would be put."""

    key = "trouble.other_keys"


async def backup(settings: Settings, clock: Clock, *, folder: Path | None, keep: int | None, keys: Path | None) -> int:
    """Write a backup, delete the oldest beyond `keep`, and copy the keys to the file `keys` if it is given.

    Returns 0, or 1 when the data are damaged: what can be read is saved all the same, and no older backup is deleted.
    Raises NoPlaceForBackups and KeysBesideBackup.
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
    outcome = "operator.backup.whole" if made.manifest.whole else "operator.backup.not_whole"
    tell(outcome, **_counted(made.manifest, made.path))
    if keep is not None and made.findings.sound:
        for path in await asyncio.to_thread(prune, folder, keep, now):
            tell("operator.backup.deleted", name=path.name, keep=keep)
    if keys is not None:
        tell("operator.backup.keys", file=keys)
    else:
        tell("operator.backup.no_keys", file=settings.keys)
    return _told(made.findings)


async def bring_back(settings: Settings, clock: Clock, *, archive: Path, keys: Path | None) -> int:
    """Restore an archive to where the settings expect the data, and the keys if their file is given.

    Returns 0, or 1 when the restored data are damaged. Raises OtherKeys rather than replace other keys.
    """
    if keys is not None:
        _refuse_others(keys, settings.keys)
    known = await asyncio.to_thread(Keys.load, keys or settings.keys)
    restored = await restore(archive, settings.database, settings.data_dir, known, now=clock())
    if keys is not None:
        await asyncio.to_thread(_copy_keys, keys, settings.keys)
    await asyncio.to_thread(put_marks, settings.data_dir, settings.keys, Seal(known))
    if not restored.manifest.whole:
        tell("operator.restore.not_whole")
    await asyncio.to_thread(known.begin_keyed, settings.keys, restored.unkeyed)
    moment = f"{restored.manifest.made_at:%Y-%m-%d %H:%M:%S %Z}"
    tell("operator.restore.done", at=moment, **_counted(restored.manifest, archive))
    return _told(restored.findings)


def told(found: Findings) -> list[Words]:
    """Return one sentence for each kind of damage, with what to do about it."""
    lines: list[Words] = []
    if found.pages:
        lines.append(Words("operator.damage.pages", {"what": found.pages}))
    lines += [Words("operator.damage.lost", {"count": count, "table": table}) for table, count in found.lost]
    lines += [Words("operator.damage.rows", {"count": count, "table": table}) for table, count in found.rows]
    if found.journal is not None:
        lines.append(Words("operator.damage.journal", {"entry": found.journal}))
    lines += [Words("operator.damage.fields", {"count": count, "place": place}) for place, count in found.fields]
    if found.contents:
        lines.append(Words("operator.damage.files", {"count": len(found.contents)}))
    return lines


def _told(findings: Findings) -> int:
    for line in told(findings):
        tell(line.key, **line.values)
    return int(not findings.sound)


def _counted(manifest: Manifest, path: Path) -> dict[str, object]:
    size = sum(member.size for member in manifest.members.values()) / 1e6
    files = sum(name.startswith(f"{FILES}/") for name in manifest.members)
    return {"path": path, "files": files, "size": f"{size:.1f}", "entry": manifest.head.id}


def _refuse_beside(keys: Path, folder: Path) -> None:
    if keys.resolve().is_relative_to(folder.resolve()):
        raise KeysBesideBackup(file=keys)


def _refuse_others(keys: Path, place: Path) -> None:
    if place.exists() and place.read_bytes() != keys.read_bytes():
        raise OtherKeys(file=place)


def _copy_keys(source: Path, to: Path) -> None:
    """Copy the keys file, readable by its owner alone. Raises FileExistsError when another file is there."""
    content = source.read_bytes()
    if to.exists() and to.read_bytes() == content:
        return
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        to.unlink()  # a part of it would pass for a copy until it is needed
        raise
