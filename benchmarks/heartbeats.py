"""How long the event loop was kept from everybody else: a heart that wants to beat every few milliseconds."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

BEAT = 0.002


@dataclass(slots=True)
class Heart:
    """`longest` is the longest time between two beats beyond what was wanted, in seconds."""

    longest: float = 0.0


@asynccontextmanager
async def heart() -> AsyncIterator[Heart]:
    """Beat for as long as the block is entered."""
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
        await asyncio.sleep(2 * BEAT)  # what stalled the loop last is seen too
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
