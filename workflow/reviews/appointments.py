"""Reminders of defences and on-site reviews, to both sides from the working day before (Art. 18, 19)."""

from datetime import datetime, timedelta
from typing import Any

from rules.engine.calendar import WorkingCalendar, day_begins
from rules.engine.pack import Pack
from rules.people.roles import Person
from rules.reviews.assignments import Standing
from rules.reviews.visits import Visit, VisitState
from storage.database.values import Say
from storage.engine.owed import Owed, Urgency
from storage.work import Work
from workflow.engine.planning import MOST, Planning, owe

CHECK = "visit"
"""The check made just before the reminder: the appointment is still planned."""


async def remind_of_visits(plan: Planning) -> int:
    """Remind once of each appointment up to the end of the next working day. Returns how many appointments.

    An appointment planned less than a day ago is skipped: everybody has just heard of it.
    """
    last = plan.calendar.after(plan.said_on, 1).last
    until = day_begins(last + timedelta(days=1))
    told = 0
    for visit in plan.each(await plan.work.visits.between(plan.said_at, until)):
        if visit.planned_at < plan.said_at - timedelta(days=1) and await plan.work.steps.tell(
            f"visit:{visit.id}", visit.on, plan.now
        ):
            await _remind(plan, visit)
            told += 1
        if told >= MOST:
            break
    return told


async def is_planned(work: Work, owed: Owed, _now: datetime, _calendar: WorkingCalendar, _pack: Pack) -> bool:
    """Whether the appointment was neither moved nor called off since the reminder was owed."""
    visit = await work.visits.get(owed.values["of"])
    return visit is not None and visit.state is VisitState.PLANNED


async def _remind(plan: Planning, visit: Visit) -> None:
    application = await plan.work.applications.get(visit.application_id)
    if application is None:
        return
    panel = await plan.work.assignments.of(application.id, visit.part)
    ids = {one.person_id for one in panel if one.standing is Standing.ACTIVE} | {application.person_id}
    people: list[Person] = [person for one in sorted(ids) if (person := await plan.work.people.get(one))]
    values: dict[str, Any] = {"of": visit.id, "number": application.number, "at": visit.at, "place": visit.place}
    values["part"] = Say(f"assignments.part.{visit.part.value}")
    await owe(
        plan, f"visit:{visit.id}:tomorrow", people, "visits.tomorrow", kind=CHECK, values=values, urgency=Urgency.LEGAL
    )
