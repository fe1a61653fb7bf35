"""The operator's checks; they read a copy of the data, so that they change nothing and the service may run."""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from aiogram.exceptions import AiogramError

from bot.backups import told
from bot.emails import greeting
from bot.polling import TokenRefused
from bot.settings import Settings
from bot.telegram import telegram_bot
from rules.pack import load_pack
from storage import revisions
from storage.backups import backups_in, last_backup
from storage.blobs import ASIDE, contents_in
from storage.copies import copy_readable
from storage.engine import glance
from storage.failures import FAULTS, DatabaseDamaged, StorageFailure
from storage.files import HANDFUL
from storage.inspection import Inspected, inspect_copy
from storage.installation import places_unmarked, require_whole
from storage.journal import Head
from storage.manifests import DATABASE, FILES
from storage.seals import Keys, Seal
from storage.store import Store

UNREADABLE: tuple[type[Exception], ...] = (*FAULTS, StorageFailure, ValueError, TypeError)
"""What reading damaged rows may raise."""


async def check(settings: Settings) -> int:
    """Print what was found of settings, keys, data, disk, backups and channels. Returns 1 when something is wrong."""
    pack = load_pack(settings.rules)
    _say(f"rules pack: {pack.name}, version {pack.version}")
    with suppress(DatabaseDamaged):  # what is damaged is said below, with what can be saved of it
        await require_whole(settings.database, settings.data_dir, settings.keys)
    if settings.fresh:
        _say(f"There is nothing under {settings.data_dir} yet: the first start makes keys and database.")
        return 0
    keys = await asyncio.to_thread(Keys.load, settings.keys)
    _say(f"keys: {settings.keys}" + (", the older ones not retired yet" if keys.older else ""))
    strays = await asyncio.to_thread(_contents, settings)  # before the copy, which knows of all that was kept by then
    async with _copied(settings, keys) as (seen, store):
        await _tell_data(settings, seen, store)
    strays &= await asyncio.to_thread(_contents, settings) - {*seen.blobs}
    lines = [*told(seen.findings), *await _apart(settings, keys, strays, seen.revision)]
    free = shutil.disk_usage(settings.data_dir).free / 1e9
    _say(f"disk: {free:.1f} GB free under {settings.data_dir}")
    _say(f"backups: {_backups(settings.backup_dir)}")
    _say(f"Telegram: {await _telegram(settings)}")
    _say(f"e-mail: {'not set up' if settings.smtp is None else await greeting(settings.smtp)}")
    _say(f"pages: {settings.address(settings.port)}/")
    for line in lines:
        _say(f"WRONG: {line}")
    return int(bool(lines))


async def verify_journal(settings: Settings, noted: Head | None = None) -> int:
    """Check the journal's chain. Returns 0, or 1 after printing the first bad entry or what else is damaged.

    A cut-off end shows only against a head noted earlier: the last backup's, and `noted`, as on receipts and digests.
    """
    with suppress(DatabaseDamaged):  # what is damaged is said below, with what can be saved of it
        await require_whole(settings.database, settings.data_dir, settings.keys)
    keys = await asyncio.to_thread(Keys.load, settings.keys)
    async with _copied(settings, keys, noted) as (seen, _store):
        pass
    found = replace(seen.findings, fields=(), contents=())
    for line in told(found):
        _say(line)
    if found.journal is None:
        _say(f"The journal is whole: {seen.head.id} entries, head {seen.head.hash}.")
    return int(not found.sound)


@asynccontextmanager
async def _copied(settings: Settings, keys: Keys, noted: Head | None = None) -> AsyncIterator[tuple[Inspected, Store]]:
    """Copy the data, inspect the copy and yield the findings and the copy's open store. Raises WrongKeys."""
    with tempfile.TemporaryDirectory(prefix="award-check-") as scratch:
        copy = Path(scratch) / DATABASE
        broken = await copy_readable(settings.database, copy)
        if broken is not None and not broken.saved:
            raise DatabaseDamaged(settings.database_file, broken.what)
        last = await asyncio.to_thread(last_backup, settings.backup_dir)
        heads = [noted] if noted else []
        seen = await inspect_copy(copy, keys, settings.data_dir / FILES, heads=heads, last=last, broken=broken)
        store = await Store.open(f"sqlite:///{copy}", keys, Path(scratch))
        try:
            yield seen, store
        finally:
            await store.close()


async def _tell_data(settings: Settings, seen: Inspected, store: Store) -> None:
    newest = revisions.newest()
    outlook = "up to date" if seen.revision == newest else f"the next start brings it from {seen.revision} to {newest}"
    _say(f"database: {settings.database.partition(':')[0]}, {outlook}")
    fields = ", ".join(f"{count} {place}" for place, count in seen.findings.fields)
    _say(f"damaged: {fields or 'none'}")
    _say(f"journal: {seen.head.id} entries, head {seen.head.hash}")
    _say(f"files: {len(seen.blobs)}, of which {len(seen.findings.contents)} do not open")
    try:
        async with store.work() as work:
            years = await work.calendar.years()
            waiting = await work.outbox.unreachable()
    except UNREADABLE as failure:
        _say(f"calendar, unreachable: cannot be read ({type(failure).__name__})")
        return
    _say(f"calendar: confirmed until {max((y.year for y in years if y.confirmed_at), default='never')}")
    _say(f"unreachable: {len(waiting)} message(s)")


async def _apart(settings: Settings, keys: Keys, strays: set[str], revision: str) -> list[str]:
    """Say whether the parts of the installation bear its mark, and return what is wrong with them and the schema."""
    unmarked = await asyncio.to_thread(places_unmarked, settings.data_dir, settings.keys, Seal(keys))
    _say(f"installation: {'marked' if not unmarked else 'the next start puts ' + ' and '.join(map(str, unmarked))}")
    _say(f"files without a record: {len(strays)}, set aside: {await asyncio.to_thread(_set_aside, settings)}")
    lines = []
    if len(strays) > HANDFUL:
        lines.append(
            f"{len(strays)} files in {settings.data_dir / FILES} are known to no record, such as {min(strays)}. If the "
            "database is older than they are, put the newer one back; if it is right, run `award set-aside`."
        )
    with suppress(DatabaseDamaged):  # said already
        strange = await glance(settings.database, revisions.strange) if revision == revisions.newest() else None
        if strange:
            lines.append(
                f"The tables are not as this version makes them ({strange}). Restore a backup into an empty place."
            )
    return lines


def _contents(settings: Settings) -> set[str]:
    return {name for name, _ in contents_in(settings.data_dir / FILES)}


def _set_aside(settings: Settings) -> int:
    return sum(path.is_file() for path in (settings.data_dir / ASIDE).rglob("*"))


def _backups(folder: Path | None) -> str:
    if folder is None:
        return "AWARD_BACKUP_DIR is not set, so nobody is told when they stop"
    made = backups_in(folder)
    return f"{len(made)} in {folder}, the last {made[-1].name}" if made else f"none in {folder} yet"


async def _telegram(settings: Settings) -> str:
    """Return the bot's user name, or why there is none. Raises TokenRefused when Telegram does not know the token."""
    if settings.telegram_token is None:
        return "not set up"
    bot = telegram_bot(settings.telegram_token.get_secret_value(), settings.telegram_api)
    try:
        return str((await bot.me()).username)
    except AiogramError as error:
        if type(error).__name__ in ("TelegramUnauthorizedError", "TelegramNotFound"):
            raise TokenRefused from None
        return f"does not answer ({type(error).__name__})"
    finally:
        await bot.session.close()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
