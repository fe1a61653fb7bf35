"""Corrections of where a person is reached: phone, address and e-mail in running cases (PIPL Art. 46)."""

from dataclasses import dataclass, field

from rules.applications.lifecycle import LIVE, State
from rules.engine.answers import text_answer
from rules.engine.damage import DAMAGED
from rules.engine.identities import email, masked, masked_phone
from rules.engine.identities import phone as phone_number
from rules.engine.refusals import Forbidden, Unfit
from rules.objections.cases import PENDING, masked_name
from workflow.engine.desk import Desk

PHONES = ("phone", "contact1_phone", "contact2_phone")
EMAILS = ("contact1_email", "contact2_email")
_OTHERS = {"contact1_phone": "contact2_phone", "contact2_phone": "contact1_phone"}
FIELDS = (*PHONES, *EMAILS, "address")
"""The keys of the questions that can be corrected; nothing that was declared and examined is among them."""


@dataclass(frozen=True, slots=True)
class Correctable:
    """One entry of a case: `subject` is "application:12" or "objection:3", `number` the case's number."""

    subject: str
    key: str
    number: str
    value: str = field(repr=False)

    @property
    def mask(self) -> str:
        """The masked value, for showing."""
        if self.key in PHONES:
            return masked_phone(self.value)
        return masked_name(self.value) if self.key == "address" else masked(self.value)


async def correctable(desk: Desk) -> list[Correctable]:
    """Return every entry that the person at the desk may correct now."""
    found = []
    for application in await desk.work.applications.of_person(desk.person.id):
        if application.state in LIVE - {State.DRAFT} and application.number:
            answers = await desk.work.drafts.answers(application.draft_id)
            about = f"application:{application.id}"
            found += [Correctable(about, key, application.number, answers[key]) for key in FIELDS if answers.get(key)]
    for objection in await desk.work.objections.of_person(desk.person.id):
        if objection.state in PENDING and not objection.at_counter:
            known = await desk.work.objections.identity(objection.id)
            about = f"objection:{objection.id}"
            found += [Correctable(about, key, objection.number, known[key]) for key in FIELDS if known.get(key)]
    return [one for one in found if one.value != DAMAGED]


async def find_correctable(desk: Desk, subject: str, key: str) -> Correctable:
    """Return one correctable entry. Raises Forbidden if it is not the person's or its case has ended."""
    for one in await correctable(desk):
        if (one.subject, one.key) == (subject, key):
            return one
    raise Forbidden("people.not_yours")


async def correct(desk: Desk, subject: str, key: str, text: str) -> None:
    """Correct the entry; the journal names the field but not its value. Raises Forbidden, or Unfit for a bad value."""
    one = await find_correctable(desk, subject, key)
    value = _read(key, text)
    noun, _, number = one.subject.partition(":")
    if noun == "objection":
        await desk.work.objections.keep_identity(int(number), {key: value})
    else:
        application = await desk.work.applications.get(int(number))
        if application is not None:
            other = _OTHERS.get(key, "")
            if value == (await desk.work.drafts.answers(application.draft_id)).get(other):
                raise Unfit("apply.contact.same_phone", article=12)
            await desk.work.drafts.correct(application.draft_id, key, value)
    details = {"field": key}
    await desk.work.journal.write("contact_corrected", subject, now=desk.now, person_id=desk.person.id, details=details)


def _read(key: str, text: str) -> str:
    if key in PHONES:
        return phone_number(text)
    return email(text) if key in EMAILS else text_answer(text, min_chars=5, max_chars=200)
