"""The register of an edition's deadlines: of its applications and its objections (Art. 15-23)."""

from sqlalchemy import String, Table, cast, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ColumnElement, Select

from storage.applications.cases import applications
from storage.database.reading import readable
from storage.database.seals import Seal
from storage.engine.deadlines import Deadline, deadline_of, deadlines
from storage.notices.board import notices
from storage.objections.cases import objections


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
