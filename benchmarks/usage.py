"""What processes use of the machine, by /proc."""

import os
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Usage:
    """What a process and its children use: seconds of the processor, and memory."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.start()

    def start(self) -> None:
        """Count from now on."""
        self._used, self._at = self._processor(), time.monotonic()

    def used(self) -> float:
        """The processor's seconds since then."""
        return self._processor() - self._used

    def taken(self) -> tuple[float, float]:
        """The seconds since then, and which part of them a processor was busy with it."""
        seconds = time.monotonic() - self._at
        return seconds, self.used() / seconds

    def memory(self) -> int:
        """The resident memory of the process alone, in bytes."""
        return int(Path(f"/proc/{self._pid}/statm").read_text().split()[1]) * _PAGE

    def _processor(self) -> float:
        own, living = _stat(self._pid), [_stat(child) for child in children(self._pid)]
        ended = own[13] + own[14]
        return (ended + sum(one[11] + one[12] for one in [own, *living])) / _TICKS


def children(pid: int) -> list[int]:
    """The processes that it started and that run."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def cores() -> list[int]:
    """Those that are ours; the last one is the service's and the first one that of whoever measures."""
    return sorted(os.sched_getaffinity(0))


def _stat(pid: int) -> list[int]:
    """The numbers of /proc/PID/stat after the state; zeros for a process that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return [0] * 50
    return [0, *map(int, fields[1:])]
