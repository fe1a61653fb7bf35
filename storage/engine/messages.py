"""The register of the outbox for the office: filtered by state and case, a page at a time, without shut cases."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, String, Table, Text, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.people.roles import EMAIL
from storage.database.seals import Seal
from storage.engine.owed import UNLISTED, OwedState, outbox
from storage.schema import Moment, insert, metadata

ALERTS = ("alert:", "damage:")
"""The prefixes of the keys of what the lead is told of the service itself."""
TASK = "task:"
"""The prefix of the keys of task reminders; the subject follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFilter:
    """A filter for messages: in these states, about one of the `subjects` if any is named, about none `hidden`.

    A subject is "application:12"; a message is about it when its key begins with it.
    """

    states: Collection[OwedState]
    about: Collection[str] = ()
    hidden: Collection[str] = ()


class Messages:
    """The ids of all messages but those about tips; contents are not read."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def page(self, wanted: MessageFilter, *, limit: int, after: int = 0) -> list[int]:
        """Return the ids of the messages that match, newest first, skipping `after`."""
        ids = select(outbox.c.id).where(*_which(wanted)).order_by(outbox.c.id.desc()).limit(limit).offset(after)
        return list((await self._db.scalars(ids)).all())

    async def has(self, owed_id: int, wanted: MessageFilter) -> bool:
        """Tell whether this message matches."""
        found = select(outbox.c.id).where(outbox.c.id == owed_id, *_which(wanted))
        return (await self._db.execute(found)).first() is not None

    async def counts(self, wanted: MessageFilter) -> dict[OwedState, int]:
        """Return how many messages that match are in each state; states without any are left out."""
        counted = select(outbox.c.state, func.count()).where(*_which(wanted)).group_by(outbox.c.state)
        return {OwedState(state): count for state, count in (await self._db.execute(counted)).all()}

    async def arrived_since(self, person_id: int, since: datetime) -> bool:
        """Tell whether a chat or an e-mail, not a push, has taken any message for the person since this moment."""
        mine = (outbox.c.person_id == person_id, outbox.c.sent_at > since)
        told = or_(outbox.c.channel_id.is_not(None), outbox.c.proof.startswith(f"{EMAIL}:"))
        return (await self._db.execute(select(outbox.c.id).where(*mine, told).limit(1))).first() is not None

    async def alerted(self, person_id: int, since: datetime) -> list[int]:
        """Return the ids of the alerts and reports of damage owed to the person since then, newest first."""
        mine = (outbox.c.person_id == person_id, outbox.c.created_at >= since)
        wanted = select(outbox.c.id).where(*mine, or_(*map(_begins, ALERTS))).order_by(outbox.c.id.desc())
        return list((await self._db.scalars(wanted)).all())

    async def last_due(self, person_id: int, kind: str) -> datetime | None:
        """Return when the last pending message of this kind to the person will be tried; None if there is none."""
        coming = (outbox.c.kind == kind, outbox.c.state.in_([OwedState.OWED, OwedState.SENDING]))
        wanted = select(func.max(outbox.c.next_try_at)).where(outbox.c.person_id == person_id, *coming)
        moment: datetime | None = (await self._db.execute(wanted)).scalar_one()
        return moment


def _which(wanted: MessageFilter) -> list[ColumnElement[bool]]:
    which = [outbox.c.kind != UNLISTED, outbox.c.state.in_([state.value for state in wanted.states])]
    if wanted.about:
        which.append(or_(*(_about(subject) for subject in wanted.about)))
    return [*which, *(~_about(subject) for subject in sorted(wanted.hidden))]


def _about(subject: str) -> ColumnElement[bool]:
    return or_(*(_begins(f"{start}{subject}:") for start in ("", TASK)))


def _begins(start: str) -> ColumnElement[bool]:
    return func.substr(outbox.c.key, 1, len(start)) == start


# Wordings: how sentences read when messages were sent, since catalogues change but what was said does not.


wordings = Table(
    "wordings",
    metadata,
    Column("mark", String(16), primary_key=True),
    Column("key", String(100), nullable=False),
    Column("language", String(8), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("first_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence in a language at some time, its places unfilled."""

    key: str
    language: str
    sentence: str

    @property
    def mark(self) -> str:
        """The mark of this wording; any change of the sentence changes it."""
        return hashlib.sha256("\n".join((self.language, self.key, self.sentence)).encode()).hexdigest()[:16]


_KEEP = insert(wordings).on_conflict_do_nothing()
_GET = select(wordings).where(wordings.c.mark == bindparam("wanted"))


class Wordings:
    """Every wording that was ever sent, by its mark. Sentences are the service's own and contain no personal data."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def keep(self, wording: Wording, now: datetime) -> None:
        """Store a wording with the moment of its first use; a known one stays as it is."""
        values = {"mark": wording.mark, "key": wording.key, "language": wording.language}
        await self._db.execute(_KEEP, {**values, "sentence": wording.sentence, "first_at": now})

    async def get(self, mark: str) -> tuple[Wording, datetime] | None:
        """Return the wording with this mark and when it was first used, or None."""
        row = (await self._db.execute(_GET, {"wanted": mark})).first()
        return (Wording(row.key, row.language, row.sentence), row.first_at) if row else None
