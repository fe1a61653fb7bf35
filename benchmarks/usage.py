"""What processes use of the machine, read from /proc."""

import os
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Usage:
    """What a process and its children use: processor seconds, and memory."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.start()

    def start(self) -> None:
        """Start counting."""
        self._used, self._at = self._processor(), time.monotonic()

    def used(self) -> float:
        """Return the processor seconds used since `start`."""
        return self._processor() - self._used

    def taken(self) -> tuple[float, float]:
        """Return the seconds since `start`, and the average number of processors busy with it."""
        seconds = time.monotonic() - self._at
        return seconds, self.used() / seconds

    def memory(self) -> int:
        """Return the resident memory of the process alone, in bytes."""
        return int(Path(f"/proc/{self._pid}/statm").read_text().split()[1]) * _PAGE

    def _processor(self) -> float:
        own, living = _stat(self._pid), [_stat(child) for child in children(self._pid)]
        ended = own[13] + own[14]
        return (ended + sum(one[11] + one[12] for one in [own, *living])) / _TICKS


def children(pid: int) -> list[int]:
    """Return the ids of the running processes that it started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cores() -> list[int]:
    """Return the cores available here: the last is for the service, the first for the measuring process."""
    return sorted(os.sched_getaffinity(0))


def _stat(pid: int) -> list[int]:
    """Return the numbers of /proc/PID/stat after the state; zeros for a process that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return [0] * 50
    return [0, *map(int, fields[1:])]
