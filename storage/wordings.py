"""How messages were worded when they were sent: sentences change with the service, what was said does not."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, String, Table, Text, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import Moment, insert, metadata
from storage.seals import Seal

wordings = Table(
    "wordings",
    metadata,
    Column("mark", String(16), primary_key=True),
    Column("key", String(100), nullable=False),
    Column("language", String(8), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("first_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence as it stands in a language at some time, its places open."""

    key: str
    language: str
    sentence: str

    @property
    def mark(self) -> str:
        """By which this very wording is known: another word in it, and it is another mark."""
        return hashlib.sha256("\n".join((self.language, self.key, self.sentence)).encode()).hexdigest()[:16]


_KEEP = insert(wordings).on_conflict_do_nothing()
_GET = select(wordings).where(wordings.c.mark == bindparam("wanted"))


class Wordings:
    """Every wording that ever went out, by its mark. Sentences are the service's own: nothing of anybody is in them."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def keep(self, wording: Wording, now: datetime) -> None:
        """Note a wording with the moment when it was first used; one that is known changes nothing."""
        values = {"mark": wording.mark, "key": wording.key, "language": wording.language}
        await self._db.execute(_KEEP, {**values, "sentence": wording.sentence, "first_at": now})

    async def get(self, mark: str) -> tuple[Wording, datetime] | None:
        """The wording of this mark, and when it was first used."""
        row = (await self._db.execute(_GET, {"wanted": mark})).first()
        return (Wording(row.key, row.language, row.sentence), row.first_at) if row else None
