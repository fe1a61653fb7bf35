"""Snoozed reminders: put off to a morning, never beyond the task's last day (Art. 9).

The task's ladder continues regardless; a snooze only adds a message. Legal deadlines cannot be snoozed.
"""

from datetime import date, datetime, timedelta

from rules.engine.calendar import OFFICE_ZONE, WorkingCalendar
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from storage.engine.owed import Owed
from storage.engine.tasks import Task, TaskState
from storage.work import Work
from workflow.engine.desk import Desk, today
from workflow.engine.ladders import may_wait, named, names_of_cases
from workflow.engine.tasks import BUTTONS, own_tasks

CHECK = "task-later"
"""The check made just before it is sent: the task is still open and not shut to the person."""
WORKING_DAYS = (2, 3, 5)


async def mornings(desk: Desk, task_id: int) -> tuple[Task, list[date]]:
    """Return the person's task and the mornings its reminder can be put off to. Raises Refusal for none."""
    task, here = next((one.task for one in await own_tasks(desk) if one.task.id == task_id), None), today(desk)
    if task is None:
        raise Refusal("snoozes.not_yours")
    if not may_wait(task, here):
        raise Refusal("snoozes.not_now", article=9)
    days = [here + timedelta(days=1), *(desk.calendar.after(here, count).last for count in WORKING_DAYS)]
    return task, [day for day in dict.fromkeys(days) if task.due_on is not None and day <= task.due_on]


async def put_off(desk: Desk, task_id: int, day: date) -> Task:
    """Remind the person on the morning of `day`, replacing an earlier snooze. Raises Refusal for another day."""
    task, days = await mornings(desk, task_id)
    if day not in days:
        raise Refusal("snoozes.not_now", article=9)
    name = (await names_of_cases(desk.work, desk.pack, {task.subject})).get(task.subject, "")
    mine = f"task:{task.key}:later-{desk.person.id}:"
    await desk.work.outbox.drop_prefix(mine)
    await desk.work.outbox.owe(
        f"{mine}{day.isoformat()}:{desk.now.isoformat()}",
        desk.person.id,
        "reminders.task.due",
        now=desk.now,
        values={"of": task.key, "task": named(task, name), "due": task.due_on},
        buttons=[list(row) for row in BUTTONS],
        kind=CHECK,
        due_at=datetime.combine(day, desk.pack.office_opens, OFFICE_ZONE),
    )
    return task


async def is_awaited(work: Work, owed: Owed, _now: datetime, _calendar: WorkingCalendar, _pack: Pack) -> bool:
    """Whether the person who snoozed still has the open task before them."""
    task = await work.tasks.get(owed.values["of"])
    open_still = task is not None and task.state is TaskState.OPEN and task.person_id in (None, owed.person_id)
    return open_still and task is not None and task.subject not in await work.recusals.interests_of(owed.person_id)
