"""The register of applications: filtered, counted, searched by name and read a page at a time (Art. 9)."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.applications.lifecycle import Application, State
from rules.reviews.assignments import Standing
from storage.applications.assignments import assignments
from storage.applications.cases import application_of, applications
from storage.database.seals import Seal, readable


class Order(StrEnum):
    """The sort orders of the register."""

    NUMBER = "number"
    UNIT = "unit"
    STATE = "state"
    SUBMITTED = "submitted"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which applications the person `by` may see: all, their units', those in these states, those they review.

    It never includes their own, nor what is `hidden` from them ("application:2").
    """

    by: int
    everything: bool = False
    units: Collection[str] = ()
    states: Collection[State] = ()
    reviewed: bool = False
    hidden: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """A filter for the register.

    `identities` and `people` belong to one organisation, person or phone. `words` must occur in the name or the number,
    whatever their width and case.
    """

    scope: Scope
    edition_id: int | None = None
    state: State | None = None
    unit: str | None = None
    kind: str | None = None
    since: datetime | None = None
    identities: Collection[str] = ()
    people: Collection[int] = ()
    words: str = ""
    order: Order = Order.NUMBER
    descending: bool = False


_BY = {
    Order.NUMBER: applications.c.number,
    Order.UNIT: applications.c.unit,
    Order.STATE: applications.c.state,
    Order.SUBMITTED: applications.c.submitted_at,
    Order.CHANGED: applications.c.changed_at,
}


class ApplicationRegister:
    """All applications that were sent.

    Names are sealed, so a search by name unseals those that the rest of the filter leaves.
    """

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def page(self, wanted: CaseFilter, *, limit: int, after: int = 0) -> tuple[list[Application], int]:
        """Return a page of the applications that match, skipping `after`, and how many match in all."""
        if wanted.words:
            found = await self._with_words(wanted)
            return await self._of(wanted, found[after : after + limit]), len(found)
        counted = select(func.count()).select_from(applications).where(*_which(wanted))
        rows = await self._db.execute(
            select(applications).where(*_which(wanted)).order_by(*_ordered(wanted)).limit(limit).offset(after)
        )
        return readable(self._seal, "applications", rows, partial(application_of, self._seal)), int(
            (await self._db.execute(counted)).scalar_one()
        )

    async def tally(self, edition_id: int) -> dict[tuple[State, str | None, str], int]:
        """Return how many applications were sent in an edition, by state, unit and kind."""
        at = applications.c
        wanted = select(at.state, at.unit, at.kind, func.count()).where(
            at.edition_id == edition_id, at.number.is_not(None)
        )
        rows = await self._db.execute(wanted.group_by(at.state, at.unit, at.kind))
        return {(State(state), unit, kind): count for state, unit, kind, count in rows}

    async def _with_words(self, wanted: CaseFilter) -> list[int]:
        words = flat(wanted.words)
        columns = (applications.c.id, applications.c.number, applications.c.name)
        rows = await self._db.execute(select(*columns).where(*_which(wanted)).order_by(*_ordered(wanted)))
        return [one for one, number, name in rows if words in flat(number) or words in self._name(one, name)]

    async def _of(self, wanted: CaseFilter, ids: Sequence[int]) -> list[Application]:
        rows = await self._db.execute(
            select(applications).where(applications.c.id.in_(ids)).order_by(*_ordered(wanted))
        )
        return readable(self._seal, "applications", rows, partial(application_of, self._seal))

    def _name(self, one: int, name: bytes | None) -> str:
        return flat(self._seal.open_name("applications", one, "name", name)) if name else ""


def _which(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    at = applications.c
    mine: list[ColumnElement[bool]] = [at.number.is_not(None), *_served(wanted.scope)]
    equal: dict[Any, object] = {at.edition_id: wanted.edition_id, at.unit: wanted.unit, at.kind: wanted.kind}
    mine += [column == value for column, value in equal.items() if value is not None]
    if wanted.state is not None:
        mine.append(at.state == wanted.state.value)
    if wanted.since is not None:
        mine.append(at.submitted_at >= wanted.since)
    if wanted.identities or wanted.people:
        mine.append(or_(at.identity.in_(wanted.identities), at.person_id.in_(wanted.people)))
    return mine


def _served(scope: Scope) -> list[ColumnElement[bool]]:
    at = applications.c
    shut = [int(one.partition(":")[2]) for one in scope.hidden if one.startswith("application:")]
    served = [at.person_id != scope.by, at.id.not_in(shut)]
    if scope.everything:
        return served
    reviewing = select(assignments.c.application_id).where(
        assignments.c.person_id == scope.by, assignments.c.standing == Standing.ACTIVE.value
    )
    ways = [at.unit.in_(scope.units), at.state.in_([state.value for state in scope.states])]
    return [*served, or_(*ways, at.id.in_(reviewing) if scope.reviewed else false())]


def _ordered(wanted: CaseFilter) -> list[ColumnElement[Any]]:
    by = _BY[wanted.order]
    return [by.desc(), applications.c.id.desc()] if wanted.descending else [by, applications.c.id]


def flat(text: str) -> str:
    """Normalise a text for comparison: one width, one case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
