"""Channels: the chats over which a person is reached, alive or dead."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.people.roles import Channel, Email
from storage.database.proofs import PROOF, Proofs, proof, proof_of
from storage.database.seals import Seal, readable
from storage.engine.owed import OwedState, outbox
from storage.schema import Id, Moment, insert, metadata, sealed

SEEN_AGAIN_AFTER = timedelta(hours=1)

channels = Table(
    "channels",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("bot", String(16), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("alive", Boolean, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    proof("bot", "chat_id", of=("person_id",)),
    UniqueConstraint("bot", "chat_id"),
    Index(None, "person_id"),
    sqlite_autoincrement=True,
)

_ALL = select(*(channels.c[name] for name in ("id", "person_id", "bot", "chat_id", "alive", "last_seen_at")))
_OF = _ALL.where(channels.c.person_id == bindparam("person_id")).order_by(
    channels.c.alive.desc(), channels.c.last_seen_at.desc(), channels.c.id
)
_ADD = (
    insert(channels)
    .on_conflict_do_nothing(index_elements=[channels.c.bot, channels.c.chat_id])
    .returning(channels.c.id)
)


def channel_of(row: Sequence[Any]) -> Channel:
    """Return the channel that a row of the table's columns describes."""
    return Channel(*row)


class Channels:
    """All channels."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def add(self, person_id: int, bot: str, chat_id: int, now: datetime) -> Channel | None:
        """Add a channel of the person; None when the chat is known already."""
        values: dict[str, Any] = {"person_id": person_id, "bot": bot, "chat_id": chat_id}
        values |= {"alive": True, "last_seen_at": now}
        values[PROOF] = proof_of(self._seal, channels, values)
        one = (await self._db.execute(_ADD, values)).scalar_one_or_none()
        return None if one is None else Channel(one, person_id, bot, chat_id, alive=True, last_seen_at=now)

    async def get(self, channel_id: int) -> Channel | None:
        """Return the channel with this id, or None."""
        row = (await self._db.execute(_ALL.where(channels.c.id == channel_id))).first()
        return channel_of(row) if row else None

    async def find(self, bot: str, chat_id: int) -> Channel | None:
        """Return the channel of this chat, or None; unlike `people.meet` it creates nobody."""
        row = (await self._db.execute(_ALL.where(channels.c.bot == bot, channels.c.chat_id == chat_id))).first()
        return channel_of(row) if row else None

    async def of(self, person_id: int) -> list[Channel]:
        """Return the person's channels: the living before the dead, in each group the one used last first."""
        return readable(self._seal, "channels", await self._db.execute(_OF, {"person_id": person_id}), channel_of)

    async def awaiting(self, kind: str) -> set[int]:
        """Return the ids of the chats to which messages of this kind are on their way."""
        coming = outbox.c.state.in_([OwedState.OWED, OwedState.SENDING])
        wanted = select(channels.c.chat_id).join(outbox, outbox.c.channel_id == channels.c.id)
        return set((await self._db.execute(wanted.where(outbox.c.kind == kind, coming))).scalars())

    async def living(self, people: Collection[int]) -> dict[int, set[str]]:
        """Return the bots over which each of these people can be reached; people reached over none are left out."""
        which = (channels.c.person_id.in_(people), channels.c.alive.is_(True))
        found: dict[int, set[str]] = {}
        for person_id, bot in await self._db.execute(select(channels.c.person_id, channels.c.bot).where(*which)):
            found.setdefault(person_id, set()).add(bot)
        return found

    async def bots(self, ids: Collection[int]) -> dict[int, str]:
        """Return the bots of these channels, by channel id."""
        wanted = select(channels.c.id, channels.c.bot).where(channels.c.id.in_(ids))
        return dict(map(tuple, await self._db.execute(wanted)))

    async def seen(self, channel_id: int, now: datetime) -> None:
        """Note that the person wrote here, which makes the channel alive."""
        await self._set(channel_id, alive=True, last_seen_at=now)

    async def mark_dead(self, channel_id: int) -> None:
        """Note that messages no longer arrive here."""
        await self._set(channel_id, alive=False)

    async def migrate(self, channel_id: int, chat_id: int) -> None:
        """Give the chat a new number (Telegram's migrate_to_chat_id)."""
        await self._set(channel_id, chat_id=chat_id)
        await self._prove(channel_id)

    async def link(self, channel_id: int, person_id: int) -> int | None:
        """Move the channel to the person who has proved to own it.

        Returns the id of its former person if that one has no channel left: pass it to `people.merge`, which brings
        along what they began there. Returns None otherwise.
        """
        channel = await self.get(channel_id)
        if channel is None or channel.person_id == person_id:
            return None
        await self._set(channel_id, person_id=person_id)
        await self._prove(channel_id)
        return None if await self.of(channel.person_id) else channel.person_id

    async def _prove(self, channel_id: int) -> None:
        rows = await self._db.execute(select(channels).where(channels.c.id == channel_id))
        await Proofs(self._db, self._seal).renew(channels, rows.mappings().all())

    async def _set(self, channel_id: int, **values: Any) -> None:
        await self._db.execute(update(channels).where(channels.c.id == channel_id).values(**values))


# E-mail addresses, sealed: one for each person, used once confirmed by a code, unused once mail bounces.


emails = Table(
    "emails",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    sealed("address", "id"),
    Column("given_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("bounced_at", Moment),
    sqlite_autoincrement=True,  # ids are not reused: mail owed to a deleted address must not reach a later one
)
_ALL_EMAILS = select(emails).order_by(emails.c.id)


class Emails:
    """All e-mail addresses."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def give(self, person_id: int, address: str, now: datetime) -> Email:
        """Keep an unconfirmed address of the person, replacing an earlier one."""
        await self.forget(person_id)
        fresh = insert(emails).returning(emails.c.id)
        one = (await self._db.execute(fresh, {"person_id": person_id, "given_at": now})).scalar_one()
        await self._set(one, address=self._seal.seal("emails", one, "address", address))
        return Email(one, person_id, address, now)

    async def get(self, email_id: int) -> Email | None:
        """Return the address with this id, or None."""
        row = (await self._db.execute(_ALL_EMAILS.where(emails.c.id == email_id))).first()
        return self._email(row) if row else None

    async def of(self, person_id: int) -> Email | None:
        """Return the person's address, or None; of two (after a merge) the one in use, else the later."""
        rows = await self._db.execute(_ALL_EMAILS.where(emails.c.person_id == person_id))
        found = readable(self._seal, "emails", rows, self._email)
        return max(found, key=lambda one: (one.arrives, one.id), default=None)

    async def arriving(self, people: Collection[int]) -> set[int]:
        """Return which of these people have an address in use, without unsealing any."""
        at = emails.c
        which = (at.person_id.in_(people), at.confirmed_at.is_not(None), at.bounced_at.is_(None))
        return set(await self._db.scalars(select(at.person_id).where(*which)))

    async def confirm(self, email_id: int, now: datetime) -> None:
        """Note that its owner has typed the code that was sent to it, so that the address is used from now on."""
        await self._set(email_id, confirmed_at=now, bounced_at=None)

    async def bounce(self, email_id: int, now: datetime) -> None:
        """Note that mail bounced: the address is not used until it is confirmed again."""
        await self._set(email_id, bounced_at=now)

    async def forget(self, person_id: int) -> None:
        """Delete the person's addresses."""
        await self._db.execute(delete(emails).where(emails.c.person_id == person_id))

    async def _set(self, email_id: int, **values: Any) -> None:
        await self._db.execute(update(emails).where(emails.c.id == email_id).values(**values))

    def _email(self, row: Row[Any]) -> Email:
        address = self._seal.open_text("emails", row.id, "address", row.address)
        return Email(row.id, row.person_id, address, row.given_at, row.confirmed_at, row.bounced_at)
