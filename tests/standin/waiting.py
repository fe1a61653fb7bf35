"""Waiting for something to become true."""

import asyncio
from collections.abc import Callable


async def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Return as soon as it is true. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  # what is waited for knows nothing of events
            await asyncio.sleep(0.005)
