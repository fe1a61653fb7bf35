"""The keys file: a new key put in while the service runs, old ones retired when nothing needs them."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.settings import Settings, tell
from storage.database.failures import AlreadyServed, StorageFailure
from storage.database.seals import Keys, Seal
from storage.engine.blobs import Blobs
from storage.engine.uploads import Uploads
from storage.store import Store
from storage.tips.letters import LETTERS, TipLetters
from storage.upkeep.installation import require_whole
from storage.upkeep.rotation import Outlook, outlook
from workflow.engine.keys import Resealed, reseal, rotated

Clock = Callable[[], datetime]
LOOK_EVERY = 5.0
"""Seconds within which a running service takes a key that was put into the file."""
TAKEN_AFTER = timedelta(minutes=2)

log = structlog.get_logger()


class NotYet(StorageFailure):
    """Older keys are still needed; the sentence says for what, and what to do."""


async def look_after(store: Store, path: Path, clock: Clock, *, every: float = LOOK_EVERY) -> None:
    """Take new keys from the file and reseal everything that has an older one, until cancelled."""
    while True:
        try:
            keys = await asyncio.to_thread(Keys.load, path)
            store.seal.take(keys)
            if keys.older and not await rotated(store, keys.current):
                log.info("keys are being changed", key=keys.current)
                done = await reseal(store, keys.current, clock)
                log.info("keys were changed", key=keys.current, fields=done.fields, files=done.files, left=done.damaged)
        except Exception as failure:  # noqa: BLE001  # the next look tries again and skips what is done
            log.warning("the keys were not looked after", fault=failure)
        await asyncio.sleep(every)


async def rotate(settings: Settings, clock: Clock, *, every: float = 1.0) -> int:
    """Put a new key into the file and reseal everything with it, by the running service or here. Returns 0.

    While an older key is still in the file no new one is made: the earlier rotation is brought to its end.
    """
    await require_whole(settings.database, settings.data_dir, settings.keys)
    keys = await asyncio.to_thread(Keys.load, settings.keys)
    if not keys.older:
        keys = keys.rotated()
        await asyncio.to_thread(keys.keep, settings.keys)
        tell("operator.keys.made", number=keys.current, file=settings.keys)
    if await outlook(settings.database, keys) == Outlook(0, ended=True):
        tell("operator.keys.all", number=keys.current)
        return 0
    try:
        done = await _here(settings, keys, clock)
    except AlreadyServed:
        tell("operator.keys.taken")
        return await _watched(settings, keys, every)
    tell("operator.keys.sealed", fields=done.fields, files=done.files, number=keys.current)
    if done.damaged:
        tell("operator.keys.shut", count=done.damaged)
    return 0


async def retire(settings: Settings, clock: Clock, *, damaged_too: bool = False) -> int:
    """Drop the older keys from the file. Raises NotYet while one is still needed, or may be within minutes.

    `damaged_too` gives up fields that do not open. Returns 0.
    """
    await require_whole(settings.database, settings.data_dir, settings.keys)
    keys = await asyncio.to_thread(Keys.load, settings.keys)
    if not keys.older:
        tell("operator.keys.one", number=keys.current)
        return 0
    changed_at = datetime.fromtimestamp(settings.keys.stat().st_mtime, tz=clock().tzinfo)
    if clock() - changed_at < TAKEN_AFTER:
        raise NotYet("trouble.key_new")
    found = await outlook(settings.database, keys)
    if not found.ended:
        raise NotYet("trouble.fields_older", count=found.left)
    if found.left and not damaged_too:
        raise NotYet("trouble.fields_shut", count=found.left)
    if files := await asyncio.to_thread(_files_left, settings, keys):
        raise NotYet("trouble.files_older", count=files)
    await asyncio.to_thread(keys.retired().keep, settings.keys)
    tell("operator.keys.only", number=keys.current)
    return 0


async def _here(settings: Settings, keys: Keys, clock: Clock) -> Resealed:
    store = await Store.open(settings.database, keys, settings.data_dir, keys_file=settings.keys)
    try:
        return await reseal(store, keys.current, clock, told=lambda done: tell("operator.keys.done", count=done))
    finally:
        await store.close()


async def _watched(settings: Settings, keys: Keys, every: float) -> int:
    left = None
    while not (found := await outlook(settings.database, keys)).ended:
        if found.left != left:
            tell("operator.keys.left", count=found.left)
            left = found.left
        await asyncio.sleep(every)
    tell("operator.keys.all_open", number=keys.current)
    return 0


def _files_left(settings: Settings, keys: Keys) -> int:
    seal = Seal(keys)
    blobs, uploads = Blobs(settings.data_dir / "files", seal), Uploads(settings.data_dir / "uploads", seal)
    return len(blobs.older()) + uploads.older() + TipLetters(settings.data_dir / LETTERS, seal).older()
