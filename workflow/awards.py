"""Awards and their holders: entered from the office's list, claimed with a code, kept or ended (Art. 5).

A contact on the list who has not come yet is known by name and phone alone. Messages to them fail for lack of a channel
and are passed on by phone; whoever types the code becomes that person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from rules.awards import (
    Award,
    Ending,
    Standing,
    certificate_key,
    coming_july,
    owes_self_assessment,
    standing,
    valid_until,
)
from rules.calendar import office_day
from rules.pack import Pack
from rules.people import Person, Role
from rules.refusals import Refusal
from rules.sanctions import State as SanctionState
from rules.sanctions import is_approved, needs_approval
from storage.work import Work
from workflow.desk import Desk, require, today

LANGUAGE = "zh"
"""The language for contacts of the list until they choose one."""


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


@dataclass(frozen=True, slots=True)
class Looked:
    """What an import would do: `fresh` awards to enter, `known` ones entered before, the days of decision.

    `owing` is the number of holders among the fresh that owe a report in the July of `year`, `over` the number of fresh
    awards that are valid no longer.
    """

    fresh: int
    known: int
    year: int
    owing: int
    over: int
    decided_on: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """What an import did: the numbers of awards entered and of those known before."""

    fresh: int
    known: int


async def look_through(desk: Desk, rows: Iterable[Row]) -> Looked:
    """Return what importing these rows would do, and change nothing. Raises Forbidden (lead and office only)."""
    require(desk, Role.OFFICE, Role.LEAD)
    fresh: list[Award] = []
    known, here = 0, today(desk)
    year = coming_july(here, desk.calendar, desk.pack)
    for row in rows:
        if await desk.work.awards.known(row.number, row.decided_on, certificate_key(row.certificate)):
            known += 1
        else:
            fresh.append(_as_award(row, here, desk.pack))
    return Looked(
        fresh=len(fresh),
        known=known,
        year=year,
        owing=len({award.holder for award in fresh if owes_self_assessment(award, year, desk.pack)}),
        over=sum(standing(award, here, desk.pack) is not Standing.VALID for award in fresh),
        decided_on=tuple(sorted({award.decided_on for award in fresh})),
    )


async def import_holders(desk: Desk, rows: Iterable[Row]) -> Entered:
    """Enter the awards of the list; the same list again changes nothing. Raises Forbidden (lead and office only)."""
    require(desk, Role.OFFICE, Role.LEAD)
    return await enter_holders(desk.work, rows, now=desk.now, pack=desk.pack, by=desk.person.id)


async def enter_holders(work: Work, rows: Iterable[Row], *, now: datetime, pack: Pack, by: int | None) -> Entered:
    """Enter the awards of the list without a desk; `by` is None on the command line."""
    fresh = known = 0
    for row in rows:
        if await enter_award(work, row, now=now, pack=pack) is None:
            known += 1
        else:
            fresh += 1
    if fresh:
        details = {"fresh": fresh, "known": known}
        await work.journal.write("holders_imported", "awards", now=now, person_id=by, article=5, details=details)
    return Entered(fresh, known)


async def enter_award(work: Work, row: Row, *, now: datetime, pack: Pack, holders: Sequence[int] = ()) -> int | None:
    """Enter one award. Returns its id, or None when it is known.

    `holders` are people on the service who are written to at once; without them the row's contacts are entered, who are
    written to once they claim the award.
    """
    award_id = await work.awards.add(
        number=row.number,
        award=row.award,
        organisation=row.organisation,
        name=row.name,
        decision=row.decision,
        decided_on=row.decided_on,
        valid_until=valid_until(row.decided_on, pack),
        certificate=row.certificate,
        certificate_key=certificate_key(row.certificate),
        plaque=row.plaque,
        unit=row.unit,
        entered_on=office_day(now),
    )
    if award_id is None:
        return None
    for place, person_id in enumerate(holders, start=1):
        await work.holders.add(award_id, place, person_id, claimed_at=now)
    if not holders:
        for place, contact in enumerate(row.contacts, start=1):
            person = await _known(work, contact) or await _added(work, contact, now)
            if contact.email is not None:  # theirs to confirm once they come; nothing is sent there before
                await work.emails.give(person.id, contact.email, now)
            await work.holders.add(award_id, place, person.id)
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


async def _is_approved(desk: Desk, award_id: int, article: int) -> bool:
    cases = await desk.work.sanctions.about({SanctionState.IN_FORCE}, award_id=award_id)
    return any(is_approved(one) and one.article == article for one in cases)


def _as_award(row: Row, day: date, pack: Pack) -> Award:
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


async def _known(work: Work, contact: RowContact) -> Person | None:
    """Return the contact if they are listed with another award and have not come yet; a phone alone proves nothing."""
    for person in await work.people.by_phone(contact.phone):
        if person.name == contact.name and not await work.channels.of(person.id):
            return person
    return None


async def _added(work: Work, contact: RowContact, now: datetime) -> Person:
    person = await work.people.add(now, LANGUAGE)
    await work.people.set_name(person.id, contact.name)
    await work.people.set_phone(person.id, contact.phone)
    return person


async def _write(desk: Desk, act: str, award_id: int, *, article: int, **details: object) -> None:
    await desk.work.journal.write(
        act, f"award:{award_id}", now=desk.now, person_id=desk.person.id, article=article, details=details
    )
