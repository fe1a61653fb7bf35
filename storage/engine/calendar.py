"""The stored working calendar: a year's notice counts once confirmed, the prefecture's own days at once."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.engine.calendar import WorkingCalendar
from storage.database import proofs
from storage.database.seals import Seal
from storage.schema import Id, Moment, insert, metadata

_VERSION = "calendar"
_FRIDAY = 4


class DayKind(StrEnum):
    """The kinds of day: a weekday off, a weekend day worked, or a day off of the prefecture."""

    OFF = "off"
    MAKE_UP = "make_up"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Year:
    """A year whose notice was entered; without `confirmed_at` it waits for a second person and does not count yet."""

    year: int
    source: str
    entered_by: int | None
    entered_at: datetime
    confirmed_by: int | None
    confirmed_at: datetime | None


years = Table(
    "calendar_years",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("source", String(200), nullable=False),
    Column("entered_by", Id, ForeignKey("people.id")),
    Column("entered_at", Moment, nullable=False),
    Column("confirmed_by", Id, ForeignKey("people.id")),
    Column("confirmed_at", Moment),
)
days = Table(
    "calendar_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("year", Integer, nullable=False),  # the notice's year: it may move days of the December before
)


class CalendarMemory:
    """A cache of the calendar, shared by a store's Works so that a thousand rows are not read for each update."""

    def __init__(self) -> None:
        self.version = -1
        self.calendar: WorkingCalendar | None = None

    def forget(self) -> None:
        """Drop the cache: what was read may have been rolled back."""
        self.calendar = None


class Calendar:
    """The years and days of the calendar."""

    def __init__(self, db: AsyncConnection, seal: Seal, memory: CalendarMemory) -> None:
        self._db = db
        self._memory = memory
        self._changed = False

    async def load(self) -> WorkingCalendar:
        """Return the calendar for the rules; it is read from the database only when it has changed.

        This process alone serves a SQLite file and knows of every change; elsewhere a version number is asked for.
        """
        if self._memory.calendar is not None and not self._changed and self._db.dialect.name == "sqlite":
            return self._memory.calendar
        version = await proofs.number(self._db, _VERSION)
        if self._memory.calendar is not None and self._memory.version == version:
            return self._memory.calendar
        calendar = await self._read()
        if not self._changed:  # a change that this Work may still undo is not shared
            self._memory.version, self._memory.calendar = version, calendar
        return calendar

    async def seed(self, now: datetime) -> bool:
        """Enter the years in the installed holiday tables, confirmed; False when years were entered before."""
        if await self.years():
            return False
        off, make_up, name = _installed()
        entered = {"source": name, "entered_by": None, "entered_at": now, "confirmed_by": None, "confirmed_at": now}
        await self._db.execute(insert(years), [{"year": year, **entered} for year in sorted({day.year for day in off})])
        await self._add([(day.year, day, kind) for day, kind in _kinds(off, make_up)])
        return True

    async def enter(
        self,
        year: int,
        source: str,
        days_off: Collection[date],
        make_up: Collection[date],
        now: datetime,
        *,
        by: int | None = None,
    ) -> None:
        """Enter a year's notice, replacing an earlier one; it counts once it is confirmed.

        Only weekdays off and weekend days worked are stored; other days need no notice.
        """
        await self._db.execute(delete(days).where(days.c.year == year, days.c.kind != DayKind.LOCAL))
        await self._db.execute(delete(years).where(years.c.year == year))
        await self._db.execute(insert(years).values(year=year, source=source, entered_by=by, entered_at=now))
        await self._add([(year, day, kind) for day, kind in _kinds(days_off, make_up)])

    async def confirm(self, year: int, by: int | None, now: datetime) -> bool:
        """Confirm the year's days; False when they do not wait. The caller checks that `by` is a second person."""
        waiting = (years.c.year == year, years.c.confirmed_at.is_(None))
        confirmed = update(years).where(*waiting).values(confirmed_by=by, confirmed_at=now)
        done = (await self._db.execute(confirmed)).rowcount > 0
        await self._changes()
        return done

    async def years(self) -> list[Year]:
        """Return the years entered, confirmed or not, in order."""
        return [Year(*row) for row in await self._db.execute(select(years).order_by(years.c.year))]

    async def days(self, year: int) -> dict[date, DayKind]:
        """Return the days in the notice of this year, and the prefecture's days in that year."""
        rows = await self._db.execute(select(days).where(days.c.year == year).order_by(days.c.day))
        return {row.day: DayKind(row.kind) for row in rows}

    async def add_local(self, day: date) -> None:
        """Enter a day off of the prefecture."""
        await self.remove_local(day)
        await self._add([(day.year, day, DayKind.LOCAL)])

    async def remove_local(self, day: date) -> None:
        """Remove a day off of the prefecture."""
        await self._db.execute(delete(days).where(days.c.day == day, days.c.kind == DayKind.LOCAL))
        await self._changes()

    async def _add(self, entered: Iterable[tuple[int, date, DayKind]]) -> None:
        rows = [{"day": day, "kind": kind.value, "year": year} for year, day, kind in entered]
        if rows:
            fresh = insert(days)
            again = {"year": fresh.excluded.year}
            await self._db.execute(
                fresh.on_conflict_do_update(index_elements=[days.c.day, days.c.kind], set_=again), rows
            )
        await self._changes()

    async def _changes(self) -> None:
        self._changed = True
        self._memory.calendar = None
        await proofs.raise_number(self._db, _VERSION)

    async def _read(self) -> WorkingCalendar:
        confirmed = set(
            (await self._db.execute(select(years.c.year).where(years.c.confirmed_at.is_not(None)))).scalars()
        )
        found: dict[str, set[date]] = {kind.value: set() for kind in DayKind}
        for row in await self._db.execute(select(days)):
            if row.kind == DayKind.LOCAL or row.year in confirmed:
                found[row.kind].add(row.day)
        return WorkingCalendar(frozenset(confirmed), *(frozenset(found[kind.value]) for kind in DayKind))


def _kinds(days_off: Iterable[date], make_up: Iterable[date]) -> Iterator[tuple[date, DayKind]]:
    """Yield the days that differ from their weekday: weekdays off, and weekend days worked."""
    yield from ((day, DayKind.OFF) for day in days_off if day.weekday() <= _FRIDAY)
    yield from ((day, DayKind.MAKE_UP) for day in make_up if day.weekday() > _FRIDAY)


def _installed() -> tuple[set[date], set[date], str]:
    from importlib.metadata import version

    from chinese_calendar import constants  # imported here because it is needed once in the life of a database

    return set(constants.holidays), set(constants.workdays), f"chinesecalendar {version('chinesecalendar')}"


# Changes of the calendar proposed by one person, which take effect only once another has confirmed them.


class ProposalKind(StrEnum):
    """What a proposal changes: a year's notice, days off of the prefecture, or such days now worked after all."""

    YEAR = "year"
    LOCAL = "local"
    WORKED = "worked"


class ProposalState(StrEnum):
    """The state of a proposal: waiting for a second person, confirmed, rejected, or replaced by a newer one."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed change of the calendar.

    `text` is what was pasted or typed, parsed again whenever it is shown; `name` says what the days are for.
    `proposed_by` is None when an operator entered it from the shell.
    """

    id: int
    kind: ProposalKind
    year: int
    text: str
    name: str
    state: ProposalState
    proposed_by: int | None
    proposed_at: datetime
    decided_by: int | None
    decided_at: datetime | None


proposals = Table(
    "calendar_proposals",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("year", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("name", String(100), nullable=False),
    Column("state", String(16), nullable=False),
    Column("proposed_by", Id, ForeignKey("people.id")),
    Column("proposed_at", Moment, nullable=False),
    Column("decided_by", Id, ForeignKey("people.id")),
    Column("decided_at", Moment),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

_COLUMNS = proposals.c
_IS_WAITING = _COLUMNS.state == ProposalState.WAITING.value


class CalendarProposals:
    """All proposals. Their content is public, so nothing is sealed."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def add(
        self, kind: ProposalKind, year: int, text: str, *, now: datetime, by: int | None, name: str = ""
    ) -> Proposal:
        """Add a change that waits for a second person."""
        values: dict[str, Any] = {"kind": kind.value, "year": year, "text": text, "name": name}
        values |= {"state": ProposalState.WAITING.value, "proposed_by": by, "proposed_at": now}
        return _proposal((await self._db.execute(insert(proposals).returning(*_COLUMNS), values)).one())

    async def get(self, proposal_id: int) -> Proposal | None:
        """Return the proposal with this id, or None."""
        row = (await self._db.execute(select(proposals).where(_COLUMNS.id == proposal_id))).first()
        return _proposal(row) if row else None

    async def waiting(self) -> list[Proposal]:
        """Return the proposals that wait for a second person, oldest first."""
        rows = await self._db.execute(select(proposals).where(_IS_WAITING).order_by(_COLUMNS.id))
        return [_proposal(row) for row in rows]

    async def decide(self, proposal_id: int, state: ProposalState, *, now: datetime, by: int | None) -> bool:
        """Set the outcome of a waiting proposal; False when it is not waiting."""
        mine = (_COLUMNS.id == proposal_id, _IS_WAITING)
        decided = update(proposals).where(*mine).values(state=state.value, decided_by=by, decided_at=now)
        return (await self._db.execute(decided)).rowcount > 0


def _proposal(row: Sequence[Any]) -> Proposal:
    one, kind, year, text, name, state, *rest = row
    return Proposal(one, ProposalKind(kind), year, text, name, ProposalState(state), *rest)
