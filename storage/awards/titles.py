"""Awards: who holds which until when, found by the keyed hash of the holder's number (Art. 5, 36-39)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    func,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.awards.validity import Award, Ending, Rung
from storage.database.seals import Seal, readable
from storage.schema import Id, insert, metadata, sealed

LOOKUP = "holder.number"
"""The purpose for which holders' numbers are hashed; bars use the same, so that their hashes agree with awards'."""

awards = Table(
    "awards",
    metadata,
    Column("id", Id, primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("award", String(32), nullable=False),
    Column("organisation", Boolean, nullable=False),
    sealed("name", "holder", nullable=False),
    sealed("number", "holder", nullable=False),
    sealed("former", "holder"),
    Column("decision", String(200), nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("certificate", String(200), nullable=False),
    Column("certificate_key", String(200), unique=True),  # NULL without a certificate
    Column("plaque", String(200), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("entered_on", Date, nullable=False),
    Column("ending", String(16)),
    Column("ended_on", Date),
    Column("told_left", Integer),  # days left at the last reminder of its end
    Column("opened_year", Integer),  # the last year whose report is open for the holder: the planner skips those
    UniqueConstraint("holder", "decided_on"),
    Index(None, "valid_until"),
    Index(None, "ended_on"),
    Index(None, "told_left", "valid_until"),
    Index(None, "organisation", "opened_year", "valid_until"),
    Index(None, "unit"),
)

_COLUMNS = awards.c
AWARD_COLUMNS = [
    _COLUMNS[name]
    for name in (
        "id",
        "holder",
        "award",
        "organisation",
        "name",
        "decision",
        "decided_on",
        "valid_until",
        "certificate",
        "plaque",
        "unit",
        "entered_on",
        "ending",
        "ended_on",
        "former",
    )
]
_GET = select(*AWARD_COLUMNS).where(_COLUMNS.id == bindparam("one"))
_OPENED = update(awards).where(_COLUMNS.holder == bindparam("of")).values(opened_year=bindparam("opened_year"))
_ADD = insert(awards).on_conflict_do_nothing().returning(_COLUMNS.id)


class Awards:
    """All awards, including those that have ended."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    def holder(self, number: str) -> str:
        """Return the keyed hash of a holder's number, normalised as the rules do it."""
        return self._seal.lookup(LOOKUP, number)

    async def add(
        self,
        *,
        number: str,
        award: str,
        organisation: bool,
        name: str,
        decision: str,
        decided_on: date,
        valid_until: date,
        certificate: str,
        certificate_key: str | None,
        plaque: str,
        unit: str,
        entered_on: date,
    ) -> int | None:
        """Enter an award and return its id; None, changing nothing, if its certificate or holder and day are known."""
        holder = self.holder(number)
        kept: dict[str, Any] = {"holder": holder, "award": award, "organisation": organisation, "decision": decision}
        kept |= {"name": self._seal.seal("awards", holder, "name", name)}
        kept |= {"number": self._seal.seal("awards", holder, "number", number)}
        kept |= {"decided_on": decided_on, "valid_until": valid_until, "certificate": certificate, "plaque": plaque}
        kept |= {"certificate_key": certificate_key, "unit": unit, "entered_on": entered_on}
        one: int | None = (await self._db.execute(_ADD, kept)).scalar_one_or_none()
        return one

    async def known(self, number: str, decided_on: date, certificate_key: str | None) -> Award | None:
        """Return the award that would make `add` return None, if there is one."""
        same = (_COLUMNS.holder == self.holder(number)) & (_COLUMNS.decided_on == decided_on)
        mine = same if certificate_key is None else or_(same, _COLUMNS.certificate_key == certificate_key)
        return await self._first(mine)

    async def get(self, award_id: int) -> Award | None:
        """Return the award with this id, or None."""
        row = (await self._db.execute(_GET, {"one": award_id})).first()
        return award_of(self._seal, row) if row else None

    async def these(self, ids: Collection[int]) -> dict[int, Award]:
        """Return the awards with these ids, by id."""
        return {one.id: one for one in await self._all(_COLUMNS.id.in_(ids))} if ids else {}

    async def number_of(self, award_id: int) -> str | None:
        """Return the holder's number, unsealed; the caller must record this in the journal."""
        row = (await self._db.execute(select(_COLUMNS.holder, _COLUMNS.number).where(_COLUMNS.id == award_id))).first()
        return None if row is None else self._seal.open_text("awards", row.holder, "number", row.number)

    async def held_by(self, number: str) -> list[Award]:
        """Return all awards of the holder with this credit code or identity number, latest first (Art. 5)."""
        return await self.of_holder(self.holder(number))

    async def of_holder(self, holder: str) -> list[Award]:
        """Return all awards of the holder with this keyed hash, latest first."""
        return await self._all(_COLUMNS.holder == holder)

    async def by_certificate(self, certificate_key: str) -> Award | None:
        """Return the award of a certificate (Art. 34); `certificate_key` is the normalised certificate number."""
        return await self._first(_COLUMNS.certificate_key == certificate_key)

    async def of_decision(self, decision: str, decided_on: date) -> list[Award]:
        """Return the awards granted by one decision of the county government (Art. 27)."""
        return await self._all(_COLUMNS.decision == decision, _COLUMNS.decided_on == decided_on)

    async def page(self, *, limit: int, after: int = 0, unit: str | None = None) -> list[Award]:
        """Return a page of awards, the latest decision first; `after` is how many to skip."""
        wanted = () if unit is None else (_COLUMNS.unit == unit,)
        return await self._all(*wanted, limit=limit, after=after, strict=False)

    async def count(self, unit: str | None = None) -> int:
        """Return the number of awards, of one unit or of all."""
        wanted = select(func.count()).select_from(awards)
        wanted = wanted if unit is None else wanted.where(_COLUMNS.unit == unit)
        return int((await self._db.execute(wanted)).scalar_one())

    async def untold(self, awarded: Collection[str], rungs: Iterable[Rung], *, limit: int) -> list[Award]:
        """Return awards of these kinds that are on one of the rungs and whose holders have not been told of it."""
        standing = [  # each of these alone uses the index; combined they would not
            select(_COLUMNS.id).where(_COLUMNS.valid_until.between(rung.first, rung.last), told)
            for rung in rungs
            for told in (_COLUMNS.told_left.is_(None), _COLUMNS.told_left > rung.left)
        ]
        mine = (_COLUMNS.id.in_(union_all(*standing)), _COLUMNS.award.in_(awarded), _COLUMNS.ended_on.is_(None))
        return await self._all(*mine, _COLUMNS.entered_on <= _COLUMNS.valid_until, limit=limit, strict=False)

    async def tell(self, award_id: int, left: int) -> bool:
        """Note a reminder of the award's end with `left` days to go; False if that or a later one was noted before."""
        told = update(awards).where(_COLUMNS.id == award_id, _not_told(left)).values(told_left=left)
        return (await self._db.execute(told)).rowcount > 0

    async def opened(self, holder: str, year: int) -> None:
        """Note that the report of this year is open for the holder, under whichever of its awards."""
        await self._db.execute(_OPENED, {"of": holder, "opened_year": year})

    async def rename(self, holder: str, name: str) -> None:
        """Rename the holder in all its awards, keeping the earlier names (Art. 32)."""
        for award in await self.of_holder(holder):
            if award.name == name:
                continue
            former = "、".join(one for one in (award.former, award.name) if one)
            kept = {"name": name, "former": former}
            closed = {key: self._seal.seal("awards", holder, key, value) for key, value in kept.items()}
            await self._db.execute(update(awards).where(_COLUMNS.id == award.id).values(**closed))

    async def valid_on(self, day: date) -> list[Award]:
        """Return the awards that were valid on this day, the latest decision first (Art. 28, 29)."""
        held = or_(_COLUMNS.ended_on.is_(None), _COLUMNS.ended_on > day)
        return await self._all(_COLUMNS.decided_on <= day, _COLUMNS.valid_until >= day, held)

    async def renew(self, award_id: int, valid_until: date, on: date) -> bool:
        """Extend the award to a later day (Art. 5); False when it has ended.

        `on` is the day on which the new term is entered: nothing that fell due before is asked for, since nobody knew
        that the term would come.
        """
        return await self._change(award_id, valid_until=valid_until, entered_on=on, told_left=None)

    async def end(self, award_id: int, ending: Ending, on: date) -> bool:
        """End the award on this day; False when it was ended before."""
        return await self._change(award_id, ending=ending.value, ended_on=on)

    async def _change(self, award_id: int, **values: Any) -> bool:
        mine = (_COLUMNS.id == award_id, _COLUMNS.ended_on.is_(None))
        return (await self._db.execute(update(awards).where(*mine).values(**values))).rowcount > 0

    async def _first(self, which: ColumnElement[bool]) -> Award | None:
        found = await self._all(which, limit=1)
        return found[0] if found else None

    async def _all(
        self, *which: ColumnElement[bool], limit: int | None = None, after: int = 0, strict: bool = True
    ) -> list[Award]:
        wanted = select(*AWARD_COLUMNS).where(*which).order_by(_COLUMNS.decided_on.desc(), _COLUMNS.id.desc())
        rows = await self._db.execute(wanted.limit(limit).offset(after))
        return readable(self._seal, "awards", rows, partial(award_of, self._seal), strict=strict)


def _not_told(left: int) -> ColumnElement[bool]:
    return or_(_COLUMNS.told_left.is_(None), _COLUMNS.told_left > left)


def award_of(seal: Seal, row: Sequence[Any]) -> Award:
    """Return the award that a row of the table's columns describes."""
    values = dict(zip((column.name for column in AWARD_COLUMNS), row, strict=True))
    values["name"] = seal.open_name("awards", values["holder"], "name", values["name"])
    values["former"] = values["former"] and seal.open_name("awards", values["holder"], "former", values["former"])
    values["ending"] = values["ending"] and Ending(values["ending"])
    return Award(**values)
