"""A person's e-mail address: given, confirmed by a code sent there, deleted (PIPL Art. 46, 47).

An unconfirmed address receives nothing but the code.
"""

from datetime import datetime, timedelta

from rules.engine.calendar import WorkingCalendar
from rules.engine.identities import email as email_address
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal
from rules.people.roles import EMAIL, Email
from storage.engine.links import LinkState
from storage.engine.owed import Owed, Urgency
from storage.work import Work
from workflow.engine.desk import Desk

CODE = "email-code"
"""The purpose of the code, and the kind of the message that brings it."""
BOUNCED = "email_bounced"
"""The journal's act when mail to an address comes back."""
VALID = timedelta(days=1)


async def give_email(desk: Desk, text: str) -> Email:
    """Keep the address, replacing an earlier one, and send it a code. Raises Unfit, and as `send_code` does."""
    given = await desk.work.emails.give(desk.person.id, email_address(text), desk.now)
    await _note(desk, "email_given")
    await send_code(desk)
    return given


async def send_code(desk: Desk) -> None:
    """Send a code to the person's address; an earlier code stops working.

    Raises Refusal without an address, and after too many codes within an hour: the address may be a stranger's.
    """
    given, who = await desk.work.emails.of(desk.person.id), f"email:{desk.person.id}"
    if given is None:
        raise Refusal("emails.none")
    if await desk.work.attempts.locked(who, desk.now):
        raise Refusal("emails.too_many")
    count = await desk.work.attempts.count(who, desk.now)
    await desk.work.links.withdraw(CODE, _subject(given))
    code = await desk.work.links.code(
        CODE, _subject(given), now=desk.now, expires_at=desk.now + VALID, made_by=desk.person.id
    )
    key = f"person:{desk.person.id}:email-code:{given.id}:{desk.now.isoformat()}:{count}"
    await owe_code(desk, given, key, "emails.code", code=code)


async def owe_code(desk: Desk, email: Email, key: str, text: str, *, code: str, **values: object) -> None:
    """Owe a code by e-mail alone, to an address that need not be confirmed."""
    await desk.work.outbox.owe(
        key,
        email.person_id,
        text,
        now=desk.now,
        values={"of": email.id, "code": f"{code[:4]} {code[4:]}", **values},
        kind=CODE,
        urgency=Urgency.ANSWER,
        over=EMAIL,
    )


async def confirm_email(desk: Desk, token: str) -> Email:
    """Use the code up and confirm the address, to which messages now go that no chat takes.

    Raises Refusal for a code that does not work, or that was sent to another address.
    """
    found = await desk.work.links.use(token, desk.person.id, desk.now, purpose=CODE)
    given = await desk.work.emails.of(desk.person.id)
    if found.state is not LinkState.GOOD or found.link is None:
        raise Refusal(f"links.{found.state.value}")
    if given is None or found.link.subject != _subject(given):
        raise Refusal("emails.another")
    await desk.work.emails.confirm(given.id, desk.now)
    await desk.work.attempts.clear(f"email:{desk.person.id}")
    await _note(desk, "email_confirmed")
    return given


async def forget_email(desk: Desk) -> None:
    """Delete the person's address. Raises Refusal when there is none."""
    given = await desk.work.emails.of(desk.person.id)
    if given is None:
        raise Refusal("emails.none")
    await desk.work.links.withdraw(CODE, _subject(given))
    await desk.work.emails.forget(desk.person.id)
    await _note(desk, "email_forgotten")


async def note_bounce(work: Work, email_id: int, now: datetime) -> None:
    """Record that mail to the address came back: nothing more is sent there until it is confirmed anew."""
    bounced = await work.emails.get(email_id)
    if bounced is None or bounced.bounced_at is not None:
        return
    await work.emails.bounce(email_id, now)
    await work.journal.write(BOUNCED, f"person:{bounced.person_id}", now=now)


async def code_is_awaited(work: Work, owed: Owed, _now: datetime, _calendar: WorkingCalendar, _pack: Pack) -> bool:
    """Whether the code is still awaited: the address has neither changed nor been confirmed."""
    given = await work.emails.get(owed.values["of"])
    return given is not None and given.person_id == owed.person_id and not given.arrives


def _subject(given: Email) -> str:
    return f"email:{given.id}"


async def _note(desk: Desk, act: str) -> None:
    await desk.work.journal.write(act, f"person:{desk.person.id}", now=desk.now, person_id=desk.person.id)
