"""Templates of letters as changed by the office: every version is kept, the newest is used (Art. 9).

A version without a file means that the shipped template is used again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, Row, String, Table, UniqueConstraint, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a kind of letter in one language, numbered from 1; 0 is the shipped one."""

    id: int
    kind: str
    language: str
    version: int
    file_id: str | None
    changed_by: int
    changed_at: datetime


templates = Table(
    "templates",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("language", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("file_id", String(32), ForeignKey("files.id")),
    Column("changed_by", Id, ForeignKey("people.id"), nullable=False),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("kind", "language", "version"),
    sqlite_autoincrement=True,
)
_COLUMNS = templates.c
_NEWEST_FIRST = select(templates).order_by(_COLUMNS.version.desc())


class Templates:
    """All versions of all templates."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def add(self, kind: str, language: str, *, file_id: str | None, by: int, now: datetime) -> Template:
        """Add the next version; without a file the shipped template is used again."""
        mine = (_COLUMNS.kind == kind, _COLUMNS.language == language)
        last = await self._db.scalar(select(func.max(_COLUMNS.version)).where(*mine)) or 0
        values: dict[str, Any] = {"kind": kind, "language": language, "version": last + 1, "file_id": file_id}
        added = insert(templates).values(**values, changed_by=by, changed_at=now).returning(*templates.columns)
        return _template((await self._db.execute(added)).one())

    async def current(self, kind: str, language: str) -> Template | None:
        """Return the version in use; None for the shipped one."""
        newest = (await self.of(kind, language))[:1]
        return newest[0] if newest and newest[0].file_id is not None else None

    async def currents(self) -> dict[tuple[str, str], Template]:
        """Return the versions in use, by kind and language, leaving out those where the shipped template is."""
        newest: dict[tuple[str, str], Template] = {}
        for row in await self._db.execute(_NEWEST_FIRST):
            newest.setdefault((row.kind, row.language), _template(row))
        return {which: one for which, one in newest.items() if one.file_id is not None}

    async def of(self, kind: str, language: str) -> list[Template]:
        """Return every version, newest first."""
        wanted = _NEWEST_FIRST.where(_COLUMNS.kind == kind, _COLUMNS.language == language)
        return [_template(row) for row in await self._db.execute(wanted)]


def _template(row: Row[Any]) -> Template:
    return Template(**row._asdict())
