"""Measures for how long the event loop was blocked: a task that wants to run every few milliseconds."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

BEAT = 0.002


@dataclass(slots=True)
class Heart:
    """`longest` is the longest delay of a beat beyond its interval, in seconds."""

    longest: float = 0.0


@asynccontextmanager
async def heart() -> AsyncIterator[Heart]:
    """Beat while the block runs."""
    beating = Heart()

    async def beat() -> None:
        last = time.monotonic()
        while True:
            await asyncio.sleep(BEAT)
            now = time.monotonic()
            beating.longest = max(beating.longest, now - last - BEAT)
            last = now

    task = asyncio.create_task(beat())
    await asyncio.sleep(0)
    try:
        yield beating
    finally:
        await asyncio.sleep(2 * BEAT)  # to notice a stall at the very end too
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
