"""Looks cases up by the numbers people are shown; each noun has its own series."""

from collections.abc import Collection, Mapping

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.applications.cases import applications
from storage.awards.affairs import affairs
from storage.database.seals import Seal
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
