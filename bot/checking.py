"""The operator's checks; they read a copy of the data, so that they change nothing and the service may run."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from aiogram.exceptions import AiogramError

from bot.backups import told
from bot.emails import greeting
from bot.polling import TokenRefused
from bot.settings import Settings, tell
from bot.telegram import host_of, telegram_bot
from rules.engine.pack import load_pack
from storage.database import revisions
from storage.database.engine import glance
from storage.database.failures import FAULTS, DatabaseDamaged, StorageFailure
from storage.database.seals import Keys, Seal
from storage.engine.blobs import ASIDE, contents_in
from storage.engine.files import HANDFUL
from storage.engine.journal import Head
from storage.store import Store
from storage.upkeep.backups import backups_in, last_backup
from storage.upkeep.copies import copy_readable
from storage.upkeep.inspection import Inspected, inspect_copy
from storage.upkeep.installation import places_unmarked, require_whole
from storage.upkeep.manifests import DATABASE, FILES
from texts import Words

UNREADABLE: tuple[type[Exception], ...] = (*FAULTS, StorageFailure, ValueError, TypeError)
"""What reading damaged rows may raise."""


async def check(settings: Settings) -> int:
    """Print what was found of settings, keys, data, disk, backups and channels. Returns 1 when something is wrong."""
    pack = load_pack(settings.rules)
    tell("operator.check.pack", name=pack.name, version=pack.version)
    with suppress(DatabaseDamaged):  # what is damaged is said below, with what can be saved of it
        await require_whole(settings.database, settings.data_dir, settings.keys)
    if settings.fresh:
        tell("operator.check.nothing", folder=settings.data_dir)
        return 0
    keys = await asyncio.to_thread(Keys.load, settings.keys)
    tell("operator.check.older_keys" if keys.older else "operator.check.keys", file=settings.keys)
    strays = await asyncio.to_thread(_contents, settings)  # before the copy, which knows of all that was kept by then
    async with _copied(settings, keys) as (seen, store):
        await _tell_data(settings, seen, store)
    strays &= await asyncio.to_thread(_contents, settings) - {*seen.blobs}
    lines = [*told(seen.findings), *await _apart(settings, keys, strays, seen.revision)]
    free = shutil.disk_usage(settings.data_dir).free / 1e9
    tell("operator.check.disk", free=f"{free:.1f}", folder=settings.data_dir)
    for line in (_backups(settings.backup_dir), await _telegram(settings), await _email(settings)):
        tell(line.key, **line.values)
    tell("operator.check.pages", address=settings.address(settings.port))
    for line in lines:
        tell("operator.check.wrong", what=line)
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
        tell(line.key, **line.values)
    if found.journal is None:
        tell("operator.journal.whole", count=seen.head.id, head=seen.head.hash)
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
    outlook = "operator.check.database" if seen.revision == newest else "operator.check.older_database"
    tell(outlook, kind=settings.database.partition(":")[0], revision=seen.revision, newest=newest)
    fields = ", ".join(f"{count} {place}" for place, count in seen.findings.fields)
    tell("operator.check.damaged", fields=fields or Words("operator.check.none"))
    tell("operator.check.journal", count=seen.head.id, head=seen.head.hash)
    tell("operator.check.files", count=len(seen.blobs), shut=len(seen.findings.contents))
    try:
        async with store.work() as work:
            years = await work.calendar.years()
            waiting = await work.outbox.unreachable()
    except UNREADABLE as failure:
        tell("operator.check.unread", why=type(failure).__name__)
        return
    last = max((str(year.year) for year in years if year.confirmed_at), default=None)
    tell("operator.check.calendar", year=last or Words("operator.check.never"))
    tell("operator.check.unreachable", count=len(waiting))


async def _apart(settings: Settings, keys: Keys, strays: set[str], revision: str) -> list[Words]:
    """Say whether the parts of the installation bear its mark, and return what is wrong with them and the schema."""
    unmarked = await asyncio.to_thread(places_unmarked, settings.data_dir, settings.keys, Seal(keys))
    tell("operator.check.unmarked" if unmarked else "operator.check.marked", places=[str(path) for path in unmarked])
    tell("operator.check.strays", count=len(strays), aside=await asyncio.to_thread(_set_aside, settings))
    lines = []
    if len(strays) > HANDFUL:
        about = {"count": len(strays), "folder": settings.data_dir / FILES, "one": min(strays)}
        lines.append(Words("operator.wrong.strays", about))
    with suppress(DatabaseDamaged):  # said already
        strange = await glance(settings.database, revisions.strange) if revision == revisions.newest() else None
        if strange:
            lines.append(Words("operator.wrong.tables", {"what": strange}))
    return lines


def _contents(settings: Settings) -> set[str]:
    return {name for name, _ in contents_in(settings.data_dir / FILES)}


def _set_aside(settings: Settings) -> int:
    return sum(path.is_file() for path in (settings.data_dir / ASIDE).rglob("*"))


def _backups(folder: Path | None) -> Words:
    if folder is None:
        return Words("operator.check.no_backups")
    made = backups_in(folder)
    if not made:
        return Words("operator.check.no_backup_yet", {"folder": folder})
    return Words("operator.check.backups", {"count": len(made), "folder": folder, "last": made[-1].name})


async def _email(settings: Settings) -> Words:
    return Words("operator.check.no_email") if settings.smtp is None else await greeting(settings.smtp)


async def _telegram(settings: Settings) -> Words:
    """Say the bot's user name, or why there is none. Raises TokenRefused when Telegram does not know the token."""
    if settings.telegram_token is None:
        return Words("operator.check.no_telegram")
    bot = telegram_bot(settings.telegram_token.get_secret_value(), settings.telegram_api)
    host = host_of(bot)
    try:
        return Words("operator.check.telegram", {"name": (await bot.me()).username, "host": host})
    except AiogramError as error:
        if type(error).__name__ in ("TelegramUnauthorizedError", "TelegramNotFound"):
            raise TokenRefused(host) from None
        return Words("operator.check.telegram_away", {"host": host, "why": type(error).__name__})
    finally:
        await bot.session.close()
