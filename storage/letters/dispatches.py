"""Dispatches: each numbered paper that goes out under the seal, and the sealed scan that comes back (Art. 9, 15-27)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.letters.dispatches import Dispatch, Standing
from storage.database.seals import Seal
from storage.database.values import pack, unpack
from storage.schema import Id, Moment, insert, metadata

dispatches = Table(
    "dispatches",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(16), nullable=False, unique=True),
    Column("paper", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("reference", String(64), nullable=False),
    Column("application_id", Id, ForeignKey("applications.id")),
    Column("edition_id", Id, ForeignKey("editions.id")),
    Column("unit", String(64)),
    Column("issued_at", Moment, nullable=False),
    Column("printed_at", Moment),
    Column("printed_by", Id, ForeignKey("people.id")),
    Column("template", Integer),
    Column("scans", Text),
    Column("sealed_at", Moment),
    Column("sealed_by", Id, ForeignKey("people.id")),
    UniqueConstraint("paper", "subject"),
    Index(None, "edition_id", "paper"),
    Index(None, "application_id"),
    sqlite_autoincrement=True,
)
_COLUMNS = dispatches.c
_ALL = select(dispatches)
_STANDING = {
    Standing.ISSUED: (_COLUMNS.printed_at.is_(None), _COLUMNS.sealed_at.is_(None)),
    Standing.PRINTED: (_COLUMNS.printed_at.is_not(None), _COLUMNS.sealed_at.is_(None)),
    Standing.SEALED: (_COLUMNS.sealed_at.is_not(None),),
}


@dataclass(frozen=True, slots=True)
class DispatchFilter:
    """A filter for dispatches: by state, units, edition and paper, without the `hidden` subjects.

    `words` must occur in one of a paper's two numbers, or the paper be about one of the `cases`.
    """

    standing: Standing | None = None
    units: Collection[str] | None = None
    hidden: Collection[str] = ()
    edition_id: int | None = None
    paper: str | None = None
    words: str = ""
    cases: Collection[int] = ()


class Dispatches:
    """All dispatches: one for each paper about each subject."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def open(self, number: str, paper: str, subject: str, *, now: datetime, **about: Any) -> Dispatch:
        """Add the row of this paper about this subject; `about` takes reference, application_id, edition_id, unit."""
        values = {"number": number, "paper": paper, "subject": subject, "issued_at": now, **about}
        return _dispatch((await self._db.execute(insert(dispatches).returning(*dispatches.columns), values)).one())

    async def get(self, dispatch_id: int) -> Dispatch | None:
        """Return the dispatch with this id, or None."""
        return await self._first(_COLUMNS.id == dispatch_id)

    async def numbered(self, number: str) -> Dispatch | None:
        """Return the dispatch with this number, or None."""
        return await self._first(_COLUMNS.number == number)

    async def of(self, paper: str, subject: str) -> Dispatch | None:
        """Return the dispatch of the paper about this subject, or None."""
        return await self._first(_COLUMNS.paper == paper, _COLUMNS.subject == subject)

    async def page(self, wanted: DispatchFilter, *, limit: int, after: int = 0) -> list[Dispatch]:
        """Return a page of the dispatches that match, newest first; `after` is how many to skip."""
        found = _ALL.where(*_which(wanted)).order_by(_COLUMNS.id.desc()).limit(limit).offset(after)
        return [_dispatch(row) for row in await self._db.execute(found)]

    async def count(self, wanted: DispatchFilter) -> int:
        """Return how many dispatches match, on all pages."""
        return int(await self._db.scalar(select(func.count()).select_from(dispatches).where(*_which(wanted))) or 0)

    async def printed_in(self, person_id: int, since: datetime) -> list[Dispatch]:
        """Return what this person printed within one second from `since`, oldest first: papers printed in one go."""
        within = (_COLUMNS.printed_at >= since, _COLUMNS.printed_at < since + timedelta(seconds=1))
        mine = _ALL.where(_COLUMNS.printed_by == person_id, *within).order_by(_COLUMNS.id)
        return [_dispatch(row) for row in await self._db.execute(mine)]

    async def of_edition(self, edition_id: int) -> list[Dispatch]:
        """Return all dispatches of an edition, oldest first."""
        rows = await self._db.execute(_ALL.where(_COLUMNS.edition_id == edition_id).order_by(_COLUMNS.id))
        return [_dispatch(row) for row in rows]

    async def printed(self, dispatch_id: int, *, by: int, template: int, now: datetime) -> None:
        """Note when and from which version of its template the paper was last printed (0: the one that is shipped)."""
        values = {"printed_at": now, "printed_by": by, "template": template}
        await self._db.execute(update(dispatches).where(_COLUMNS.id == dispatch_id).values(values))

    async def seal(self, dispatch_id: int, scans: Sequence[str], *, by: int, now: datetime) -> None:
        """Record the files of its sealed scan, replacing earlier ones."""
        values = {"scans": pack(list(scans)), "sealed_at": now, "sealed_by": by}
        await self._db.execute(update(dispatches).where(_COLUMNS.id == dispatch_id).values(values))

    async def _first(self, *which: ColumnElement[bool]) -> Dispatch | None:
        row = (await self._db.execute(_ALL.where(*which))).first()
        return _dispatch(row) if row else None


def _which(wanted: DispatchFilter) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = [*_STANDING[wanted.standing]] if wanted.standing is not None else []
    which += [_COLUMNS.unit.in_(wanted.units)] if wanted.units is not None else []
    which += [_COLUMNS.edition_id == wanted.edition_id] if wanted.edition_id is not None else []
    which += [_COLUMNS.paper == wanted.paper] if wanted.paper is not None else []
    which += [_found(wanted)] if wanted.words else []
    cases = [int(one.partition(":")[2]) for one in wanted.hidden if one.startswith("application:")]
    if wanted.hidden:
        which.append(_COLUMNS.subject.not_in(wanted.hidden))
    return which + ([_COLUMNS.application_id.is_(None) | _COLUMNS.application_id.not_in(cases)] if cases else [])


def _found(wanted: DispatchFilter) -> ColumnElement[bool]:
    numbers = (func.lower(column) for column in (_COLUMNS.number, _COLUMNS.reference))
    has = [number.contains(wanted.words.lower(), autoescape=True) for number in numbers]
    return or_(*has, _COLUMNS.application_id.in_(wanted.cases))


def _dispatch(row: Row[Any]) -> Dispatch:
    kept = row._asdict()
    return Dispatch(**{**kept, "scans": tuple(unpack(kept["scans"] or "[]"))})
