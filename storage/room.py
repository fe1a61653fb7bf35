"""Room on the disk: files leave a reserve, so that what people answer is still kept when files have taken the rest."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

RESERVE, SHARE = 500_000_000, 40
"""Bytes that files leave free, or a fortieth of a smaller disk."""


class Usage(Protocol):
    """How much room a disk has, in bytes."""

    @property
    def total(self) -> int:
        """What there is."""

    @property
    def free(self) -> int:
        """What is left."""


def require_room(folder: Path, size: int = 0, *, usage: Callable[[Path], Usage] = shutil.disk_usage) -> None:
    """Raise OSError, as a full disk does, where a file of `size` bytes would reach into the reserve."""
    disk = usage(folder)
    if disk.free - size < min(RESERVE, disk.total // SHARE):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
