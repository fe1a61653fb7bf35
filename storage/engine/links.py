"""One-time links and codes: stored as keyed hashes, good for one use until they expire (Art. 13, 15)."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, String, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.database.values import pack, unpack
from storage.schema import Id, Moment, insert, metadata, sealed

_TOKEN_BYTES = 24  # 192 bits in 32 characters of [A-Za-z0-9_-]; a /start payload may have 64
_CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 and O, 1 and I: it is read aloud and typed
_CODE_LENGTH = 8


class LinkState(StrEnum):
    """The state of a link; only a GOOD one opens anything."""

    GOOD = "good"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it was made: `purpose` and `subject` say what it opens, `values` are further data."""

    id: str
    purpose: str
    subject: str
    values: dict[str, Any] = field(repr=False)
    made_by: int | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """The result of looking up a token: its state, and the link unless that is unknown."""

    state: LinkState
    link: Link | None = None


links = Table(
    "links",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("purpose", String(32), nullable=False),
    Column("subject", String(128), nullable=False),
    sealed("values", "id", nullable=False),
    Column("made_by", Id, ForeignKey("people.id")),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", Id, ForeignKey("people.id")),
    Index(None, "purpose", "subject"),
)

_KEEP = insert(links)


class Links:
    """All links.

    Callers count wrong tokens in `attempts`, in a Work that they commit.
    """

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def make(
        self,
        purpose: str,
        subject: str,
        *,
        now: datetime,
        expires_at: datetime,
        made_by: int | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> str:
        """Make a link and return its token, which is not stored."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        await self._keep(token, purpose, subject, now, expires_at, made_by, values)
        return token

    async def code(
        self,
        purpose: str,
        subject: str,
        *,
        now: datetime,
        expires_at: datetime,
        made_by: int | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> str:
        """Make a link and return a code of eight signs to be typed; case, spaces and dashes do not matter."""
        code = "".join(secrets.choice(_CODE_SIGNS) for _ in range(_CODE_LENGTH))
        await self._keep(code, purpose, subject, now, expires_at, made_by, values)
        return code

    async def look(self, token: str, now: datetime) -> Looked:
        """Return what the token opens, without using it up."""
        row = (await self._db.execute(select(links).where(links.c.id == self._hash(token)))).first()
        if row is None:
            return Looked(LinkState.UNKNOWN)
        link = self._link(row)
        if link.used_at is not None:
            return Looked(LinkState.USED, link)
        return Looked(LinkState.GOOD if now < link.expires_at else LinkState.EXPIRED, link)

    async def use(self, token: str, person_id: int | None, now: datetime, *, purpose: str | None = None) -> Looked:
        """Use the token up: GOOD exactly once, however many try; a link of another `purpose` counts as unknown."""
        mine = [links.c.id == self._hash(token), links.c.used_at.is_(None), links.c.expires_at > now]
        if purpose is not None:
            mine.append(links.c.purpose == purpose)
        used = update(links).where(*mine).values(used_at=now, used_by=person_id).returning(*links.columns)
        row = (await self._db.execute(used)).first()
        if row is not None:
            return Looked(LinkState.GOOD, self._link(row))
        found = await self.look(token, now)
        return Looked(LinkState.UNKNOWN) if found.link and purpose not in (None, found.link.purpose) else found

    async def good(self, purpose: str, now: datetime) -> list[Link]:
        """Return the links of this purpose that can still be used, the oldest first; their tokens are not kept."""
        mine = (links.c.purpose == purpose, links.c.used_at.is_(None), links.c.expires_at > now)
        return [
            self._link(row) for row in await self._db.execute(select(links).where(*mine).order_by(links.c.created_at))
        ]

    async def withdraw(self, purpose: str, subject: str) -> int:
        """Delete the unused links of this purpose about the subject; return how many."""
        mine = (links.c.purpose == purpose, links.c.subject == subject, links.c.used_at.is_(None))
        return (await self._db.execute(delete(links).where(*mine))).rowcount

    async def forget(self, before: datetime) -> int:
        """Delete the links that expired before this moment; return how many."""
        return (await self._db.execute(delete(links).where(links.c.expires_at < before))).rowcount

    async def _keep(
        self,
        token: str,
        purpose: str,
        subject: str,
        now: datetime,
        expires_at: datetime,
        made_by: int | None,
        values: Mapping[str, Any] | None,
    ) -> None:
        one = self._hash(token)
        kept: dict[str, Any] = {"id": one, "purpose": purpose, "subject": subject, "made_by": made_by}
        kept |= {"created_at": now, "expires_at": expires_at}
        kept |= {"values": self._seal.seal("links", one, "values", pack(dict(values or {})))}
        await self._db.execute(_KEEP, kept)

    def _hash(self, token: str) -> str:
        return self._seal.lookup("links.token", _as_made(token))

    def _link(self, row: Sequence[Any]) -> Link:
        one, purpose, subject, values, *rest = row
        return Link(one, purpose, subject, unpack(self._seal.open("links", one, "values", values)), *rest)


def _as_made(token: str) -> str:
    typed = token.replace(" ", "").replace("-", "").upper()
    return typed if len(typed) == _CODE_LENGTH else token
