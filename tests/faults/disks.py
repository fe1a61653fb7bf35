"""A disk that can be filled and cleared again: a small file system of its own where one can be mounted.

Where none can be mounted, the running service may write to no file for a while, and meets that in the same places.
"""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.processes import Serving

_CHUNK = 64 * 1024


class Disk(Protocol):
    """The disk under a service's data."""

    def fill(self) -> None:
        """Leave no room."""

    def clear(self) -> None:
        """Give the room back."""


class SmallDisk:
    """A file system in memory, with a file that takes what is left."""

    def __init__(self, folder: Path) -> None:
        self._filler = folder / "filler"

    def fill(self) -> None:
        with self._filler.open("wb", buffering=0) as file:
            size = _CHUNK
            while size:
                try:
                    file.write(b"\0" * size)
                except OSError:
                    size //= 2

    def clear(self) -> None:
        self._filler.unlink()


class NoWriting:
    """The process may write nothing to any file, its log neither."""

    def __init__(self, service: Serving) -> None:
        self._service = service

    def fill(self) -> None:
        self._limit(0)

    def clear(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        resource.prlimit(self._service.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@contextmanager
def disk_under(service: Serving, *, megabytes: int = 16) -> Iterator[Disk]:
    """A disk for the data of a service that was not started yet."""
    service.data.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "award-disk", str(service.data)]
    if os.getuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        yield NoWriting(service)
        return
    try:
        yield SmallDisk(service.data)
    finally:
        subprocess.run(["umount", "--lazy", str(service.data)], check=True)
