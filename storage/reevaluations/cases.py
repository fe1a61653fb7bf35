"""Re-evaluations: one for each award and term, with state and dates; the words of the case are sealed (Art. 5)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.awards.validity import Award
from rules.reevaluations.cases import BUSY, SETTLED, Opinion, Rectification, Reevaluation, State, Verdict
from storage.awards.titles import AWARD_COLUMNS, award_of, awards
from storage.database.seals import Seal, readable
from storage.schema import Id, Moment, insert, metadata, sealed

reevaluations = Table(
    "reevaluations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("award_id", Id, ForeignKey("awards.id"), nullable=False),
    Column("until", Date, nullable=False),
    Column("state", String(16), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("round", Integer, nullable=False),
    Column("report_by", Date),
    Column("draft_id", Id, ForeignKey("drafts.id")),
    Column("sanction_id", Id, ForeignKey("sanctions.id")),
    Column("changed_at", Moment),
    sealed("matter", "number", nullable=False),
    UniqueConstraint("award_id", "until"),
    Index(None, "state"),
    Index(None, "sanction_id"),
    sqlite_autoincrement=True,
)

_COLUMNS = reevaluations.c
_AWARD = awards.c
_ALL = select(reevaluations)
_OPEN = insert(reevaluations).on_conflict_do_nothing(index_elements=[_COLUMNS.award_id, _COLUMNS.until])


class Reevaluations:
    """All re-evaluations."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def open(self, award: Award, number: str, now: datetime) -> Reevaluation | None:
        """Open a case for the award's present term; None when there is one already."""
        values: dict[str, Any] = {"number": number, "award_id": award.id, "until": award.valid_until, "round": 0}
        values |= {"state": State.OPENED.value, "opened_at": now, "changed_at": now}
        values["matter"] = self._sealed(number, {})
        row = (await self._db.execute(_OPEN.returning(reevaluations), values)).first()
        return self._reevaluation(row) if row else None

    async def get(self, reevaluation_id: int) -> Reevaluation | None:
        """Return the case with this id, or None."""
        return await self._first(_COLUMNS.id == reevaluation_id)

    async def of_sanction(self, sanction_id: int) -> Reevaluation | None:
        """Return the re-evaluation that led to this sanction, or None."""
        return await self._first(_COLUMNS.sanction_id == sanction_id)

    async def of_awards(self, award_ids: Collection[int]) -> list[Reevaluation]:
        """Return the cases of these awards, newest first."""
        return await self._found(_COLUMNS.award_id.in_(sorted(award_ids)), strict=True)

    async def busy(self) -> list[Reevaluation]:
        """Return the cases in which something is still to be done, newest first."""
        return await self._found(_in(BUSY))

    async def settled(self, *, limit: int, after: int = 0) -> list[Reevaluation]:
        """Return a page of the cases that have ended, newest first; `after` is how many to skip."""
        return await self._found(_in(SETTLED), limit=limit, after=after)

    async def lapsed(self, state: State, day: date) -> list[Reevaluation]:
        """Return the cases in this state whose report was due before `day`.

        For cases in rectification ask the rectifications' own last days instead.
        """
        due = (_COLUMNS.report_by < day,) if state is State.REPORTING else ()
        return (await self._found(_in({state}), *due))[::-1]

    async def to_open(self, awarded: Collection[str], today: date, *, limit: int) -> list[Award]:
        """Return standing awards of these kinds whose term has ended without a case, if entered before it ended."""
        opened = exists().where(_COLUMNS.award_id == _AWARD.id, _COLUMNS.until == _AWARD.valid_until)
        ended = (_AWARD.valid_until < today, _AWARD.entered_on <= _AWARD.valid_until, ~opened)
        wanted = select(*AWARD_COLUMNS).where(_AWARD.award.in_(awarded), _stands(today), *ended)
        rows = await self._db.execute(wanted.order_by(_AWARD.valid_until, _AWARD.id).limit(limit))
        return readable(self._seal, "awards", rows, partial(award_of, self._seal))

    async def to_close(self, today: date, *, limit: int) -> list[Reevaluation]:
        """Return the open cases whose award has been ended in some other way."""
        gone = exists().where(_AWARD.id == _COLUMNS.award_id, ~_stands(today))
        return await self._found(_in(BUSY), gone, limit=limit)

    async def prepared(
        self, awarded: Collection[str], today: date, until: date, *, limit: int | None = None, after: int = 0
    ) -> list[Award]:
        """Return a page of awards of these kinds that stand and whose term ends by `until`, the earliest end first."""
        wanted = select(*AWARD_COLUMNS).where(*_preparing(awarded, today, until))
        ordered = wanted.order_by(_AWARD.valid_until, _AWARD.id).limit(limit).offset(after)
        return readable(self._seal, "awards", await self._db.execute(ordered), partial(award_of, self._seal))

    async def count_prepared(self, awarded: Collection[str], today: date, until: date) -> int:
        """Return how many awards `prepared` finds on all pages."""
        wanted = select(func.count()).select_from(awards).where(*_preparing(awarded, today, until))
        return int((await self._db.execute(wanted)).scalar_one())

    async def move(self, case: Reevaluation, to: State, now: datetime, **values: Any) -> bool:
        """Move the case to another state; False when somebody else has moved it first.

        `values` are other columns that change with it; `matter` is sealed here.
        """
        if "matter" in values:
            values["matter"] = self._sealed(case.number, values["matter"])
        mine = (
            _COLUMNS.id == case.id,
            _COLUMNS.state == case.state.value,
            _COLUMNS.changed_at == case.changed_at,
        )
        moved = update(reevaluations).where(*mine).values(state=to.value, changed_at=now, **values)
        return (await self._db.execute(moved)).rowcount > 0

    async def _first(self, *which: ColumnElement[bool]) -> Reevaluation | None:
        found = await self._found(*which, limit=1)
        return found[0] if found else None

    async def _found(
        self, *which: ColumnElement[bool], limit: int | None = None, after: int = 0, strict: bool = False
    ) -> list[Reevaluation]:
        wanted = _ALL.where(*which).order_by(_COLUMNS.id.desc()).limit(limit).offset(after)
        return readable(self._seal, "reevaluations", await self._db.execute(wanted), self._reevaluation, strict=strict)

    def _sealed(self, number: str, matter: Mapping[str, Any]) -> bytes:
        return self._seal.seal_fields("reevaluations", number, "matter", matter)

    def _reevaluation(self, row: Row[Any]) -> Reevaluation:
        kept = row._asdict()
        matter = self._seal.open_fields("reevaluations", kept["number"], "matter", kept["matter"], "said")
        return Reevaluation(**{**kept, "state": State(kept["state"]), "matter": matter})


def _in(states: Collection[State]) -> ColumnElement[bool]:
    return _COLUMNS.state.in_(sorted(state.value for state in states))


def _stands(today: date) -> ColumnElement[bool]:
    return or_(_AWARD.ended_on.is_(None), _AWARD.ended_on > today)


def _preparing(awarded: Collection[str], today: date, until: date) -> tuple[ColumnElement[bool], ...]:
    return (_AWARD.award.in_(awarded), _AWARD.valid_until <= until, _stands(today))


# Opinions of re-evaluations: who was named in which round, and the form with their finding (Art. 5).


reevaluation_opinions = Table(
    "reevaluation_opinions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reevaluation_id", Id, ForeignKey("reevaluations.id"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("named_by", Id, ForeignKey("people.id"), nullable=False),
    Column("named_at", Moment, nullable=False),
    Column("verdict", String(16)),
    Column("draft_id", Id, ForeignKey("drafts.id"), unique=True),
    Column("handed_in_at", Moment),
    Column("released_at", Moment),
    UniqueConstraint("reevaluation_id", "round", "person_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)
_OPINION = reevaluation_opinions.c
_ALL_OPINIONS = select(reevaluation_opinions).order_by(_OPINION.id)
_NAME = insert(reevaluation_opinions).on_conflict_do_nothing(
    index_elements=[_OPINION.reevaluation_id, _OPINION.round, _OPINION.person_id]
)


class ReevaluationOpinions:
    """All opinions, one for each person in a round; the findings are the answers of the form sent."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def name(self, reevaluation_id: int, round_: int, person_id: int, *, by: int, now: datetime) -> bool:
        """Name a reviewer; False for one who was named before in this round, released or not."""
        values: dict[str, Any] = {"reevaluation_id": reevaluation_id, "round": round_, "person_id": person_id}
        return (await self._db.execute(_NAME, {**values, "named_by": by, "named_at": now})).rowcount > 0

    async def of(self, reevaluation_id: int, round_: int | None = None) -> list[Opinion]:
        """Return everybody who was named, in one round or in all, in that order."""
        wanted = _ALL_OPINIONS.where(_OPINION.reevaluation_id == reevaluation_id)
        rows = await self._db.execute(wanted if round_ is None else wanted.where(_OPINION.round == round_))
        return [_opinion(row) for row in rows]

    async def awaited_of(self, person_id: int) -> list[Opinion]:
        """Return the opinions still to come from this person."""
        mine = (_OPINION.person_id == person_id, _OPINION.handed_in_at.is_(None), _OPINION.released_at.is_(None))
        return [_opinion(row) for row in await self._db.execute(_ALL_OPINIONS.where(*mine))]

    async def hand_in(self, opinion_id: int, verdict: Verdict, draft_id: int, now: datetime) -> bool:
        """Record that the opinion is in this form; False when it is in already or no longer awaited."""
        return await self._end(opinion_id, verdict=verdict.value, draft_id=draft_id, handed_in_at=now)

    async def release(self, opinion_id: int, now: datetime) -> bool:
        """Release the person from giving an opinion; False when it is in or they were released before."""
        return await self._end(opinion_id, released_at=now)

    async def _end(self, opinion_id: int, **values: Any) -> bool:
        awaited = (_OPINION.handed_in_at.is_(None), _OPINION.released_at.is_(None))
        ended = update(reevaluation_opinions).where(_OPINION.id == opinion_id, *awaited).values(**values)
        return (await self._db.execute(ended)).rowcount > 0


def _opinion(row: Row[Any]) -> Opinion:
    return Opinion(**{**row._asdict(), "verdict": row.verdict and Verdict(row.verdict)})


# Rectifications: what a re-evaluation demands to be put right, each by a day and with its evidence (Art. 5).


rectifications = Table(
    "rectifications",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reevaluation_id", Id, ForeignKey("reevaluations.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    sealed("demand", "reevaluation_id", "place", nullable=False),
    Column("proved_on", Date),
    Column("draft_id", Id, ForeignKey("drafts.id"), unique=True),
    UniqueConstraint("reevaluation_id", "place"),
    sqlite_autoincrement=True,
)
_RECTIFICATION = rectifications.c
_ALL_RECTIFICATIONS = select(rectifications).order_by(_RECTIFICATION.place)


class Rectifications:
    """All rectifications, numbered from 1 in each case."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def add(self, reevaluation_id: int, demand: str, due_on: date) -> Rectification:
        """Add one more thing to be put right in this case."""
        last = select(func.coalesce(func.max(_RECTIFICATION.place), 0)).where(
            _RECTIFICATION.reevaluation_id == reevaluation_id
        )
        place = int((await self._db.execute(last)).scalar_one()) + 1
        closed = self._seal.seal("rectifications", f"{reevaluation_id}/{place}", "demand", demand)
        values = {"reevaluation_id": reevaluation_id, "place": place, "due_on": due_on, "demand": closed}
        return self._one((await self._db.execute(insert(rectifications).returning(rectifications), values)).one())

    async def get(self, rectification_id: int) -> Rectification | None:
        """Return the rectification with this id, or None."""
        row = (await self._db.execute(_ALL_RECTIFICATIONS.where(_RECTIFICATION.id == rectification_id))).first()
        return self._one(row) if row else None

    async def of(self, reevaluation_id: int) -> list[Rectification]:
        """Return the rectifications of one case, in order."""
        rows = await self._db.execute(_ALL_RECTIFICATIONS.where(_RECTIFICATION.reevaluation_id == reevaluation_id))
        return [self._one(row) for row in rows]

    async def remove(self, rectification_id: int) -> bool:
        """Delete a demand that is withdrawn; False when it is gone already."""
        gone = delete(rectifications).where(_RECTIFICATION.id == rectification_id)
        return (await self._db.execute(gone)).rowcount > 0

    async def prove(self, rectification_id: int, draft_id: int, on: date) -> bool:
        """Record that the evidence is in this form; False when there is evidence already."""
        return await self._change(rectification_id, draft_id=draft_id, proved_on=on)

    async def postpone(self, rectification_id: int, due_on: date) -> bool:
        """Move the last day; False when there is evidence already."""
        return await self._change(rectification_id, due_on=due_on)

    async def _change(self, rectification_id: int, **values: Any) -> bool:
        waiting = (_RECTIFICATION.id == rectification_id, _RECTIFICATION.proved_on.is_(None))
        return (await self._db.execute(update(rectifications).where(*waiting).values(**values))).rowcount > 0

    def _one(self, row: Row[Any]) -> Rectification:
        kept = row._asdict()
        place = f"{kept['reevaluation_id']}/{kept['place']}"
        return Rectification(
            **{**kept, "demand": self._seal.open_text("rectifications", place, "demand", kept["demand"])}
        )
