"""Retention: what has been kept for as long as it may be, found by its dates, and swept where nobody need be asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.lifecycle import ENDED
from rules.lifecycle import State as Life
from rules.objections import CLOSED
from storage.applications import applications
from storage.channels import channels
from storage.conversations import conversations
from storage.drafts import DraftState, drafts
from storage.holders import contacts
from storage.inbox import inbox, inbox_files
from storage.objections import identities, objections
from storage.owed import OwedState, outbox
from storage.people import people
from storage.roles import roles
from storage.seals import Seal

NOT_GRANTED = sorted(state.value for state in ENDED - {Life.GRANTED})
_WAITING = (OwedState.OWED.value, OwedState.HELD.value, OwedState.SENDING.value)


class Retention:
    """What is over since before a moment; `limit` is how many at most."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def drafts(self, before: datetime, limit: int) -> list[tuple[int, int, datetime]]:
        """Open forms that nobody touched since: their id, whose they are, and when they were touched last."""
        mine = (drafts.c.state == DraftState.OPEN.value, drafts.c.touched_at < before)
        wanted = select(drafts.c.id, drafts.c.person_id, drafts.c.touched_at).where(*mine).order_by(drafts.c.id)
        return [tuple(row) for row in await self._db.execute(wanted.limit(limit))]

    async def applications(self, before: datetime, limit: int) -> list[int]:
        """Applications that ended without an award before then, and still say whose they were."""
        known = or_(applications.c.name.is_not(None), applications.c.identity.is_not(None))
        over = (applications.c.state.in_(NOT_GRANTED), applications.c.changed_at < before, known)
        return await self._ids(select(applications.c.id).where(*over), limit)

    async def identities(self, before: datetime, limit: int) -> list[int]:
        """Objections that ended before then, and still say who objected."""
        kept = exists().where(identities.c.objection_id == objections.c.id)
        return await self._ids(select(objections.c.id).where(_closed(before), kept), limit)

    async def objections(self, before: datetime, limit: int) -> list[int]:
        """Objections that ended before then, and still say what it was about."""
        return await self._ids(select(objections.c.id).where(_closed(before), objections.c.erased_at.is_(None)), limit)

    async def last_person(self) -> int:
        """The highest id that a person has; 0 where there is nobody."""
        return (await self._db.execute(select(func.max(people.c.id)))).scalar_one() or 0

    async def silent_people(self, ids: range, before: datetime, limit: int) -> list[int]:
        """Persons of these ids with nothing here any more: no role, award, open form, case, no word since then."""
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
        """Persons who were erased, have been told so, and came back no more: their channels may be forgotten."""
        mine = people.c.id
        begun = exists().where(drafts.c.person_id == mine, drafts.c.state == DraftState.OPEN.value)
        told = not_(exists().where(outbox.c.person_id == mine, outbox.c.state.in_(_WAITING)))
        reached = exists().where(channels.c.person_id == mine)
        back = exists().where(channels.c.person_id == mine, channels.c.last_seen_at > people.c.erased_at)
        gone = (people.c.erased_at.is_not(None), told, reached, not_(back), not_(begun))
        return await self._ids(select(mine).where(*gone), limit)

    async def sweep_messages(self, before: datetime) -> int:
        """Delete what was said in web chats before then, with its files; how many messages."""
        swept = (await self._db.execute(delete(inbox).where(inbox.c.sent_at < before))).rowcount
        left = exists().where(inbox.c.chat == inbox_files.c.chat, inbox.c.message == inbox_files.c.message)
        await self._db.execute(delete(inbox_files).where(not_(left)))
        return swept

    async def sweep_memory(self, before: datetime) -> int:
        """Delete where chats stood that were silent since; how many."""
        return (await self._db.execute(delete(conversations).where(conversations.c.updated_at < before))).rowcount

    async def _ids(self, wanted: Select[Any], limit: int) -> list[int]:
        return list((await self._db.scalars(wanted.limit(limit))).all())


def _closed(before: datetime) -> ColumnElement[bool]:
    return objections.c.state.in_(sorted(CLOSED)) & (objections.c.changed_at < before)
