"""Sign-ins of the staff to the office's pages: who, in which browser, since when; found by the hash of a secret."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, String, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata, sealed

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("channel_id", Id, ForeignKey("channels.id", ondelete="CASCADE"), nullable=False),
    sealed("browser", "id", nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Index(None, "person_id"),
    Index(None, "channel_id"),
    Index(None, "seen_at"),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A person signed in in a browser.

    The link came over `channel_id`; `seen_at` is when the browser last asked for a page.
    """

    id: str
    person_id: int
    channel_id: int
    browser: str = field(repr=False)
    began_at: datetime
    seen_at: datetime


class SignIns:
    """All sign-ins."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def begin(self, person_id: int, channel_id: int, browser: str, now: datetime, *, scope: str = "") -> str:
        """Sign the person in and return the browser's new secret, which begins with `scope` and is not stored."""
        token = scope + secrets.token_urlsafe(32)
        one = self._hash(token)
        values = {"id": one, "person_id": person_id, "channel_id": channel_id, "began_at": now, "seen_at": now}
        values["browser"] = self._seal.seal("sign_ins", one, "browser", browser)
        await self._db.execute(insert(sign_ins).values(**values))
        return token

    async def seen(self, token: str, now: datetime, *, since: datetime, begun: datetime) -> SignIn | None:
        """Return the sign-in of this secret, begun after `begun` and last seen after `since`; note it as seen now."""
        mine = (sign_ins.c.id == self._hash(token), sign_ins.c.seen_at > since, sign_ins.c.began_at > begun)
        found = update(sign_ins).where(*mine).values(seen_at=now).returning(*sign_ins.columns)
        row = (await self._db.execute(found)).first()
        return self._sign_in(row) if row is not None else None

    async def of(self, person_id: int, *, since: datetime, begun: datetime) -> list[SignIn]:
        """Return the person's sign-ins begun after `begun` and seen after `since`, the latest first."""
        mine = (sign_ins.c.person_id == person_id, sign_ins.c.seen_at > since, sign_ins.c.began_at > begun)
        wanted = select(sign_ins).where(*mine).order_by(sign_ins.c.began_at.desc(), sign_ins.c.id)
        return [self._sign_in(row) for row in await self._db.execute(wanted)]

    async def end(self, sign_in_id: str, person_id: int) -> bool:
        """End one sign-in of the person; tell whether there was one."""
        mine = (sign_ins.c.id == sign_in_id, sign_ins.c.person_id == person_id)
        return (await self._db.execute(delete(sign_ins).where(*mine))).rowcount > 0

    async def end_all(self, person_id: int) -> int:
        """End all sign-ins of the person; return how many there were."""
        return (await self._db.execute(delete(sign_ins).where(sign_ins.c.person_id == person_id))).rowcount

    async def forget(self, before: datetime) -> int:
        """Delete sign-ins last seen before a moment; return how many."""
        return (await self._db.execute(delete(sign_ins).where(sign_ins.c.seen_at < before))).rowcount

    def _hash(self, token: str) -> str:
        return self._seal.lookup("sign_ins.token", token)

    def _sign_in(self, row: Sequence[Any]) -> SignIn:
        one, person_id, channel_id, browser, *rest = row
        return SignIn(one, person_id, channel_id, self._seal.open_text("sign_ins", one, "browser", browser), *rest)
