"""Sanctions: each case with its state and dates; its words and whom it names are sealed (Art. 5, 36-41)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, ForeignKey, Index, Integer, Row, String, Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.engine.names import shown
from rules.sanctions.cases import Recovery, Sanction, State
from storage.database.seals import Seal, readable
from storage.schema import Id, Moment, insert, metadata, sealed

sanctions = Table(
    "sanctions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(32), nullable=False, unique=True),
    Column("article", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("opened_by", Id, ForeignKey("people.id"), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("holder", String(64)),
    Column("application_id", Id, ForeignKey("applications.id")),
    Column("award_id", Id, ForeignKey("awards.id")),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("hear_by", Date),
    Column("plaque", String(16)),
    Column("certificate", String(16)),
    Column("published_on", Date),
    Column("changed_at", Moment),
    sealed("matter", "number", nullable=False),
    Index(None, "state"),
    Index(None, "holder"),
    Index(None, "application_id"),
    Index(None, "award_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

_COLUMNS = sanctions.c
_ALL = select(sanctions)


class Sanctions:
    """All sanction cases."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def open(self, *, matter: Mapping[str, Any], now: datetime, **values: Any) -> Sanction:
        """Open a case; `values` are its other columns."""
        kept = {"state": State.OPENED.value, "opened_at": now, "changed_at": now, **values}
        kept["matter"] = self._sealed(values["number"], matter)
        return self._sanction((await self._db.execute(insert(sanctions).returning(sanctions), kept)).one())

    async def get(self, sanction_id: int) -> Sanction | None:
        """Return the case with this id, or None."""
        found = await self._found(_COLUMNS.id == sanction_id)
        return found[0] if found else None

    async def about(
        self,
        states: Collection[State],
        *,
        holder: str | None = None,
        application_id: int | None = None,
        award_id: int | None = None,
        person_id: int | None = None,
    ) -> list[Sanction]:
        """Return the cases in these states about whatever is given, newest first."""
        wanted = {"holder": holder, "application_id": application_id, "award_id": award_id, "person_id": person_id}
        named = [_COLUMNS[name] == value for name, value in wanted.items() if value is not None]
        return await self._found(_in(states), *named)

    async def hearings_over(self, day: date) -> list[Sanction]:
        """Return the cases whose hearing's last day is before `day`, oldest first."""
        return (await self._found(_in({State.HEARING}), _COLUMNS.hear_by < day, strict=False))[::-1]

    async def of_party(self, person_id: int, awards: Collection[int], applications: Collection[int]) -> list[Sanction]:
        """Return the cases about this person or one of these awards or applications, newest first."""
        mine = (
            (_COLUMNS.person_id == person_id)
            | _COLUMNS.award_id.in_(sorted(awards))
            | _COLUMNS.application_id.in_(sorted(applications))
        )
        return await self._found(mine)

    async def page(self, states: Collection[State], *, before: int | None = None, limit: int = 10) -> list[Sanction]:
        """Return the cases in these states, newest first; `before` is the last id of the preceding page."""
        here = (_in(states),) if before is None else (_in(states), _COLUMNS.id < before)
        return await self._found(*here, limit=limit, strict=False)

    async def published(self, *, before: int | None = None, limit: int = 10) -> list[Sanction]:
        """Return the cases whose circular is public, newest first."""
        here = _COLUMNS.published_on.is_not(None)
        return await self._found(here if before is None else here & (_COLUMNS.id < before), limit=limit, strict=False)

    async def awards_in(self, states: Collection[State]) -> frozenset[int]:
        """Return the ids of the awards that cases in these states are about."""
        wanted = select(_COLUMNS.award_id).where(_in(states), _COLUMNS.award_id.is_not(None))
        return frozenset((await self._db.execute(wanted)).scalars())

    async def count(self, states: Collection[State]) -> int:
        """Return how many cases are in these states."""
        wanted = select(func.count()).select_from(sanctions).where(_in(states))
        return int((await self._db.execute(wanted)).scalar_one())

    async def move(self, sanction: Sanction, to: State, now: datetime, **values: Any) -> bool:
        """Move the case to another state; False when somebody else has moved it first.

        `values` are other columns that change with it; `matter` is sealed here.
        """
        if "matter" in values:
            values["matter"] = self._sealed(sanction.number, values["matter"])
        mine = (
            _COLUMNS.id == sanction.id,
            _COLUMNS.state == sanction.state.value,
            _COLUMNS.changed_at == sanction.changed_at,
        )
        moved = update(sanctions).where(*mine).values(state=to.value, changed_at=now, **values)
        return (await self._db.execute(moved)).rowcount > 0

    async def _found(
        self, *which: ColumnElement[bool], limit: int | None = None, strict: bool = True
    ) -> list[Sanction]:
        rows = await self._db.execute(_ALL.where(*which).order_by(_COLUMNS.id.desc()).limit(limit))
        return readable(self._seal, "sanctions", rows, self._sanction, strict=strict)

    def _sealed(self, number: str, matter: Mapping[str, Any]) -> bytes:
        return self._seal.seal_fields("sanctions", number, "matter", matter)

    def _sanction(self, row: Row[Any]) -> Sanction:
        kept = row._asdict()
        read = {name: kept[name] and Recovery(kept[name]) for name in ("plaque", "certificate")}
        matter = self._seal.open_fields("sanctions", kept["number"], "matter", kept["matter"], "name", "facts")
        matter |= {"name": shown(matter["name"])} if matter.get("name") else {}
        return Sanction(**{**kept, **read, "state": State(kept["state"]), "matter": matter})


def _in(states: Collection[State]) -> ColumnElement[bool]:
    return _COLUMNS.state.in_(sorted(state.value for state in states))
