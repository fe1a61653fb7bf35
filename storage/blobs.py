"""Contents of files on the disk: sealed in pieces, written whole or not at all, under random names."""

import os
import secrets
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from storage.failures import Damaged
from storage.room import require_room
from storage.seals import MARK_BYTES, Seal, found, settle

PIECE = 1024 * 1024
_LENGTH = 4
_END = b"\1"
_MORE = b"\0"


class Blobs:
    """The contents in one folder. Every method works on the disk, so call it in a thread."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._folder = folder
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
        return [path.name for path, stat in found(self._folder) if stat.st_mtime < before.timestamp()]

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
