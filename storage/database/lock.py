"""A lock that lets one instance at a time serve a SQLite file; it ends with the process, however that ends."""

import fcntl
import os
from pathlib import Path

from storage.database.failures import AlreadyServed


class InstanceLock:
    """A lock held from its making until `free`. Raises AlreadyServed at once when another process holds it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise AlreadyServed(path) from None

    def free(self) -> None:
        """Let another instance serve."""
        os.close(self._file)
