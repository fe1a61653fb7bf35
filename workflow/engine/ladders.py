"""Reminders of tasks: each kind has a ladder, and its present step is owed to those who must act (Art. 15-23)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rules.engine.calendar import WorkingCalendar, office_day
from rules.engine.deadlines import Ladder, Step, Told, calendar_ladder, objection_ladder, present_step, task_ladder
from rules.engine.pack import Pack
from rules.people.roles import Person, Role
from storage.database.values import Say
from storage.engine.owed import Urgency
from storage.engine.tasks import Task
from storage.work import Work
from workflow.engine.planning import MOST, Planning, office, owe

# A task in words that a list or a message may show: what it is about and whom it waits for (Art. 9, 40).


_NUMBERED = {
    "objection": "objection",
    "sanction": "sanction",
    "heard": "sanction",
    "reevaluation": "reevaluation",
    "reevaluated": "reevaluation",
    "affair": "affair",
}
"""The nouns of subjects whose case has a number, and the noun under which it is kept."""
_PARTIES = {"heard": "tasks.party", "reevaluated": "tasks.holder"}


async def names_of_cases(work: Work, pack: Pack, subjects: Collection[str]) -> dict[str, str]:
    """Return number and name of each case that a list may show, by its subject ("application:12"); a unit's name."""
    found = {f"unit:{unit.key}": unit.name_zh for unit in pack.units if f"unit:{unit.key}" in subjects}
    for noun, case in _NUMBERED.items():
        if ids := _ids(subjects, noun):
            found |= {f"{noun}:{one}": number for one, number in (await work.case_numbers.of(case, ids)).items()}
    if ids := _ids(subjects, "assessment"):
        found |= {f"assessment:{one}": number for one, number in (await work.assessments.numbers(ids)).items()}
    if ids := _ids(subjects, "notice"):
        found |= {f"notice:{one}": title for one, title in (await work.notices.titles(ids)).items()}
    if ids := _ids(subjects, "application"):
        cases = (await work.applications.these(ids)).values()
        found |= {f"application:{one.id}": f"{one.number or ''} {one.name or ''}".strip() for one in cases}
    return found


def who_does(pack: Pack, language: str, task: Task, doer: str | None) -> Say | str:
    """Return whom the task waits for: the person named `doer` in their role, a unit, or a party to the case."""
    place = _place(pack, language, task)
    return Say("tasks.named", {"who": doer, "role": place}) if doer else place


def named(task: Task, name: str) -> Say:
    """Return the task with the name of its case, which tells two reminders of one kind apart."""
    what = Say(f"tasks.{task.kind}", {"subject": task.subject})
    return Say("reminders.task.about", {"task": what, "name": name}) if name else what


def _place(pack: Pack, language: str, task: Task) -> Say | str:
    if task.kind == "supplement":
        return Say("tasks.applicant")
    if party := _PARTIES.get(task.subject.partition(":")[0]):
        return Say(party)
    return pack.name_of_unit(task.unit, language, "") or Say(f"tasks.role.{task.role.value}")


def _ids(subjects: Iterable[str], noun: str) -> list[int]:
    found = (subject.partition(":") for subject in subjects)
    return sorted(int(one) for known, _, one in found if known == noun and one.isdecimal())


CHECK = "task"
"""The check made just before a reminder: the task is still open."""
_DUE, _WAITING = "reminders.task.due", "reminders.task.waiting"
DEPUTY_CHAIR = "deputy_chair"
"""The unit of a committee membership that makes a member a deputy chair (Art. 8)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The ladder of a kind of task, and the urgency of its reminders."""

    ladder: Callable[[Task, WorkingCalendar, Pack], Ladder]
    urgency: Urgency = Urgency.ORDINARY


def ordinary(task: Task, calendar: WorkingCalendar, pack: Pack) -> Ladder:
    """Return the usual steps: before the due day, on it and after it, the last also to the lead."""
    if task.due_on is None:
        return ()
    return task_ladder(task.due_on, calendar, before=pack.task_before_working_days, late=pack.task_late_working_days)


def examination(task: Task, calendar: WorkingCalendar, pack: Pack) -> Ladder:
    """Return the steps of an examination's five working days, without the first, which was sent at once (Art. 23)."""
    if task.due_on is None:
        return ()
    days = pack.examination_working_days
    received_on = calendar.before(task.due_on, days).last
    return objection_ladder(received_on, calendar, days=days, remind=pack.examination_remind_on)[1:]


def calendar_year(task: Task, _calendar: WorkingCalendar, _pack: Pack) -> Ladder:
    """Return the steps of asking for a year's notice of days off: in November, then weekly with the lead."""
    return calendar_ladder(task.due_on) if task.due_on is not None else ()


ORDINARY = Clock(ordinary)
CLOCKS: Mapping[str, Clock] = {
    "calendar_year": Clock(calendar_year),
    "objection_examination": Clock(examination, Urgency.LEGAL),
}
"""The kinds of task that have a ladder of their own."""


def ladder_of(task: Task, calendar: WorkingCalendar, pack: Pack) -> Ladder:
    """Return the ladder of this task."""
    return CLOCKS.get(task.kind, ORDINARY).ladder(task, calendar, pack)


async def remind_of_tasks(plan: Planning) -> int:
    """Owe the present step of every open task whose ladder has reached one. Returns how many tasks."""
    ahead = max(plan.pack.task_before_working_days, plan.pack.examination_working_days)
    near = await plan.work.tasks.open_on(plan.calendar.after(plan.said_on, ahead).last)
    found = [(task, step) for task in plan.each(near) if (step := _present(plan, task))]
    told_on = await plan.work.steps.told([f"task:{task.key}" for task, _ in found])
    due = [(task, step) for task, step in found if told_on.get(f"task:{task.key}", date.min) < step.on][:MOST]
    for task, step in plan.each(due):
        if await plan.work.steps.tell(f"task:{task.key}", step.on, plan.now):
            await _remind(plan, task, step)
    return len(due)


def _present(plan: Planning, task: Task) -> Step | None:
    """Return the present step, or None if giving the task has already told it."""
    step = present_step(ladder_of(task, plan.calendar, plan.pack), plan.said_on)
    return step if step is not None and step.on > office_day(task.created_at) else None


async def _remind(plan: Planning, task: Task, step: Step) -> None:
    name = (await names_of_cases(plan.work, plan.pack, {task.subject})).get(task.subject, "")
    values = {"of": task.key, "task": named(task, name), "due": task.due_on, "on": step.on}
    doer = await plan.work.people.get(task.person_id) if task.person_id is not None else None
    key = f"task:{task.key}:{task.due_on}:{step.name}"
    urgency = CLOCKS.get(task.kind, ORDINARY).urgency
    told = await _told(plan, task, step)
    tasks, later = (
        {"key": "menu.tasks", "press": "task:list"},
        {"key": "snoozes.later", "press": f"snooze:ask:{task.id}"},
    )
    for person, text in told.values():
        buttons = [[tasks], [later]] if text == _DUE and may_wait(task, plan.said_on) else [[tasks]]
        said = dict(values)
        if text == _WAITING:
            said["who"] = who_does(plan.pack, person.language, task, doer.name if doer else None)
        await owe(plan, key, [person], text, kind=CHECK, values=said, urgency=urgency, buttons=buttons)


async def _told(plan: Planning, task: Task, step: Step) -> dict[int, tuple[Person, str]]:
    """Return person and text for each recipient without an interest (Art. 40).

    Those who must act are told so; the others, that the task waits.
    """
    mine = "reminders.task.late" if step.overdue else _DUE
    told: dict[int, tuple[Person, str]] = {}
    interested = await plan.work.recusals.interested_in(task.subject)
    for audience in sorted(step.tells):
        doing = audience in (Told.ASSIGNEE, Told.OFFICE)
        for person in await _people(plan, task, audience):
            if person.id in interested and person.id != task.person_id:
                continue
            if doing or person.id not in told:
                told[person.id] = (person, mine if doing else _WAITING)
    return told


def may_wait(task: Task, day: date) -> bool:
    """Whether reminders of the task may be snoozed that day: it is no legal deadline and is due later."""
    ordinary = CLOCKS.get(task.kind, ORDINARY).urgency is Urgency.ORDINARY
    return ordinary and task.due_on is not None and day < task.due_on


async def doers(work: Work, task: Task, now: datetime) -> list[Person]:
    """Return who must act: the person given the task, else everybody in its role, else the lead."""
    if task.person_id is not None:
        person = await work.people.get(task.person_id)
        return [person] if person else []
    if task.role is Role.OFFICE:
        return await office(work, now)
    return await work.people.with_role(task.role, now, task.unit) or await work.people.with_role(Role.LEAD, now)


async def _people(plan: Planning, task: Task, audience: Told) -> list[Person]:
    people, now = plan.work.people, plan.now
    match audience:
        case Told.OFFICE if task.person_id is None:
            return await office(plan.work, now)
        case Told.ASSIGNEE | Told.OFFICE:
            return await doers(plan.work, task, now)
        case Told.LEAD:
            return await people.with_role(Role.LEAD, now)
        case Told.DEPUTY_CHAIR:
            return await people.with_role(Role.COMMITTEE, now, DEPUTY_CHAIR)
    return []
