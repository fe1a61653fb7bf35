"""Wordings: how sentences read when messages were sent, since catalogues change but what was said does not."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, String, Table, Text, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.schema import Moment, insert, metadata

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
    """A sentence in a language at some time, its places unfilled."""

    key: str
    language: str
    sentence: str

    @property
    def mark(self) -> str:
        """The mark of this wording; any change of the sentence changes it."""
        return hashlib.sha256("\n".join((self.language, self.key, self.sentence)).encode()).hexdigest()[:16]


_KEEP = insert(wordings).on_conflict_do_nothing()
_GET = select(wordings).where(wordings.c.mark == bindparam("wanted"))


class Wordings:
    """Every wording that was ever sent, by its mark. Sentences are the service's own and contain no personal data."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def keep(self, wording: Wording, now: datetime) -> None:
        """Store a wording with the moment of its first use; a known one stays as it is."""
        values = {"mark": wording.mark, "key": wording.key, "language": wording.language}
        await self._db.execute(_KEEP, {**values, "sentence": wording.sentence, "first_at": now})

    async def get(self, mark: str) -> tuple[Wording, datetime] | None:
        """Return the wording with this mark and when it was first used, or None."""
        row = (await self._db.execute(_GET, {"wanted": mark})).first()
        return (Wording(row.key, row.language, row.sentence), row.first_at) if row else None
