"""Consultations: which department was asked about what, its reply, and the summing-up (Art. 15, 21)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Row, String, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.reviews.consultations import Answer, Consultation
from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata

consultations = Table(
    "consultations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", String(128), nullable=False),
    Column("department", String(200), nullable=False),
    Column("asked_by", Id, ForeignKey("people.id"), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), unique=True),
    Column("answer", String(16)),
    Column("replied_at", Moment),
    Column("late", Boolean, nullable=False),
    Index(None, "subject"),
    sqlite_autoincrement=True,
)
summaries = Table(
    "consultation_summaries",
    metadata,
    Column("subject", String(128), primary_key=True),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
)
_COLUMNS = consultations.c


class Consultations:
    """All consultations. Departments' names are public; the words of replies and summaries are in sealed drafts."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def ask(self, subject: str, department: str, *, by: int, now: datetime, due_on: date) -> Consultation:
        """Ask one department about the subject, to reply by `due_on`."""
        values: dict[str, Any] = {"subject": subject, "department": department, "asked_by": by, "asked_at": now}
        values |= {"due_on": due_on, "late": False}
        row = (await self._db.execute(insert(consultations).returning(*_COLUMNS), values)).one()
        return _consultation(row)

    async def get(self, consultation_id: int) -> Consultation | None:
        """Return the consultation with this id, or None."""
        row = (await self._db.execute(select(consultations).where(_COLUMNS.id == consultation_id))).first()
        return _consultation(row) if row else None

    async def of(self, subject: str) -> list[Consultation]:
        """Return the consultations about the subject, in the order they were asked."""
        rows = await self._db.execute(select(consultations).where(_COLUMNS.subject == subject).order_by(_COLUMNS.id))
        return [_consultation(row) for row in rows]

    async def begin_reply(self, consultation_id: int, draft_id: int | None) -> None:
        """Note that the reply is written in this draft; None when another person is to begin it anew."""
        await self._change(consultation_id, draft_id=draft_id)

    async def reply(self, consultation_id: int, answer: Answer, *, now: datetime, late: bool) -> bool:
        """Record the department's reply; False when it had replied before."""
        return await self._change(consultation_id, answer=answer.value, replied_at=now, late=late)

    async def sum_up(self, subject: str, *, draft_id: int, person_id: int, now: datetime) -> bool:
        """Record that the replies are summed up in this draft; False when they were before."""
        values = {"subject": subject, "draft_id": draft_id, "person_id": person_id, "at": now}
        fresh = insert(summaries).on_conflict_do_nothing(index_elements=[summaries.c.subject])
        return (await self._db.execute(fresh, values)).rowcount > 0

    async def summary(self, subject: str) -> int | None:
        """Return the id of the draft that sums up the replies about the subject, or None."""
        wanted = select(summaries.c.draft_id).where(summaries.c.subject == subject)
        draft_id: int | None = (await self._db.execute(wanted)).scalar_one_or_none()
        return draft_id

    async def _change(self, consultation_id: int, **values: Any) -> bool:
        mine = (_COLUMNS.id == consultation_id, _COLUMNS.replied_at.is_(None))
        return (await self._db.execute(update(consultations).where(*mine).values(**values))).rowcount > 0


def _consultation(row: Row[Any]) -> Consultation:
    kept = row._asdict()
    return Consultation(**{**kept, "answer": kept["answer"] and Answer(kept["answer"])})


# Review opinions: who gave the receiving unit's opinion on an application, and in which draft (Art. 15).


@dataclass(frozen=True, slots=True)
class Opinion:
    """The opinion on an application; its text, or the reasons, are the answers of the draft."""

    application_id: int
    draft_id: int
    person_id: int
    given_at: datetime


opinions = Table(
    "opinions",
    metadata,
    Column("application_id", Id, ForeignKey("applications.id"), primary_key=True, autoincrement=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("given_at", Moment, nullable=False),
)


class Opinions:
    """All review opinions, one for an application."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def give(self, application_id: int, *, draft_id: int, person_id: int, now: datetime) -> bool:
        """Record the opinion and who gave it; False when one was given before."""
        values = {"application_id": application_id, "draft_id": draft_id, "person_id": person_id, "given_at": now}
        fresh = insert(opinions).on_conflict_do_nothing(index_elements=[opinions.c.application_id])
        return (await self._db.execute(fresh, values)).rowcount > 0

    async def get(self, application_id: int) -> Opinion | None:
        """Return the opinion on this application, or None."""
        row = (await self._db.execute(select(opinions).where(opinions.c.application_id == application_id))).first()
        return Opinion(*row) if row else None
