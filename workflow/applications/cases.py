"""Cases and those who work on them: who may open one, who may act on it, and how it advances (Art. 9-27, 40).

Every path to an application goes through `opened`; every step of its life is taken by `advance`.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from rules.applications.lifecycle import ACTS, LIVE, PLACES, STRIKE, Act, Actor, Application, Stage, acts_of, after
from rules.engine.refusals import Forbidden, Refusal
from rules.engine.rubrics import Part
from rules.people.roles import POSTS, Role
from rules.sanctions.remedies import AGAINST
from storage.database.values import Say
from storage.engine.drafts import Draft
from storage.engine.messages import TASK
from workflow.applications.applicants import note, speaks_for, subject_of
from workflow.applications.entries import left_notice
from workflow.applications.gates import GATES
from workflow.engine.desk import Desk, serves_as, today
from workflow.engine.holds import is_on_hold
from workflow.engine.replies import PLACE, remedy
from workflow.engine.tasks import FILE_DECISION, finish, give, open_about
from workflow.interests.recusals import bars, check_recusal, known_to

ROLES: Mapping[Actor, tuple[Role, ...]] = {
    Actor.CLERK: (Role.CLERK,),
    Actor.OFFICE: (Role.OFFICE, Role.LEAD),
    Actor.LEAD: (Role.LEAD,),
    Actor.COMMITTEE: (Role.COMMITTEE,),
}
"""The roles behind each actor.

A clerk acts for their own unit only, the committee by its chair or a deputy (Art. 8).
"""
_DELIBERATED = (Stage.DECISION, Stage.AWARD)


async def opened(desk: Desk, application_id: int) -> Application:
    """Return the case to somebody who may read it. Raises what `readable` raises, and Forbidden for an unknown case."""
    application = await desk.work.applications.get(application_id)
    if application is None:
        raise Forbidden("people.not_yours", article=15)
    await readable(desk, application)
    return application


async def readable(desk: Desk, application: Application) -> None:
    """Require that the person works on the case and has declared that they have no interest in it (Art. 40).

    Raises Forbidden, or Undeclared when the declaration is still to be made.
    """
    await serving(desk, application)
    await check_recusal(desk, subject_of(application))


async def serving(desk: Desk, application: Application) -> None:
    """Require that the case is part of the person's work, is not their own, and that no interest of theirs is known.

    A case is the work of the receiving unit's clerks, the office and its lead, the reviewers asked to review it, and
    the committee once it deliberates. Raises Forbidden (Art. 15, 40).
    """
    served = serves_as(desk, Role.LEAD, Role.OFFICE) or _is_clerk(desk, application)
    if application.number is None or not (
        served or _deliberates(desk, application) or await _reviews(desk, application)
    ):
        raise Forbidden("people.not_yours", article=15)
    if application.person_id == desk.person.id or await _is_known(desk, application):
        raise Forbidden("people.not_yours", article=15)


def acts(desk: Desk, application: Application) -> tuple[str, ...]:
    """Return the acts that the person's roles and the case's state allow now; a hold or a gate may still refuse one."""
    return acts_of(application, *(actor for actor in ROLES if performs(desk, application, actor)))


def performs(desk: Desk, application: Application, actor: Actor) -> bool:
    """Whether the person acts as this actor on the case."""
    match actor:
        case Actor.APPLICANT:
            return application.person_id == desk.person.id or speaks_for(desk, application)
        case Actor.CLERK:
            return _is_clerk(desk, application)
        case Actor.COMMITTEE:
            return any(serves_as(desk, Role.COMMITTEE, unit=post) for post in POSTS)
        case _:
            return serves_as(desk, *ROLES[actor])


async def check(desk: Desk, application: Application, act: str) -> Act:
    """Return the act if this person may perform it now, by role, interest, state, hold and gate.

    Raises Forbidden or Refusal, and Undeclared as `readable` does.
    """
    step = ACTS[act]
    if step.actor is not Actor.APPLICANT or application.person_id != desk.person.id:
        await readable(desk, application)
    if not performs(desk, application, step.actor):
        raise Forbidden("people.not_yours", article=step.article)
    if application.state not in step.sources and step.actor is not Actor.APPLICANT:
        raise await done_already(desk, application)
    after(application, act)
    if act != STRIKE and step.actor is not Actor.APPLICANT and await is_on_hold(desk.work, application.id):
        raise Refusal("applications.on_hold", article=23, number=application.number)
    if act in GATES:
        await GATES[act](desk, application)
    return step


async def advance(
    desk: Desk,
    application: Application,
    act: str,
    *,
    since: date | None = None,
    details: Mapping[str, Any] | None = None,
    **values: Any,
) -> Application:
    """Perform the act and return the case in its new state; of two people at once, the second gets a Refusal.

    Tasks and deadlines of the old state end. The new state's task is given, its deadline counted from `since` (default:
    today). The applicant is told where the table says so. `values` are further columns of the application to change.
    """
    step = await check(desk, application, act)
    if not await desk.work.applications.move(application, step.target, desk.now, **values):
        raise await done_already(desk, application)
    await note(desk, f"application_{act}", application, article=step.article, details=dict(details or {}))
    moved = await desk.work.applications.get(application.id)
    if moved is None:
        raise LookupError(application.id)
    await stop_waiting(desk, application)
    if step.target not in LIVE:
        await close_clocks(desk, application)
    await left_notice(desk, moved)
    await start_waiting(desk, moved, since or today(desk))
    if PLACES[moved.state].told:
        await _tell_applicant(desk, moved)
    return moved


async def start_waiting(desk: Desk, application: Application, since: date) -> None:
    """Give the task of the state that the application is in, and set its deadline."""
    wait = PLACES[application.state].wait
    if wait is None:
        return
    about = f"edition:{application.edition_id}" if wait.all else subject_of(application)
    if wait.all and await open_about(desk.work, about, wait.kind):
        return
    count = desk.calendar.after(since, getattr(desk.pack, wait.days))
    if not wait.all:
        await desk.work.deadlines.set(about, wait.kind, count, desk.now)
    unit = application.unit if wait.actor is Actor.CLERK else None
    key = f"{about}:{wait.kind}:{application.id}:{desk.now.isoformat()}"
    names = "" if wait.all else (application.number or "")
    await give(desk, key, wait.kind, about, ROLES[wait.actor][0], unit=unit, due_on=count.last, names=names)


async def stop_waiting(desk: Desk, application: Application) -> None:
    """End the task and deadline of the application's state; an edition's shared task ends with its last application."""
    wait = PLACES[application.state].wait
    if wait is None:
        return
    if wait.all:
        if not await desk.work.applications.in_states(application.edition_id, {application.state}):
            await finish(desk.work, f"edition:{application.edition_id}", wait.kind, desk.now, person_id=desk.person.id)
        return
    about = subject_of(application)
    await finish(desk.work, about, wait.kind, desk.now, person_id=desk.person.id)
    await desk.work.deadlines.end(about, wait.kind, desk.now)


async def close_clocks(desk: Desk, application: Application) -> None:
    """Drop the tasks and reminders of an ended case and end its deadlines; the task of filing the decision stays."""
    about = subject_of(application)
    for task in await desk.work.tasks.of(about):
        if task.kind != FILE_DECISION:
            await desk.work.tasks.drop(task.key, desk.now)
    for deadline in await desk.work.deadlines.of(about):
        await desk.work.deadlines.end(about, deadline.kind, desk.now)
    await desk.work.outbox.drop_prefix(f"{about}:task:")


async def done_already(desk: Desk, application: Application) -> Refusal:
    """Return the Refusal for an act that comes too late, naming who acted before and when.

    Call it only for people who may read the case.
    """
    names = {f"application_{act}" for act in ACTS}
    done = [entry for entry in await desk.work.journal.of(subject_of(application)) if entry.act in names]
    person = await desk.work.people.get(done[-1].person_id) if done and done[-1].person_id is not None else None
    if person is None or person.id == application.person_id:
        return Refusal("reviews.not_now", article=15)
    if person.id == desk.person.id or not person.name:
        return Refusal("reviews.done", article=15, at=done[-1].at)
    return Refusal("reviews.done_by", article=15, who=person.name, at=done[-1].at)


async def without_interest(desk: Desk, application: Application, people: Iterable[Any]) -> list[Any]:
    """Return the people who have no recorded interest in the case and are not its applicant (Art. 40)."""
    interested = await desk.work.recusals.interested_in(subject_of(application))
    return [one for one in people if one.id not in interested and one.id != application.person_id]


async def _is_known(desk: Desk, application: Application) -> bool:
    """Whether an undeclared interest of the person is known already; declaring would then change nothing."""
    declared = await desk.work.recusals.of(desk.person.id, subject_of(application))
    return declared is None and bars(desk) and await known_to(desk, application, desk.person.id) is not None


def _is_clerk(desk: Desk, application: Application) -> bool:
    return application.unit is not None and serves_as(desk, Role.CLERK, unit=application.unit)


def _deliberates(desk: Desk, application: Application) -> bool:
    return PLACES[application.state].stage in _DELIBERATED and serves_as(desk, Role.COMMITTEE)


async def _reviews(desk: Desk, application: Application) -> bool:
    return serves_as(desk, Role.REVIEWER) and await desk.work.assignments.has(application.id, desk.person.id)


async def _tell_applicant(desk: Desk, application: Application) -> None:
    state = application.state.value
    values: dict[str, Any] = {"number": application.number}
    if application.state in AGAINST:
        values[PLACE] = remedy(desk.pack, AGAINST[application.state])
    if application.state in LIVE:
        values["step"] = Say(f"status.next.{state}")
    await desk.work.outbox.owe(
        f"{subject_of(application)}:{state}",
        application.person_id,
        f"applications.told.{state}",
        now=desk.now,
        values=values,
        buttons=[[{"key": "menu.status", "press": "status:all"}]],
    )


# Cases shut to a member of staff: no list names them, and no message about them is shown (Art. 40).


async def shut_subjects(desk: Desk) -> frozenset[str]:
    """Return the subjects ("application:12") shut to the person: interests, what depends on them, and their own.

    An objection that they entered at the counter for somebody else is not their own.
    """
    work, me = desk.work, desk.person.id
    shut = set(await work.recusals.interests_of(me))
    shut |= {subject_of(one) for one in await work.applications.of_person(me)}
    shut |= {f"objection:{one.id}" for one in await work.objections.of_person(me) if not one.at_counter}
    applications = [int(one.partition(":")[2]) for one in shut if one.startswith("application:")]
    for one in applications:
        shut |= {f"objection:{found.id}" for found in await work.objections.of_application(one)}
        shut |= {f"visit:{visit.id}" for part in Part for visit in await work.visits.of(one, part)}
    awards = [contact.award_id for contact in await work.holders.with_person(me)]
    shut |= {f"sanction:{one.id}" for one in await work.sanctions.of_party(me, awards, applications)}
    return frozenset(shut | {one.replace("sanction:", "heard:") for one in shut if one.startswith("sanction:")})


async def is_shut_draft(desk: Desk, draft: Draft) -> bool:
    """Whether a form is about somebody else's application or objection that is shut to its filler since it was begun.

    The parties of other cases are shut out of them too, and have forms of their own there.
    """
    noun, one, *_ = [*draft.subject.split(":"), ""]
    declared = await desk.work.recusals.of(desk.person.id, f"{noun}:{one}")
    if declared is None or not declared.barred or not one.isdecimal():
        return False
    match noun:
        case "application":
            application = await desk.work.applications.get(int(one))
            return application is None or application.person_id != desk.person.id
        case "objection":
            objection = await desk.work.objections.get(int(one))
            return objection is None or objection.person_id != desk.person.id
    return False


def is_about(key: str, subjects: Collection[str]) -> bool:
    """Whether the message with this key is about one of the subjects; a task's reminder counts as its task."""
    return any(key.removeprefix(TASK).startswith(f"{subject}:") for subject in subjects)
