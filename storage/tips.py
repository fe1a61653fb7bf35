"""Tips: each under its own key pair, which its handlers and the bearer of its receipt code can use (Art. 24).

Somebody who reads these tables and has the service's keys learns that there is a tip, on which days it moved and how
long it is; not what it says, whom it is about, or who sent it. Ids are random, so a tip leaves no gap in any count.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.tips import Kind, Message
from storage import boxes
from storage.boxes import Stretched
from storage.failures import Damaged
from storage.schema import insert, metadata
from storage.seals import Seal
from storage.values import pack, unpack


@dataclass(frozen=True, slots=True)
class Tip:
    """What can be read of a tip without a key; `waiting_since` is the day since which no handler has opened it."""

    id: str
    public_key: bytes = field(repr=False)
    code_box: bytes = field(repr=False)
    begun_on: date
    sent: bool
    waiting_since: date | None = None
    reminded_on: date | None = None
    closed_on: date | None = None


tips = Table(
    "tips",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("code_box", LargeBinary, nullable=False),
    Column("begun_on", Date, nullable=False),
    Column("sent", Boolean, nullable=False),
    Column("waiting_since", Date),
    Column("reminded_on", Date),
    Column("closed_on", Date),
)
tip_messages = Table(
    "tip_messages",
    metadata,
    Column("tip_id", String(32), ForeignKey("tips.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("box", LargeBinary, nullable=False),
)
tip_files = Table(
    "tip_files",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("tip_id", String(32), ForeignKey("tips.id", ondelete="CASCADE"), nullable=False),
    Column("size", Integer, nullable=False),
    Column("box", LargeBinary, nullable=False),
    Index(None, "tip_id"),
)

_COLUMNS = [tips.c[name] for name in Tip.__dataclass_fields__]


class Tips:
    """All tips. Private keys are passed as arguments and not stored."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def stretch(self, code: str) -> Stretched:
        """Derive a receipt code's look-up value and key while this Work is open."""
        return await stretch(self._seal, code)

    async def begin(self, code: Stretched, on: date) -> tuple[Tip, bytes] | None:
        """Begin a tip, not sent yet; return it with its private key, or None when the code is taken."""
        keys, one = boxes.pair(), secrets.token_hex(16)
        tip = Tip(one, keys.public, boxes.lock(code.key, keys.private), on, sent=False)
        values = {column.name: getattr(tip, column.name) for column in _COLUMNS} | {"code_hash": self._kept(code)}
        fresh = insert(tips).values(**values).on_conflict_do_nothing(index_elements=[tips.c.code_hash])
        return (tip, keys.private) if (await self._db.execute(fresh)).rowcount else None

    async def find(self, code: Stretched) -> Tip | None:
        """Return the tip of this receipt code, or None; the time taken does not tell which."""
        return await self._one(tips.c.code_hash == self._kept(code))

    async def get(self, tip_id: str) -> Tip | None:
        """Return the tip with this id, or None."""
        return await self._one(tips.c.id == tip_id)

    async def hold(self, tip: Tip) -> None:
        """Lock the tip against additions by others until this Work ends (SQLite has one writer anyhow)."""
        await self._db.execute(select(tips.c.id).where(tips.c.id == tip.id).with_for_update())

    async def add(self, tip: Tip, message: Message) -> int:
        """Add a message at the end, sealed to the tip; return its place, counted from 1."""
        await self.hold(tip)
        wanted = select(func.coalesce(func.max(tip_messages.c.place), 0)).where(tip_messages.c.tip_id == tip.id)
        place = int((await self._db.execute(wanted)).scalar_one()) + 1
        written = {
            "kind": message.kind.value,
            "at": message.at,
            "words": message.words,
            "by": message.person_id,
            "values": dict(message.values),
        }
        box = boxes.seal_to(tip.public_key, pack({**written, "place": place}).encode())
        await self._db.execute(insert(tip_messages).values(tip_id=tip.id, place=place, box=box))
        return place

    async def read(self, tip: Tip, private: bytes) -> list[Message]:
        """Return the messages in order. Raises Damaged for one that was changed, moved or belongs elsewhere."""
        wanted = select(tip_messages.c.place, tip_messages.c.box).where(tip_messages.c.tip_id == tip.id)
        rows = await self._db.execute(wanted.order_by(tip_messages.c.place))
        return [_message(tip, place, boxes.open_sealed(private, box)) for place, box in rows]

    async def add_file(self, tip: Tip, content: bytes) -> str:
        """Store a file's content, sealed to the tip; return its id."""
        one = secrets.token_hex(16)
        values = {"id": one, "tip_id": tip.id, "size": len(content), "box": boxes.seal_to(tip.public_key, content)}
        await self._db.execute(insert(tip_files).values(**values))
        return one

    async def file(self, tip: Tip, file_id: str, private: bytes) -> bytes | None:
        """Return the content of a file of this tip, or None."""
        wanted = select(tip_files.c.box).where(tip_files.c.id == file_id, tip_files.c.tip_id == tip.id)
        box = (await self._db.execute(wanted)).scalar_one_or_none()
        return None if box is None else boxes.open_sealed(private, box)

    async def weight(self, tip: Tip) -> tuple[int, int]:
        """Return the number of messages, and the total bytes of all files."""
        count = select(func.count()).where(tip_messages.c.tip_id == tip.id)
        size = select(func.coalesce(func.sum(tip_files.c.size), 0)).where(tip_files.c.tip_id == tip.id)
        return int((await self._db.execute(count)).scalar_one()), int((await self._db.execute(size)).scalar_one())

    async def wait(self, tip: Tip, on: date) -> bool:
        """Note that the sender wrote: the tip is sent, open and waiting; False when it was waiting already."""
        mine = (tips.c.id == tip.id, tips.c.waiting_since.is_(None))
        values = {"sent": True, "closed_on": None, "waiting_since": on, "reminded_on": None}
        return (await self._db.execute(update(tips).where(*mine).values(**values))).rowcount > 0

    async def opened(self, tip: Tip) -> None:
        """Note that a handler has opened the tip, so that it no longer waits."""
        await self._set(tip.id, waiting_since=None, reminded_on=None)

    async def close(self, tip: Tip, on: date) -> None:
        """Close the tip; its retention period begins on this day."""
        await self._set(tip.id, closed_on=on, waiting_since=None, reminded_on=None)

    async def reminded(self, tip: Tip, on: date) -> None:
        """Note that the handlers were reminded on this day."""
        await self._set(tip.id, reminded_on=on)

    async def waiting(self) -> list[tuple[Tip, date]]:
        """Return the tips that no handler has opened, each with the day since which it waits or was reminded of."""
        wanted = select(*_COLUMNS).where(tips.c.sent, tips.c.waiting_since.is_not(None))
        found = [Tip(*row) for row in await self._db.execute(wanted)]
        return [(tip, tip.reminded_on or tip.waiting_since or tip.begun_on) for tip in found]

    async def erase(self, *, closed_before: date, begun_before: date) -> int:
        """Erase tips closed before a day, and tips begun before another and never sent; return how many."""
        over = (tips.c.closed_on < closed_before) | (tips.c.sent.is_(False) & (tips.c.begun_on < begun_before))
        return (await self._db.execute(delete(tips).where(over))).rowcount

    async def drop(self, tip: Tip) -> None:
        """Erase a tip whose sender gave it up before it was sent."""
        await self._db.execute(delete(tips).where(tips.c.id == tip.id, tips.c.sent.is_(False)))

    async def of(self, ids: Collection[str]) -> list[Tip]:
        """Return the sent tips with these ids: those that wait first, then the newest."""
        rows = await self._db.execute(select(*_COLUMNS).where(tips.c.id.in_(ids), tips.c.sent))
        found = sorted((Tip(*row) for row in rows), key=lambda tip: (tip.begun_on, tip.id), reverse=True)
        return sorted(found, key=lambda tip: (tip.closed_on is not None, tip.waiting_since is None))

    async def _one(self, which: Any) -> Tip | None:
        row: Sequence[Any] | None = (await self._db.execute(select(*_COLUMNS).where(which))).first()
        return None if row is None else Tip(*row)

    async def _set(self, tip_id: str, **values: Mapping[str, Any] | date | bool | None) -> None:
        await self._db.execute(update(tips).where(tips.c.id == tip_id).values(**values))

    def _kept(self, code: Stretched) -> str:
        return self._seal.lookup("tips.code", code.hash)


async def stretch(seal: Seal, code: str) -> Stretched:
    """Derive a receipt code's look-up value and key: a tenth of a second in a thread, the same for every code.

    All tips of an installation share one salt; otherwise a code could not be looked up.
    """
    salt = hashlib.sha256(seal.lookup("tips.code", "salt").encode()).digest()
    return await asyncio.to_thread(boxes.stretched, code, salt)


def _message(tip: Tip, place: int, plain: bytes | None) -> Message:
    kept = unpack(plain) if plain is not None else {}
    if kept.get("place") != place:
        raise Damaged("tip_messages", f"{tip.id}/{place}", "box")
    at: datetime = kept["at"]
    return Message(Kind(kept["kind"]), at, kept["words"], kept["by"], kept["values"])
