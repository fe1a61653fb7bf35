"""Committee meetings: attendance, votes and outcomes, and the government's decisions on them (Art. 8-27)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Row, String, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.reviews.evaluation import Honour
from rules.reviews.meetings import Ballot, Meeting, Outcome, Vote
from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata

meetings = Table(
    "meetings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("edition_id", Id, ForeignKey("editions.id"), nullable=False, index=True),
    Column("on", Date, nullable=False),
    Column("place", String(300), nullable=False),
    Column("convened_by", Id, ForeignKey("people.id"), nullable=False),
    Column("convened_at", Moment, nullable=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), unique=True),
    Column("closed_at", Moment),
)
present = Table(
    "meeting_members",
    metadata,
    Column("meeting_id", Id, ForeignKey("meetings.id"), primary_key=True, autoincrement=False),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)
votes = Table(
    "votes",
    metadata,
    Column("meeting_id", Id, ForeignKey("meetings.id"), primary_key=True, autoincrement=False),
    Column("application_id", Id, ForeignKey("applications.id"), primary_key=True, autoincrement=False),
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("vote", String(16), nullable=False),
    Column("at", Moment, nullable=False),
)
outcomes = Table(
    "outcomes",
    metadata,
    Column("application_id", Id, ForeignKey("applications.id"), primary_key=True, autoincrement=False),
    Column("meeting_id", Id, ForeignKey("meetings.id"), nullable=False, index=True),
    Column("honour", String(16), nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("members", Integer, nullable=False),
    Column("present", Integer, nullable=False),
    Column("recused", Integer, nullable=False),
    *(Column(f"votes_{vote.value}", Integer, nullable=False) for vote in Vote),
    Column("decided_by", Id, ForeignKey("people.id"), nullable=False),
    Column("decided_at", Moment, nullable=False),
)
decisions = Table(
    "government_decisions",
    metadata,
    Column("edition_id", Id, ForeignKey("editions.id"), primary_key=True, autoincrement=False),
    Column("number", String(200), nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False, unique=True),
    Column("recorded_by", Id, ForeignKey("people.id"), nullable=False),
    Column("recorded_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """The county government's decision on an edition (Art. 25, 27)."""

    edition_id: int
    number: str
    decided_on: date
    draft_id: int
    recorded_by: int
    recorded_at: datetime


class Meetings:
    """All meetings, and the government's decisions."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def convene(self, edition_id: int, *, on: date, place: str, by: int, now: datetime) -> Meeting:
        """Convene a meeting about the edition's candidates."""
        values: dict[str, Any] = {"edition_id": edition_id, "on": on, "place": place}
        values |= {"convened_by": by, "convened_at": now}
        return Meeting(*(await self._db.execute(insert(meetings).returning(*meetings.c), values)).one())

    async def get(self, meeting_id: int) -> Meeting | None:
        """Return the meeting with this id, or None."""
        row = (await self._db.execute(select(meetings).where(meetings.c.id == meeting_id))).first()
        return Meeting(*row) if row else None

    async def of_edition(self, edition_id: int) -> list[Meeting]:
        """Return the meetings about an edition, the latest first."""
        mine = select(meetings).where(meetings.c.edition_id == edition_id).order_by(meetings.c.id.desc())
        return [Meeting(*row) for row in await self._db.execute(mine)]

    async def attend(self, meeting_id: int, person_id: int, now: datetime) -> bool:
        """Note that the member is present; False when that was noted before."""
        fresh = insert(present).on_conflict_do_nothing()
        values = {"meeting_id": meeting_id, "person_id": person_id, "at": now}
        return (await self._db.execute(fresh, values)).rowcount > 0

    async def members(self, meeting_id: int) -> list[int]:
        """Return the ids of the members present, in the order they came."""
        mine = select(present.c.person_id).where(present.c.meeting_id == meeting_id).order_by(present.c.at)
        return list((await self._db.execute(mine)).scalars())

    async def vote(self, meeting_id: int, application_id: int, person_id: int, vote: Vote, now: datetime) -> None:
        """Record a member's vote on a candidate; a later vote replaces an earlier one."""
        fresh = insert(votes)
        again = fresh.on_conflict_do_update(
            index_elements=[votes.c.meeting_id, votes.c.application_id, votes.c.person_id],
            set_={"vote": fresh.excluded.vote, "at": fresh.excluded.at},
        )
        values = {"meeting_id": meeting_id, "application_id": application_id, "person_id": person_id}
        await self._db.execute(again, {**values, "vote": vote.value, "at": now})

    async def votes(self, meeting_id: int, application_id: int) -> Mapping[int, Vote]:
        """Return the votes on a candidate, by the member's id."""
        mine = (votes.c.meeting_id == meeting_id, votes.c.application_id == application_id)
        rows = await self._db.execute(select(votes.c.person_id, votes.c.vote).where(*mine))
        return {person_id: Vote(vote) for person_id, vote in rows}

    async def take_out(self, person_id: int) -> None:
        """Remove a former member from open meetings, with the votes on candidates not yet decided."""
        on = select(meetings.c.id).where(meetings.c.closed_at.is_(None))
        announced = select(outcomes.c.application_id)
        mine = (votes.c.person_id == person_id, votes.c.meeting_id.in_(on))
        await self._db.execute(delete(votes).where(*mine, votes.c.application_id.not_in(announced)))
        await self._db.execute(delete(present).where(present.c.person_id == person_id, present.c.meeting_id.in_(on)))

    async def decide(self, outcome: Outcome) -> bool:
        """Record the decision on a candidate; False when there is one already."""
        ballot = outcome.ballot
        values: dict[str, Any] = {"application_id": outcome.application_id, "meeting_id": outcome.meeting_id}
        values |= {"honour": outcome.honour.value, "passed": outcome.passed, "members": ballot.members}
        values |= {"present": ballot.present, "recused": ballot.recused}
        values |= {f"votes_{vote.value}": ballot.votes.get(vote, 0) for vote in Vote}
        values |= {"decided_by": outcome.decided_by, "decided_at": outcome.decided_at}
        fresh = insert(outcomes).on_conflict_do_nothing(index_elements=[outcomes.c.application_id])
        return (await self._db.execute(fresh, values)).rowcount > 0

    async def outcome(self, application_id: int) -> Outcome | None:
        """Return the decision on the candidate, or None."""
        row = (await self._db.execute(select(outcomes).where(outcomes.c.application_id == application_id))).first()
        return _outcome(row) if row else None

    async def outcomes(self, edition_id: int) -> list[Outcome]:
        """Return all decisions on an edition's candidates."""
        mine = select(outcomes).join(meetings).where(meetings.c.edition_id == edition_id)
        return [_outcome(row) for row in await self._db.execute(mine.order_by(outcomes.c.application_id))]

    async def close(self, meeting_id: int, *, draft_id: int, now: datetime) -> bool:
        """Close the meeting's record; False when it was closed before."""
        mine = (meetings.c.id == meeting_id, meetings.c.closed_at.is_(None))
        closed = update(meetings).where(*mine).values(draft_id=draft_id, closed_at=now)
        return (await self._db.execute(closed)).rowcount > 0

    async def is_recorded(self, edition_id: int) -> bool:
        """Tell whether the edition has had a meeting and none is still open."""
        counted = func.count(), func.count(meetings.c.closed_at)
        every, closed = (await self._db.execute(select(*counted).where(meetings.c.edition_id == edition_id))).one()
        return bool(every) and every == closed

    async def record(
        self, edition_id: int, *, number: str, decided_on: date, draft_id: int, by: int, now: datetime
    ) -> bool:
        """Record the government's decision; False when it was recorded before."""
        values: dict[str, Any] = {"edition_id": edition_id, "number": number, "decided_on": decided_on}
        values |= {"draft_id": draft_id, "recorded_by": by, "recorded_at": now}
        fresh = insert(decisions).on_conflict_do_nothing(index_elements=[decisions.c.edition_id])
        return (await self._db.execute(fresh, values)).rowcount > 0

    async def decision(self, edition_id: int) -> Decision | None:
        """Return the government's decision on the edition, or None."""
        row = (await self._db.execute(select(decisions).where(decisions.c.edition_id == edition_id))).first()
        return Decision(*row) if row else None


def _outcome(row: Row[Any]) -> Outcome:
    cast = {vote: getattr(row, f"votes_{vote.value}") for vote in Vote}
    ballot = Ballot(row.members, row.present, row.recused, cast)
    return Outcome(
        row.meeting_id, row.application_id, Honour(row.honour), row.passed, ballot, row.decided_by, row.decided_at
    )
