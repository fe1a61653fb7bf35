"""July for the planner: reports to open, remind of, redate, record as missing or close (Art. 32)."""

from collections.abc import Collection
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import exists, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.awards.validity import Assessment, AssessmentState, Award
from rules.engine.pack import Pack
from storage.awards.assessments import ASSESSMENT_COLUMNS, IS_OPEN, assessment_of, assessments, not_told
from storage.awards.titles import AWARD_COLUMNS, award_of, awards
from storage.database.seals import Seal, readable

_COLUMNS = assessments.c
_ALL = select(*ASSESSMENT_COLUMNS)


class July:
    """Queries for what is still to be done. Each finds only what is due, however many holders there are."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def to_open(self, year: int, due_on: date, pack: Pack, *, limit: int) -> list[Award]:
        """Return awards whose holders owe a report in `year` and have none yet: `owes_self_assessment` in SQL.

        A year whose last day had passed when the award was entered is left out: the service was not there to ask.
        """
        rule = pack.self_assessment
        opens = rule.opens.in_year(year)
        award = awards.c
        opened = exists().where(_COLUMNS.holder == award.holder, _COLUMNS.year == year)
        which = [award.award.in_(rule.awards), award.decided_on < opens, award.valid_until >= opens]
        which += [award.entered_on <= due_on, or_(award.ended_on.is_(None), award.ended_on > opens), ~opened]
        which.append(or_(award.opened_year.is_(None), award.opened_year < year, award.opened_year > year))
        if not rule.individuals:
            which.append(award.organisation.is_(True))
        wanted = select(*AWARD_COLUMNS).where(*which).order_by(award.decided_on.desc(), award.id.desc()).limit(limit)
        return readable(self._seal, "awards", await self._db.execute(wanted), partial(award_of, self._seal))

    async def units_waiting(self, year: int) -> list[str]:
        """Return the receiving units some of whose holders still owe the year's report."""
        wanted = select(_COLUMNS.unit).where(_COLUMNS.year == year, IS_OPEN).distinct().order_by(_COLUMNS.unit)
        return list((await self._db.execute(wanted)).scalars())

    async def waiting_names(self, year: int, unit: str | None = None, *, limit: int) -> list[str]:
        """Return the names of holders who still owe the year's report, of one unit or of all."""
        which = [_COLUMNS.year == year, IS_OPEN, *(() if unit is None else (_COLUMNS.unit == unit,))]
        wanted = select(*AWARD_COLUMNS).join(assessments, awards.c.id == _COLUMNS.award_id).where(*which)
        rows = await self._db.execute(wanted.order_by(_COLUMNS.award_id).limit(limit))
        return [one.name for one in readable(self._seal, "awards", rows, partial(award_of, self._seal))]

    async def untold(self, year: int, on: date, *, limit: int) -> list[Assessment]:
        """Return reports of the year that never came and whose holders have not had this day's reminder."""
        waiting = (_COLUMNS.year == year, _COLUMNS.state == AssessmentState.AWAITED, not_told(on))
        return await self._all(_ALL.where(*waiting).order_by(_COLUMNS.id).limit(limit))

    async def returned(self) -> list[Assessment]:
        """Return the reports that were returned and have not come back."""
        return await self._all(_ALL.where(_COLUMNS.state == AssessmentState.RETURNED).order_by(_COLUMNS.id))

    async def adrift(self, today: date, pack: Pack, *, limit: int) -> list[Assessment]:
        """Return open reports whose holder has no award left: it was ended, or is over and not to be re-evaluated."""
        award = awards.c
        kept = or_(award.valid_until >= today, award.award.in_(pack.expiry.reassessed))
        held = exists().where(
            award.holder == _COLUMNS.holder, or_(award.ended_on.is_(None), award.ended_on > today), kept
        )
        return await self._all(_ALL.where(IS_OPEN, ~held).order_by(_COLUMNS.id).limit(limit))

    async def overdue(self, before: date, *, limit: int) -> list[Assessment]:
        """Return open reports whose certain last day was before this day, not yet recorded as missing."""
        last = func.coalesce(_COLUMNS.back_by, _COLUMNS.due_on)
        mine = (IS_OPEN, _COLUMNS.provisional.is_(False), _COLUMNS.missed_on.is_(None), last < before)
        return await self._all(_ALL.where(*mine).order_by(_COLUMNS.id).limit(limit))

    async def misdated(self, year: int, due_on: date, *, provisional: bool, limit: int) -> list[Assessment]:
        """Return open reports of the year with a last day other than the present calendar gives."""
        other = or_(_COLUMNS.due_on != due_on, _COLUMNS.provisional != provisional)
        return await self._all(_ALL.where(_COLUMNS.year == year, IS_OPEN, other).order_by(_COLUMNS.id).limit(limit))

    async def holders(self, *, limit: int | None = None, after: int = 0) -> list[Award]:
        """Return one award of each holder that ever owed a report, the latest first: the rows of the July matrix."""
        latest = select(func.max(_COLUMNS.award_id)).group_by(_COLUMNS.holder)
        wanted = select(*AWARD_COLUMNS).where(awards.c.id.in_(latest)).order_by(awards.c.id.desc())
        rows = await self._db.execute(wanted.limit(limit).offset(after))
        return readable(self._seal, "awards", rows, partial(award_of, self._seal))

    async def count_holders(self) -> int:
        """Return how many rows the July matrix has."""
        wanted = select(func.count(_COLUMNS.holder.distinct()))
        return int((await self._db.execute(wanted)).scalar_one())

    async def of_holders(self, holders: Collection[str]) -> dict[str, list[Assessment]]:
        """Return the reports of these holders, the earliest year first."""
        wanted = _ALL.where(_COLUMNS.holder.in_(holders)).order_by(_COLUMNS.year)
        found: dict[str, list[Assessment]] = {holder: [] for holder in holders}
        for row in await self._db.execute(wanted):
            found[row.holder].append(assessment_of(self._seal, row))
        return found

    async def tally(self) -> list[tuple[int, AssessmentState, bool, bool, int]]:
        """Return rows of year, state, whether late, whether recorded as missing, and the number of such reports."""
        late = func.coalesce(_COLUMNS.received_on > _COLUMNS.due_on, false())
        missed = _COLUMNS.missed_on.is_not(None)
        wanted = select(_COLUMNS.year, _COLUMNS.state, late, missed, func.count())
        rows = await self._db.execute(wanted.group_by(_COLUMNS.year, _COLUMNS.state, late, missed))
        return [
            (year, AssessmentState(state), bool(is_late), bool(is_missed), count)
            for year, state, is_late, is_missed, count in rows
        ]

    async def _all(self, wanted: Any) -> list[Assessment]:
        return readable(
            self._seal, "self_assessments", await self._db.execute(wanted), partial(assessment_of, self._seal)
        )
