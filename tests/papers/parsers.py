"""Parsers that do what a parser of strangers' files may do: fail, be killed, need too much, or tell what they see."""

import os
import signal
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from papers.engine.apart import apart
from papers.engine.parsing import MEMORY
from papers.engine.uploads import Seen

TIMES = (datetime(2026, 9, 1, 8, 30, tzinfo=UTC), date(2026, 9, 1), time(8, 30), timedelta(hours=36), None, [1.5], True)


@apart()
def failing(_content: bytes) -> bytes:
    """A damaged part that its library did not foresee."""
    raise LookupError("马小兰")


@apart()
def killed(_content: bytes) -> None:
    """What the kernel does when memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)


@apart()
def greedy(_content: bytes) -> bytes:
    """More than the limit."""
    return bytes(2 * MEMORY)


@apart(Seen)
def telling(content: bytes, *values: Any) -> tuple[object, ...]:
    """Something of every type."""
    return content, Seen("pdf", "字", ("a",), content), dict(zip("abcd", values, strict=False)), TIMES


@apart()
def environment(_content: bytes) -> tuple[str, ...]:
    """The settings that the process has."""
    return tuple(name for name in os.environ if name.startswith("AWARD"))
