"""Files that may be state secrets: locked by content, with their copies tracked so that they can be taken back.

A lock applies to a content, not to one record: the same file uploaded elsewhere is closed too (Art. 12).
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.engine.damage import DAMAGED
from storage.database.seals import Seal
from storage.engine.files import FileRecord, Files, files
from storage.engine.inbox import Inbox, inbox_files
from storage.engine.owed import PENDING, REPLY, OwedState, outbox
from storage.engine.quotations import Quotations
from storage.people.channels import channels
from storage.schema import insert, metadata

COPY = "file_copy"
"""The name of the paper that copies a file for one reader; its subject begins with the file's id and ":"."""

file_copies = Table(
    "file_copies",
    metadata,
    Column("inbox_file", String(32), ForeignKey("inbox_files.id", ondelete="CASCADE"), primary_key=True),
    Column("file_id", String(32), primary_key=True, index=True),
)


@dataclass(frozen=True, slots=True)
class SentCopy:
    """A copy that was sent to somebody in a chat; `proof` is the number of the message there."""

    person_id: int
    bot: str
    channel_id: int
    chat_id: int
    proof: str
    sent_at: datetime


class SecretFiles:
    """Locks on contents, and the copies of files in all chats."""

    def __init__(self, db: AsyncConnection, seal: Seal, files_: Files) -> None:
        self._db = db
        self._seal = seal
        self._files = files_

    async def lock(self, sha256: str, now: datetime) -> list[FileRecord]:
        """Lock every file with this content for everybody, at once; return those that were open until now."""
        mine = (files.c.sha256 == sha256, files.c.locked_at.is_(None), files.c.removed_at.is_(None))
        await self._db.execute(update(files).where(*mine).values(locked_at=now))
        return [one for one in await self.alike(sha256) if one.locked_at == now]

    async def release(self, sha256: str) -> None:
        """Unlock the files with this content, which is no state secret; a removed one stays removed."""
        mine = (files.c.sha256 == sha256, files.c.blob.is_not(None))
        await self._db.execute(update(files).where(*mine).values(locked_at=None))

    async def remove(self, record: FileRecord, now: datetime) -> int:
        """Delete a locked content everywhere, with its names and copies; return how many messages were taken back.

        This unseals every message. A name that other files have too identifies nothing and is not searched for.
        """
        alike = [one for one in await self.alike(record.sha256) if one.removed_at is None]
        ids = [one.id for one in alike]
        names = await self._own_names(ids)
        taken = await self._take_back(ids)
        for one in alike:
            await self._files.empty(one.id, now)
        return taken + await Quotations(self._db, self._seal).erase(names, {record.sha256: record.size})

    async def alike(self, sha256: str) -> list[FileRecord]:
        """Return every file with this content, whoever owns it."""
        wanted = select(files.c.id).where(files.c.sha256 == sha256).order_by(files.c.created_at, files.c.id)
        found = [await self._files.get(one) for one in (await self._db.scalars(wanted)).all()]
        return [one for one in found if one is not None]

    async def is_shut(self, sha256: str) -> bool:
        """Tell whether a file with this content is locked or was removed, so that it is accepted nowhere."""
        return bool(await self._db.scalar(select(files.c.id).where(_CLOSED, files.c.sha256 == sha256).limit(1)))

    async def note_copy(self, inbox_file: str, file_ids: Iterable[str]) -> None:
        """Note that the inbox file of this id holds the content of these files."""
        for one in file_ids:
            noted = insert(file_copies).values(inbox_file=inbox_file, file_id=one).on_conflict_do_nothing()
            await self._db.execute(noted)

    async def opens(self, inbox_file: str, content: bytes) -> bool:
        """Tell whether an inbox file may be opened: it neither is nor holds a closed file."""
        origins = select(file_copies.c.file_id).where(file_copies.c.inbox_file == inbox_file)
        same = files.c.sha256 == hashlib.sha256(content).hexdigest()
        shut = select(files.c.id).where(_CLOSED, or_(same, files.c.id.in_(origins))).limit(1)
        return await self._db.scalar(shut) is None

    async def sent(self, file_ids: Collection[str]) -> list[SentCopy]:
        """Return the copies of these files that arrived in somebody's chat, the latest first."""
        about = func.substr(outbox.c.paper_subject, 1, _ID + 1).in_([f"{one}:" for one in file_ids])
        columns = (outbox.c.person_id, channels.c.bot, channels.c.id, channels.c.chat_id, outbox.c.proof)
        wanted = select(*columns, outbox.c.sent_at).join(channels, channels.c.id == outbox.c.channel_id)
        mine = (outbox.c.paper == COPY, outbox.c.state == OwedState.SENT.value, outbox.c.proof.is_not(None), about)
        rows = await self._db.execute(wanted.where(*mine).order_by(outbox.c.sent_at.desc(), outbox.c.id.desc()))
        return [SentCopy(*row) for row in rows]

    async def drop_parked(self, person_ids: Collection[int]) -> None:
        """Drop parked replies to these people, since one may be a copy of all their files."""
        mine = (outbox.c.kind == REPLY, outbox.c.person_id.in_(person_ids), outbox.c.state.in_(PENDING))
        gone = {"state": OwedState.DROPPED.value, "values": None, "buttons": None}
        await self._db.execute(update(outbox).where(*mine).values(**gone))

    async def _take_back(self, file_ids: Collection[str]) -> int:
        """Take back copies that differ from the file, such as marked ones and archives containing it."""
        wanted = select(inbox_files.c.chat, inbox_files.c.message).distinct()
        wanted = wanted.join(file_copies, file_copies.c.inbox_file == inbox_files.c.id)
        found = (await self._db.execute(wanted.where(file_copies.c.file_id.in_(file_ids)))).all()
        taken = 0
        for chat, message in found:
            taken += await Inbox(self._db, self._seal).change(chat, message, None) is not None
        return taken

    async def _own_names(self, file_ids: Collection[str]) -> set[str]:
        """Return the names of these files that occur in no other file's name."""
        mine: set[str] = set()
        others: set[str] = set()
        for one, closed in (await self._db.execute(select(files.c.id, files.c.name))).all():
            (mine if one in file_ids else others).add(self._seal.open_text("files", one, "name", closed))
        return {name for name in mine - {DAMAGED, ""} if not any(name in other for other in others)}


_ID = 32
_CLOSED = or_(files.c.locked_at.is_not(None), files.c.removed_at.is_not(None))
