"""Claims: a one-time code from the office makes a person the holder's contact (Art. 32)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from rules.awards.validity import Award
from rules.engine.refusals import Refusal
from rules.people.roles import Person, Role
from storage.engine.links import LinkState
from storage.engine.owed import OwedState
from workflow.engine.desk import Desk, addresses, require
from workflow.engine.tasks import end_phoning
from workflow.people.emails import owe_code

PURPOSE = "holder"
_EMAIL = "email"
"""A code's value that holds the id of the address it was sent to."""
GOOD_FOR = timedelta(days=180)
"""Long, because a letter with a code may lie on a desk for a while."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A fresh code, shown this once, with its contact and the holders or applicants that they are a contact of."""

    holders: tuple[str, ...]
    name: str = field(repr=False)
    phone: str = field(repr=False)
    code: str = field(repr=False)


async def make_codes(desk: Desk, award_id: int | None = None) -> list[Claim]:
    """Make a new code for each contact who has not come yet, of all awards or of one; their earlier codes stop working.

    Raises Forbidden (lead and office only).
    """
    require(desk, Role.OFFICE, Role.LEAD)
    if award_id is None:
        wanted = await waiting(desk)
    else:
        contacts = await desk.work.holders.unclaimed()
        wanted = list(dict.fromkeys(one.person_id for one in contacts if one.award_id == award_id))
    claims = [await _code(desk, person_id) for person_id in wanted]
    if claims:
        await desk.work.journal.write(
            "claim_codes_made", "awards", now=desk.now, person_id=desk.person.id, details={"count": len(claims)}
        )
    return claims


async def mail_codes(desk: Desk) -> int:
    """Mail a new code to each contact who has not come yet and has a working address. Returns how many.

    Using a mailed code also proves that the mailbox is theirs, and confirms the address. Raises Forbidden (lead and
    office only).
    """
    require(desk, Role.OFFICE, Role.LEAD)
    mailed = 0
    for person_id in await waiting(desk):
        email = await desk.work.emails.of(person_id)
        if email is None or email.bounced_at is not None:
            continue
        claim = await _code(desk, person_id, {_EMAIL: email.id})
        await owe_code(
            desk,
            email,
            f"holder:{person_id}:code:{desk.now.isoformat()}",
            "emails.claim",
            code=claim.code,
            holders=list(claim.holders),
            links="\n".join(addresses(desk.places, claim.code)),
        )
        mailed += 1
    if mailed:
        details = {"count": mailed}
        await desk.work.journal.write(
            "claim_codes_mailed", "awards", now=desk.now, person_id=desk.person.id, article=32, details=details
        )
    return mailed


async def waiting(desk: Desk) -> list[int]:
    """Return everybody who was listed and has not come: contacts of holders, and applicants carried over from paper."""
    contacts = [one.person_id for one in await desk.work.holders.unclaimed()]
    return list(dict.fromkeys([*contacts, *await desk.work.imports.applicants_to_come()]))


async def claim_awards(desk: Desk, token: str) -> list[Award]:
    """Use the code up and make the person at the desk the contact. Returns the awards that they are a contact of.

    An application that was carried over from paper becomes theirs, too.

    Raises Refusal for a code that does not work, or whose contact has come before.
    """
    looked = await desk.work.links.use(token, desk.person.id, desk.now, purpose=PURPOSE)
    if looked.state is not LinkState.GOOD or looked.link is None:
        raise Refusal(f"links.{looked.state}")
    listed = await desk.work.people.get(int(looked.link.subject.removeprefix("person:")))
    if listed is None or await desk.work.channels.of(listed.id):
        raise Refusal("links.used")
    await become(desk, listed)
    await _confirm(desk, looked.link.values.get(_EMAIL))
    await desk.work.holders.claim(desk.person.id, desk.now)
    await desk.work.journal.write("award_claimed", f"person:{desk.person.id}", now=desk.now, person_id=desk.person.id)
    return await awards_of(desk, desk.person.id)


async def awards_of(desk: Desk, person_id: int) -> list[Award]:
    """Return the awards that the person is a contact of, the latest decision first."""
    ids = {contact.award_id for contact in await desk.work.holders.with_person(person_id)}
    found = [award for award_id in ids if (award := await desk.work.awards.get(award_id)) is not None]
    return sorted(found, key=lambda award: (award.decided_on, award.id), reverse=True)


async def _confirm(desk: Desk, email_id: int | None) -> None:
    """Confirm the address that the code was mailed to: whoever used it reads that mailbox."""
    email = await desk.work.emails.get(email_id) if email_id is not None else None
    if email is not None and email.person_id == desk.person.id:
        await desk.work.emails.confirm(email.id, desk.now)


async def _code(desk: Desk, person_id: int, values: Mapping[str, Any] | None = None) -> Claim:
    subject = f"person:{person_id}"
    await desk.work.links.withdraw(PURPOSE, subject)
    code = await desk.work.links.code(
        PURPOSE, subject, now=desk.now, expires_at=desk.now + GOOD_FOR, made_by=desk.person.id, values=values
    )
    person = await desk.work.people.get(person_id)
    name, phone = (person.name or "", person.phone or "") if person is not None else ("", "")
    named = [award.name for award in await awards_of(desk, person_id)]
    named += [one.name for one in await desk.work.applications.of_person(person_id) if one.name is not None]
    return Claim(tuple(dict.fromkeys(named)), name, phone, code)


async def become(desk: Desk, listed: Person) -> None:
    """Merge somebody known before they wrote into the person at the desk, filling in name and phone.

    Messages that could not reach them are settled: the person sees them now, and nobody need phone.
    """
    mine = desk.person
    await desk.work.people.merge(listed.id, mine.id)
    if mine.name is None and listed.name is not None:
        await desk.work.people.set_name(mine.id, listed.name)
    if mine.phone is None and listed.phone is not None:
        await desk.work.people.set_phone(mine.id, listed.phone)
    for owed in await desk.work.outbox.of(mine.id):
        if owed.state is OwedState.FAILED:
            await desk.work.outbox.settle(owed.id, desk.now, proof="claimed")
    await end_phoning(desk)
