"""Tips: each under its own key pair, which its handlers and the bearer of its receipt code can use (Art. 24).

Somebody who reads these tables and has the service's keys learns that there is a tip, on which days it moved and how
long it is; not what it says, whom it is about, or who sent it. Ids are no count, so a tip leaves no gap in any. What
senders hand in waits as letters, and enters with everybody's of that day, in no order.
"""

import asyncio
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
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
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.tips.cases import Kind, Message
from storage.database.failures import Damaged
from storage.database.proofs import PROOF, proof, proof_of, proved
from storage.database.seals import Seal
from storage.database.values import unpack
from storage.engine import boxes
from storage.engine.boxes import Stretched
from storage.schema import insert, metadata
from storage.tips.handlers import tip_handlers, tip_keys
from storage.tips.letters import Letter, TipLetters, sealed_to


@dataclass(frozen=True, slots=True)
class Tip:
    """What can be read of a tip without a key; `waiting_since` is the day since which no handler has opened it."""

    id: str
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
    proof("tip_id", "place", of=("box",)),
    Column("letter", String(32), index=True),
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

    def __init__(self, db: AsyncConnection, seal: Seal, letters: TipLetters) -> None:
        self._db = db
        self._seal = seal
        self.letters = letters

    async def stretch(self, code: str) -> Stretched:
        """Derive a receipt code's look-up value and key while this Work is open."""
        return await stretch(self._seal, code)

    def new(self, code: Stretched, on: date) -> tuple[Letter, bytes]:
        """Return the first letter of a new tip, which is stored nowhere yet, and the tip's private key."""
        keys, kept = boxes.pair(), self._kept(code)
        box = boxes.lock(code.key, keys.private)
        return Letter(_id_of(kept), on, 0, kept, keys.public, box), keys.private

    async def find(self, code: Stretched) -> Tip | None:
        """Return the tip of this receipt code, or None; the time taken does not tell which."""
        kept = self._kept(code)
        waiting = await self.letters.to(_id_of(kept))
        found = await self._one(tips.c.code_hash == kept)
        begun = (Tip(one.tip_id, one.code_box, one.on, sent=True) for _, one in waiting if one.code_hash)
        return found or next(begun, None)

    async def get(self, tip_id: str) -> Tip | None:
        """Return the tip with this id that is in the tables, or None."""
        return await self._one(tips.c.id == tip_id)

    async def add(self, tip: Tip, private: bytes, message: Message) -> None:
        """Add a message of a handler at the end, sealed to the tip."""
        await self._append(tip.id, [sealed_to(private, message)])

    async def read(self, tip: Tip, private: bytes) -> list[Message]:
        """Return the messages in order, those that wait last. Raises Damaged for one that was changed or moved."""
        wanted = select(tip_messages).where(tip_messages.c.tip_id == tip.id).order_by(tip_messages.c.place)
        rows = (await self._db.execute(wanted)).mappings().all()
        found = [(row["place"], row["box"] if proved(self._seal, tip_messages, row) else b"") for row in rows]
        known = {row["letter"] for row in rows}
        waiting = [letter.boxes for name, letter in await self.letters.to(tip.id) if name not in known]
        found += [(None, box) for each in waiting for box in each]
        return [_message(tip, place, boxes.open_sealed(private, box)) for place, box in found]

    async def enter(self, name: str, on: date) -> Tip | None:
        """Put a letter into the tables; return its tip if that waits for its handlers from now on, else None.

        A letter that is there already is deleted from the disk instead. One to a tip that is gone goes with it.
        """
        there = select(tip_messages.c.place).where(tip_messages.c.letter == name).limit(1)
        letter = None if (await self._db.execute(there)).first() else await self.letters.read(name)
        if letter is not None and letter.code_hash:
            its = {"code_hash": letter.code_hash, "public_key": letter.public_key, "code_box": letter.code_box}
            values = {**its, "id": letter.tip_id, "begun_on": letter.on, "sent": False}
            await self._db.execute(insert(tips).values(values))
        tip = None if letter is None else await self.get(letter.tip_id)
        if letter is None or tip is None:
            await self.letters.remove(name)
            return None
        for handler, box in letter.keys.items():
            here = select(literal(tip.id), tip_handlers.c.id, literal(box)).where(tip_handlers.c.id == handler)
            await self._db.execute(tip_keys.insert().from_select(["tip_id", "handler_id", "box"], here))
        for file in letter.files:
            await self._db.execute(insert(tip_files).values(id=file.id, tip_id=tip.id, size=file.size, box=file.box))
        await self._append(tip.id, letter.boxes, name)
        return await self.get(tip.id) if await self._wait(tip, on) else None

    async def file(self, tip: Tip, file_id: str, private: bytes) -> bytes | None:
        """Return the content of a file of this tip, or None."""
        wanted = select(tip_files.c.box).where(tip_files.c.id == file_id, tip_files.c.tip_id == tip.id)
        box = (await self._db.execute(wanted)).scalar_one_or_none()
        return None if box is None else boxes.open_sealed(private, box)

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

    async def _wait(self, tip: Tip, on: date) -> bool:
        """Note that the sender wrote: the tip is sent, open and waiting; False when it was waiting already."""
        mine = (tips.c.id == tip.id, tips.c.waiting_since.is_(None))
        values = {"sent": True, "closed_on": None, "waiting_since": on, "reminded_on": None}
        return (await self._db.execute(update(tips).where(*mine).values(**values))).rowcount > 0

    async def _append(self, tip_id: str, sealed_boxes: Iterable[bytes], letter: str | None = None) -> None:
        # others wait for their turn until this Work ends; SQLite has one writer anyhow
        await self._db.execute(select(tips.c.id).where(tips.c.id == tip_id).with_for_update())
        wanted = select(func.coalesce(func.max(tip_messages.c.place), 0)).where(tip_messages.c.tip_id == tip_id)
        place = int((await self._db.execute(wanted)).scalar_one())
        for box in sealed_boxes:
            place += 1
            values: dict[str, Any] = {"tip_id": tip_id, "place": place, "box": box, "letter": letter}
            its = {PROOF: proof_of(self._seal, tip_messages, values)}
            await self._db.execute(insert(tip_messages).values(**values, **its))

    def _kept(self, code: Stretched) -> str:
        return self._seal.lookup("tips.code", code.hash)


async def stretch(seal: Seal, code: str) -> Stretched:
    """Derive a receipt code's look-up value and key: a tenth of a second in a thread, the same for every code.

    All tips of an installation share one salt; otherwise a code could not be looked up.
    """
    salt = hashlib.sha256(seal.lookup("tips.code", "salt").encode()).digest()
    return await asyncio.to_thread(boxes.stretched, code, salt)


def _id_of(kept: str) -> str:
    """Return the id of the tip with this hash of its code: no count, and known before the tip is in the tables."""
    return kept[:32]


def _message(tip: Tip, place: int | None, plain: bytes | None) -> Message:
    kept = unpack(plain) if plain is not None else {}
    if not kept or kept.get("place", place) != place:  # the place is in the box only of messages of version 1.0
        raise Damaged("tip_messages", f"{tip.id}/{place}", "box")
    at: datetime = kept["at"]
    return Message(Kind(kept["kind"]), at, kept["words"], kept["by"], kept["values"])
