"""The register of objections: pages of it, its lines without who objects, and an edition's figures (Art. 22, 23)."""

from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from rules.calendar import office_day
from rules.objections import Objection, State, View
from storage.objection_register import Wanted
from workflow.desk import Desk, require, today
from workflow.facts import working_days_between
from workflow.lists import note_export
from workflow.objection_messages import subject_of
from workflow.objections import OFFICE, against

_EVERY = 5000
_ANSWERED = (State.NOT_ADMITTED, State.DECIDED, State.CONFIRMED, State.DISAGREED, State.SERVED)


@dataclass(frozen=True, slots=True)
class Line:
    """One objection as the register has it; `outcome` is the end of `objections.outcome.<outcome>`."""

    objection: Objection
    notice: str
    against: str
    examined_by: str
    outcome: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One objection in a list: to which notice, against whom, and by when what it waits for is to be done.

    `days` are working days until then, or after it where they are below zero.
    """

    objection: Objection
    notice: str
    against: str
    due_on: date | None
    days: int


@dataclass(frozen=True, slots=True)
class Figures:
    """An edition's objections in numbers; `days` is the median of working days from receipt to the answer."""

    count: int
    admitted: int
    refused: int
    upheld: int
    withdrawn: int
    days: float | None


async def register(
    desk: Desk,
    view: View,
    *,
    notice_id: int | None = None,
    since: datetime | None = None,
    limit: int = _EVERY,
    after: int = 0,
) -> tuple[list[Objection], int]:
    """A page of the register and how many stand in it; nothing that is shut to the person (Art. 40).

    With `since`, what came at that moment or after it.
    """
    require(desk, *OFFICE, article=23)
    me, hidden = desk.person.id, await desk.work.recusals.interests_of(desk.person.id)
    wanted = Wanted(view=view, day=today(desk), by=me, notice_id=notice_id, since=since, hidden=hidden)
    ids = await desk.work.objection_register.page(wanted, limit=limit, after=after)
    return await desk.work.objections.these(ids), await desk.work.objection_register.count(wanted)


async def listed(
    desk: Desk, view: View, *, notice_id: int | None = None, limit: int, after: int = 0
) -> tuple[list[Listed], int]:
    """The same page with what a list says of each."""
    found, count = await register(desk, view, notice_id=notice_id, limit=limit, after=after)
    due = await desk.work.deadlines.next_of([subject_of(one) for one in found])
    return [await _listed(desk, one, due.get(subject_of(one))) for one in found], count


async def lines(desk: Desk, view: View = View.ALL, *, notice_id: int | None = None) -> list[Line]:
    """The register, or what is asked for of it, to be filed; that it was read is in the journal."""
    found, _ = await register(desk, view, notice_id=notice_id)
    await note_export(desk, "objections_exported", "objections", len(found), article=22)
    return [await _line(desk, one) for one in found]


async def figures(desk: Desk, edition_id: int) -> Figures:
    """How the edition's objections ended, in numbers alone."""
    require(desk, *OFFICE, article=23)
    found = await desk.work.objections.these(await desk.work.objection_register.of_edition(edition_id))
    days = [taken for one in found if one.state in _ANSWERED and (taken := _days(desk, one)) is not None]
    return Figures(
        count=len(found),
        admitted=sum(one.admitted_on is not None for one in found),
        refused=sum(one.state is State.NOT_ADMITTED for one in found),
        upheld=sum(one.upheld is True for one in found),
        withdrawn=sum(one.state is State.WITHDRAWN for one in found),
        days=median(days) if days else None,
    )


async def _line(desk: Desk, one: Objection) -> Line:
    examiner = await desk.work.people.get(one.examined_by) if one.examined_by is not None else None
    by, about = (examiner.name if examiner else None) or "", await against(desk.work, one)
    return Line(one, await notice_of(desk, one), about, by, outcome_of(one), _days(desk, one))


async def _listed(desk: Desk, one: Objection, due_on: date | None) -> Listed:
    days = days_until(desk, due_on) if due_on is not None else 0
    return Listed(one, await notice_of(desk, one), await against(desk.work, one), due_on, days)


async def notice_of(desk: Desk, one: Objection) -> str:
    """The title of the notice that is objected to, or what the objector wrote of it."""
    notice = await desk.work.notices.get(one.notice_id) if one.notice_id is not None else None
    return notice.title if notice else str(one.matter.get("notice_words", ""))


def days_until(desk: Desk, day: date) -> int:
    """The working days until a day; below zero they have passed since."""
    if day < today(desk):
        return -working_days_between(desk.calendar, day, today(desk))
    return working_days_between(desk.calendar, today(desk), day)


def outcome_of(one: Objection) -> str:
    """How it ended, or where it is."""
    if one.upheld is not None:
        return "upheld" if one.upheld else "not_upheld"
    return one.state.value


def _days(desk: Desk, one: Objection) -> int | None:
    if one.settled_on is None:
        return None
    return working_days_between(desk.calendar, office_day(one.received_at), one.settled_on)
