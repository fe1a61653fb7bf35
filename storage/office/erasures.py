"""Erasure: deletes what a person entrusted; only a row remains, which says that there was a case (PIPL Art. 47).

It cannot be undone: the database's log is emptied after the commit, and contents are deleted from the disk.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.people.channels import INBOXES
from storage.applications.cases import applications
from storage.applications.paper_cases import paper_cases
from storage.database.seals import Seal
from storage.database.values import pack
from storage.engine.conversations import conversations
from storage.engine.counts import attempts
from storage.engine.drafts import DraftState, answers, drafts
from storage.engine.files import Files, files
from storage.engine.inbox import Inbox, inbox
from storage.engine.links import links
from storage.engine.owed import PENDING, OwedState, outbox
from storage.interests.recusals import interests
from storage.objections.cases import identities, objections
from storage.objections.investigations import investigations
from storage.people.channels import channels, emails
from storage.people.letterboxes import letterboxes
from storage.people.persons import people
from storage.people.visitors import visitors
from storage.schema import metadata

APART = ("sanctions", "objections")
"""Tables about an application that are kept for a period of their own, or as long as they bind: not erased with it."""


class Erasures:
    """All kinds of erasure. `done` counts what was erased: fields, files, messages, chats."""

    def __init__(self, db: AsyncConnection, seal: Seal, files: Files) -> None:
        self._db = db
        self._seal = seal
        self._files = files
        self.done: Counter[str] = Counter()

    async def draft(self, draft_id: int) -> None:
        """Erase a form's answers and files; a form that was not sent is dropped."""
        await self._delete("fields", answers, answers.c.draft_id == draft_id)
        await self._purge(or_(files.c.draft_id == draft_id, files.c.subject == f"draft:{draft_id}"))
        mine = (drafts.c.id == draft_id, drafts.c.state == DraftState.OPEN.value)
        await self._db.execute(update(drafts).where(*mine).values(state=DraftState.DROPPED.value, question=None))

    async def application(self, application_id: int) -> None:
        """Erase an application's name, look-up hash, forms with files, and messages; its row stays."""
        for draft_id in await self._drafts_of(application_id):
            await self.draft(draft_id)
        await self._about(f"application:{application_id}")
        for table in _about_applications():
            await self._clear(table, table.c.application_id == application_id)
        await self._clear(applications, _is(applications, application_id), identity=None)

    async def identity(self, objection_id: int, papers: Collection[str]) -> None:
        """Erase an objector's identity, with the files whose ids are `papers`; the case itself stays."""
        await self._delete("fields", identities, identities.c.objection_id == objection_id)
        await self._purge(files.c.id.in_(papers))
        await self._db.execute(update(objections).where(_is(objections, objection_id)).values(identity=None))

    async def objection(self, objection_id: int, number: str, now: datetime) -> None:
        """Erase an objection's text, evidence and findings; its row stays."""
        written = select(objections.c.draft_id).where(_is(objections, objection_id))
        found = select(investigations.c.draft_id).where(
            investigations.c.objection_id == objection_id, investigations.c.draft_id.is_not(None)
        )
        for draft_id in (await self._db.scalars(written.union(found))).all():
            await self.draft(draft_id)
        await self._about(f"objection:{objection_id}")
        nothing = self._seal.seal("objections", number, "matter", pack({}))
        erased = (
            update(objections).where(_is(objections, objection_id)).values(matter=nothing, topic=None, erased_at=now)
        )
        self.done["fields"] += (await self._db.execute(erased)).rowcount

    async def files_before(self, subject: str, before: datetime) -> None:
        """Erase the subject's files that came before then."""
        await self._purge((files.c.subject == subject) & (files.c.created_at < before))

    async def person(self, person_id: int, now: datetime) -> None:
        """Erase a person's name, phone, chat memory and messages; the channels stay until `chats` deletes them."""
        mine = select(channels.c.chat_id).where(channels.c.person_id == person_id)
        await self._delete("fields", conversations, conversations.c.chat_id.in_(mine))
        for chat in (await self._db.scalars(mine.where(channels.c.bot.in_(INBOXES)))).all():
            self.done["messages"] += await self._count(inbox, inbox.c.chat == chat)
            await Inbox(self._db, self._seal).erase(chat)
            await self._delete("fields", letterboxes, letterboxes.c.chat == chat)
        await self._silence(outbox.c.person_id == person_id)
        await self._delete("fields", interests, interests.c.person_id == person_id)
        await self._delete("fields", emails, emails.c.person_id == person_id)
        await self._about(f"person:{person_id}")
        values = {"phone_hash": None, "consent": None, "consent_at": None, "erased_at": now}
        await self._clear(people, _is(people, person_id), **values)

    async def chats(self, person_id: int) -> None:
        """Delete the channels over which the person was reached."""
        found = (await self._db.execute(select(channels).where(channels.c.person_id == person_id))).all()
        for channel in found:
            await self._db.execute(update(outbox).where(outbox.c.channel_id == channel.id).values(channel_id=None))
            await self._db.execute(delete(attempts).where(attempts.c.who == f"channel:{channel.id}"))
            await self._db.execute(delete(conversations).where(conversations.c.chat_id == channel.chat_id))
            if channel.bot in INBOXES:
                await self._db.execute(delete(visitors).where(visitors.c.chat == channel.chat_id))
                await self._db.execute(delete(letterboxes).where(letterboxes.c.chat == channel.chat_id))
                await Inbox(self._db, self._seal).erase(channel.chat_id)
        await self._delete("chats", channels, channels.c.person_id == person_id)

    async def _drafts_of(self, application_id: int) -> set[int]:
        """Return the drafts of an application: its form, and those of its letters, opinions, scores and reasons."""
        beside = [table for table in _about_applications() if "draft_id" in table.columns]
        wanted = [select(applications.c.draft_id).where(_is(applications, application_id))]
        wanted += [select(table.c.draft_id).where(table.c.application_id == application_id) for table in beside]
        return {one for each in wanted for one in (await self._db.scalars(each)).all() if one is not None}

    async def _about(self, about: str) -> None:
        """Erase what belongs to a subject ("application:12"): other forms about it, its files, links and messages."""
        theirs = or_(drafts.c.subject == about, func.substr(drafts.c.subject, 1, len(about) + 1) == f"{about}:")
        for draft_id in (await self._db.scalars(select(drafts.c.id).where(theirs))).all():
            await self.draft(draft_id)
        await self._purge(or_(files.c.subject == about, func.substr(files.c.subject, 1, len(about) + 1) == f"{about}:"))
        await self._delete("fields", links, links.c.subject == about)
        await self._clear(paper_cases, paper_cases.c.subject == about)
        await self._silence(func.substr(outbox.c.key, 1, len(about) + 1) == f"{about}:")

    async def _silence(self, which: ColumnElement[bool]) -> None:
        """Erase the words of messages and drop the unsent ones; their keys stay."""
        pending = update(outbox).where(which, outbox.c.state.in_(PENDING))
        await self._db.execute(pending.values(state=OwedState.DROPPED.value))
        worded = (which, outbox.c["values"].is_not(None))
        self.done["messages"] += await self._count(outbox, *worded)
        await self._db.execute(update(outbox).where(which).values(values=None, buttons=None))

    async def _purge(self, which: ColumnElement[bool]) -> None:
        for file_id in (await self._db.scalars(select(files.c.id).where(which))).all():
            self.done["files"] += await self._files.purge(file_id)

    async def _clear(self, table: Table, which: ColumnElement[bool], **values: Any) -> None:
        """Set every nullable sealed column to NULL; delete rows that mean nothing without theirs."""
        sealed = [column for column in table.columns if "sealed_to" in column.info]
        if not sealed:
            return
        if not all(column.nullable for column in sealed):
            await self._delete("fields", table, which)
            return
        for column in sealed:
            self.done["fields"] += await self._count(table, which, column.is_not(None))
        await self._db.execute(update(table).where(which).values({column.name: None for column in sealed} | values))

    async def _delete(self, kind: str, table: Table, which: ColumnElement[bool]) -> None:
        self.done[kind] += (await self._db.execute(delete(table).where(which))).rowcount

    async def _count(self, table: Table, *which: ColumnElement[bool]) -> int:
        return int((await self._db.execute(select(func.count()).select_from(table).where(*which))).scalar_one())


def _about_applications() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.name not in APART and "application_id" in table.columns]


def _is(table: Table, one: int) -> ColumnElement[bool]:
    return table.c.id == one
