"""The kinds of deadline: what else shows the day, who knows it, and whether it may move forward (Art. 13-23).

A new kind that moves more than its own tasks adds a line to DATED. A day that was announced to the public or given to a
party is not shortened when the calendar gains a working weekend; the office's own days follow the count.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rules.applications.lifecycle import PLACES
from rules.engine.calendar import Count, office_day
from rules.people.roles import Role
from rules.reevaluations.cases import Reevaluation
from storage.engine.drafts import DraftState
from storage.work import Work
from workflow.engine.planning import office
from workflow.reevaluations.cases import award_of, holder_side
from workflow.sanctions.cases import party_of
from workflow.sanctions.parties import parties


@dataclass(frozen=True, slots=True)
class Case:
    """The case of a deadline: its name, and the people who know its day besides those who have to act.

    `passes_on` marks a case whose party has no channel: whoever entered it tells them.
    """

    name: str = ""
    people: tuple[int, ...] = ()
    passes_on: bool = False


Look = Callable[[Work, int, datetime], Awaitable[Case]]
Change = Callable[[Work, int, Count, datetime], Awaitable[None]]


async def nameless(_work: Work, _one: int, _now: datetime) -> Case:
    """Return an empty Case, for a deadline known only to those who have to act."""
    return Case()


async def nothing_more(_work: Work, _one: int, _count: Count, _now: datetime) -> None:
    """Do nothing, for a deadline whose day is kept only in its own row and its tasks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One kind of deadline.

    `tasks` are the kinds of task due on its day; when empty, the kind of the deadline's name.
    """

    words: str = "calendars.clock.other"
    case: Look = nameless
    change: Change = nothing_more
    tasks: tuple[str, ...] = ()
    announced: bool = False


def dated(subject: str, kind: str) -> Dated:
    """Return the kind of a deadline by its subject and kind, or OTHER."""
    return DATED.get(f"{subject.partition(':')[0]}:{kind}", OTHER)


async def _objection(work: Work, one: int, _now: datetime) -> Case:
    found = await work.objections.get(one)
    return Case(found.number, (found.person_id,), found.at_counter) if found else Case()


async def _application(work: Work, one: int, _now: datetime) -> Case:
    found = await work.applications.get(one)
    return Case(found.number or "", (found.person_id,)) if found else Case()


async def _numbered(work: Work, one: int, now: datetime) -> Case:
    """Return the case without people: the applicant must not learn what a list will say."""
    return Case((await _application(work, one, now)).name)


async def _sanction(work: Work, one: int, _now: datetime) -> Case:
    found = await work.sanctions.get(one)
    return Case(found.number, tuple(each.id for each in await parties(work, found))) if found else Case()


async def _notice(work: Work, one: int, now: datetime) -> Case:
    """Return the notice with those who posted it, whose paper must show the new day, and the applicants on the list."""
    notice = await work.notices.get(one)
    if notice is None:
        return Case()
    posted = await work.people.with_role(Role.CLERK, now, notice.unit) if notice.unit else await office(work, now)
    ids = [each.application_id for each in await work.notices.entries(one) if each.is_open]
    applied = [await work.applications.get(application_id) for application_id in ids if application_id is not None]
    listed = [each.person_id for each in applied if each is not None]
    return Case(notice.title, (*(person.id for person in posted), *listed))


def _day_of_objection(column: str) -> Change:
    async def change(work: Work, one: int, count: Count, now: datetime) -> None:
        found = await work.objections.get(one)
        if found is not None:
            await work.objections.move(found, found.state, now, **{column: count.last})

    return change


async def _end_of_notice(work: Work, one: int, count: Count, now: datetime) -> None:
    """Move the end of the notice; an objection that is in time by the new end is late no longer (Art. 22)."""
    await work.notices.move(one, count.last, provisional=count.provisional)
    notice = await work.notices.get(one)
    for objection in await work.objections.of_notice(one):
        if objection.late and notice is not None and notice.is_open_on(office_day(objection.received_at)):
            await work.objections.move(objection, objection.state, now, late=False)


async def _day_of_hearing(work: Work, one: int, count: Count, now: datetime) -> None:
    """Move the hearing and the party's own task, which stands apart from the case that the party cannot see."""
    found = await work.sanctions.get(one)
    if found is None:
        return
    await work.sanctions.move(found, found.state, now, hear_by=count.last)
    for task in await work.tasks.of(party_of(found)):
        if task.due_on == found.hear_by:
            await work.tasks.move(task.key, count.last)


async def _reevaluation(work: Work, one: int, _now: datetime) -> Case:
    found = await work.reevaluations.get(one)
    return await _of_holder(work, found) if found else Case()


async def _rectification(work: Work, one: int, _now: datetime) -> Case:
    item = await work.rectifications.get(one)
    found = await work.reevaluations.get(item.reevaluation_id) if item else None
    return await _of_holder(work, found) if found else Case()


async def _of_holder(work: Work, case: Reevaluation) -> Case:
    """Return the case with the holder's contacts, who know the day."""
    contacts = await work.holders.of_holder((await award_of(work, case)).holder)
    return Case(case.number, tuple({each.person_id for each in contacts if each.claimed_at is not None}))


async def _day_of_report(work: Work, one: int, count: Count, now: datetime) -> None:
    """Move the report's day and the holder's own tasks, which stand apart from the case."""
    found = await work.reevaluations.get(one)
    if found is not None:
        await work.reevaluations.move(found, found.state, now, report_by=count.last)
        await _move_tasks(work, f"{holder_side(found)}:", found.report_by, holder_side(found), count)


async def _day_of_rectification(work: Work, one: int, count: Count, _now: datetime) -> None:
    item = await work.rectifications.get(one)
    found = await work.reevaluations.get(item.reevaluation_id) if item else None
    if item is not None and found is not None:
        await work.rectifications.postpone(item.id, count.last)
        await _move_tasks(work, f"{holder_side(found)}:{item.id}:", item.due_on, holder_side(found), count)


async def _move_tasks(work: Work, prefix: str, before: date | None, about: str, count: Count) -> None:
    for task in await work.tasks.of(about):
        if task.key.startswith(prefix) and task.due_on == before:
            await work.tasks.move(task.key, count.last)


async def _day_of_supplement(work: Work, one: int, count: Count, _now: datetime) -> None:
    await work.supplements.move(one, count.last)


async def _form(work: Work, one: int, _now: datetime) -> Case:
    """Return whoever fills in the form and has put the notice up; nobody when the form was given up."""
    draft = await work.drafts.get(one)
    return Case("", (draft.person_id,)) if draft and draft.state is DraftState.OPEN else Case()


OTHER = Dated()
DATED: Mapping[str, Dated] = {
    **{
        f"application:{place.wait.kind}": Dated(words=f"tasks.{place.wait.kind}", case=_numbered)
        for place in PLACES.values()
        if place.wait is not None
    },
    "application:material_result": Dated(
        words="tasks.material_result", case=_numbered, tasks=("material_result", "sheet_material")
    ),
    "notice:notice": Dated(words="calendars.clock.notice", case=_notice, change=_end_of_notice, announced=True),
    "objection:objection_examination": Dated(
        words="calendars.clock.examination", case=_objection, change=_day_of_objection("examine_by")
    ),
    "objection:completion": Dated(
        words="calendars.clock.completion",
        case=_objection,
        change=_day_of_objection("complete_by"),
        tasks=("objection_completion",),
        announced=True,
    ),
    "objection:investigation": Dated(
        words="calendars.clock.investigation", case=_objection, tasks=("objection_investigation", "objection_findings")
    ),
    "objection:confirmation": Dated(
        words="calendars.clock.confirmation", case=_objection, change=_day_of_objection("confirm_by"), announced=True
    ),
    "sanction:hearing": Dated(words="calendars.clock.hearing", case=_sanction, change=_day_of_hearing, announced=True),
    "reevaluation:report": Dated(
        words="calendars.clock.report", case=_reevaluation, change=_day_of_report, announced=True
    ),
    "reevaluation:opinions": Dated(words="calendars.clock.opinions", tasks=("reevaluation_opinion",)),
    "rectification:rectification": Dated(
        words="calendars.clock.rectification", case=_rectification, change=_day_of_rectification, announced=True
    ),
    "draft:internal_notice": Dated(words="calendars.clock.internal_notice", case=_form, announced=True),
    "application:unit_review": Dated(words="calendars.clock.unit_review", case=_application),
    "application:supplement": Dated(
        words="calendars.clock.supplement",
        case=_application,
        change=_day_of_supplement,
        tasks=("supplement", "supplement_wait"),
        announced=True,
    ),
}
"""By noun and kind. A kind without a line moves its row and its tasks, and tells those who have to act."""
