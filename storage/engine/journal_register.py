"""The register of the journal: filtered entries, a page at a time, the newest first (Art. 9)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.engine.journal import Entry, entry_of, journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A filter for entries: by act, person and article, from `since` (included) to `until` (excluded).

    With `subjects` ("application:2") only entries about these; never about one that is `hidden`, and none of the acts
    in `without`.
    """

    act: str | None = None
    person_id: int | None = None
    article: int | None = None
    subjects: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    hidden: Collection[str] = ()
    without: Collection[str] = ()


class JournalRegister:
    """All entries that are in the chain; what a Work has yet to write is not among them."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def page(self, wanted: Wanted, *, limit: int, before: int | None = None) -> list[Entry]:
        """Return the entries that match, newest first; `before` is the last id of the preceding page."""
        which = _which(wanted) + ([journal.c.id < before] if before is not None else [])
        rows = await self._db.execute(select(journal).where(*which).order_by(journal.c.id.desc()).limit(limit))
        return [entry_of(row) for row in rows]


def _which(wanted: Wanted) -> list[ColumnElement[bool]]:
    at = journal.c
    equal = {at.act: wanted.act, at.person_id: wanted.person_id, at.article: wanted.article}
    which: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value is not None]
    which += [at.subject.in_(list(wanted.subjects))] if wanted.subjects is not None else []
    which += [at.at >= wanted.since] if wanted.since is not None else []
    which += [at.at < wanted.until] if wanted.until is not None else []
    return [*which, at.subject.not_in(list(wanted.hidden)), at.act.not_in(list(wanted.without))]
