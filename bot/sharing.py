"""Shares the pace of one Telegram bot among processes on one PostgreSQL, second by second."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from bot.pacing import Gate
from storage.database.failures import OUTAGES
from storage.store import Store

EVERY = 1.0
VALID = 5.0
"""Seconds for which a share may be used after it was asked for: half of what the database keeps it."""
SPARE = 2
"""Calls a second that nobody holds: a process that has just come, or cannot reach the database, makes one of them."""

log = structlog.get_logger()


class Sharing:
    """One process's share. It grows once the database says so, and shrinks before the database is told."""

    def __init__(self, store: Store, gate: Gate, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._gate = gate
        self._clock = clock
        self._whole = gate.total
        self._process = secrets.token_hex(8)
        self._limit = 0
        gate.restrict(1, until=-1.0)

    async def renew(self) -> None:
        """Ask for the present share. Raises an outage of the database."""
        asked = self._clock()
        holding = max(self._limit, self._gate.busy())
        async with self._store.work() as work:
            await work.hold("telegram:shares")
            share = await work.shares.hold(self._process, holding, whole=self._whole, spare=SPARE)
            await work.commit()
        self._limit = min(share.held, share.fair)
        self._gate.restrict(self._limit, until=asked + VALID)

    async def run(self) -> None:
        """Renew the share each second until cancelled."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.renew()
            except OUTAGES as away:
                log.warning("the pace is not shared", error=type(away).__name__)

    async def leave(self) -> None:
        """Give the share back."""
        async with self._store.work() as work:
            await work.shares.leave(self._process)
            await work.commit()


@asynccontextmanager
async def shared(store: Store, gate: Gate) -> AsyncIterator[None]:
    """Share the gate's pace with the other processes within the block; where there can be none, do nothing."""
    if store.alone:
        yield
        return
    sharing = Sharing(store, gate)
    await sharing.renew()
    renewing = asyncio.create_task(sharing.run())
    try:
        yield
    finally:
        renewing.cancel()
        with suppress(asyncio.CancelledError):
            await renewing
        with suppress(*OUTAGES):
            await sharing.leave()
