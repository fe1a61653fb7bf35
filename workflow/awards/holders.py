"""Awards and their holders: entered from the office's list, claimed with a code, kept or ended (Art. 5).

A contact on the list who has not come yet is known by name and phone alone. Messages to them fail for lack of a channel
and are passed on by phone; whoever types the code becomes that person.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from rules.awards.validity import Award, Ending, certificate_key, valid_until
from rules.engine.calendar import office_day
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from rules.interests.statements import Ground, Source
from rules.people.roles import Role
from rules.sanctions.cases import State as SanctionState
from rules.sanctions.cases import is_approved, needs_approval
from storage.work import Work
from workflow.engine.desk import FIRST_LANGUAGE, Desk, require, today
from workflow.interests import recusals
from workflow.interests.recusals import award_grounds, staff_of


class RowContact(Protocol):
    """A contact of an award."""

    @property
    def name(self) -> str: ...

    @property
    def phone(self) -> str: ...

    @property
    def email(self) -> str | None: ...


class Row(Protocol):
    """One award of the office's list, its values in the spelling that the rules give them."""

    @property
    def name(self) -> str: ...

    @property
    def organisation(self) -> bool: ...

    @property
    def number(self) -> str: ...

    @property
    def award(self) -> str: ...

    @property
    def decision(self) -> str: ...

    @property
    def decided_on(self) -> date: ...

    @property
    def certificate(self) -> str: ...

    @property
    def plaque(self) -> str: ...

    @property
    def contacts(self) -> Sequence[RowContact]: ...

    @property
    def unit(self) -> str: ...


One = TypeVar("One", bound=Row)


async def parted(work: Work, rows: Sequence[One]) -> tuple[list[One], list[One]]:
    """Part the rows into those to enter and those whose certificate belongs to somebody else.

    What is in neither is known: the same holder and day of decision, or the same certificate of the same holder, under
    whichever number the holder, or who succeeded it, is known now.
    """
    holders = {row.number: work.awards.holder(row.number) for row in rows}
    keys = [certificate_key(row.certificate) for row in rows]
    known = await work.imports.known_awards(list(holders.values()), [key for key in keys if key is not None])
    fresh, taken = [], []
    for row, key in zip(rows, keys, strict=True):
        holder = holders[row.number]
        owner = None if key is None else known.certificates.get(key)
        if (holder, row.decided_on) in known.decided or owner == holder:
            continue
        if owner is None:
            fresh.append(row)
            known.decided.add((holder, row.decided_on))
        elif owner not in await work.successions.heirs_of(holder):
            taken.append(row)
    return fresh, taken


async def enter_awards(work: Work, rows: Sequence[Row], *, now: datetime, pack: Pack) -> None:
    """Enter awards none of which is known, with their contacts, who are written to once they claim the award."""
    ids = await work.imports.add_awards([_values(row, now, pack) for row in rows])
    who = await listed(work, [contact for row in rows for contact in row.contacts], now)
    await work.imports.add_contacts(
        [
            (award_id, place, who[contact.name, contact.phone])
            for award_id, row in zip(ids, rows, strict=True)
            for place, contact in enumerate(row.contacts, start=1)
        ]
    )


async def listed(work: Work, contacts: Iterable[RowContact], now: datetime) -> dict[tuple[str, str], int]:
    """Return the ids of these contacts by name and phone; who is not listed yet is entered.

    An address is theirs to confirm once they come; nothing is sent there before.
    """
    here = {(contact.name, contact.phone): contact for contact in contacts}
    found = await work.imports.waiting(here.keys())
    fresh = [key for key in here if key not in found]
    found |= dict(zip(fresh, await work.imports.add_people(fresh, now, FIRST_LANGUAGE), strict=True))
    addresses = {found[key]: contact.email for key, contact in here.items() if contact.email is not None}
    await work.imports.give_emails(addresses, now)
    return found


async def enter_award(work: Work, row: Row, *, now: datetime, pack: Pack, holders: Sequence[int] = ()) -> int | None:
    """Enter one award. Returns its id, or None when it is known.

    `holders` are people on the service who are written to at once; without them the row's contacts are entered.
    """
    award_id = await work.awards.add(**_values(row, now, pack))
    if award_id is None:
        return None
    for place, person_id in enumerate(holders, start=1):
        await work.holders.add(award_id, place, person_id, claimed_at=now)
    if not holders:
        who = await listed(work, row.contacts, now)
        seats = [(award_id, n, who[one.name, one.phone]) for n, one in enumerate(row.contacts, start=1)]
        await work.imports.add_contacts(seats)
    return award_id


async def keep_award(desk: Desk, award_id: int, until: date) -> None:
    """Extend an award that was evaluated again until a later day (Art. 5). Raises Forbidden or Refusal."""
    require(desk, Role.LEAD, article=5)
    award = await desk.work.awards.get(award_id)
    if award is None or until <= award.valid_until or not await desk.work.awards.renew(award_id, until, today(desk)):
        raise Refusal("awards.not_kept", article=5)
    await _write(desk, "award_kept", award_id, article=5, until=until)


async def end_award(desk: Desk, award_id: int, ending: Ending, on: date, *, article: int) -> None:
    """Take the award away from this day on, which stops its reminders (Art. 5, 37, 39). Raises Forbidden or Refusal.

    What the county government has to approve ends no award before its approval is on record, by whatever path.
    """
    require(desk, Role.LEAD, article=article)
    if needs_approval(article, desk.pack) and not await _is_approved(desk, award_id, article):
        raise Refusal("awards.not_approved", article=article)
    if not await desk.work.awards.end(award_id, ending, on):
        raise Refusal("awards.ended_before", article=article)
    await _write(desk, f"award_{ending}", award_id, article=article, on=on)


def _values(row: Row, now: datetime, pack: Pack) -> dict[str, Any]:
    """Return the columns of the award that the row becomes."""
    return {
        "number": row.number,
        "award": row.award,
        "organisation": row.organisation,
        "name": row.name,
        "decision": row.decision,
        "decided_on": row.decided_on,
        "valid_until": valid_until(row.decided_on, pack),
        "certificate": row.certificate,
        "certificate_key": certificate_key(row.certificate),
        "plaque": row.plaque,
        "unit": row.unit,
        "entered_on": office_day(now),
    }


async def _is_approved(desk: Desk, award_id: int, article: int) -> bool:
    cases = await desk.work.sanctions.about({SanctionState.IN_FORCE}, award_id=award_id)
    return any(is_approved(one) and one.article == article for one in cases)


def as_award(row: Row, day: date, pack: Pack) -> Award:
    """Return the award that the row would become, for the rules to judge; `holder` is the bare number."""
    return Award(
        id=0,
        holder=row.number,
        award=row.award,
        organisation=row.organisation,
        name=row.name,
        decision=row.decision,
        decided_on=row.decided_on,
        valid_until=valid_until(row.decided_on, pack),
        certificate=row.certificate,
        plaque=row.plaque,
        unit=row.unit,
        entered_on=day,
    )


async def _write(desk: Desk, act: str, award_id: int, *, article: int, **details: object) -> None:
    await desk.work.journal.write(
        act, f"award:{award_id}", now=desk.now, person_id=desk.person.id, article=article, details=details
    )


# Interests in holders, declared once for everything about a holder, or known without asking (Art. 40).


async def has_interest(desk: Desk, award: Award) -> bool:
    """Whether the holder is shut to the person at the desk, by declaration or known interest."""
    earlier = await desk.work.recusals.of(desk.person.id, f"award:{award.id}")
    known = await award_grounds(desk, award, await staff_of(desk), [desk.person.id])
    return (earlier is not None and earlier.barred) or _is_shut(desk, known.get(desk.person.id))


async def shut_out(desk: Desk, subject: str, award: Award) -> None:
    """Shut the subject to everybody who is barred from the award or has a known interest in its holder."""
    known = await award_grounds(desk, award, await staff_of(desk))
    barred = await desk.work.recusals.interested_in(f"award:{award.id}")
    found = {*barred, *(one for one, ground in known.items() if _is_shut(desk, ground))}
    for person_id in sorted(found):
        await desk.work.recusals.declare(person_id, subject, interest=True, now=desk.now, source=Source.KNOWN)


def _is_shut(desk: Desk, ground: Ground | None) -> bool:
    return ground is Ground.OWN or (ground is not None and recusals.bars(desk))
