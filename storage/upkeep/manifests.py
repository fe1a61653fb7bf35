"""The archive of a backup: a tar file of plain members, with a manifest of them at the end."""

import hashlib
import json
import os
import re
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from storage.database.failures import BackupUnusable
from storage.engine.journal import Head

DATABASE, FILES, MANIFEST = "award.db", "files", "manifest.json"
DAMAGED = "damaged.db"
"""The damaged file of a database as it was, beside what could be read of it."""
FORMAT = 1
_OURS = re.compile(rf"{re.escape(DATABASE)}|{re.escape(DAMAGED)}(-wal)?|{FILES}/[0-9a-f]{{32}}")
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the archive, with its size and hash."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """An archive's description of itself; it comes last, so that an archive that was cut off has none."""

    made_at: datetime
    version: str
    revision: str
    head: Head
    members: Mapping[str, Member]
    whole: bool = True
    """False when the database was damaged, so that only what could be read is here."""


def write_archive(to: Path, databases: Iterable[Path], contents: Iterable[Path], about: Manifest) -> Manifest:
    """Write the archive `to` durably and return the manifest with its members.

    Contents that have gone or that the disk does not give are left out.
    """
    members: dict[str, Member] = {}
    with to.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            for database in databases:
                members[database.name] = _put(archive, database.name, database)
            for content in contents:
                name = f"{FILES}/{content.name}"
                try:
                    read = content.read_bytes()
                except OSError:
                    continue
                archive.addfile(_entry(name, len(read)), BytesIO(read))
                members[name] = Member(len(read), hashlib.sha256(read).hexdigest())
            manifest = replace(about, members=members)
            written = _written(manifest)
            archive.addfile(_entry(MANIFEST, len(written)), BytesIO(written))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def read_archive(path: Path, to: Path | None = None) -> Manifest:
    """Read a whole archive, comparing every member with the manifest; with `to`, write the members there.

    Raises BackupUnusable for an archive that is cut off, changed, or not one of ours.
    """
    found: dict[str, Member] = {}
    try:
        with tarfile.open(path) as archive:
            for entry in archive:
                content = archive.extractfile(entry)
                if content is not None and entry.name == MANIFEST:
                    return _compared(path, _parsed(path, content.read()), found)
                if content is None or not _OURS.fullmatch(entry.name):
                    raise BackupUnusable("trouble.backup_of_others", file=path, name=repr(entry.name))
                found[entry.name] = _drain(content, to and to / entry.name)
    except (tarfile.TarError, EOFError) as error:
        raise BackupUnusable("trouble.backup_torn", file=path, why=type(error).__name__) from None
    raise BackupUnusable("trouble.backup_cut_off", file=path)


def read_manifest(path: Path) -> Manifest:
    """Read only the manifest of an archive; its members are neither read nor compared. Raises BackupUnusable."""
    try:
        with tarfile.open(path) as archive:
            content = archive.extractfile(MANIFEST)
            if content is not None:
                return _parsed(path, content.read())
    except (tarfile.TarError, EOFError, KeyError):
        pass
    raise BackupUnusable("trouble.backup_cut_off", file=path)


def _compared(path: Path, manifest: Manifest, found: Mapping[str, Member]) -> Manifest:
    wrong = [name for name in {**found, **manifest.members} if found.get(name) != manifest.members.get(name)]
    if wrong:
        raise BackupUnusable("trouble.backup_damaged", file=path, what=", ".join(wrong[:5]))
    return manifest


def _written(manifest: Manifest) -> bytes:
    kept = asdict(manifest) | {"made_at": manifest.made_at.isoformat(), "head": manifest.head._asdict()}
    return json.dumps({"format": FORMAT, **kept}, indent=1).encode()


def _parsed(path: Path, written: bytes) -> Manifest:
    try:
        kept = json.loads(written)
        if kept["format"] != FORMAT:
            raise BackupUnusable("trouble.backup_of_later", file=path, version=kept["version"])
        return Manifest(
            made_at=datetime.fromisoformat(kept["made_at"]),
            version=kept["version"],
            revision=kept["revision"],
            head=Head(**kept["head"]),
            members={name: Member(**one) for name, one in kept["members"].items()},
            whole=kept.get("whole", True),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupUnusable("trouble.backup_manifest", file=path) from None


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _put(archive: tarfile.TarFile, name: str, path: Path) -> Member:
    with path.open("rb") as file:
        entry, reader = _entry(name, os.fstat(file.fileno()).st_size), _Hashed(file)
        archive.addfile(entry, reader)
    return Member(entry.size, reader.digest.hexdigest())


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def _drain(content: IO[bytes], to: Path | None) -> Member:
    reader, size = _Hashed(content), 0
    with open(to or os.devnull, "xb" if to else "wb", opener=_private) as file:
        while piece := reader.read(_CHUNK):
            size += file.write(piece)
        file.flush()
        if to:
            os.fsync(file.fileno())
    return Member(size, reader.digest.hexdigest())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
