"""Looks cases up by the numbers people are shown; each noun has its own series."""

from collections.abc import Collection, Mapping

from sqlalchemy import String, Table, cast, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ColumnElement, Select

from storage.applications.cases import applications
from storage.awards.affairs import affairs
from storage.database.seals import Seal, readable
from storage.engine.deadlines import Deadline, deadline_of, deadlines
from storage.notices.board import notices
from storage.objections.cases import objections
from storage.reevaluations.cases import reevaluations
from storage.sanctions.cases import sanctions

NUMBERED: Mapping[str, Table] = {
    "application": applications,
    "objection": objections,
    "sanction": sanctions,
    "reevaluation": reevaluations,
    "affair": affairs,
    "notice": notices,
}
"""The tables whose rows have a number, by the noun of their subject ("objection:7")."""


class CaseNumbers:
    """The numbers of all cases and notices; nothing sealed is read for them."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def of(self, noun: str, ids: Collection[int]) -> dict[int, str]:
        """Return the numbers of these ids of a noun, by id; those without a number are left out."""
        at = NUMBERED[noun].c
        wanted = select(at.id, at.number).where(at.id.in_(ids), at.number.is_not(None))
        return dict(map(tuple, await self._db.execute(wanted)))

    async def subjects(self, number: str) -> list[str]:
        """Return the subjects with this number; several, if nouns share it."""
        found = []
        for noun, table in NUMBERED.items():
            ids = await self._db.scalars(select(table.c.id).where(table.c.number == number))
            found += [f"{noun}:{one}" for one in ids]
        return found


# The register of an edition's deadlines: of its applications and its objections (Art. 15-23).


class DeadlineRegister:
    """All deadlines, found by what they are about."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def of_edition(self, edition_id: int) -> list[Deadline]:
        """Return the edition's deadlines, running and ended, in the order of their last days."""
        in_it = applications.c.edition_id == edition_id
        applied = select(applications.c.id).where(in_it)
        posted = select(notices.c.id).where(notices.c.edition_id == edition_id)
        theirs = or_(objections.c.application_id.in_(applied), objections.c.notice_id.in_(posted))
        at = deadlines.c
        mine = or_(
            at.subject.in_(_called("application", applications, in_it)),
            at.subject.in_(_called("objection", objections, theirs)),
        )
        rows = await self._db.execute(select(deadlines).where(mine).order_by(at.due_on, at.subject, at.kind))
        return readable(self._seal, "deadlines", rows, deadline_of)


def _called(noun: str, table: Table, which: ColumnElement[bool]) -> Select[str]:
    return select(literal(f"{noun}:").concat(cast(table.c.id, String))).where(which)
