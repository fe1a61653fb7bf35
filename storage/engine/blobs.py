"""Contents of files on the disk: sealed in pieces, written whole or not at all, under random names."""

import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from storage.database.engine import require_room
from storage.database.failures import Damaged
from storage.database.seals import MARK_BYTES, Seal, found, settle

PIECE = 1024 * 1024
_LENGTH = 4
_END = b"\1"
_MORE = b"\0"
MARK = "installation.mark"
"""The file in the folder that says whose contents lie there; it is no content."""
ASIDE = "set-aside"
"""The folder beside it for contents that no record knows, with a folder for each day."""
_CONTENT = re.compile(r"[0-9a-f]{32}(\.new)?")


class Blobs:
    """The contents in one folder. Every method works on the disk, so call it in a thread."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._folder = folder
        self._aside = folder.parent / ASIDE
        self._seal = seal
        self._naming = threading.Lock()

    def write(self, content: bytes, now: datetime, *, name: str = "") -> str:
        """Write the content durably and return its name, unguessable if none is given.

        Raises OSError when there is no room for it.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        require_room(self._folder, len(content))
        name = name or secrets.token_hex(16)
        path = self._folder / name
        fresh = path.with_suffix(".new")
        try:
            self._put(fresh, name, memoryview(content))
            os.utime(fresh, (now.timestamp(), now.timestamp()))
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        settle(self._folder)
        return name

    def read(self, name: str) -> Iterator[bytes]:
        """Yield the content piece by piece. Raises Damaged when a piece is changed, moved or missing."""
        try:
            with (self._folder / name).open("rb") as file:
                number, last = 0, False
                while not last:
                    closed = file.read(int.from_bytes(file.read(_LENGTH), "big"))
                    piece = self._seal.open("blobs", f"{name}/{number}", "content", closed)
                    number, last = number + 1, piece[:1] == _END
                    yield piece[1:]
        except FileNotFoundError:
            raise Damaged("blobs", name, "content") from None

    def has(self, name: str) -> bool:
        """Tell whether the content is there, whole or not."""
        return (self._folder / name).is_file()

    def remove(self, name: str) -> None:
        """Delete the content; does nothing when it is gone already."""
        with self._naming:
            (self._folder / name).unlink(missing_ok=True)

    def older(self) -> list[str]:
        """Return the names of contents with a piece sealed with an older key than the newest."""
        return sorted(path.name for path in self._folder.glob("*") if not path.suffix and self._is_older(path))

    def reseal(self, name: str) -> bool:
        """Reseal the content with the newest key; False when it was removed meanwhile. Raises Damaged."""
        path = self._folder / name
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)  # left by a process that was killed
        try:
            written = path.stat().st_mtime
            self._put(fresh, name, memoryview(b"".join(self.read(name))))
            os.utime(fresh, (written, written))
            with self._naming:  # content erased at this moment must not come back
                if path.exists():
                    fresh.replace(path)
                    return True
        except (FileNotFoundError, Damaged):
            if path.exists():
                raise
        finally:
            fresh.unlink(missing_ok=True)
        return False

    def names(self, before: datetime) -> list[str]:
        """Return the names of contents written before this moment, and of those never finished."""
        return [name for name, written_at in contents_in(self._folder) if written_at < before.timestamp()]

    def set_aside(self, name: str, day: date) -> None:
        """Move the content, durably, into the day's folder beside; does nothing when it is gone already."""
        to = self._aside / day.isoformat()
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._naming, suppress(FileNotFoundError):
            (self._folder / name).rename(to / name)
        settle(to)

    def aside(self, before: date) -> list[str]:
        """Return what was set aside before this day, as "day/name"."""
        days = (day for day in self._aside.glob("????-??-??") if day.name < before.isoformat())
        return sorted(f"{path.parent.name}/{path.name}" for day in days for path in day.iterdir())

    def forget(self, aside: str) -> None:
        """Delete what was set aside, and the day's folder with the last of it."""
        path = self._aside / aside
        path.unlink(missing_ok=True)
        with suppress(OSError):  # there is more in it
            path.parent.rmdir()

    def _is_older(self, path: Path) -> bool:
        try:
            with path.open("rb") as file:
                while head := file.read(_LENGTH + MARK_BYTES):
                    if head[_LENGTH:] != self._seal.mark:
                        return True
                    file.seek(int.from_bytes(head[:_LENGTH], "big") - MARK_BYTES, os.SEEK_CUR)
        except FileNotFoundError:
            pass
        return False

    def _put(self, path: Path, name: str, content: memoryview) -> None:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            starts = range(0, len(content), PIECE) or range(1)
            for number, start in enumerate(starts):
                head = _END if start + PIECE >= len(content) else _MORE
                closed = self._seal.seal("blobs", f"{name}/{number}", "content", head + content[start : start + PIECE])
                file.write(len(closed).to_bytes(_LENGTH, "big"))
                file.write(closed)
            file.flush()
            os.fsync(file.fileno())


def contents_in(folder: Path) -> Iterator[tuple[str, float]]:
    """Yield the name of each content in the folder, finished or not, and when it was written."""
    return ((path.name, stat.st_mtime) for path, stat in found(folder) if _CONTENT.fullmatch(path.name))
