"""The form in aiogram's own Redis storage, on a server that writes each change to the disk before it answers."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiogram.fsm.storage.redis import RedisStorage

from benchmarks.peers.aiogram_memory import dispatched
from benchmarks.result import Result

PROGRAM = "redis-check-rdb"
"""Debian's redis-tools have the server under this name; it becomes the server when it is called redis-server."""
WAITED = 20.0


class NoRedis(Exception):
    """There is no Redis on this machine."""

    def __str__(self) -> str:
        return "This side needs a Redis: apt-get install redis-tools"


async def run(people: int, steps: int) -> Result:
    """Let all of `people` fill in the form at once. Raises NoRedis where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        async with server(Path(folder)) as socket:
            storage = RedisStorage.from_url(f"unix://{socket}")
            try:
                return await dispatched(storage, people, steps)
            finally:
                await storage.close()


@asynccontextmanager
async def server(folder: Path) -> AsyncIterator[Path]:
    """Run a server of one's own that listens on a socket in the folder, and keep each write (appendfsync always)."""
    found = shutil.which("redis-server") or shutil.which(PROGRAM)
    if found is None:
        raise NoRedis
    program, socket = folder / "redis-server", folder / "redis.sock"
    program.symlink_to(found)
    kept = ("--appendonly", "yes", "--appendfsync", "always", "--save", "")
    where = ("--port", "0", "--unixsocket", str(socket), "--dir", str(folder))
    process = await asyncio.create_subprocess_exec(str(program), *where, *kept, stdout=asyncio.subprocess.DEVNULL)
    try:
        async with asyncio.timeout(WAITED):
            while not socket.exists():  # noqa: ASYNC110  # nobody tells
                await asyncio.sleep(0.02)
        yield socket
    finally:
        process.terminate()
        await process.wait()
