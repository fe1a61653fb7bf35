"""One application that can be put anywhere in its life, everybody who may move it, and a look at all it touches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, update

from rules.applications.lifecycle import INDIVIDUAL, ORGANISATION, Actor, Application, State
from rules.engine.rubrics import Part
from rules.people.roles import Role
from storage.applications.cases import applications
from storage.engine.deadlines import deadlines
from storage.engine.owed import outbox
from storage.engine.tasks import tasks
from storage.store import Store
from storage.work import Work
from tests.handlers.reviewing import NOW, UNIT
from tests.workflow.desks import desk_of
from workflow.engine.desk import Desk

APPLICANT, CLERK, STRANGER, OFFICE, LEAD, REVIEWER, MEMBER, CHAIR, NOBODY = range(1, 10)
ROLES = {
    CLERK: (Role.CLERK, UNIT),
    STRANGER: (Role.CLERK, "industry"),
    OFFICE: (Role.OFFICE, None),
    LEAD: (Role.LEAD, None),
    REVIEWER: (Role.REVIEWER, None),
    MEMBER: (Role.COMMITTEE, None),
    CHAIR: (Role.COMMITTEE, "chair"),
}
MAY = {
    Actor.APPLICANT: {APPLICANT},
    Actor.CLERK: {CLERK},
    Actor.OFFICE: {OFFICE, LEAD},
    Actor.LEAD: {LEAD},
    Actor.COMMITTEE: {CHAIR},
}
"""Who acts as whom."""
PEOPLE = (APPLICANT, *ROLES, NOBODY)


@dataclass
class Life:
    """The application within one Work, in which nothing is kept in the end."""

    work: Work
    id: int
    ids: dict[int, int] = field(default_factory=dict)
    minutes: int = 0

    async def desk(self, chat: int) -> Desk:
        """The desk at which this person sits down, a minute after the one before."""
        self.minutes += 1
        return await desk_of(self.work, chat, NOW + timedelta(minutes=self.minutes))

    async def at(self, state: State, kind: str = ORGANISATION) -> Application:
        """The application, put into this state by nobody's act."""
        moved = update(applications).values(state=state.value, kind=kind, changed_at=NOW, supplemented=False)
        await self.work._db.execute(moved)
        return await self.now()

    async def now(self) -> Application:
        """The application as it is."""
        found = await self.work.applications.get(self.id)
        assert found is not None
        return found

    async def all_of_it(self) -> tuple[Any, ...]:
        """Where it is, and how much there is of everything that a step leaves behind."""
        await self.work.journal.flush()
        every = [select(func.count()).select_from(table) for table in (tasks, deadlines, outbox)]
        counts = [(await self.work._db.execute(counted)).scalar_one() for counted in every]
        return ((await self.now()).state, (await self.work.journal.head()).id, *counts)


@asynccontextmanager
async def life(store: Store, *, declared: bool = True) -> AsyncIterator[Life]:
    """A Work with the application in it; everybody but the applicant has declared that they have no interest."""
    async with store.work() as work:
        await work.calendar.seed(NOW)
        ids = {chat: (await work.people.meet("telegram", chat, NOW, "zh")).person.id for chat in PEOPLE}
        for chat, (role, unit) in ROLES.items():
            await work.roles.grant(ids[chat], role, unit=unit)
        edition = await work.editions.add(
            number=3, year=2026, opens_on=date(2026, 8, 1), closes_on=date(2026, 10, 1), pack="p:1", opened_at=NOW
        )
        assert edition is not None
        draft = await work.drafts.begin(ids[APPLICANT], INDIVIDUAL, NOW, subject=f"edition:{edition.id}")
        begun = await work.applications.begin(
            edition_id=edition.id, kind=ORGANISATION, person_id=ids[APPLICANT], draft_id=draft.id, now=NOW
        )
        await work.applications.move(begun, State.IN_REVIEW, NOW, number="2026-0001", name="兴盛公司", unit=UNIT)
        about: dict[str, Any] = {"head": True, "by": ids[LEAD], "now": NOW}
        await work.assignments.assign(begun.id, Part.MATERIAL, ids[REVIEWER], **about)
        for chat in ROLES if declared else ():
            await work.recusals.declare(ids[chat], f"application:{begun.id}", interest=False, now=NOW)
        yield Life(work, begun.id, ids)
