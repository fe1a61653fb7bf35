"""The outbox as the office looks through it: by state, about one case, a page at a time, without what is shut."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.owed import UNLISTED, OwedState, outbox
from storage.seals import Seal

TASK = "task:"
"""What the key of a task's reminder begins with; the subject follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which messages are looked for: in these states, about one of some subjects where any is named, none `hidden`.

    A subject is "application:12"; a message is about it when its key begins with it.
    """

    states: Collection[OwedState]
    about: Collection[str] = ()
    hidden: Collection[str] = ()


class Messages:
    """All messages but those of tips, by their ids; what they say is not read for it."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db

    async def page(self, wanted: Wanted, *, limit: int, after: int = 0) -> list[int]:
        """What is wanted, the newest first, skipping `after`."""
        ids = select(outbox.c.id).where(*_which(wanted)).order_by(outbox.c.id.desc()).limit(limit).offset(after)
        return list((await self._db.scalars(ids)).all())

    async def has(self, owed_id: int, wanted: Wanted) -> bool:
        """Whether this message is among those that are wanted."""
        found = select(outbox.c.id).where(outbox.c.id == owed_id, *_which(wanted))
        return (await self._db.execute(found)).first() is not None

    async def counts(self, wanted: Wanted) -> dict[OwedState, int]:
        """How many of those wanted are in each state; states without any are not among them."""
        counted = select(outbox.c.state, func.count()).where(*_which(wanted)).group_by(outbox.c.state)
        return {OwedState(state): count for state, count in (await self._db.execute(counted)).all()}


def _which(wanted: Wanted) -> list[ColumnElement[bool]]:
    which = [outbox.c.kind != UNLISTED, outbox.c.state.in_([state.value for state in wanted.states])]
    if wanted.about:
        which.append(or_(*(_about(subject) for subject in wanted.about)))
    return [*which, *(~_about(subject) for subject in sorted(wanted.hidden))]


def _about(subject: str) -> ColumnElement[bool]:
    return or_(*(_begins(f"{start}{subject}:") for start in ("", TASK)))


def _begins(start: str) -> ColumnElement[bool]:
    return func.substr(outbox.c.key, 1, len(start)) == start
