"""A person's own data: consent, overview, correction (PIPL Art. 13-15, 45, 46).

PIPL is the Personal Information Protection Law. Its right to a copy is in `exports`, to erasure in `erasures`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rules.applications.lifecycle import LIVE, Application, State
from rules.engine.answers import text_answer
from rules.engine.damage import DAMAGED
from rules.engine.identities import email, masked, masked_phone
from rules.engine.identities import phone as phone_number
from rules.engine.names import name_answer
from rules.engine.refusals import Forbidden, Unfit
from rules.objections.cases import PENDING, masked_name
from rules.people.channels import INBOXES
from rules.people.roles import CONSENT_VERSION, Channel, Email
from storage.engine.drafts import Draft, DraftState
from workflow.engine.desk import Desk, Reading

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of the person, as numbers and records, and nothing of anybody else."""

    channels: tuple[Channel, ...]
    in_the_inbox: tuple[Channel, ...]
    email: Email | None
    drafts: tuple[Draft, ...]
    applications: tuple[Application, ...]
    objections: tuple[str, ...]
    affairs: int
    awards: int
    files: int
    letterboxes: int
    messages: int
    notifications: int
    entries: int

    @property
    def open_drafts(self) -> tuple[Draft, ...]:
        """The forms that are not sent."""
        return tuple(draft for draft in self.drafts if draft.state is DraftState.OPEN)

    @property
    def sent_drafts(self) -> tuple[Draft, ...]:
        """The forms that were sent."""
        return tuple(draft for draft in self.drafts if draft.state is DraftState.SENT)


def periods(desk: Reading) -> dict[str, int]:
    """Return the retention periods in months, by the names that the sentences use for them."""
    kept = desk.pack.retention
    return {
        "drafts": kept.drafts,
        "applications": kept.applications_not_granted,
        "identities": kept.objection_identities,
        "objections": kept.objections,
        "messages": kept.messages,
        "people": kept.people,
    }


def has_consented(desk: Desk) -> bool:
    """Whether the person agreed to the present text of the consent; an earlier one does not count."""
    return desk.person.consent == CONSENT_VERSION


async def give_consent(desk: Desk, periods: Mapping[str, int]) -> Desk:
    """Record the consent to the present text and the periods that stood in it. Returns the person's desk with it."""
    await desk.work.people.set_consent(desk.person.id, CONSENT_VERSION, desk.now)
    await _note(desk, "consent_given", {"version": CONSENT_VERSION, "periods": dict(periods)})
    return replace(desk, person=replace(desk.person, consent=CONSENT_VERSION, consent_at=desk.now))


async def consented_periods(desk: Desk) -> dict[str, int] | None:
    """Return the periods that stood in the text when the person agreed; None where nothing says so."""
    given = [one for one in await desk.work.journal.by(desk.person.id) if one.act == "consent_given"]
    last = max(given, key=lambda one: one.id, default=None)
    return last.details.get("periods") if last is not None else None


async def identity_consents(desk: Desk) -> list[str]:
    """Return the versions of the separate consent to the proof of identity that the person's objections rest on."""
    filed = [one.details for one in await desk.work.journal.by(desk.person.id) if one.act == "objection_filed"]
    return sorted({str(one["identity_consent"]) for one in filed if one.get("identity_consent")})


async def withdraw_consent(desk: Desk) -> Desk:
    """Withdraw the consent: earlier use stays lawful, and a new form asks again (PIPL Art. 15). Returns the desk."""
    await desk.work.people.set_consent(desk.person.id, None, desk.now)
    await _note(desk, "consent_withdrawn", {"version": desk.person.consent})
    return replace(desk, person=replace(desk.person, consent=None, consent_at=desk.now))


async def set_language(desk: Desk, language: str) -> Desk:
    """Set the person's language. Returns their desk with it."""
    await desk.work.people.set_language(desk.person.id, language)
    return replace(desk, person=replace(desk.person, language=language))


def name_given(text: str) -> str:
    """Normalise a person's name. Raises Unfit."""
    return name_answer(text, most=LONGEST_NAME)


async def correct_name(desk: Desk, text: str) -> Desk:
    """Replace the person's name. Returns their desk with it. Raises Unfit."""
    name = name_given(text)
    await desk.work.people.set_name(desk.person.id, name)
    await _note(desk, "name_corrected")
    return replace(desk, person=replace(desk.person, name=name))


async def correct_phone(desk: Desk, text: str) -> Desk:
    """Replace the person's phone number. Returns their desk with it. Raises Unfit."""
    number = phone_number(text)
    await desk.work.people.set_phone(desk.person.id, number)
    await _note(desk, "phone_corrected")
    return replace(desk, person=replace(desk.person, phone=number))


async def held(desk: Desk) -> Held:
    """Return what is held of the person at the desk."""
    work, one = desk.work, desk.person.id
    channels = await work.channels.of(one)
    kept = tuple(each for each in channels if each.bot in INBOXES)
    return Held(
        channels=tuple(channels),
        in_the_inbox=kept,
        email=await work.emails.of(one),
        drafts=tuple(await work.drafts.of(one)),
        applications=tuple(await work.applications.of_person(one)),
        objections=tuple(each.number for each in await work.objections.of_person(one) if each.number),
        affairs=len(await work.affairs.of_person(one)),
        awards=len(await work.holders.with_person(one)),
        files=len(await work.files.owned_by(one)),
        letterboxes=sum([len(await work.letterboxes.of(each.chat_id)) for each in kept]),
        messages=sum([await work.inbox.count(each.chat_id) for each in kept]),
        notifications=len(await work.outbox.of(one)),
        entries=len(await work.journal.by(one)),
    )


def _subject(desk: Desk) -> str:
    return f"person:{desk.person.id}"


async def _note(desk: Desk, act: str, details: dict[str, object] | None = None) -> None:
    await desk.work.journal.write(act, _subject(desk), now=desk.now, person_id=desk.person.id, details=details)


# Corrections of where a person is reached: phone, address and e-mail in running cases (PIPL Art. 46).


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
