"""Fetches and inspects the file of an update before the Work opens, so that the Work does not wait for it."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from io import BytesIO

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.types import Message, Update

from handlers.engine.speech import tell
from papers.engine.apart import in_turn
from papers.engine.uploads import looked_into
from rules.engine.pack import Pack
from rules.engine.refusals import Unfit
from rules.engine.uploads import FileKind, check_size, display_name
from workflow.engine.desk import Attachment, Desk
from workflow.engine.files import is_followed

_AT_ONCE = asyncio.Semaphore(4)


class LookFirst(Exception):
    """A handler needs what takes long and touches no database: its Work is undone, so that nobody waits for it.

    `look` runs with no Work open, and what it says is heard at once. Then the update is served again from the
    beginning, with what was found as the desk's `looked`; only that is kept, so that a process that is killed in
    between has done nothing, and the update comes again.
    """

    def __init__(self, look: Callable[[], Awaitable[object]]) -> None:
        super().__init__()
        self.look = look


async def fetch(bot: Bot, update: Update, pack: Pack, *, large: bool) -> Attachment | None:
    """Return the file of the update, None if there is none; what is wrong with it is noted in `unfit`, not raised.

    `large` is whether the channel takes files as large as those of the web chat.
    """
    message = update.message
    found = _file_of(message) if message is not None else None
    if message is None or found is None:
        return None
    limit = pack.uploads.web_bytes if large else pack.uploads.telegram_bytes
    attachment, followed = await asyncio.gather(_fetched(bot, limit, *found), is_followed())
    return replace(attachment, followed=followed, caption=(message.caption or "").strip())


async def drop_caption(bot: Bot, desk: Desk) -> None:
    """Say that what was written beside the file was not kept, if anything was."""
    if desk.attachment is not None and desk.attachment.caption:
        await tell(bot, desk, "uploads.caption_dropped")


async def _fetched(bot: Bot, limit: int, file_id: str, name: str, size: int) -> Attachment:
    named = display_name(name)
    try:
        check_size(size, limit)
        async with _AT_ONCE:
            return await _whole(bot, file_id, named)
    except Unfit as unfit:
        return Attachment(named, size, unfit=unfit)


async def _whole(bot: Bot, file_id: str, name: str) -> Attachment:
    content = BytesIO()
    try:
        await bot.download(file_id, destination=content)
    except (TelegramBadRequest, TelegramNotFound):
        raise Unfit("uploads.gone") from None
    return await in_turn(_looked_into, content.getvalue(), name)


def _looked_into(content: bytes, name: str) -> Attachment:
    seen = looked_into(content)
    return Attachment(
        name=display_name(name, FileKind(seen.kind)),
        size=len(content),
        kind=seen.kind,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        text=seen.text,
        flags=seen.flags,
    )


def _file_of(message: Message) -> tuple[str, str, int] | None:
    if message.document is not None:
        document = message.document
        return document.file_id, document.file_name or "", document.file_size or 0
    if message.photo:
        photo = message.photo[-1]
        return photo.file_id, f"photo-{message.message_id}.jpg", photo.file_size or 0
    return None
