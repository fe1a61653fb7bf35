"""Letterboxes: browsers that asked to be woken when a message waits in their web chat, sealed, by visitor."""

import hashlib
from datetime import datetime

from sqlalchemy import BigInteger, Column, Row, String, Table, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.database.values import pack, unpack
from storage.engine.envelopes import Letterbox, Signature, unwebbed, webbed
from storage.people.visitors import token_hash, visitors
from storage.schema import Id, Moment, insert, metadata, sealed

MOST = 12
"""The most browsers woken for one chat; a newer one replaces the oldest."""
_OWN = 1

letterboxes = Table(
    "letterboxes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat", BigInteger, nullable=False, index=True),
    Column("visitor", String(64), nullable=False, index=True),
    Column("address_hash", String(64), nullable=False, unique=True),
    sealed("content", "id"),
    Column("given_at", Moment, nullable=False),
    sqlite_autoincrement=True,  # ids are not reused: a push owed to a removed browser must not reach a later one
)
signatures = Table("signatures", metadata, Column("id", Id, primary_key=True), sealed("number", "id"))

_OF = select(letterboxes.c.id).where(letterboxes.c.chat == bindparam("chat")).order_by(letterboxes.c.id)


class Letterboxes:
    """The letterboxes of all web chats, and the key with which the service signs its pushes."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def give(self, chat: int, token: str, box: Letterbox, *, at: datetime) -> int:
        """Store the letterbox of this visitor's browser, replacing an earlier one or one with the same address.

        One that is stored already stays as it is, since a page sends it each time it opens.
        """
        mine = letterboxes.c.visitor == token_hash(token)
        same = letterboxes.c.address_hash == _hash(box.address)
        for row in (await self._db.execute(select(letterboxes).where(mine & same))).all():
            if self._opened(row) == box:
                return int(row.id)
        await self._db.execute(delete(letterboxes).where(mine | same))
        older = await self.of(chat)
        for one in older[: max(0, len(older) - MOST + 1)]:
            await self.remove(one)
        values = {"chat": chat, "visitor": token_hash(token), "address_hash": _hash(box.address), "given_at": at}
        fresh = insert(letterboxes).values(values).returning(letterboxes.c.id)
        one = int((await self._db.execute(fresh)).scalar_one())
        content = pack([box.address, webbed(box.point), webbed(box.secret)])
        kept = self._seal.seal("letterboxes", one, "content", content)
        await self._db.execute(letterboxes.update().where(letterboxes.c.id == one).values(content=kept))
        return one

    async def of(self, chat: int) -> list[int]:
        """Return the ids of a chat's letterboxes, the oldest first."""
        return [row.id for row in await self._db.execute(_OF, {"chat": chat})]

    async def get(self, one: int) -> Letterbox | None:
        """Return the letterbox with this id, or None."""
        row = (await self._db.execute(select(letterboxes).where(letterboxes.c.id == one))).first()
        return None if row is None else self._opened(row)

    async def remove(self, one: int) -> None:
        """Delete a letterbox at which nobody is reached any more."""
        await self._db.execute(delete(letterboxes).where(letterboxes.c.id == one))

    async def leave(self, token: str) -> None:
        """Delete the letterbox of this visitor's browser, which no longer wants to be woken."""
        await self._db.execute(delete(letterboxes).where(letterboxes.c.visitor == token_hash(token)))

    async def forget_orphans(self) -> int:
        """Delete the letterboxes of visitors who are no longer known; return how many."""
        gone = letterboxes.c.visitor.not_in(select(visitors.c.token_hash))
        return (await self._db.execute(delete(letterboxes).where(gone))).rowcount

    async def signature(self) -> Signature | None:
        """Return the service's signature, or None while there is none."""
        row = (await self._db.execute(select(signatures).where(signatures.c.id == _OWN))).first()
        return None if row is None else Signature(self._seal.open("signatures", _OWN, "number", row.number))

    async def sign(self) -> Signature:
        """Return the service's signature, making it if there is none; of two made at once, only one is kept."""
        number = self._seal.seal("signatures", _OWN, "number", Signature.fresh())
        await self._db.execute(insert(signatures).values(id=_OWN, number=number).on_conflict_do_nothing())
        made = await self.signature()
        if made is None:
            raise LookupError("no signature")
        return made

    def _opened(self, row: Row[tuple[object, ...]]) -> Letterbox:
        content = self._seal.open("letterboxes", row.id, "content", row.content)
        address, point, secret = unpack(content)
        return Letterbox(address, unwebbed(point), unwebbed(secret))


def _hash(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()
