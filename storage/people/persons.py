"""People: found by chat in one round trip; names and phones are sealed, phones found by keyed hash."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    false,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.engine.calendar import office_day
from rules.people.roles import Channel, Membership, Person, Role, Seat
from storage.database.proofs import PROOF, Proofs, proved, tables
from storage.database.seals import Seal, readable
from storage.engine.conversations import Conversations, Talk, conversations
from storage.people.channels import SEEN_AGAIN_AFTER, Channels, channel_of, channels
from storage.people.roles import ROLE, memberships_of, roles
from storage.schema import Id, Moment, insert, metadata, sealed

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("language", String(8), nullable=False),
    Column("created_at", Moment, nullable=False),
    sealed("name", "id"),
    sealed("phone", "id"),
    Column("consent", String(32)),
    Column("consent_at", Moment),
    Column("phone_hash", String(64)),
    Column("merged_into", Id, ForeignKey("people.id")),
    Column("erased_at", Moment),
    Index(None, "phone_hash"),
    Index(None, "erased_at"),
    sqlite_autoincrement=True,  # ids of erased people are not reused
)

_PERSON = [people.c[name] for name in ("id", "language", "created_at", "name", "phone", "consent", "consent_at")]
_CHANNEL = [channels.c[name] for name in ("id", "person_id", "bot", "chat_id", "alive", "last_seen_at")]
_PERSON_ENDS, _CHANNEL_ENDS, _ROLE_ENDS = accumulate((len(_PERSON), len(_CHANNEL), len(ROLE)))

_SEAT = (
    select(*_PERSON, *_CHANNEL, *ROLE, channels.c.proof)
    .select_from(
        channels.join(people, people.c.id == channels.c.person_id).outerjoin(
            roles, (roles.c.person_id == people.c.id) & roles.c.ended_at.is_(None)
        )
    )
    .where(channels.c.bot == bindparam("bot"), channels.c.chat_id == bindparam("chat"))
    .order_by(roles.c.id)
)
_SEAT_AND_TALK = _SEAT.add_columns(conversations.c.state, conversations.c.data).outerjoin(
    conversations,
    (conversations.c.bot_id == bindparam("bot_id"))
    & (conversations.c.chat_id == bindparam("chat_id"))
    & (conversations.c.user_id == bindparam("user_id")),
)
_GET = select(*_PERSON).where(people.c.id == bindparam("one"))
_BY_PHONE = select(*_PERSON).where(people.c.phone_hash == bindparam("hash")).order_by(people.c.id)
_ADD = insert(people).returning(people.c.id)
_CONSENT = (
    update(people)
    .where(people.c.id == bindparam("one"))
    .values(consent=bindparam("version"), consent_at=bindparam("moment"))
)


class People:
    """All people."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def meet(
        self,
        bot: str,
        chat_id: int,
        now: datetime,
        language: str,
        *,
        into: tuple[Conversations, Talk] | None = None,
    ) -> Seat:
        """Return the person who writes in this chat, created on their first message with `language`.

        A dead channel becomes alive again. `last_seen_at` is written at most once an hour, so that usually one
        statement is enough. With `into`, the same statement reads this conversation into these conversations.
        """
        seat = await self._seat(bot, chat_id, now, into)
        if seat is None:
            return await self._newcomer(bot, chat_id, now, language)
        if not seat.channel.alive or now - seat.channel.last_seen_at >= SEEN_AGAIN_AFTER:
            await Channels(self._db, self._seal).seen(seat.channel.id, now)
        return seat

    async def add(self, now: datetime, language: str) -> Person:
        """Add somebody known before they write, from a list or at the counter; `merge` them once they come."""
        one = (await self._db.execute(_ADD, {"language": language, "created_at": now})).scalar_one()
        return Person(one, language, now)

    async def get(self, person_id: int) -> Person | None:
        """Return the person with this id, or None."""
        row = (await self._db.execute(_GET, {"one": person_id})).first()
        return self._person(row) if row else None

    async def own_name(self, person_id: int) -> str | None:
        """Return the person's name as they gave it, for nobody but themselves; elsewhere a number in it is masked."""
        kept = (await self._db.execute(select(people.c.name).where(people.c.id == person_id))).scalar_one_or_none()
        return None if kept is None else self._seal.open_text("people", person_id, "name", kept)

    async def these(self, ids: Collection[int]) -> dict[int, Person]:
        """Return the people with these ids, by id."""
        rows = await self._db.execute(select(*_PERSON).where(people.c.id.in_(ids)))
        return {person.id: person for person in map(self._person, rows)}

    async def by_phone(self, phone: str) -> list[Person]:
        """Return everybody with this phone number, spelt as it was passed to `set_phone`."""
        rows = await self._db.execute(_BY_PHONE, {"hash": self._seal.lookup("people.phone", phone)})
        return readable(self._seal, "people", rows, self._person)

    async def with_role(self, role: Role, now: datetime, unit: str | None = None) -> list[Person]:
        """Return everybody who holds the role today, in the unit if one is given, in the order they joined."""
        day = office_day(now)
        held = select(roles.c.person_id).where(
            roles.c.role == role,
            roles.c.ended_at.is_(None),
            or_(roles.c.from_on.is_(None), roles.c.from_on <= day),
            or_(roles.c.until_on.is_(None), roles.c.until_on >= day),
        )
        held = held if unit is None else held.where(roles.c.unit == unit)
        rows = await self._db.execute(select(*_PERSON).where(people.c.id.in_(held)).order_by(people.c.id))
        return readable(self._seal, "people", rows, self._person)

    async def set_language(self, person_id: int, language: str) -> None:
        """Set the language in which the person is addressed."""
        await self._set(person_id, language=language)

    async def set_name(self, person_id: int, name: str | None) -> None:
        """Store the person's name, or delete it (None)."""
        await self._set(person_id, name=self._sealed(person_id, "name", name))

    async def set_phone(self, person_id: int, phone: str | None) -> None:
        """Store the person's phone number, normalised by the rules, or delete it (None)."""
        found_by = None if phone is None else self._seal.lookup("people.phone", phone)
        await self._set(person_id, phone=self._sealed(person_id, "phone", phone), phone_hash=found_by)

    async def set_consent(self, person_id: int, version: str | None, now: datetime) -> None:
        """Record that the person agreed to this version of the consent text, or withdrew the consent (None)."""
        await self._db.execute(_CONSENT, {"one": person_id, "version": version, "moment": now})

    async def merge(self, old_id: int, new_id: int) -> None:
        """Merge two people: everything that names `old_id` names `new_id` from now on.

        Every foreign key to a person is moved: drafts, cases, files, tasks, messages, roles, channels. The journal is
        not, because it says who acted then; the old row stays, empty, and says whom it was merged into. Where both had
        the same place, such as a seat at one meeting, the old one stays under `old_id`.
        """
        proofs = Proofs(self._db, self._seal)
        its = [(table, await proofs.good(table, person_id=old_id)) for table in tables() if "person_id" in table.c]
        for table in metadata.sorted_tables:
            for column in _naming_a_person(table):
                mine = (column == old_id, ~_has_its_place(table, column, new_id))
                await self._db.execute(update(table).where(*mine).values({column.name: new_id}))
        for table, rows in its:
            await proofs.renew(table, rows, person_id=new_id)
        await self._set(old_id, name=None, phone=None, phone_hash=None, merged_into=new_id)

    async def _seat(
        self, bot: str, chat_id: int, now: datetime, into: tuple[Conversations, Talk] | None
    ) -> Seat | None:
        wanted, named = (_SEAT, {}) if into is None else (_SEAT_AND_TALK, into[1]._asdict())
        found = (await self._db.execute(wanted, {"bot": bot, "chat": chat_id, **named})).all()
        rows = cast(Sequence[Row[Any]], found)
        if not rows:
            return None
        if into is not None:
            into[0].recall(into[1], *found[0][-2:])
        channel = channel_of(rows[0][_PERSON_ENDS:_CHANNEL_ENDS])
        held, day = self._held(bot, channel, rows), office_day(now)
        return Seat(self._person(rows[0]), channel, tuple(role for role in held if role.holds_on(day)))

    def _held(self, bot: str, channel: Channel, rows: Sequence[Row[Any]]) -> list[Membership]:
        """Return the roles of whoever writes in this chat; none in a chat that was given to its person by nobody."""
        held = [row[_CHANNEL_ENDS:_ROLE_ENDS] for row in rows if row[_CHANNEL_ENDS] is not None]
        if not held:
            return []
        its = {"bot": bot, "chat_id": channel.chat_id, "person_id": channel.person_id, PROOF: rows[0][_ROLE_ENDS]}
        return memberships_of(self._seal, held) if proved(self._seal, channels, its) else []

    async def _newcomer(self, bot: str, chat_id: int, now: datetime, language: str) -> Seat:
        values = {"language": language, "created_at": now}
        person_id = (await self._db.execute(_ADD, values)).scalar_one()
        channel = await Channels(self._db, self._seal).add(person_id, bot, chat_id, now)
        if channel is None:  # another process has just created them
            await self._db.execute(delete(people).where(people.c.id == person_id))
            return await self.meet(bot, chat_id, now, language)
        return Seat(Person(person_id, language, now), channel, new=True)

    async def _set(self, person_id: int, **values: Any) -> None:
        await self._db.execute(update(people).where(people.c.id == person_id).values(**values))

    def _sealed(self, person_id: int, column: str, plain: str | None) -> bytes | None:
        return None if plain is None else self._seal.seal("people", person_id, column, plain)

    def _person(self, row: Row[Any]) -> Person:
        one, language, created_at, name, phone, consent, consent_at = row[:_PERSON_ENDS]
        return Person(
            id=one,
            language=language,
            created_at=created_at,
            name=name and self._seal.open_name("people", one, "name", name),
            phone=phone and self._seal.open_text("people", one, "phone", phone),
            consent=consent,
            consent_at=consent_at,
        )


def _naming_a_person(table: Table) -> list[Column[Any]]:
    if table is people:
        return []
    return [column for column in table.columns if column.references(people.c.id)]


def _has_its_place(table: Table, column: Column[Any], person_id: int) -> ColumnElement[bool]:
    """Tell whether another row, alike in all that is unique, names this person already."""
    other = table.alias()
    keys = [
        one.columns for one in table.constraints if isinstance(one, UniqueConstraint) and column.name in one.columns
    ]
    keys += [table.primary_key.columns] if column.primary_key else []
    alike = [[other.c[each.name] == each for each in key if each is not column] for key in keys]
    return or_(false(), *(exists().where(other.c[column.name] == person_id, *rest) for rest in alike))
