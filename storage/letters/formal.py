"""Formal letters about applications: who wrote them, why the lead returned them, who approved them (Art. 9, 17)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, Row, String, Table, UniqueConstraint, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.letters.formal import Letter, LetterKind
from storage.database.seals import Seal, readable
from storage.schema import Id, Moment, insert, metadata, sealed

letters = Table(
    "letters",
    metadata,
    Column("id", Id, primary_key=True),
    Column("application_id", Id, ForeignKey("applications.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, unique=True),
    Column("drafted_by", Id, ForeignKey("people.id"), nullable=False),
    Column("drafted_at", Moment, nullable=False),
    sealed("returned", "id"),
    Column("approved_by", Id, ForeignKey("people.id")),
    Column("approved_at", Moment),
    UniqueConstraint("application_id", "kind"),
    sqlite_autoincrement=True,
)
_COLUMNS = letters.c
_ALL = select(letters).order_by(_COLUMNS.id)


class Letters:
    """All letters: one of each kind for an application; their text is in the answers of their drafts."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def write(
        self, application_id: int, kind: LetterKind, *, draft_id: int, by: int, now: datetime
    ) -> Letter | None:
        """Record that the letter is in this draft, replacing an earlier one; None when that was approved already."""
        values: dict[str, Any] = {"application_id": application_id, "kind": kind.value, "draft_id": draft_id}
        values |= {"drafted_by": by, "drafted_at": now}
        fresh = insert(letters)
        anew = {name: fresh.excluded[name] for name in ("draft_id", "drafted_by", "drafted_at")}
        written = fresh.on_conflict_do_update(
            index_elements=[_COLUMNS.application_id, _COLUMNS.kind],
            set_={**anew, "returned": None},
            where=_COLUMNS.approved_at.is_(None),
        ).returning(*letters.columns)
        row = (await self._db.execute(written, values)).first()
        return self._letter(row) if row else None

    async def get(self, application_id: int, kind: LetterKind) -> Letter | None:
        """Return the application's letter of this kind, or None."""
        mine = (_COLUMNS.application_id == application_id, _COLUMNS.kind == kind.value)
        row = (await self._db.execute(_ALL.where(*mine))).first()
        return self._letter(row) if row else None

    async def of(self, application_id: int) -> list[Letter]:
        """Return all letters about the application, oldest first."""
        rows = await self._db.execute(_ALL.where(_COLUMNS.application_id == application_id))
        return [self._letter(row) for row in rows]

    async def waiting(self) -> list[Letter]:
        """Return the letters that wait for the lead's approval, oldest first."""
        mine = (_COLUMNS.approved_at.is_(None), _COLUMNS.returned.is_(None))
        return readable(self._seal, "letters", await self._db.execute(_ALL.where(*mine)), self._letter)

    async def give_back(self, letter_id: int, words: str) -> bool:
        """Return the letter to the office with the lead's words; False when it does not wait for approval."""
        return await self._change(letter_id, returned=self._seal.seal("letters", letter_id, "returned", words))

    async def approve(self, letter_id: int, *, by: int, now: datetime) -> bool:
        """Approve the letter; False when it does not wait for approval."""
        return await self._change(letter_id, approved_by=by, approved_at=now)

    async def _change(self, letter_id: int, **values: Any) -> bool:
        mine = (_COLUMNS.id == letter_id, _COLUMNS.approved_at.is_(None), _COLUMNS.returned.is_(None))
        return (await self._db.execute(update(letters).where(*mine).values(**values))).rowcount > 0

    def _letter(self, row: Row[Any]) -> Letter:
        kept = row._asdict()
        words = kept["returned"]
        opened = words and self._seal.open_text("letters", kept["id"], "returned", words)
        return Letter(**{**kept, "kind": LetterKind(kept["kind"]), "returned": opened})


# Templates of letters as changed by the office: every version is kept, the newest is used (Art. 9).
#
# A version without a file means that the shipped template is used again.


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
_TEMPLATE_COLUMNS = templates.c
_NEWEST_FIRST = select(templates).order_by(_TEMPLATE_COLUMNS.version.desc())


class Templates:
    """All versions of all templates."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def add(self, kind: str, language: str, *, file_id: str | None, by: int, now: datetime) -> Template:
        """Add the next version; without a file the shipped template is used again."""
        mine = (_TEMPLATE_COLUMNS.kind == kind, _TEMPLATE_COLUMNS.language == language)
        last = await self._db.scalar(select(func.max(_TEMPLATE_COLUMNS.version)).where(*mine)) or 0
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
        wanted = _NEWEST_FIRST.where(_TEMPLATE_COLUMNS.kind == kind, _TEMPLATE_COLUMNS.language == language)
        return [_template(row) for row in await self._db.execute(wanted)]


def _template(row: Row[Any]) -> Template:
    return Template(**row._asdict())
