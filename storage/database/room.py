"""Room on the disk: files must leave a reserve, so that answers can still be stored when files fill the rest."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

RESERVE, SHARE = 500_000_000, 40
"""Bytes that files must leave free; on a smaller disk a fortieth of it."""


class Usage(Protocol):
    """The room on a disk, in bytes."""

    @property
    def total(self) -> int:
        """The size of the disk."""

    @property
    def free(self) -> int:
        """The free room."""


def require_room(folder: Path, size: int = 0, *, usage: Callable[[Path], Usage] = shutil.disk_usage) -> None:
    """Raise OSError, as for a full disk, if a file of `size` bytes would use up part of the reserve."""
    disk = usage(folder)
    if disk.free - size < min(RESERVE, disk.total // SHARE):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
