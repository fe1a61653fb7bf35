"""The register of objections: filtered, counted and read a page at a time (Art. 22, 23)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, cast, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.objections.cases import PENDING, View
from storage.applications.cases import applications
from storage.database.seals import Seal
from storage.engine.deadlines import deadlines
from storage.notices.board import notices
from storage.objections.cases import objections

_STATES = [state.value for state in PENDING]
_ABOUT = literal("objection:").concat(cast(objections.c.id, String))
_TOGETHER = (func.coalesce(objections.c.same_as, objections.c.id).desc(), objections.c.id)
"""The order: the newest matter first, followed by the objections linked to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A filter for objections, by their state on `day`, by notice, and by the moment from which they were received.

    It leaves out what is `hidden` ("objection:1", "application:2") from the person `by`, and their own objections.
    """

    view: View
    day: date
    by: int
    notice_id: int | None = None
    since: datetime | None = None
    hidden: Collection[str] = ()


class ObjectionRegister:
    """The ids of all objections; contents are not read."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def page(self, wanted: Wanted, *, limit: int, after: int = 0) -> list[int]:
        """Return a page of the ids that match, newest matter first, linked objections together, skipping `after`."""
        ids = select(objections.c.id).where(*_which(wanted)).order_by(*_TOGETHER).limit(limit).offset(after)
        return list((await self._db.scalars(ids)).all())

    async def count(self, wanted: Wanted) -> int:
        """Return how many objections match."""
        counted = select(func.count()).select_from(objections).where(*_which(wanted))
        return int((await self._db.execute(counted)).scalar_one())

    async def of_edition(self, edition_id: int) -> list[int]:
        """Return the ids of objections to the edition's notices or about its applications, in the order they came."""
        posted = select(notices.c.id).where(notices.c.edition_id == edition_id)
        applied = select(applications.c.id).where(applications.c.edition_id == edition_id)
        mine = or_(objections.c.notice_id.in_(posted), objections.c.application_id.in_(applied))
        return list((await self._db.scalars(select(objections.c.id).where(mine).order_by(objections.c.id))).all())


def _which(wanted: Wanted) -> list[ColumnElement[bool]]:
    shut = [int(one.partition(":")[2]) for one in wanted.hidden if one.startswith("application:")]
    theirs = [
        or_(objections.c.person_id != wanted.by, objections.c.at_counter.is_(True)),
        _ABOUT.not_in(list(wanted.hidden)),
        or_(objections.c.application_id.is_(None), objections.c.application_id.not_in(shut)),
    ]
    if wanted.notice_id is not None:
        theirs.append(objections.c.notice_id == wanted.notice_id)
    if wanted.since is not None:
        theirs.append(objections.c.received_at >= wanted.since)
    pending = objections.c.state.in_(_STATES)
    match wanted.view:
        case View.OPEN:
            return [*theirs, pending]
        case View.TODAY:
            return [*theirs, pending, _runs_out(deadlines.c.due_on == wanted.day)]
        case View.LATE:
            return [*theirs, pending, _runs_out(deadlines.c.due_on < wanted.day)]
        case View.DECIDED:
            return [*theirs, ~pending]
        case View.ALL:
            return theirs


def _runs_out(when: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(deadlines.c.subject == _ABOUT, deadlines.c.ended_at.is_(None), when)
