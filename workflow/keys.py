"""The change of keys: everything sealed is sealed anew with the newest key, while the service goes on."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from storage.failures import Damaged
from storage.rotation import ENDED, Walk
from storage.store import Store

BATCH = 200
"""How many rows one Work looks at: answers to people do not wait for more."""
PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Resealed:
    """What was sealed anew, and what did not open and was left as it is."""

    fields: int
    files: int
    damaged: int


async def rotated(store: Store, number: int) -> bool:
    """Whether the journal says that everything was sealed anew with the key of this number."""
    async with store.work() as work:
        return any(entry.act == ENDED for entry in await work.journal.of(f"keys:{number}"))


async def reseal(
    store: Store, number: int, clock: Callable[[], datetime], *, told: Callable[[int], None] = lambda _done: None
) -> Resealed:
    """Seal everything anew with the newest key, `number`; `told` hears how many fields are done, now and then.

    Killed in the middle, it begins again and passes quickly over what was done. Another process may have gone on with
    an older key for a moment, so it looks until it finds nothing more.
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
