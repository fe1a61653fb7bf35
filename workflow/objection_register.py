"""The register of objections: its pages, its lines without the objectors, an edition's figures (Art. 22, 23)."""

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
    """A line of the register; `outcome` ends the key `objections.outcome.<outcome>`."""

    objection: Objection
    notice: str
    against: str
    examined_by: str
    outcome: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """An objection in a list: its notice, whom it is against, and its next due day.

    `days` are the working days until then, negative once it is past.
    """

    objection: Objection
    notice: str
    against: str
    due_on: date | None
    days: int


@dataclass(frozen=True, slots=True)
class Figures:
    """An edition's objections in numbers; `days` is the median number of working days from receipt to answer."""

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
    """Return a page of the register and its total, without what is shut to the person (Art. 40).

    `since` limits it to objections received at that moment or later. Raises Forbidden.
    """
    require(desk, *OFFICE, article=23)
    me, hidden = desk.person.id, await desk.work.recusals.interests_of(desk.person.id)
    wanted = Wanted(view=view, day=today(desk), by=me, notice_id=notice_id, since=since, hidden=hidden)
    ids = await desk.work.objection_register.page(wanted, limit=limit, after=after)
    return await desk.work.objections.these(ids), await desk.work.objection_register.count(wanted)


async def listed(
    desk: Desk, view: View, *, notice_id: int | None = None, limit: int, after: int = 0
) -> tuple[list[Listed], int]:
    """Return the same page as lines of a list."""
    found, count = await register(desk, view, notice_id=notice_id, limit=limit, after=after)
    due = await desk.work.deadlines.next_of([subject_of(one) for one in found])
    return [await _listed(desk, one, due.get(subject_of(one))) for one in found], count


async def lines(desk: Desk, view: View = View.ALL, *, notice_id: int | None = None) -> list[Line]:
    """Return the register, or one view of it, for filing, and note the export in the journal."""
    found, _ = await register(desk, view, notice_id=notice_id)
    await note_export(desk, "objections_exported", "objections", len(found), article=22)
    return [await _line(desk, one) for one in found]


async def figures(desk: Desk, edition_id: int) -> Figures:
    """Return how the edition's objections ended, as numbers. Raises Forbidden (lead and office only)."""
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
    """Return the title of the notice objected to, or the objector's words for it."""
    notice = await desk.work.notices.get(one.notice_id) if one.notice_id is not None else None
    return notice.title if notice else str(one.matter.get("notice_words", ""))


def days_until(desk: Desk, day: date) -> int:
    """Return the working days until a day, negative once it is past."""
    if day < today(desk):
        return -working_days_between(desk.calendar, day, today(desk))
    return working_days_between(desk.calendar, today(desk), day)


def outcome_of(one: Objection) -> str:
    """Return how the objection ended, or else its state."""
    if one.upheld is not None:
        return "upheld" if one.upheld else "not_upheld"
    return one.state.value


def _days(desk: Desk, one: Objection) -> int | None:
    if one.settled_on is None:
        return None
    return working_days_between(desk.calendar, office_day(one.received_at), one.settled_on)
