"""Sends a copy of one's own data as an archive: everything as JSON, and the files that were handed in."""

import asyncio
import json
import zipfile
from collections.abc import Sequence
from io import BytesIO

from aiogram import Bot

from handlers.engine.prints import Copied
from handlers.engine.speech import Button, key_button, tell
from rules.engine.refusals import Refusal
from texts import say
from workflow.engine.desk import Desk, holds_private, traits
from workflow.engine.records import FileRecord
from workflow.office.channels import web_address
from workflow.office.exports import VOLUME, contents, exported, volumes

File = tuple[str, bytes]


async def send_copy(bot: Bot, desk: Desk, number: int, *, back: Sequence[Sequence[Button]]) -> None:
    """Send one part of the copy, counted from 0.

    It is given on the web only where personal data must stay at home (PIPL Art. 36), or if it is too large for
    Telegram. Raises Refusal if there is no such part.
    """
    parts = await volumes(desk)
    if not 0 <= number < len(parts):
        raise Refusal("talk.old_button")
    too_large = sum(record.size for record in parts[number]) > VOLUME
    if not holds_private(desk) or (too_large and not traits(desk).large_files):
        rows = [[Button(say(desk.person.language, "forms.on_web"), url=await web_address(desk))], *back]
        await tell(bot, desk, "personal.copy_on_web", rows=rows)
        return
    files = await _files(desk, parts[number])
    if number == 0:
        told = json.dumps(await exported(desk), ensure_ascii=False, indent=2, default=str)
        files.insert(0, ("my-data.json", told.encode()))
    name = f"my-data-{number + 1}.zip" if len(parts) > 1 else "my-data.zip"
    origins = tuple(record.id for record in parts[number])
    archive = Copied(await asyncio.to_thread(_zipped, files), filename=name, origins=origins)
    await bot.send_document(desk.channel.chat_id, archive, caption=say(desk.person.language, "personal.copy"))
    rest = len(parts) - number - 1
    more = [[key_button(desk, "personal.copy_more", f"data:copy:{number + 1}", count=rest)]] if rest else []
    await tell(bot, desk, "personal.copy_sent", rows=[*more, *back])


async def _files(desk: Desk, records: Sequence[FileRecord]) -> list[File]:
    found = await contents(desk, records)
    names = (f"files/{place:03} {record.name}" for place, record in enumerate(records, start=1))
    return list(zip(names, found, strict=True))


def _zipped(files: Sequence[File]) -> bytes:
    """Return the files as a ZIP archive, stored uncompressed: what people hand in is compressed already."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()
