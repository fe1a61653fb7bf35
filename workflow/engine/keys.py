"""Keys: the first start that keys the journal, and their rotation, while the service goes on."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storage.database.failures import Damaged
from storage.store import Store
from storage.upkeep.rotation import ENDED, Walk
from storage.work import Work

BATCH = 200
"""Rows looked at in one Work; small, so that people's updates need not wait."""
PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Resealed:
    """The numbers of fields and files resealed, and of those that do not open and were left."""

    fields: int
    files: int
    damaged: int


async def begin_proofs(work: Work, now: datetime) -> int:
    """Prove the rows of an earlier version, and key the journal from here on unless it is.

    Only at the first start of this version: whatever the database has then is believed. Returns how many entries of the
    journal are without a key.
    """
    await work.proofs.begin()
    plain = await work.journal.unkeyed()
    if plain and plain == (await work.journal.head()).id:
        await work.journal.write("journal_keyed", "service", now=now, details={"entries": plain})
    return plain


async def rotated(store: Store, number: int) -> bool:
    """Whether the journal records that everything was resealed with this key."""
    async with store.work() as work:
        return any(entry.act == ENDED for entry in await work.journal.of(f"keys:{number}"))


async def reseal(
    store: Store, number: int, clock: Callable[[], datetime], *, told: Callable[[int], None] = lambda _done: None
) -> Resealed:
    """Reseal everything with the newest key, `number`; `told` is called now and then with the number of fields done.

    After a kill it starts again and passes quickly over what is done. It repeats until a pass finds nothing, since
    another process may have used an older key for a moment.
    """
    fields = 0
    while True:
        walk, heard = Walk(), 0
        while not walk.done:
            async with store.work() as work:
                walk = await work.rotation.reseal(walk, BATCH)
                await work.commit()
            if walk.resealed > heard:
                heard = walk.resealed
                told(fields + heard)
            await asyncio.sleep(PAUSE)
        fields += walk.resealed
        if not walk.resealed:
            break
    files, unopened = await _files(store)
    done = Resealed(fields, files, walk.damaged.total() + unopened)
    async with store.work() as work:
        details = {"fields": done.fields, "files": done.files, "damaged": done.damaged}
        await work.journal.write(ENDED, f"keys:{number}", now=clock(), details=details)
        await work.commit()
    return done


async def _files(store: Store) -> tuple[int, int]:
    done = damaged = 0
    for name in await asyncio.to_thread(store.blobs.older):
        try:
            done += await asyncio.to_thread(store.blobs.reseal, name)
        except Damaged:
            damaged += 1
    return done, damaged
