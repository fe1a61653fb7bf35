"""Affairs about awards in their five years; the words are in the forms of their drafts (Art. 28-35)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
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
    Text,
    UniqueConstraint,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.awards.affairs import Affair, Guest, Invited, Kind, State
from rules.awards.validity import Award
from storage.awards.titles import AWARD_COLUMNS, award_of, awards
from storage.database.seals import Seal, readable
from storage.database.values import pack, unpack
from storage.schema import Id, Moment, insert, metadata

affairs = Table(
    "affairs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(128), unique=True),  # so that the planner opens each affair once
    Column("number", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("year", Integer, nullable=False),
    Column("award_id", Id, ForeignKey("awards.id")),
    Column("holder", String(64)),
    Column("unit", String(64)),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("topic", String(32)),
    Column("due_on", Date),
    Column("draft_id", Id, ForeignKey("drafts.id")),
    Column("changed_at", Moment),
    Column("said", Text, nullable=False),
    Index(None, "kind", "state"),
    Index(None, "holder", "kind", "year"),
    Index(None, "award_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

_COLUMNS = affairs.c
_ALL = select(affairs)
_DONE = _COLUMNS.state.in_((State.SETTLED.value, State.CLOSED.value))
_OPEN = insert(affairs).on_conflict_do_nothing(index_elements=[_COLUMNS.key]).returning(affairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class AffairFilter:
    """A filter for affairs: by kinds, states, year and units; None or empty does not restrict.

    Subjects in `hidden` ("award:5", "affair:7") are left out. `words` must occur in the number, or the affair be about
    one of the `awards`.
    """

    kinds: Collection[Kind] = tuple(Kind)
    states: Collection[State] = tuple(State)
    year: int | None = None
    units: Collection[str] | None = None
    hidden: Collection[str] = ()
    words: str = ""
    awards: Collection[int] = ()


class Affairs:
    """All affairs of all kinds."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def open(
        self, kind: Kind, state: State, *, number: str, year: int, now: datetime, **values: Any
    ) -> Affair | None:
        """Open an affair; `values` are its other columns. None when an affair with its `key` exists already."""
        kept = {"kind": kind.value, "state": state.value, "number": number, "year": year, "opened_at": now}
        row = (await self._db.execute(_OPEN, {"said": pack([]), "changed_at": now, **kept, **values})).first()
        return _affair(row) if row else None

    async def get(self, affair_id: int) -> Affair | None:
        """Return the affair with this id, or None."""
        found = await self._found(_ALL.where(_COLUMNS.id == affair_id))
        return found[0] if found else None

    async def page(
        self,
        kind: Kind,
        *,
        limit: int,
        after: int = 0,
        year: int | None = None,
        units: Collection[str] | None = None,
        hidden: Iterable[str] = (),
    ) -> list[Affair]:
        """Return a page of the affairs of a kind, open ones first, then the newest; `after` is how many to skip."""
        which = _which(AffairFilter(kinds=[kind], year=year, units=units, hidden=tuple(hidden)))
        wanted = _ALL.where(*which).order_by(_DONE, _COLUMNS.id.desc())
        return await self._found(wanted.limit(limit).offset(after))

    async def search(self, wanted: AffairFilter, *, limit: int, after: int = 0) -> list[Affair]:
        """Return the affairs that match: open ones first and of these the earliest due, then the newest."""
        due = case((_DONE, None), else_=_COLUMNS.due_on)
        found = _ALL.where(*_which(wanted)).order_by(_DONE, due.is_(None), due, _COLUMNS.id.desc())
        return await self._found(found.limit(limit).offset(after))

    async def tally(self, wanted: AffairFilter) -> dict[Kind, int]:
        """Return how many affairs of each kind match."""
        counted = select(_COLUMNS.kind, func.count()).where(*_which(wanted)).group_by(_COLUMNS.kind)
        return {Kind(kind): count for kind, count in await self._db.execute(counted)}

    async def counts(
        self,
        kind: Kind,
        *,
        year: int | None = None,
        units: Collection[str] | None = None,
        hidden: Iterable[str] = (),
    ) -> dict[State, int]:
        """Return how many affairs of the kind are in each state."""
        which = _which(AffairFilter(kinds=[kind], year=year, units=units, hidden=tuple(hidden)))
        wanted = select(_COLUMNS.state, func.count()).where(*which)
        return {State(state): count for state, count in await self._db.execute(wanted.group_by(_COLUMNS.state))}

    async def units_waiting(self, kind: Kind, year: int) -> list[str]:
        """Return the units that still owe an affair of this kind and year."""
        mine = (_COLUMNS.kind == kind.value, _COLUMNS.year == year, _COLUMNS.state == State.AWAITED.value)
        return list((await self._db.execute(select(_COLUMNS.unit).where(*mine).distinct())).scalars())

    async def of_holder(self, holder: str) -> list[Affair]:
        """Return all affairs about the holder, newest first."""
        return await self._found(_ALL.where(_COLUMNS.holder == holder).order_by(_COLUMNS.id.desc()), strict=True)

    async def of_person(self, person_id: int) -> list[Affair]:
        """Return the affairs that the person began, newest first."""
        return await self._found(_ALL.where(_COLUMNS.person_id == person_id).order_by(_COLUMNS.id.desc()), strict=True)

    async def move(self, affair: Affair, to: State, now: datetime, **values: Any) -> bool:
        """Move the affair to another state; False when somebody else has moved it first."""
        if "said" in values:
            values["said"] = pack(list(values["said"]))
        mine = (
            _COLUMNS.id == affair.id,
            _COLUMNS.state == affair.state.value,
            _COLUMNS.changed_at == affair.changed_at,
        )
        moved = update(affairs).where(*mine).values(state=to.value, changed_at=now, **values)
        return (await self._db.execute(moved)).rowcount > 0

    async def to_open(
        self, kind: Kind, year: int, since: date, day: date, *, topic: str | None = None, limit: int
    ) -> list[Award]:
        """Return awards valid on `day` whose holders have no affair of this kind, year and topic yet.

        An award entered after `since`, the day from which this year's affairs are asked for, has its turn next year.
        """
        award, mine = awards.c, [_COLUMNS.kind == kind.value, _COLUMNS.year == year]
        mine += [_COLUMNS.topic == topic] if topic is not None else []
        opened = exists().where(_COLUMNS.holder == award.holder, *mine)
        which = [
            award.entered_on <= since,
            award.decided_on <= day,
            award.valid_until >= day,
            or_(award.ended_on.is_(None), award.ended_on > day),
        ]
        wanted = select(*AWARD_COLUMNS).where(*which, ~opened).order_by(award.id).limit(limit)
        return readable(self._seal, "awards", await self._db.execute(wanted), partial(award_of, self._seal))

    async def adrift(self, day: date, *, limit: int) -> list[Affair]:
        """Return the awaited affairs of holders who have no standing award any more."""
        award = awards.c
        gone = select(award.holder).where(award.ended_on <= day)
        held = exists().where(award.holder == _COLUMNS.holder, or_(award.ended_on.is_(None), award.ended_on > day))
        awaited = (_COLUMNS.holder.in_(gone), _COLUMNS.state == State.AWAITED.value, ~held)
        return await self._found(_ALL.where(*awaited).order_by(_COLUMNS.id).limit(limit))

    async def _found(self, wanted: Any, *, strict: bool = False) -> list[Affair]:
        return readable(self._seal, "affairs", await self._db.execute(wanted), _affair, strict=strict)


def _which(wanted: AffairFilter) -> list[ColumnElement[bool]]:
    shut: dict[str, list[int]] = {"award": [], "affair": []}
    for noun, _, one in (subject.partition(":") for subject in wanted.hidden):
        if noun in shut and one.isdecimal():
            shut[noun].append(int(one))
    which: list[ColumnElement[bool]] = [
        _COLUMNS.kind.in_([kind.value for kind in wanted.kinds]),
        _COLUMNS.id.not_in(shut["affair"]),
    ]
    which.append(or_(_COLUMNS.award_id.is_(None), _COLUMNS.award_id.not_in(shut["award"])))
    if set(wanted.states) != set(State):
        which.append(_COLUMNS.state.in_([state.value for state in wanted.states]))
    which += [_COLUMNS.year == wanted.year] if wanted.year is not None else []
    which += [_COLUMNS.unit.in_(sorted(wanted.units))] if wanted.units is not None else []
    if wanted.words:
        numbered = _COLUMNS.number.contains(wanted.words, autoescape=True)
        which.append(or_(numbered, _COLUMNS.award_id.in_(wanted.awards)))
    return which


def _affair(row: Row[Any]) -> Affair:
    kept = {key: value for key, value in row._asdict().items() if key != "key"}
    read = {"kind": Kind(kept["kind"]), "state": State(kept["state"]), "said": tuple(unpack(kept["said"]))}
    return Affair(**{**kept, **read})


# Guests: the holders invited to an activity, their replies, and who came (Art. 31, 35).


guests = Table(
    "activity_guests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("affair_id", Id, ForeignKey("affairs.id"), nullable=False),
    Column("award_id", Id, ForeignKey("awards.id"), nullable=False),
    Column("state", String(16), nullable=False),
    UniqueConstraint("affair_id", "award_id"),
)

_GUEST = guests.c
_INVITE = insert(guests).on_conflict_do_nothing()


class Guests:
    """All invitations to all activities."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def invite(self, affair_id: int, award_id: int) -> bool:
        """Invite the holder of this award; False when it was invited before."""
        values = {"affair_id": affair_id, "award_id": award_id, "state": Invited.ASKED.value}
        return (await self._db.execute(_INVITE, values)).rowcount > 0

    async def of(self, affair_id: int) -> list[Guest]:
        """Return the activity's invitations, in the order they were sent."""
        wanted = select(_GUEST.affair_id, _GUEST.award_id, _GUEST.state).where(_GUEST.affair_id == affair_id)
        rows = await self._db.execute(wanted.order_by(_GUEST.id))
        return [Guest(row[0], row[1], Invited(row[2])) for row in rows]

    async def put(self, affair_id: int, award_id: int, state: Invited) -> bool:
        """Set the state of one invitation; False where there is none."""
        mine = (_GUEST.affair_id == affair_id, _GUEST.award_id == award_id)
        return (await self._db.execute(update(guests).where(*mine).values(state=state.value))).rowcount > 0

    async def close(self, affair_id: int) -> None:
        """End the activity: guests who neither declined nor were recorded as attending become absent."""
        mine = (_GUEST.affair_id == affair_id, _GUEST.state.in_([Invited.ASKED.value, Invited.COMING.value]))
        await self._db.execute(update(guests).where(*mine).values(state=Invited.ABSENT.value))

    async def figures(self, year: int, units: Collection[str] | None = None) -> tuple[int, int, int]:
        """Return how many activities of the year were held, how many invitations they had, and how many guests came."""
        held = [affairs.c.kind == Kind.ACTIVITY.value, affairs.c.year == year, affairs.c.state == State.SETTLED.value]
        held += [affairs.c.unit.in_(sorted(units))] if units is not None else []
        count = (await self._db.execute(select(func.count()).select_from(affairs).where(*held))).scalar_one()
        mine = select(_GUEST.state, func.count()).join(affairs, affairs.c.id == _GUEST.affair_id).where(*held)
        came = {row[0]: row[1] for row in await self._db.execute(mine.group_by(_GUEST.state))}
        return int(count), sum(came.values()), came.get(Invited.ATTENDED.value, 0)

    async def between(self, first: date, last: date) -> list[int]:
        """Return the ids of the activities planned for one of these days."""
        mine = (
            affairs.c.kind == Kind.ACTIVITY.value,
            affairs.c.state == State.SENT.value,
            affairs.c.due_on.between(first, last),
        )
        return list((await self._db.execute(select(affairs.c.id).where(*mine))).scalars())
