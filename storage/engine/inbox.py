"""The web chat's memory: each chat's messages in order, sealed, and which frames from the browser were handled."""

import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.engine.damage import DAMAGED
from storage.database.seals import Seal
from storage.database.values import pack
from storage.schema import Moment, insert, metadata, sealed

inbox_chats = Table(
    "inbox_chats",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("last_message", Integer, nullable=False),
    Column("last_change", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
)
inbox = Table(
    "inbox",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("message", Integer, primary_key=True, autoincrement=False),
    Column("change", Integer, nullable=False),
    Column("mine", Boolean, nullable=False),
    sealed("content", "chat", "message"),
    Column("sent_at", Moment, nullable=False),
    Index(None, "chat", "change"),
)
inbox_frames = Table(
    "inbox_frames",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(64), primary_key=True),
    Column("message", Integer, nullable=False),
    Column("taken", Boolean, nullable=False),
    Column("came_at", Moment, nullable=False, index=True),
)
inbox_files = Table(
    "inbox_files",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("chat", BigInteger, nullable=False),
    Column("message", Integer, nullable=False),
    sealed("name", "id", nullable=False),
    sealed("content", "id", nullable=False),
    Index(None, "chat", "message"),
)

_ADD = inbox.insert()
_BEGUN = insert(inbox_chats)
_GROWN = {name: inbox_chats.c[name] + _BEGUN.excluded[name] for name in ("last_message", "last_change")}
_COUNT = _BEGUN.on_conflict_do_update(index_elements=["chat"], set_=_GROWN).returning(
    inbox_chats.c.last_message, inbox_chats.c.last_change
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message of a chat.

    `content` is None once it was taken back; `change` is its number in the chat's sequence of changes.
    """

    chat: int
    message: int
    change: int
    mine: bool
    content: str | None
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A frame sent by the browser: the number of its message, and whether it was handled."""

    message: int
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file that was sent to a chat."""

    name: str
    content: bytes


class Inbox:
    """The messages of all web chats. A chat's numbers are given out in the order of the commits."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def number(self, chat: int) -> int:
        """Return the next message number of a chat; one that is never used leaves a gap."""
        return (await self._count(chat, messages=1))[0]

    async def add(
        self, chat: int, content: str, *, at: datetime, mine: bool = False, message: int | None = None
    ) -> Entry:
        """Add a message at the end of the chat, or under `message`, a number given out before."""
        last, change = await self._count(chat, messages=0 if message else 1, changes=1)
        entry = Entry(chat=chat, message=message or last, change=change, mine=mine, content=content, sent_at=at)
        kept = self._closed(chat, entry.message, content)
        await self._db.execute(_ADD, {**asdict(entry), "content": kept})
        return entry

    async def change(self, chat: int, message: int, content: str | None) -> Entry | None:
        """Replace a message's content; None takes it back with its file. Returns None if there is no such message."""
        old = await self.get(chat, message)
        if old is None:
            return None
        _, change = await self._count(chat, changes=1)
        closed = None if content is None else self._closed(chat, message, content)
        where = (inbox.c.chat == chat) & (inbox.c.message == message)
        await self._db.execute(update(inbox).where(where).values(content=closed, change=change))
        if content is None:
            files = (inbox_files.c.chat == chat) & (inbox_files.c.message == message)
            await self._db.execute(delete(inbox_files).where(files))
        return replace(old, change=change, content=content)

    async def get(self, chat: int, message: int) -> Entry | None:
        """Return a message that was not taken back, or None."""
        here = (inbox.c.chat == chat) & (inbox.c.message == message) & inbox.c.content.is_not(None)
        row = (await self._db.execute(select(inbox).where(here))).mappings().one_or_none()
        return None if row is None else self._entry(row)

    async def latest(self, chat: int, limit: int, *, before: int | None = None) -> list[Entry]:
        """Return the last messages of a chat, or the last ones before message `before`, oldest first."""
        query = select(inbox).where(inbox.c.chat == chat, inbox.c.content.is_not(None))
        if before is not None:
            query = query.where(inbox.c.message < before)
        rows = (await self._db.execute(query.order_by(inbox.c.message.desc()).limit(limit))).mappings().all()
        return [self._entry(row) for row in reversed(rows)]

    async def count(self, chat: int) -> int:
        """Return how many messages of a chat are kept."""
        return int((await self._db.execute(select(func.count()).where(inbox.c.chat == chat))).scalar_one())

    async def changed(self, chat: int, *, since: int, limit: int) -> list[Entry]:
        """Return the entries changed after change `since`, in that order, including messages taken back."""
        query = select(inbox).where(inbox.c.chat == chat, inbox.c.change > since)
        rows = (await self._db.execute(query.order_by(inbox.c.change).limit(limit))).mappings().all()
        return [self._entry(row) for row in rows]

    async def positions(self, chats: Collection[int]) -> dict[int, int]:
        """Return the number of the last change in each of these chats; empty chats are left out."""
        query = select(inbox_chats.c.chat, inbox_chats.c.last_change).where(inbox_chats.c.chat.in_(chats))
        return {row.chat: row.last_change for row in await self._db.execute(query)}

    async def saw(self, chat: int, message: int) -> None:
        """Note that the person has seen everything up to this message."""
        newer = (inbox_chats.c.chat == chat) & (inbox_chats.c.seen < message) & (inbox_chats.c.last_message >= message)
        await self._db.execute(update(inbox_chats).where(newer).values(seen=message))

    async def seen(self, chat: int) -> int:
        """Return the number of the last message that the person has seen, 0 for none."""
        query = select(inbox_chats.c.seen).where(inbox_chats.c.chat == chat)
        return (await self._db.execute(query)).scalar_one_or_none() or 0

    async def frame(self, chat: int, key: str) -> Frame | None:
        """Return what is known of a frame, or None."""
        here = (inbox_frames.c.chat == chat) & (inbox_frames.c.key == key)
        row = (await self._db.execute(select(inbox_frames).where(here))).mappings().one_or_none()
        return None if row is None else Frame(message=row["message"], taken=row["taken"])

    async def claim(self, chat: int, key: str, *, at: datetime) -> Frame:
        """Return what is known of a frame; a new one is given a message number."""
        frame = await self.frame(chat, key)
        if frame is not None:
            return frame
        number = await self.number(chat)
        values = {"chat": chat, "key": key, "message": number, "taken": False, "came_at": at}
        await self._db.execute(inbox_frames.insert().values(values))
        return Frame(message=number, taken=False)

    async def take(self, chat: int, key: str, *, at: datetime) -> bool:
        """Note that a frame was handled; False if it was before."""
        new = insert(inbox_frames).values(chat=chat, key=key, message=0, taken=True, came_at=at)
        taken = new.on_conflict_do_update(
            index_elements=["chat", "key"], set_={"taken": True}, where=inbox_frames.c.taken.is_(False)
        )
        return (await self._db.execute(taken)).rowcount > 0

    async def forget_frames(self, *, before: datetime) -> int:
        """Delete the keys of frames older than `before`, which no browser sends again; return how many."""
        return (await self._db.execute(delete(inbox_frames).where(inbox_frames.c.came_at < before))).rowcount

    async def add_file(self, chat: int, message: int, *, name: str, content: bytes) -> str:
        """Store a file of a message and return its id, which cannot be guessed."""
        file_id = secrets.token_hex(16)
        values = {
            "id": file_id,
            "chat": chat,
            "message": message,
            "name": self._seal.seal("inbox_files", file_id, "name", name),
            "content": self._seal.seal("inbox_files", file_id, "content", content),
        }
        await self._db.execute(inbox_files.insert().values(values))
        return file_id

    async def file(self, chat: int, file_id: str) -> SentFile | None:
        """Return a file that was sent to this chat, or None, also for one sent to another chat."""
        here = (inbox_files.c.id == file_id) & (inbox_files.c.chat == chat)
        row = (await self._db.execute(select(inbox_files).where(here))).mappings().one_or_none()
        if row is None:
            return None
        name = self._seal.open_text("inbox_files", file_id, "name", row["name"])
        return SentFile(name=name, content=self._seal.open("inbox_files", file_id, "content", row["content"]))

    async def erase(self, chat: int) -> None:
        """Erase a chat with all its messages and files; its numbers are not given out again."""
        for table in (inbox, inbox_frames, inbox_files):
            await self._db.execute(delete(table).where(table.c.chat == chat))

    async def _count(self, chat: int, *, messages: int = 0, changes: int = 0) -> tuple[int, int]:
        given = {"chat": chat, "last_message": messages, "last_change": changes, "seen": 0}
        last, change = (await self._db.execute(_COUNT, given)).one()
        return last, change

    def _closed(self, chat: int, message: int, content: str) -> bytes:
        return self._seal.seal("inbox", f"{chat}/{message}", "content", content)

    def _entry(self, row: RowMapping) -> Entry:
        content = row["content"]
        if content is not None:
            content = self._seal.open_text("inbox", f"{row['chat']}/{row['message']}", "content", content)
            content = pack({"text": DAMAGED}) if content == DAMAGED else content
        return Entry(**{**row, "content": content})
