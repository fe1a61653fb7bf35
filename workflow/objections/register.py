"""The register of objections: its pages, its lines without the objectors, an edition's figures (Art. 22, 23)."""

from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from rules.engine.calendar import office_day
from rules.objections.cases import Objection, State, View
from storage.database.values import Say
from storage.objections.cases import ObjectionFilter
from workflow.engine.desk import Desk, require, today
from workflow.engine.drafts import working_days_between
from workflow.engine.lists import Cell, Column, Found, Listing, Options, Shown, choice, numbered
from workflow.objections.messages import subject_of
from workflow.objections.objectors import OFFICE, against

MOST_NOTICES = 50
_EVERY = 5000
_ANSWERED = (State.NOT_ADMITTED, State.DECIDED, State.CONFIRMED, State.DISAGREED, State.SERVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionQuery:
    """A query for the register."""

    view: View = View.OPEN
    notice_id: int | None = None


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """A line of the register, without the objector: its notice, whom it is against, who examined it, what is due."""

    objection: Objection
    notice: str
    against: str
    examined_by: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class ObjectionFigures:
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
    wanted = ObjectionFilter(view=view, day=today(desk), by=me, notice_id=notice_id, since=since, hidden=hidden)
    ids = await desk.work.objection_register.page(wanted, limit=limit, after=after)
    return await desk.work.objections.these(ids), await desk.work.objection_register.count(wanted)


async def search(desk: Desk, asked: ObjectionQuery, *, limit: int, after: int = 0) -> Found[ObjectionLine]:
    """Return the same page as lines of a list."""
    found, count = await register(desk, asked.view, notice_id=asked.notice_id, limit=limit, after=after)
    due = await desk.work.deadlines.next_of([subject_of(one) for one in found])
    return Found([await line_of(desk, one, due.get(subject_of(one))) for one in found], count)


async def figures(desk: Desk, edition_id: int) -> ObjectionFigures:
    """Return how the edition's objections ended, as numbers. Raises Forbidden (lead and office only)."""
    require(desk, *OFFICE, article=23)
    found = await desk.work.objections.these(await desk.work.objection_register.of_edition(edition_id))
    days = [taken for one in found if one.state in _ANSWERED and (taken := _days(desk, one)) is not None]
    return ObjectionFigures(
        count=len(found),
        admitted=sum(one.admitted_on is not None for one in found),
        refused=sum(one.state is State.NOT_ADMITTED for one in found),
        upheld=sum(one.upheld is True for one in found),
        withdrawn=sum(one.state is State.WITHDRAWN for one in found),
        days=median(days) if days else None,
    )


async def line_of(desk: Desk, one: Objection, due_on: date | None) -> ObjectionLine:
    """Return an objection as a line, with the day on which something about it is due."""
    examiner = await desk.work.people.get(one.examined_by) if one.examined_by is not None else None
    by = (examiner.name if examiner else None) or ""
    return ObjectionLine(one, await notice_of(desk, one), await against(desk.work, one), by, due_on)


async def notice_of(desk: Desk, one: Objection) -> str:
    """Return the title of the notice objected to, or the objector's words for it."""
    notice = await desk.work.notices.get(one.notice_id) if one.notice_id is not None else None
    return notice.title if notice else str(one.matter.get("notice_words", ""))


def outcome_of(one: Objection) -> str:
    """Return how the objection ended, or else its state."""
    if one.upheld is not None:
        return "upheld" if one.upheld else "not_upheld"
    return one.state.value


def _days(desk: Desk, one: Objection) -> int | None:
    if one.settled_on is None:
        return None
    return working_days_between(desk.calendar, office_day(one.received_at), one.settled_on)


def _left(desk: Desk, line: ObjectionLine) -> Cell:
    """Return the working days until something is due, or since it was."""
    day = line.due_on
    if day is None:
        return None
    if day < today(desk):
        return Say("rooms.days_late", {"days": working_days_between(desk.calendar, day, today(desk))})
    return Say("rooms.days_left", {"days": working_days_between(desk.calendar, today(desk), day)})


def _named(_desk: Desk, line: ObjectionLine) -> Cell:
    """Return the line's name in the chat, marked when it is about the same as the one above."""
    one = line.objection
    label = Say(f"objections.line.{one.state.value}", {"number": one.number})
    return Say("objections.linked_line", {"line": label}) if one.same_as is not None else label


async def _notices(desk: Desk) -> Options:
    newest = await desk.work.notices.newest(limit=MOST_NOTICES)
    return [(str(one.id), f"{one.number} {one.title}"[:60]) for one in newest]


OBJECTIONS = Listing(
    title="rooms.objections",
    find=search,
    asked=ObjectionQuery,
    filters=(
        choice("view", "pages.column.state", View, "objections.view", default=View.OPEN),
        numbered("notice", "rooms.column.notice", _notices, field="notice_id"),
    ),
    columns=(
        Column(
            "objections.column.number",
            lambda _, line: line.objection.number,
            subject=lambda line: f"objection:{line.objection.id}",
        ),
        Column("objections.column.notice", lambda _, line: line.notice),
        Column("objections.column.against", lambda _, line: line.against),
        Column("objections.column.received", lambda _, line: line.objection.received_at),
        Column("objections.column.examined_by", lambda _, line: line.examined_by, shown=Shown.EXCEL),
        Column("objections.column.outcome", lambda _, line: Say(f"objections.outcome.{outcome_of(line.objection)}")),
        Column("objections.column.days", lambda desk, line: _days(desk, line.objection), shown=Shown.EXCEL),
        Column("pages.column.due", lambda _, line: line.due_on, shown=Shown.PAGE),
        Column(
            "rooms.column.left",
            _left,
            shown=Shown.PAGE,
            late=lambda desk, line: line.due_on is not None and line.due_on < today(desk),
        ),
    ),
    line=_named,
    press=lambda line: f"objection:open:{line.objection.id}",
    count="rooms.objections_count",
    exported="objections_exported",
    about="objections",
    article=22,
)
