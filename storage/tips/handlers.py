"""Handlers of tips: their keys, the private one locked with a passphrase, and their sittings (Art. 24).

A sitting is a short while in which a handler's browser can use the key: the private key is stored once more, locked
with a token that only the browser has.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Column, Date, ForeignKey, Index, LargeBinary, String, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.proofs import PROOF, proof, proof_of, proved
from storage.database.seals import Seal
from storage.engine import boxes
from storage.engine.boxes import Pair
from storage.schema import Id, Moment, insert, metadata


@dataclass(frozen=True, slots=True)
class Handler:
    """A handler's key pair; `box` is the private key, locked with a passphrase stretched with `salt`."""

    id: str
    person_id: int
    public_key: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    box: bytes = field(repr=False)
    made_on: date


@dataclass(frozen=True, slots=True)
class Sitting:
    """A handler's sitting, with the private key unlocked."""

    id: str
    handler_id: str
    person_id: int
    private: bytes = field(repr=False)


tip_handlers = Table(
    "tip_handlers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("box", LargeBinary, nullable=False),
    Column("made_on", Date, nullable=False),
    proof("id", of=("person_id", "public_key", "salt", "box", "made_on")),
    Index(None, "person_id"),
)
tip_keys = Table(
    "tip_keys",
    metadata,
    Column("tip_id", String(32), ForeignKey("tips.id", ondelete="CASCADE"), primary_key=True),
    Column("handler_id", String(32), ForeignKey("tip_handlers.id", ondelete="CASCADE"), primary_key=True),
    Column("box", LargeBinary, nullable=False),
    Index(None, "handler_id"),
)
tip_sittings = Table(
    "tip_sittings",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("handler_id", String(32), ForeignKey("tip_handlers.id", ondelete="CASCADE"), nullable=False),
    Column("box", LargeBinary, nullable=False),
    Column("ends_at", Moment, nullable=False),
)

_COLUMNS = [tip_handlers.c[name] for name in Handler.__dataclass_fields__]


class TipHandlers:
    """All handlers' keys, and which tips each of them opens."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def make(self, person_id: int, keys: Pair, *, salt: bytes, key: bytes, on: date) -> Handler:
        """Store a new pair of the person, its private key locked with `key`; an earlier pair opens nothing any more."""
        await self._db.execute(delete(tip_handlers).where(tip_handlers.c.person_id == person_id))
        handler = Handler(secrets.token_hex(16), person_id, keys.public, salt, boxes.lock(key, keys.private), on)
        values = {column.name: getattr(handler, column.name) for column in _COLUMNS}
        its = {PROOF: proof_of(self._seal, tip_handlers, values)}
        await self._db.execute(insert(tip_handlers).values(**values, **its))
        return handler

    async def of(self, person_id: int) -> Handler | None:
        """Return the person's keys, or None."""
        return (await self.keyed([person_id])).get(person_id)

    async def keyed(self, people: Collection[int] | None = None) -> dict[int, Handler]:
        """Return the handlers by person: everybody with keys, or those of these people; no key put in by others."""
        wanted = select(*_COLUMNS, tip_handlers.c.proof).order_by(tip_handlers.c.made_on, tip_handlers.c.id)
        if people is not None:
            wanted = wanted.where(tip_handlers.c.person_id.in_(people))
        rows = (await self._db.execute(wanted)).mappings()
        good = [row for row in rows if proved(self._seal, tip_handlers, row)]
        return {row["person_id"]: Handler(**{name: row[name] for name in Handler.__dataclass_fields__}) for row in good}

    async def share(self, tip_id: str, private: bytes, handler: Handler) -> None:
        """Give the handler the tip's private key, in a box of their own."""
        box = boxes.seal_to(handler.public_key, private)
        fresh = insert(tip_keys).values(tip_id=tip_id, handler_id=handler.id, box=box)
        await self._db.execute(fresh.on_conflict_do_nothing(index_elements=["tip_id", "handler_id"]))

    async def who(self, tip_id: str) -> list[int]:
        """Return the ids of the people to whom the tip is sealed."""
        wanted = select(tip_handlers.c.person_id).join(tip_keys).where(tip_keys.c.tip_id == tip_id)
        return list((await self._db.execute(wanted.order_by(tip_handlers.c.person_id))).scalars())

    async def keys_of(self, handler_id: str) -> Mapping[str, bytes]:
        """Return the boxes with the private keys of the tips sealed to this handler, by tip id."""
        rows = await self._db.execute(
            select(tip_keys.c.tip_id, tip_keys.c.box).where(tip_keys.c.handler_id == handler_id)
        )
        return {row.tip_id: row.box for row in rows}

    async def sit(self, handler: Handler, private: bytes, *, until: datetime) -> str:
        """Begin a sitting, ending an earlier one; return the browser's token, which is not stored."""
        token = boxes.token()
        given = boxes.of_token(token)
        await self._db.execute(delete(tip_sittings).where(tip_sittings.c.handler_id == handler.id))
        values = {"id": given.hash, "handler_id": handler.id, "box": boxes.lock(given.key, private), "ends_at": until}
        await self._db.execute(insert(tip_sittings).values(**values))
        return token

    async def sitting(self, token: str, now: datetime, *, until: datetime) -> Sitting | None:
        """Return the sitting of this token, extended to `until`; None when it is over."""
        given = boxes.of_token(token)
        mine = (tip_sittings.c.id == given.hash, tip_sittings.c.ends_at > now)
        wanted = select(tip_sittings.c.handler_id, tip_handlers.c.person_id, tip_sittings.c.box).join(tip_handlers)
        row = (await self._db.execute(wanted.where(*mine))).first()
        private = boxes.unlock(given.key, row.box) if row is not None else None
        if row is None or private is None:
            return None
        await self._db.execute(update(tip_sittings).where(*mine).values(ends_at=until))
        return Sitting(given.hash, row.handler_id, row.person_id, private)

    async def rise(self, *, sitting: str | None = None, before: datetime | None = None) -> None:
        """End this sitting, or all sittings that were over before a moment."""
        which = tip_sittings.c.id == sitting if sitting is not None else tip_sittings.c.ends_at < before
        await self._db.execute(delete(tip_sittings).where(which))
