"""Silence is told: who waits for an act hears, the morning after its last day, that it has not come (Art. 15, 17, 23).

Whoever waits is told once for each day, with who owes it, what comes next and where to turn; the lead and the deputy
chair hear of it too, save those with an interest. A result that is not published shows in nothing: where the state is
hidden, all who see the same stage are told the same.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from rules.applications.lifecycle import PLACES, Application, State
from rules.awards.affairs import HOLDERS
from rules.engine.calendar import office_day
from rules.objections.cases import Objection
from rules.people.roles import Person, Role
from rules.reevaluations.cases import WAITS
from storage.database.values import Say
from storage.engine.owed import Owed, Urgency
from storage.engine.tasks import Task, TaskState
from storage.work import Work
from workflow.applications.entries import FORWARDING, SIGNING
from workflow.applications.submissions import REVIEW
from workflow.awards.affairs import CHANGE, INQUIRY, MISUSE, QUESTION, SETTLE
from workflow.awards.assessments import TASK as ASSESSMENT
from workflow.awards.july import reached_about
from workflow.engine.ladders import DEPUTY_CHAIR
from workflow.engine.planning import MOST, Planning, owe
from workflow.engine.tasks import SUPPLEMENT, number_of
from workflow.objections.investigations import INVESTIGATION
from workflow.objections.messages import tell_objector
from workflow.objections.objectors import EXAMINATION
from workflow.office.erasures import ERASURE
from workflow.reevaluations.cases import award_of

CHECK = "silence"
"""The check made just before the message: the task is still open and its day has passed."""
COMPLETED = "objection_completion"
ASK = ({"key": "inquiries.ask", "press": "inquiry:ask"}, {"key": "menu.status", "press": "status:all"})
NEXT = Say("silences.next")


class Owing(StrEnum):
    """Who owes the act that is waited for; each has a sentence `silences.past.<owing>`."""

    UNIT = "unit"
    OFFICE = "office"
    SELF = "self"
    """The person told: their own day has passed, and the case goes on without them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person who waits for the case `subject`, the number they know, and its receiving unit's key."""

    person: Person
    number: str | Say
    subject: str
    unit: str | None = None
    step: Say = NEXT
    """What comes next once the act is done."""
    objection: Objection | None = None


Find = Callable[[Planning, Task], Awaitable[list[Waiting]]]


@dataclass(frozen=True, slots=True)
class Silence:
    """One kind of task that somebody waits for. `what` ends the key of the words for it, else the task's kind."""

    owing: Owing
    find: Find
    what: str = ""
    private: bool = False
    """Of the person alone: the deputy chair has nothing to do with it."""


async def tell_silences(plan: Planning) -> int:
    """Tell whoever waits for a task whose last day has passed, once, and the lead. Returns how many tasks."""
    late = [one for one in await plan.work.tasks.open_on(plan.said_on) if _is_silent(one, plan.said_on)]
    told_on = await plan.work.steps.told([_ladder(task) for task in late])
    due = [task for task in plan.each(late) if task.due_on and told_on.get(_ladder(task), date.min) < task.due_on]
    for task in plan.each(due[:MOST]):
        if task.due_on is not None and await plan.work.steps.tell(_ladder(task), task.due_on, plan.now):
            await _tell(plan, task, SILENCES[task.kind], task.due_on)
    return len(due[:MOST])


async def is_silent(work: Work, owed: Owed, now: datetime, *_: object) -> bool:
    """Whether the act is still owed, and the day that the message names is its last and over."""
    task = await work.tasks.get(owed.values["task"])
    is_open = task is not None and task.state is TaskState.OPEN
    return is_open and task is not None and task.due_on == owed.values["due"] and _is_silent(task, office_day(now))


def past(kind: str, due: date | None, day: date) -> Say | None:
    """Return what is said of a last day that has passed, in place of the day; None while it is still to come."""
    if due is None or due >= day:
        return None
    known = SILENCES.get(kind)
    return Say(f"silences.past.{known.owing if known else Owing.OFFICE}", {"due": due})


def _is_silent(task: Task, day: date) -> bool:
    return task.kind in SILENCES and task.due_on is not None and task.due_on < day


def _ladder(task: Task) -> str:
    return f"silence:{task.key}"


async def _tell(plan: Planning, task: Task, silence: Silence, due: date) -> None:
    waiting = await silence.find(plan, task)
    for one in waiting:
        await _tell_waiting(plan, task, silence, due, one)
    if waiting and task.kind != EXAMINATION:  # whose own ladder tells them (Art. 23)
        await _tell_above(plan, task, silence, due, waiting)


async def _tell_waiting(plan: Planning, task: Task, silence: Silence, due: date, one: Waiting) -> None:
    language, what = one.person.language, silence.what or task.kind
    office = plan.pack.bodies.office.name(language)
    unit = next((unit.name(language) for unit in plan.pack.units if unit.key == one.unit), office)
    values = {"task": task.key, "number": one.number, "what": Say(f"silences.what.{what}"), "due": due}
    values |= {"who": unit if silence.owing is Owing.UNIT else office, "office": office, "step": one.step}
    text = f"silences.told.{what}" if silence.owing is Owing.SELF else "silences.told"
    key, buttons = f"silence:{one.subject}:{what}:{due}", [[dict(button)] for button in ASK]
    if one.objection is not None:
        said, key = {**values, "words": Say(text, values)}, f"silence:{what}:{due}"
        await tell_objector(
            plan.work,
            one.objection,
            "silence",
            plan.now,
            values=said,
            buttons=buttons,
            key=key,
            kind=CHECK,
            due_at=plan.said_at,
        )
        return
    values = {"of": task.key, **values}
    people, urgency = [one.person], Urgency.LEGAL
    await owe(plan, key, people, text, kind=CHECK, values=values, urgency=urgency, buttons=buttons)


async def _tell_above(plan: Planning, task: Task, silence: Silence, due: date, waiting: list[Waiting]) -> None:
    """Tell the lead and the deputy chairs, save those who wait themselves or have an interest (Art. 40)."""
    people = await plan.work.people.with_role(Role.LEAD, plan.now)
    if not silence.private:
        people += await plan.work.people.with_role(Role.COMMITTEE, plan.now, DEPUTY_CHAIR)
    shut = {*await plan.work.recusals.interested_in(task.subject), *(one.person.id for one in waiting)}
    told = {one.id: one for one in people if one.id not in shut}.values()
    numbers = {one.subject: one.number for one in waiting}
    names = waiting[0].number if len(numbers) == 1 else Say("silences.many", {"count": len(numbers)})
    values = {"of": task.key, "task": task.key, "what": Say(f"tasks.{task.kind}", {"subject": task.subject})}
    values |= {"names": names, "due": due}
    buttons = [[{"key": "menu.tasks", "press": "task:list"}]]
    await owe(
        plan, f"silence:{task.key}:{due}:above", told, "silences.above", kind=CHECK, values=values, buttons=buttons
    )


async def _applicant(plan: Planning, task: Task) -> list[Waiting]:
    found = await plan.work.applications.get(number_of(task.subject, "application") or -1)
    return await _applicants(plan, [found] if found is not None and found.shown is found.state else [])


async def _listed(plan: Planning, task: Task) -> list[Waiting]:
    """Return the applicants whose entries on the notice are open: the list is public."""
    entries = await plan.work.notices.entries(number_of(task.subject, "notice") or -1)
    ids = [one.application_id for one in entries if one.is_open and one.application_id is not None]
    notice = await plan.work.notices.get(number_of(task.subject, "notice") or -1)
    unit = notice.unit if notice is not None else None
    found = await _applicants(plan, list((await plan.work.applications.these(ids)).values()))
    return [replace(one, unit=unit) for one in found]


def _all_shown(state: State) -> Find:
    """Return the search for all of an edition's applicants who see this state, whatever is hidden behind it."""
    behind = frozenset(one for one, place in PLACES.items() if (place.shown or one) is state)

    async def find(plan: Planning, task: Task) -> list[Waiting]:
        edition_id = number_of(task.subject, "edition")
        if edition_id is None:
            one = await plan.work.applications.get(number_of(task.subject, "application") or -1)
            edition_id = one.edition_id if one is not None else -1
        return await _applicants(plan, await plan.work.applications.in_states(edition_id, behind))

    return find


async def _applicants(plan: Planning, found: list[Application]) -> list[Waiting]:
    waiting = [(one, await plan.work.people.get(one.person_id)) for one in found]
    return [
        Waiting(person, one.number or "", f"application:{one.id}", one.unit, Say(f"status.next.{one.shown}"))
        for one, person in waiting
        if person is not None
    ]


async def _objector(plan: Planning, task: Task) -> list[Waiting]:
    found = await plan.work.objections.get(number_of(task.subject, "objection") or -1)
    person = await plan.work.people.get(found.person_id) if found is not None else None
    if found is None or person is None:
        return []
    return [Waiting(person, found.number, task.subject, step=Say(f"objections.next.{found.state}"), objection=found)]


async def _affairs_people(plan: Planning, task: Task) -> list[Waiting]:
    """Return who began the affair, and the holder where the affair is the holder's own (Art. 32, 33)."""
    found = await plan.work.affairs.get(number_of(task.subject, "affair") or -1)
    if found is None:
        return []
    ids = [found.person_id] if found.person_id is not None else []
    if found.kind in HOLDERS and found.holder is not None:
        contacts = await plan.work.holders.of_holder(found.holder)
        ids += [one.person_id for one in contacts if one.claimed_at is not None]
    people = [await plan.work.people.get(one) for one in dict.fromkeys(ids)]
    return [Waiting(person, found.number, task.subject, found.unit) for person in people if person is not None]


async def _reevaluated(plan: Planning, task: Task) -> list[Waiting]:
    case = await plan.work.reevaluations.get(number_of(task.subject, "reevaluation") or -1)
    people = await reached_about(plan, await award_of(plan.work, case)) if case is not None else []
    return [Waiting(person, case.number, task.subject) for person in people if case is not None]


async def _reporter(plan: Planning, task: Task) -> list[Waiting]:
    one = await plan.work.assessments.get(number_of(task.subject, "assessment") or -1)
    award = await plan.work.awards.get(one.award_id) if one is not None else None
    people = await reached_about(plan, award) if award is not None else []
    return [Waiting(person, one.number or str(one.year), task.subject) for person in people if one is not None]


async def _themselves(plan: Planning, task: Task) -> list[Waiting]:
    person = await plan.work.people.get(number_of(task.subject, "person") or -1)
    return [Waiting(person, Say("silences.erasure"), task.subject)] if person is not None else []


_UNIT, _OFFICE, _SELF = Owing.UNIT, Owing.OFFICE, Owing.SELF
SILENCES: Mapping[str, Silence] = {
    REVIEW: Silence(_UNIT, _applicant),
    "consultation": Silence(_UNIT, _applicant),
    FORWARDING: Silence(_UNIT, _applicant),
    SUPPLEMENT: Silence(_SELF, _applicant),
    SIGNING: Silence(_UNIT, _listed),
    "assignment": Silence(_OFFICE, _applicant, "material_review"),
    "material_result": Silence(_OFFICE, _applicant, "material_review"),
    "acceptance_list": Silence(_OFFICE, _all_shown(State.MATERIAL_REVIEW), "acceptance"),
    "refusal_letter": Silence(_OFFICE, _all_shown(State.MATERIAL_REVIEW), "acceptance"),
    "defence": Silence(_OFFICE, _applicant),
    "on_site": Silence(_OFFICE, _applicant),
    "evaluation": Silence(_OFFICE, _all_shown(State.EVALUATED), "result"),
    "deliberation": Silence(_OFFICE, _all_shown(State.EVALUATED), "result"),
    "proposal": Silence(_OFFICE, _all_shown(State.EVALUATED), "result"),
    "government": Silence(_OFFICE, _all_shown(State.GOVERNMENT)),
    EXAMINATION: Silence(_OFFICE, _objector),
    INVESTIGATION: Silence(_OFFICE, _objector),
    COMPLETED: Silence(_SELF, _objector),
    CHANGE: Silence(_UNIT, _affairs_people),
    SETTLE: Silence(_OFFICE, _affairs_people, CHANGE),
    QUESTION: Silence(_OFFICE, _affairs_people),
    MISUSE: Silence(_OFFICE, _affairs_people),
    INQUIRY: Silence(_UNIT, _affairs_people),
    ASSESSMENT: Silence(_OFFICE, _reporter),
    ERASURE: Silence(_OFFICE, _themselves, private=True),
    **{wait.kind: Silence(_OFFICE, _reevaluated, "reevaluation") for wait in WAITS.values()},
}
"""By kind of task. Kinds without a line are nobody's but the office's own; tips wait for nobody (Art. 24)."""
