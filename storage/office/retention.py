"""Retention: finds what has been kept for as long as it may be, and deletes what needs no further step."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.applications.lifecycle import ENDED
from rules.applications.lifecycle import State as Life
from rules.objections.cases import CLOSED
from storage.applications.cases import applications
from storage.awards.holders import contacts
from storage.database.seals import Seal
from storage.engine.conversations import conversations
from storage.engine.drafts import DraftState, drafts
from storage.engine.inbox import inbox, inbox_files
from storage.engine.owed import OwedState, outbox
from storage.objections.cases import identities, objections
from storage.people.channels import channels
from storage.people.persons import people
from storage.people.roles import roles

NOT_GRANTED = sorted(state.value for state in ENDED - {Life.GRANTED})
_WAITING = (OwedState.OWED.value, OwedState.HELD.value, OwedState.SENDING.value)


class Retention:
    """Queries for what was over before a moment; `limit` is the most results."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def drafts(self, before: datetime, limit: int) -> list[tuple[int, int, datetime]]:
        """Return (draft id, person id, last touched) of open drafts untouched since `before`."""
        mine = (drafts.c.state == DraftState.OPEN.value, drafts.c.touched_at < before)
        wanted = select(drafts.c.id, drafts.c.person_id, drafts.c.touched_at).where(*mine).order_by(drafts.c.id)
        return [tuple(row) for row in await self._db.execute(wanted.limit(limit))]

    async def applications(self, before: datetime, limit: int) -> list[int]:
        """Return applications that ended without an award before then and still have identifying data."""
        known = or_(applications.c.name.is_not(None), applications.c.identity.is_not(None))
        over = (applications.c.state.in_(NOT_GRANTED), applications.c.changed_at < before, known)
        return await self._ids(select(applications.c.id).where(*over), limit)

    async def identities(self, before: datetime, limit: int) -> list[int]:
        """Return objections that ended before then and still have the objector's identity."""
        kept = exists().where(identities.c.objection_id == objections.c.id)
        return await self._ids(select(objections.c.id).where(_closed(before), kept), limit)

    async def objections(self, before: datetime, limit: int) -> list[int]:
        """Return objections that ended before then and still have their text."""
        return await self._ids(select(objections.c.id).where(_closed(before), objections.c.erased_at.is_(None)), limit)

    async def last_person(self) -> int:
        """Return the highest id of a person; 0 when there is nobody."""
        return (await self._db.execute(select(func.max(people.c.id)))).scalar_one() or 0

    async def silent_people(self, ids: range, before: datetime, limit: int) -> list[int]:
        """Return people of these ids with no unended role, award, open form or case, and silent since `before`."""
        mine = people.c.id
        things = (
            exists().where(roles.c.person_id == mine, roles.c.ended_at.is_(None)),
            exists().where(contacts.c.person_id == mine),
            exists().where(drafts.c.person_id == mine, drafts.c.state == DraftState.OPEN.value),
            exists().where(applications.c.person_id == mine, applications.c.identity.is_not(None)),
            exists().where(objections.c.person_id == mine, objections.c.erased_at.is_(None)),
            exists().where(channels.c.person_id == mine, channels.c.last_seen_at >= before),
        )
        unerased = (people.c.erased_at.is_(None), people.c.merged_into.is_(None), people.c.created_at < before)
        here = mine.between(ids.start, ids.stop - 1)
        return await self._ids(select(mine).where(here, *unerased, *(not_(one) for one in things)), limit)

    async def to_forget(self, limit: int) -> list[int]:
        """Return erased people who have been told so and have not come back: their channels may be deleted."""
        mine = people.c.id
        begun = exists().where(drafts.c.person_id == mine, drafts.c.state == DraftState.OPEN.value)
        told = not_(exists().where(outbox.c.person_id == mine, outbox.c.state.in_(_WAITING)))
        reached = exists().where(channels.c.person_id == mine)
        back = exists().where(channels.c.person_id == mine, channels.c.last_seen_at > people.c.erased_at)
        gone = (people.c.erased_at.is_not(None), told, reached, not_(back), not_(begun))
        return await self._ids(select(mine).where(*gone), limit)

    async def sweep_messages(self, before: datetime) -> int:
        """Delete web chat messages older than `before`, with their files; return how many messages."""
        swept = (await self._db.execute(delete(inbox).where(inbox.c.sent_at < before))).rowcount
        left = exists().where(inbox.c.chat == inbox_files.c.chat, inbox.c.message == inbox_files.c.message)
        await self._db.execute(delete(inbox_files).where(not_(left)))
        return swept

    async def sweep_memory(self, before: datetime) -> int:
        """Delete the conversation memory of chats silent since `before`; return how many."""
        return (await self._db.execute(delete(conversations).where(conversations.c.updated_at < before))).rowcount

    async def _ids(self, wanted: Select[Any], limit: int) -> list[int]:
        return list((await self._db.scalars(wanted.limit(limit))).all())


def _closed(before: datetime) -> ColumnElement[bool]:
    return objections.c.state.in_(sorted(CLOSED)) & (objections.c.changed_at < before)
