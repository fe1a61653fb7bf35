"""The keys file: a new key put in while the service runs, old ones retired when nothing needs them."""

import asyncio
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.settings import Settings
from storage.blobs import Blobs
from storage.failures import AlreadyServed, StorageFailure
from storage.installation import require_whole
from storage.rotation import Outlook, outlook
from storage.seals import Keys, Seal
from storage.store import Store
from storage.tip_letters import LETTERS, TipLetters
from storage.uploads import Uploads
from workflow.keys import Resealed, reseal, rotated

Clock = Callable[[], datetime]
LOOK_EVERY = 5.0
"""Seconds within which a running service takes a key that was put into the file."""
TAKEN_AFTER = timedelta(minutes=2)

log = structlog.get_logger()


class NotYet(StorageFailure):
    """Older keys are still needed; the message says for what, and what to do."""


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
        _say(f"Key {keys.current} is in {settings.keys}. Back the file up now, apart from the data.")
    if await outlook(settings.database, keys) == Outlook(0, ended=True):
        _say(f"Everything is sealed with key {keys.current}. End the old one with `award keys retire`.")
        return 0
    try:
        done = await _here(settings, keys, clock)
    except AlreadyServed:
        _say("The running service takes the key in a few seconds and goes on serving; you need not wait here.")
        return await _watched(settings, keys, every)
    _say(f"{done.fields} field(s) and {done.files} file(s) were sealed with key {keys.current}.")
    if done.damaged:
        _say(f"{done.damaged} do not open and were left as they are: see `award check`.")
    return 0


async def retire(settings: Settings, clock: Clock, *, damaged_too: bool = False) -> int:
    """Drop the older keys from the file. Raises NotYet while one is still needed, or may be within minutes.

    `damaged_too` gives up fields that do not open. Returns 0.
    """
    await require_whole(settings.database, settings.data_dir, settings.keys)
    keys = await asyncio.to_thread(Keys.load, settings.keys)
    if not keys.older:
        _say(f"There is one key, {keys.current}: nothing to retire.")
        return 0
    changed_at = datetime.fromtimestamp(settings.keys.stat().st_mtime, tz=clock().tzinfo)
    if clock() - changed_at < TAKEN_AFTER:
        raise NotYet("The key is new: a process may not have taken it yet. Try again in two minutes.")
    found = await outlook(settings.database, keys)
    if not found.ended:
        raise NotYet(f"{found.left} field(s) are sealed with an older key. Run `award keys rotate` first.")
    if found.left and not damaged_too:
        raise NotYet(
            f"{found.left} field(s) bear an older key. Run `award keys rotate`; what is left after that does not open: "
            "restore it from a backup, or give --damaged-too and lose it for good."
        )
    if files := await asyncio.to_thread(_files_left, settings, keys):
        raise NotYet(f"{files} file(s) are sealed with an older key. Run `award keys rotate`, or try again tomorrow.")
    await asyncio.to_thread(keys.retired().keep, settings.keys)
    _say(f"Key {keys.current} is the only one now. Older backups need the file as it was: keep that copy with them.")
    return 0


async def _here(settings: Settings, keys: Keys, clock: Clock) -> Resealed:
    store = await Store.open(settings.database, keys, settings.data_dir, keys_file=settings.keys)
    try:
        return await reseal(store, keys.current, clock, told=lambda done: _say(f"{done} field(s) done"))
    finally:
        await store.close()


async def _watched(settings: Settings, keys: Keys, every: float) -> int:
    left = None
    while not (found := await outlook(settings.database, keys)).ended:
        if found.left != left:
            _say(f"{found.left} field(s) left")
            left = found.left
        await asyncio.sleep(every)
    _say(f"Everything that opens is sealed with key {keys.current}. End the old one with `award keys retire`.")
    return 0


def _files_left(settings: Settings, keys: Keys) -> int:
    seal = Seal(keys)
    blobs, uploads = Blobs(settings.data_dir / "files", seal), Uploads(settings.data_dir / "uploads", seal)
    return len(blobs.older()) + uploads.older() + TipLetters(settings.data_dir / LETTERS, seal).older()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
