"""Appointments for defences and on-site reviews, and the reports of the latter with their signatures (Art. 18, 19)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Row, String, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.engine.rubrics import Part
from rules.reviews.visits import Visit, VisitState
from storage.applications.cases import applications
from storage.database.seals import Seal, readable
from storage.schema import Id, Moment, insert, metadata, sealed

visits = Table(
    "visits",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("application_id", Id, ForeignKey("applications.id"), nullable=False),
    Column("part", String(16), nullable=False),
    Column("at", Moment, nullable=False),
    sealed("place", "application_id"),
    Column("state", String(16), nullable=False),
    Column("planned_by", Id, ForeignKey("people.id"), nullable=False),
    Column("planned_at", Moment, nullable=False),
    sealed("bring", "application_id"),
    sealed("presenter", "application_id"),
    sealed("substitute", "application_id"),
    sealed("words", "application_id"),
    Column("ended_at", Moment),
    Index(None, "application_id", "part"),
    Index(None, "state", "at"),
    sqlite_autoincrement=True,
)
reports = Table(
    "site_reports",
    metadata,
    Column("application_id", Id, ForeignKey("applications.id"), primary_key=True, autoincrement=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, unique=True),
    Column("written_by", Id, ForeignKey("people.id"), nullable=False),
    Column("written_at", Moment, nullable=False),
)
signatures = Table(
    "site_signatures",
    metadata,
    Column("application_id", Id, ForeignKey("applications.id"), primary_key=True, autoincrement=False),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("agrees", Boolean, nullable=False),
    sealed("words", "application_id", "person_id"),
    Column("at", Moment, nullable=False),
)
_WORDS = ("place", "bring", "presenter", "substitute", "words")
_KEPT = (VisitState.PLANNED, VisitState.HELD)
_COLUMNS = visits.c


@dataclass(frozen=True, slots=True)
class SiteReport:
    """The report of an on-site review; its findings are the answers of the draft."""

    application_id: int
    draft_id: int
    written_by: int
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Signature:
    """A group member's signature under the report: agreeing, or with another opinion in `words`."""

    person_id: int
    agrees: bool
    at: datetime
    words: str | None = None


class Visits:
    """All appointments, and the reports of on-site reviews."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def plan(
        self,
        application_id: int,
        part: Part,
        at: datetime,
        *,
        number: str,
        place: str,
        bring: str | None,
        by: int,
        now: datetime,
    ) -> Visit:
        """Plan an appointment; an earlier one that is still planned is called off."""
        mine = (_COLUMNS.application_id == application_id, _COLUMNS.part == part.value, _is(VisitState.PLANNED))
        await self._db.execute(update(visits).where(*mine).values(state=VisitState.CANCELLED.value, ended_at=now))
        values: dict[str, Any] = {"number": number, "application_id": application_id, "part": part.value, "at": at}
        values |= {"state": VisitState.PLANNED.value, "planned_by": by, "planned_at": now}
        values |= self._sealed(application_id, place=place, bring=bring)
        return self._visit((await self._db.execute(insert(visits).returning(*_COLUMNS), values)).one())

    async def get(self, visit_id: int) -> Visit | None:
        """Return the appointment with this id, or None."""
        row = (await self._db.execute(select(visits).where(_COLUMNS.id == visit_id))).first()
        return self._visit(row) if row else None

    async def of(self, application_id: int, part: Part) -> list[Visit]:
        """Return the application's appointments of one part, the latest first."""
        mine = (_COLUMNS.application_id == application_id, _COLUMNS.part == part.value)
        return await self._all(select(visits).where(*mine).order_by(_COLUMNS.id.desc()))

    async def between(self, first: datetime, last: datetime) -> list[Visit]:
        """Return the appointments planned between two moments, in order, for reminders."""
        mine = (_COLUMNS.at >= first, _COLUMNS.at < last, _is(VisitState.PLANNED))
        return await self._all(select(visits).where(*mine).order_by(_COLUMNS.at, _COLUMNS.id), strict=False)

    async def spans(self, edition_id: int) -> dict[Part, tuple[datetime, datetime, int]]:
        """Return first and last moment and number of an edition's appointments, by part."""
        theirs = (applications.c.edition_id == edition_id, _COLUMNS.state.in_([state.value for state in _KEPT]))
        wanted = select(_COLUMNS.part, func.min(_COLUMNS.at), func.max(_COLUMNS.at), func.count())
        rows = await self._db.execute(
            wanted.select_from(visits.join(applications)).where(*theirs).group_by(_COLUMNS.part).order_by(_COLUMNS.part)
        )
        return {Part(part): (first, last, count) for part, first, last, count in rows}

    async def present(self, visit: Visit, *, presenter: str, substitute: str | None) -> bool:
        """Record who presents for the applicant; False when the appointment is no longer planned."""
        return await self._change(
            visit, **self._sealed(visit.application_id, presenter=presenter, substitute=substitute)
        )

    async def end(self, visit: Visit, state: VisitState, *, words: str | None, now: datetime) -> bool:
        """Record that the appointment was held, missed or called off; False when something was recorded before."""
        return await self._change(
            visit, state=state.value, ended_at=now, **self._sealed(visit.application_id, words=words)
        )

    async def report(self, application_id: int) -> SiteReport | None:
        """Return the report of the on-site review, or None."""
        row = (await self._db.execute(select(reports).where(reports.c.application_id == application_id))).first()
        return SiteReport(*row) if row else None

    async def write_report(self, application_id: int, *, draft_id: int, by: int, now: datetime) -> bool:
        """Record the report; False when there is one already."""
        values: dict[str, Any] = {"application_id": application_id, "draft_id": draft_id, "written_by": by}
        fresh = insert(reports).on_conflict_do_nothing(index_elements=[reports.c.application_id])
        return (await self._db.execute(fresh, {**values, "written_at": now})).rowcount > 0

    async def sign(self, application_id: int, person_id: int, *, words: str | None, now: datetime) -> bool:
        """Sign the report, agreeing or (with `words`) with another opinion; False when the member has signed before."""
        kept = words and self._seal.seal("site_signatures", f"{application_id}/{person_id}", "words", words)
        values: dict[str, Any] = {"application_id": application_id, "person_id": person_id, "agrees": words is None}
        fresh = insert(signatures).on_conflict_do_nothing()
        return (await self._db.execute(fresh, {**values, "words": kept, "at": now})).rowcount > 0

    async def signatures(self, application_id: int) -> list[Signature]:
        """Return the signatures, in order."""
        mine = select(signatures).where(signatures.c.application_id == application_id).order_by(signatures.c.at)
        return [self._signature(row) for row in await self._db.execute(mine)]

    async def _change(self, visit: Visit, **values: Any) -> bool:
        changed = update(visits).where(_COLUMNS.id == visit.id, _is(VisitState.PLANNED)).values(**values)
        return (await self._db.execute(changed)).rowcount > 0

    async def _all(self, wanted: Any, *, strict: bool = True) -> list[Visit]:
        return readable(self._seal, "visits", await self._db.execute(wanted), self._visit, strict=strict)

    def _sealed(self, application_id: int, **words: str | None) -> dict[str, bytes | None]:
        return {
            name: None if text is None else self._seal.seal("visits", application_id, name, text)
            for name, text in words.items()
        }

    def _visit(self, row: Row[Any]) -> Visit:
        kept = row._asdict()
        for name in _WORDS:
            kept[name] = kept[name] and self._seal.open_text("visits", kept["application_id"], name, kept[name])
        return Visit(**{**kept, "part": Part(kept["part"]), "state": VisitState(kept["state"])})

    def _signature(self, row: Row[Any]) -> Signature:
        at = f"{row.application_id}/{row.person_id}"
        words = row.words and self._seal.open_text("site_signatures", at, "words", row.words)
        return Signature(row.person_id, row.agrees, row.at, words)


def _is(state: VisitState) -> Any:
    return _COLUMNS.state == state.value
