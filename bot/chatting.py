"""`award chat`: the web chat in a terminal, with the visitor's cookie kept in the user's own folder."""

import asyncio
import os
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from web.engine.terminal import terminal


async def chat(url: str, *, language: str) -> int:
    """Talk to the service at `url` until the input ends. Returns 0."""
    folder = Path.home() / ".local" / "share" / "award"
    folder.mkdir(parents=True, exist_ok=True)
    await terminal(url, lines=_typed(), show=_print, language=language, memory=folder / "chat")
    return 0


async def _typed() -> AsyncIterator[str]:
    """Yield the typed lines. A terminal or pipe is read without a thread, which could not be stopped."""
    if not _waits():
        for line in sys.stdin:
            yield line
        return
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode("utf-8", "replace"):
        yield line


def _waits() -> bool:
    """Whether reading can block: on a terminal, a pipe or a socket, but not on a plain file or /dev/null."""
    kind = os.fstat(sys.stdin.fileno()).st_mode
    return sys.stdin.isatty() or stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind)


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
