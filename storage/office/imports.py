"""Imports: thousands of awards and contacts entered in a few statements, and who of them has not come yet (Art. 5, 32).

Each statement speaks of at most `_PIECE` rows, so that others get their turn between two of them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.applications.cases import applications
from storage.awards.holders import contacts
from storage.awards.titles import LOOKUP, awards
from storage.database.seals import Seal
from storage.people.channels import channels, emails
from storage.people.persons import people
from storage.sanctions.bars import bars

_PIECE = 500

_NAME = (
    update(people).where(people.c.id == bindparam("one")).values(name=bindparam("called"), phone=bindparam("phoned"))
)
_ADDRESS = update(emails).where(emails.c.id == bindparam("one")).values(address=bindparam("sealed"))

Contact = tuple[str, str]
"""A name and a phone number, spelt as the rules do it."""


@dataclass(slots=True)
class Known:
    """Which awards are there: holders with the day of the decision, and certificates with their holder."""

    decided: set[tuple[str, date]] = field(default_factory=set)
    certificates: dict[str, str] = field(default_factory=dict)


class Imports:
    """What an import looks up and enters; whoever calls it has asked the rules."""

    def __init__(self, db: AsyncConnection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    async def known_awards(self, holders: Collection[str], certificates: Collection[str]) -> Known:
        """Return which of these holders' awards and of these certificates are there."""
        found, at = Known(), awards.c
        wanted = select(at.holder, at.decided_on, at.certificate_key)
        for column, values in ((at.holder, holders), (at.certificate_key, certificates)):
            for piece in _pieces(sorted(set(values))):
                for holder, decided_on, certificate in await self._db.execute(wanted.where(column.in_(piece))):
                    found.decided.add((holder, decided_on))
                    if certificate is not None:
                        found.certificates[certificate] = holder
        return found

    async def known_bars(self, holders: Collection[str]) -> set[tuple[str, int, date]]:
        """Return holder, article and first day of each bar on one of these holders."""
        found: set[tuple[str, int, date]] = set()
        wanted = select(bars.c.holder, bars.c.article, bars.c.from_on)
        for piece in _pieces(sorted(set(holders))):
            found |= set(map(tuple, await self._db.execute(wanted.where(bars.c.holder.in_(piece)))))
        return found

    async def add_awards(self, entries: Sequence[Mapping[str, Any]]) -> list[int]:
        """Enter awards, none of which is known, and return their ids; `number` and `name` are sealed here."""
        fresh = plain_insert(awards).returning(awards.c.id, sort_by_parameter_order=True)
        return [one for piece in _pieces(entries) for one in await self._ids(fresh, map(self._award, piece))]

    async def waiting(self, wanted: Collection[Contact]) -> dict[Contact, int]:
        """Return the ids of those who are listed and have not come yet; a phone alone proves nothing."""
        hashes = {self._seal.lookup("people.phone", phone) for _, phone in wanted}
        found: dict[Contact, int] = {}
        listed = select(people.c.id, people.c.name, people.c.phone).where(_has_not_come()).order_by(people.c.id)
        for piece in _pieces(sorted(hashes)):
            for one, name, phone in await self._db.execute(listed.where(people.c.phone_hash.in_(piece))):
                contact = (self._opened(one, "name", name), self._opened(one, "phone", phone))
                if contact in wanted:
                    found.setdefault(contact, one)
        return found

    async def add_people(self, entries: Sequence[Contact], now: datetime, language: str) -> list[int]:
        """Enter people known by name and phone alone; return their ids."""
        fresh = plain_insert(people).returning(people.c.id, sort_by_parameter_order=True)
        ids: list[int] = []
        for piece in _pieces(entries):
            rows = [
                {"language": language, "created_at": now, "phone_hash": self._seal.lookup("people.phone", phone)}
                for _, phone in piece
            ]
            ids += await self._ids(fresh, rows)
        named = [
            {
                "one": one,
                "called": self._seal.seal("people", one, "name", name),
                "phoned": self._seal.seal("people", one, "phone", phone),
            }
            for one, (name, phone) in zip(ids, entries, strict=True)
        ]
        for part in _pieces(named):
            await self._db.execute(_NAME, part)
        return ids

    async def add_contacts(self, seats: Sequence[tuple[int, int, int]]) -> None:
        """Enter contacts who have not come, each as award, place and person."""
        rows = [{"award_id": award, "place": place, "person_id": person} for award, place, person in seats]
        for piece in _pieces(rows):
            await self._db.execute(plain_insert(contacts), piece)

    async def give_emails(self, addresses: Mapping[int, str], now: datetime) -> None:
        """Keep an address, which nothing is sent to before it is confirmed, for each person who has none."""
        has: set[int] = set()
        for piece in _pieces(sorted(addresses)):
            has |= set(await self._db.scalars(select(emails.c.person_id).where(emails.c.person_id.in_(piece))))
        wanted = [one for one in addresses if one not in has]
        fresh = plain_insert(emails).returning(emails.c.id, sort_by_parameter_order=True)
        for people_here in _pieces(wanted):
            ids = await self._ids(fresh, ({"person_id": one, "given_at": now} for one in people_here))
            sealed = [
                {"one": one, "sealed": self._seal.seal("emails", one, "address", addresses[person])}
                for one, person in zip(ids, people_here, strict=True)
            ]
            await self._db.execute(_ADDRESS, sealed)

    async def applicants_to_come(self) -> list[int]:
        """Return the people in whose name an application was entered and who have not come yet."""
        sent = select(applications.c.person_id).where(applications.c.number.is_not(None))
        mine = (people.c.id.in_(sent), people.c.erased_at.is_(None), _has_not_come())
        return list(await self._db.scalars(select(people.c.id).where(*mine).order_by(people.c.id)))

    async def _ids(self, fresh: Any, rows: Any) -> list[int]:
        # with an option SQLAlchemy executes it itself, whose result has every row; the prepared path has the last alone
        return list(await self._db.scalars(fresh, list(rows), execution_options={"insertmanyvalues_page_size": _PIECE}))

    def _award(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        number = entry["number"]
        holder = self._seal.lookup(LOOKUP, number)
        sealed = {name: self._seal.seal("awards", holder, name, entry[name]) for name in ("name", "number")}
        return {**entry, **sealed, "holder": holder}

    def _opened(self, one: int, column: str, sealed: bytes | None) -> str:
        return "" if sealed is None else self._seal.open_text("people", one, column, sealed)


def _has_not_come() -> Any:
    return ~exists().where(channels.c.person_id == people.c.id)


def _pieces(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[at : at + _PIECE] for at in range(0, len(rows), _PIECE))
