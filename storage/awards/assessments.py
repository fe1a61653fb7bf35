"""July reports: one of each holder for each year, from its opening until it is accepted (Art. 32)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.awards.validity import OPEN, Assessment, AssessmentState, Award
from storage.awards.titles import AWARD_COLUMNS, award_of, awards
from storage.database.seals import Seal
from storage.schema import Id, insert, metadata, sealed

assessments = Table(
    "self_assessments",
    metadata,
    Column("id", Id, primary_key=True),
    Column("award_id", Id, ForeignKey("awards.id"), nullable=False),
    Column("holder", String(64), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("year", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("round", Integer, nullable=False),
    Column("number", String(64)),
    Column("received_on", Date),
    Column("returned_on", Date),
    Column("back_by", Date),
    Column("missed_on", Date),
    Column("draft_id", Id, ForeignKey("drafts.id")),
    sealed("words", "holder", "year"),
    Column("told_on", Date),
    UniqueConstraint("holder", "year"),
    Index(None, "year", "state", "told_on"),
    Index(None, "state"),
    Index(None, "award_id"),
)

_COLUMNS = assessments.c
ASSESSMENT_COLUMNS = [
    _COLUMNS[name]
    for name in (
        "id",
        "award_id",
        "year",
        "state",
        "due_on",
        "provisional",
        "round",
        "number",
        "received_on",
        "returned_on",
        "back_by",
        "missed_on",
        "draft_id",
        "words",
        "holder",
    )
]
_ALL = select(*ASSESSMENT_COLUMNS)
_OPENED = insert(assessments).on_conflict_do_nothing(index_elements=[_COLUMNS.holder, _COLUMNS.year])
_EARLIER = or_(_COLUMNS.told_on.is_(None), _COLUMNS.told_on < bindparam("on"))
_TELL = update(assessments).where(_COLUMNS.id == bindparam("one"), _EARLIER).values(told_on=bindparam("on"))
IS_OPEN = _COLUMNS.state.in_(sorted(state.value for state in OPEN))


class Assessments:
    """All July reports."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def open(self, award: Award, year: int, due_on: date, *, provisional: bool) -> bool:
        """Open the holder's report of the year; False when one is open already, even under another award."""
        values: dict[str, Any] = {"award_id": award.id, "holder": award.holder, "unit": award.unit, "year": year}
        values |= {"state": AssessmentState.AWAITED.value, "due_on": due_on, "provisional": provisional, "round": 0}
        return (await self._db.execute(_OPENED, values)).rowcount > 0

    async def get(self, assessment_id: int) -> Assessment | None:
        """Return the report with this id, or None."""
        return await self._first(_COLUMNS.id == assessment_id)

    async def numbers(self, ids: Collection[int]) -> dict[int, str]:
        """Return the numbers of these reports, by id; those that have not come have none."""
        wanted = select(_COLUMNS.id, _COLUMNS.number).where(_COLUMNS.id.in_(ids), _COLUMNS.number.is_not(None))
        return dict(map(tuple, await self._db.execute(wanted)))

    async def of_year(self, holder: str, year: int) -> Assessment | None:
        """Return the holder's report of this year, or None."""
        return await self._first(_COLUMNS.holder == holder, _COLUMNS.year == year)

    async def of_holder(self, holder: str) -> list[Assessment]:
        """Return all reports of the holder, the latest year first."""
        return await self._all(_ALL.where(_COLUMNS.holder == holder).order_by(_COLUMNS.year.desc()))

    async def years(self) -> list[int]:
        """Return the years for which reports were opened, the latest first."""
        wanted = select(_COLUMNS.year).distinct().order_by(_COLUMNS.year.desc())
        return list((await self._db.execute(wanted)).scalars())

    async def page(
        self, year: int, states: Iterable[AssessmentState], *, limit: int, after: int = 0
    ) -> list[tuple[Assessment, Award]]:
        """Return a page of the year's reports in these states, each with its award, in the order of the awards."""
        wanted = (
            select(*ASSESSMENT_COLUMNS, *AWARD_COLUMNS)
            .join(awards, awards.c.id == _COLUMNS.award_id)
            .where(_COLUMNS.year == year, _COLUMNS.state.in_(sorted(states)))
            .order_by(_COLUMNS.award_id)
        )
        rows = await self._db.execute(wanted.limit(limit).offset(after))
        width = len(ASSESSMENT_COLUMNS)
        return [(assessment_of(self._seal, row[:width]), award_of(self._seal, row[width:])) for row in rows]

    async def counts(self, year: int, unit: str | None = None) -> dict[AssessmentState, int]:
        """Return how many reports of the year are in each state, of one unit's holders or of all."""
        wanted = select(_COLUMNS.state, func.count()).where(_COLUMNS.year == year).group_by(_COLUMNS.state)
        rows = await self._db.execute(wanted if unit is None else wanted.where(_COLUMNS.unit == unit))
        return {AssessmentState(state): count for state, count in rows}

    async def late(self, year: int) -> int:
        """Return how many reports of the year came after their last day."""
        late = (_COLUMNS.year == year, _COLUMNS.received_on > _COLUMNS.due_on)
        return int((await self._db.execute(select(func.count()).select_from(assessments).where(*late))).scalar_one())

    async def tell(self, assessment_id: int, on: date) -> bool:
        """Note that the reminder of this day was sent; False when it, or a later one, was sent before."""
        return (await self._db.execute(_TELL, {"one": assessment_id, "on": on})).rowcount > 0

    async def redate(self, assessment_id: int, due_on: date, *, provisional: bool) -> bool:
        """Set another last day, or note that it is certain now; False when the report is not open."""
        return await self._change(assessment_id, IS_OPEN, due_on=due_on, provisional=provisional)

    async def miss(self, assessment_id: int, on: date) -> bool:
        """Record that the report did not come; False when it is in, or when that is recorded already."""
        return await self._change(assessment_id, IS_OPEN, _COLUMNS.missed_on.is_(None), missed_on=on)

    async def close(self, assessment_id: int) -> bool:
        """Close a report that is no longer owed, because the award has ended."""
        return await self._change(assessment_id, IS_OPEN, state=AssessmentState.CLOSED.value)

    async def receive(self, assessment_id: int, draft_id: int | None, number: str, on: date) -> bool:
        """Record that the report came (on paper if `draft_id` is None); False when it was in already."""
        first = func.coalesce(_COLUMNS.received_on, on)
        values = {"state": AssessmentState.RECEIVED.value, "draft_id": draft_id, "number": number}
        return await self._change(assessment_id, IS_OPEN, **values, received_on=first, back_by=None)

    async def accept(self, assessment_id: int) -> bool:
        """Accept the report; False when it is not with the office."""
        received = _COLUMNS.state == AssessmentState.RECEIVED
        return await self._change(assessment_id, received, state=AssessmentState.ACCEPTED.value, words=None)

    async def give_back(self, assessment: Assessment, words: str, on: date, back_by: date) -> bool:
        """Return the report with points to correct; False when it is not with the office."""
        values = {"state": AssessmentState.RETURNED.value, "returned_on": on, "back_by": back_by, "told_on": on}
        values |= {"round": assessment.round + 1}
        return await self._with_words(assessment.id, words, _COLUMNS.state == AssessmentState.RECEIVED, **values)

    async def excuse(self, assessment_id: int, words: str) -> bool:
        """Excuse the report for a reason; False when it is in."""
        return await self._with_words(assessment_id, words, IS_OPEN, state=AssessmentState.EXCUSED.value)

    async def _with_words(self, assessment_id: int, words: str, *which: ColumnElement[bool], **values: Any) -> bool:
        place = select(_COLUMNS.holder, _COLUMNS.year).where(_COLUMNS.id == assessment_id)
        row = (await self._db.execute(place)).first()
        if row is None:
            return False
        closed = self._seal.seal("self_assessments", f"{row.holder}/{row.year}", "words", words)
        return await self._change(assessment_id, *which, words=closed, **values)

    async def _change(self, assessment_id: int, *which: ColumnElement[bool], **values: Any) -> bool:
        changed = update(assessments).where(_COLUMNS.id == assessment_id, *which).values(**values)
        return (await self._db.execute(changed)).rowcount > 0

    async def _first(self, *which: ColumnElement[bool]) -> Assessment | None:
        found = await self._all(_ALL.where(*which).limit(1))
        return found[0] if found else None

    async def _all(self, wanted: Any) -> list[Assessment]:
        return [assessment_of(self._seal, row) for row in await self._db.execute(wanted)]


def assessment_of(seal: Seal, row: Sequence[Any]) -> Assessment:
    """Return the report that a row of the table's columns describes."""
    values = dict(zip((column.name for column in ASSESSMENT_COLUMNS), row, strict=True))
    place = f"{values.pop('holder')}/{values['year']}"
    values["state"] = AssessmentState(values["state"])
    words = values["words"]
    values["words"] = words and seal.open_text("self_assessments", place, "words", words)
    return Assessment(**values)


def not_told(on: date) -> ColumnElement[bool]:
    """A condition: neither the reminder of this day nor a later one was sent."""
    return or_(_COLUMNS.told_on.is_(None), _COLUMNS.told_on < on)
