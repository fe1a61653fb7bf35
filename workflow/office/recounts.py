"""Recounting running deadlines when the calendar changes, and telling those who knew the old day (Art. 13-23)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from rules.engine.calendar import Count, WorkingCalendar
from storage.database.values import Say
from storage.engine.deadlines import Deadline
from storage.engine.owed import Urgency
from storage.engine.tasks import TaskState
from storage.work import Work
from workflow.engine.ladders import doers
from workflow.engine.planning import MOST, Buttons, Planning
from workflow.office.deadlines import Case, dated

NAMED = 10
"""The most deadlines named in one message."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A running deadline, and its count by another calendar."""

    deadline: Deadline
    count: Count

    @property
    def subject(self) -> str:
        """What the deadline is about."""
        return self.deadline.subject

    @property
    def moves(self) -> bool:
        """Whether the last day changes."""
        return self.count.last != self.deadline.count.last

    @property
    def is_told(self) -> bool:
        """Whether people are told: the day changes, or a provisional day becomes certain."""
        return self.moves or (self.deadline.count.provisional and not self.count.provisional)


@dataclass(slots=True)
class _Told:
    """What one person is told of one change: the deadlines, and whether any are theirs to meet."""

    lines: list[Say] = field(default_factory=list)
    doing: bool = False


async def changed(work: Work, calendar: WorkingCalendar) -> list[Moved]:
    """Return the running deadlines that this calendar counts differently, earliest first."""
    return _changed(await work.deadlines.running(), calendar)


async def recount(work: Work, found: Iterable[Moved], now: datetime, *, mark: str, why: Say) -> None:
    """Set each deadline to its new count, with its tasks and whatever shows its day, and tell each person once.

    `mark` goes into the messages' keys, so that the same cause is told once even if counted twice.
    """
    told: dict[int, _Told] = {}
    for one in found:
        doing = await _move(work, one, now)
        if not one.is_told:
            continue
        subject, case = one.deadline.subject, await case_of(work, one, now)
        said = words_of(one, case.name)
        details = {"kind": one.deadline.kind, "from": one.deadline.count.last, "to": one.count.last, "cause": mark}
        await work.journal.write("deadline_recounted", subject, now=now, details=details)
        for person_id in {*doing, *case.people} - await work.recusals.interested_in(subject):
            its = told.setdefault(person_id, _Told())
            its.lines.append(Say("calendars.pass_on", {"line": said}) if case.passes_on else said)
            its.doing |= person_id in doing
    for person_id, its in sorted(told.items()):
        await _tell(work, person_id, its, now, mark=mark, why=why)


async def recount_provisional(plan: Planning) -> int:
    """Recount provisional deadlines that this calendar makes certain: they were set while a notice was entered."""
    found = _changed(plan.each(await plan.work.deadlines.provisional()), plan.calendar)[:MOST]
    await recount(plan.work, plan.each(found), plan.now, mark=f"day-{plan.today}", why=Say("calendars.why.caught_up"))
    return len(found)


async def case_of(work: Work, one: Moved, now: datetime) -> Case:
    """Return the case that the deadline is about."""
    number = one.deadline.subject.rpartition(":")[2]
    return await dated(one.deadline.subject, one.deadline.kind).case(work, _id(number), now)


def words_of(one: Moved, name: str) -> Say:
    """Return the sentence with the deadline's old and new day."""
    what = Say(dated(one.deadline.subject, one.deadline.kind).words)
    named = Say("calendars.named", {"what": what, "name": name}) if name else what
    values = {"what": named, "before": one.deadline.count.last, "last": one.count.last}
    return Say("calendars.moved" if one.moves else "calendars.certain", values)


def _changed(deadlines: Iterable[Deadline], calendar: WorkingCalendar) -> list[Moved]:
    found = []
    for deadline in deadlines:
        announced = dated(deadline.subject, deadline.kind).announced
        count = calendar.kept(deadline.count) if announced else calendar.again(deadline.count)
        if count != deadline.count:
            found.append(Moved(deadline, count))
    return found


async def _move(work: Work, one: Moved, now: datetime) -> set[int]:
    """Move the deadline and whatever shows its day. Returns who must act on the moved tasks."""
    deadline, kind = one.deadline, dated(one.deadline.subject, one.deadline.kind)
    await work.deadlines.set(deadline.subject, deadline.kind, one.count, now)
    await kind.change(work, _id(deadline.subject.rpartition(":")[2]), one.count, now)
    doing: set[int] = set()
    for task in await work.tasks.of(deadline.subject):
        if task.state is TaskState.OPEN and task.kind in (kind.tasks or (deadline.kind,)):
            await work.tasks.move(task.key, one.count.last)
            doing |= {person.id for person in await doers(work, task, now)}
    return doing


def _id(number: str) -> int:
    return int(number) if number.isdecimal() else -1


async def _tell(work: Work, person_id: int, its: _Told, now: datetime, *, mark: str, why: Say) -> None:
    left = len(its.lines) - NAMED
    lines = [*its.lines[:NAMED], *([Say("calendars.more", {"count": left})] if left > 0 else [])]
    way = {"key": "menu.tasks", "press": "task:list"} if its.doing else {"key": "menu.status", "press": "status:all"}
    buttons: Buttons = [[way]]
    await work.outbox.owe(
        f"recount:{mark}:person-{person_id}",
        person_id,
        "calendars.recounted",
        now=now,
        values={"why": why, "lines": _under_one_another(lines)},
        buttons=buttons,
        urgency=Urgency.LEGAL,
    )


def _under_one_another(lines: list[Say]) -> Say:
    first, *rest = lines
    return Say("calendars.lines", {"first": first, "rest": _under_one_another(rest)}) if rest else first
