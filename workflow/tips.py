"""A tip in its sender's hands: begun, written, sent, answered under its code; nothing here knows who that is (Art. 24).

No act takes a person or a desk, none writes the journal or gives a task: the journal, the tasks and every number are
read by people whom a tip may be about. What its handlers do is written in the tip itself.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rules.answers import text_answer
from rules.calendar import office_day
from rules.pack import Pack
from rules.people import Membership
from rules.refusals import Refusal, Unfit
from rules.secrets import name_marks, refuse_secret, text_marks
from rules.tips import CODE_DIGITS, About, Kind, Message, Subject, handlers_of
from storage.boxes import Stretched, unlock
from storage.owed import UNLISTED
from storage.seals import Seal
from storage.tip_handlers import Handler
from storage.tips import Tip, stretch
from storage.work import Work
from workflow.desk import Attachment

__all__ = ["stretch"]

MOST_MESSAGES = 200
LEAST_WORDS, MOST_WORDS = 5, 5000
UNSENT_DAYS = 2
HAND_OVER = "tip_objection"
"""The purpose of a link with which a sender goes on as an objector (Art. 22)."""
HAND_OVER_VALID = timedelta(days=7)
_FORM_VALID = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Thread:
    """A tip opened: whom it is about, and what was said under it. `private` opens its files."""

    tip: Tip
    subject: Subject
    messages: tuple[Message, ...] = field(repr=False)
    private: bytes = field(repr=False)

    @property
    def asked_to_object(self) -> bool:
        """Whether a handler's question, if it may go on as an objection, waits for the sender."""
        asked = [one.kind for one in self.messages if one.kind in (Kind.ASKED, Kind.CONSENTED, Kind.DECLINED)]
        return asked[-1:] == [Kind.ASKED]

    @property
    def said(self) -> int:
        """How many messages and files came from the sender."""
        return sum(one.from_sender and one.kind is not Kind.SUBJECT for one in self.messages)

    @property
    def opened(self) -> bool:
        """Whether a handler has read what was said last by the sender."""
        kinds = [one.kind for one in self.messages if one.from_sender or one.kind is Kind.OPENED]
        return kinds[-1:] == [Kind.OPENED]


def new_code() -> str:
    """A receipt code out of nothing."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def new_form(seal: Seal, now: datetime) -> str:
    """The one-time token of a form that is shown to nobody in particular: it is in the page and kept nowhere."""
    plain = f"{secrets.token_hex(16)}.{int((now + _FORM_VALID).timestamp())}"
    return f"{plain}.{seal.lookup('tip form', plain)}"


def code_of_form(seal: Seal, form: str, now: datetime) -> str | None:
    """The receipt code of whatever is sent with this form, the same however often; None for a form that is not ours.

    So that a form that was sent twice is one tip, and shows its code again, without a word kept about either.
    """
    plain, _, signed = form.rpartition(".")
    until = plain.rpartition(".")[2]
    if not hmac.compare_digest(seal.lookup("tip form", plain).encode(), signed.encode()) or not until.isdecimal():
        return None
    if int(until) < now.timestamp():
        return None
    made = int.from_bytes(hashlib.sha256(seal.lookup("tip receipt", plain).encode()).digest(), "big")
    return f"{made % 10**CODE_DIGITS:0{CODE_DIGITS}}"


async def standing(work: Work, day: date) -> dict[int, list[Membership]]:
    """The roles that hold on the day, by person."""
    people: dict[int, list[Membership]] = {}
    for held in await work.roles.all():
        if held.holds_on(day):
            people.setdefault(held.person_id, []).append(held)
    return people


async def handlers_for(work: Work, pack: Pack, subject: Subject, day: date) -> tuple[Handler, ...]:
    """Who handles a tip about this subject today, each with a key."""
    keyed = await work.tip_handlers.keyed()
    return tuple(keyed[one] for one in handlers_of(subject, await standing(work, day), keyed, pack))


async def begin_tip(work: Work, pack: Pack, now: datetime, subject: Subject, code: Stretched) -> Tip | None:
    """A tip that nobody sees until it is sent; None when this code has one. Refused when nobody could read it."""
    day = office_day(now)
    handlers = await handlers_for(work, pack, subject, day)
    if not handlers:
        raise Refusal("tip.nobody", article=24)
    begun = await work.tips.begin(code, day)
    if begun is None:
        return None
    tip, private = begun
    await work.tip_handlers.share(tip.id, private, handlers)
    about = {"about": subject.about.value, "unit": subject.unit}
    await work.tips.add(tip, Message(Kind.SUBJECT, now, values=about))
    return tip


async def add_fee(work: Work, now: datetime, tip: Tip) -> None:
    """Somebody was asked for a fee: there are none (Art. 6)."""
    await work.tips.add(tip, Message(Kind.FEE, now))


async def add_words(work: Work, now: datetime, tip: Tip, text: str, *, once: str = "") -> None:
    """The sender's words. Raises Unfit."""
    await _check_room(work, tip)
    await work.tips.add(tip, Message(Kind.WORDS, now, text_answer(text, max_chars=MOST_WORDS), values={"once": once}))


def check_words(text: str) -> str:
    """The words that a tip begins with. Raises Unfit."""
    return text_answer(text, min_chars=LEAST_WORDS, max_chars=MOST_WORDS)


async def add_file(work: Work, pack: Pack, now: datetime, tip: Tip, file: Attachment, *, once: str = "") -> None:
    """A file, sealed to the tip. Raises Unfit for one that is refused or has no room."""
    check_file(file)
    await _check_room(work, tip)
    _, size = await work.tips.weight(tip)
    if size + file.size > pack.uploads.application_bytes:
        raise Unfit("tip.no_room", most=pack.uploads.application_mb)
    file_id = await work.tips.add_file(tip, file.content)
    about = {"file": file_id, "name": file.name, "kind": file.kind, "size": len(file.content), "once": once}
    await work.tips.add(tip, Message(Kind.FILE, now, values=about))


def check_file(file: Attachment) -> None:
    """Raises Unfit for what is not on the list, or bears the mark of a state secret (Art. 12)."""
    if file.unfit is not None:
        raise file.unfit
    for verdict in (name_marks(file.name), text_marks(file.text)):
        refuse_secret(verdict)


async def send_tip(work: Work, now: datetime, tip: Tip) -> None:
    """It is sent, or something was added: its handlers are told once, until one of them has read it."""
    if await work.tips.wait(tip, office_day(now)):
        await tell_handlers(work, now, tip, now)


async def tell_handlers(work: Work, now: datetime, tip: Tip, due_at: datetime) -> None:
    """Owe its handlers the word that a tip waits: nothing about it, under a key that says nothing either."""
    for person_id in await work.tip_handlers.who(tip.id):
        await work.outbox.owe(
            f"tip:{secrets.token_hex(12)}",
            person_id,
            "tips.told",
            now=now,
            buttons=[[{"key": "tips.open", "press": "tc:open"}]],
            kind=UNLISTED,
            due_at=due_at,
        )


async def thread_of(work: Work, code: Stretched) -> Thread | None:
    """The tip of a receipt code, as its sender may see it; None when no tip that was sent has it."""
    tip = await work.tips.find(code)
    private = unlock(code.key, tip.code_box) if tip is not None and tip.sent else None
    return await opened(work, tip, private) if tip is not None and private is not None else None


async def opened(work: Work, tip: Tip, private: bytes) -> Thread:
    """The tip with this private key. Raises Damaged."""
    messages = await work.tips.read(tip, private)
    return Thread(tip, _subject(messages), tuple(messages), private)


async def answer_hand_over(work: Work, now: datetime, thread: Thread, *, consents: bool) -> str | None:
    """The sender says whether it may go on as an objection; the token with which it does (Art. 22).

    Only what the sender wrote goes along, and nothing in the tip says who went on. Refused when nobody has asked.
    """
    if not thread.asked_to_object:
        raise Refusal("tip.not_asked")
    kind = Kind.CONSENTED if consents else Kind.DECLINED
    await work.tips.add(thread.tip, Message(kind, now))
    await send_tip(work, now, thread.tip)
    if not consents:
        return None
    facts = "\n\n".join(one.words for one in thread.messages if one.from_sender and one.kind is Kind.WORDS)
    expires_at = now + HAND_OVER_VALID
    return await work.links.make(HAND_OVER, HAND_OVER, now=now, expires_at=expires_at, values={"facts": facts})


def said_before(messages: Iterable[Message], once: str) -> bool:
    """Whether what was sent with this form is among the messages already."""
    return any(one.values.get("once") == once for one in messages)


def _subject(messages: Iterable[Message]) -> Subject:
    about = next(one.values for one in messages if one.kind is Kind.SUBJECT)
    return Subject(About(about["about"]), about["unit"])


async def _check_room(work: Work, tip: Tip) -> None:
    count, _ = await work.tips.weight(tip)
    if count >= MOST_MESSAGES:
        raise Unfit("tip.too_many", most=MOST_MESSAGES)
