"""Cases by what they are called: the numbers that people are shown, of each noun a series of its own."""

from collections.abc import Collection, Mapping

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.affairs import affairs
from storage.applications import applications
from storage.notices import notices
from storage.objections import objections
from storage.reevaluations import reevaluations
from storage.sanctions import sanctions
from storage.seals import Seal

NUMBERED: Mapping[str, Table] = {
    "application": applications,
    "objection": objections,
    "sanction": sanctions,
    "reevaluation": reevaluations,
    "affair": affairs,
    "notice": notices,
}
"""What has a number, by the noun of its subject ("objection:7")."""


class CaseNumbers:
    """The numbers of all cases and notices; what these say is not read for it."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def of(self, noun: str, ids: Collection[int]) -> dict[int, str]:
        """What those of this noun are called, by id; one without a number is not among them."""
        at = NUMBERED[noun].c
        wanted = select(at.id, at.number).where(at.id.in_(ids), at.number.is_not(None))
        return dict(map(tuple, await self._db.execute(wanted)))

    async def subjects(self, number: str) -> list[str]:
        """Everything of this number: each noun counts for itself, so that it can be several."""
        found = []
        for noun, table in NUMBERED.items():
            ids = await self._db.scalars(select(table.c.id).where(table.c.number == number))
            found += [f"{noun}:{one}" for one in ids]
        return found
