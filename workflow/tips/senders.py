"""A tip in its sender's hands: begun, written, sent, answered under a code, always anonymously (Art. 24).

No act takes a person or a desk, writes the journal or gives a task: these, like every number, are read by people whom a
tip may be about. What its handlers do is written in the tip itself. What a sender writes is put into a letter, which
enters the database with everybody's of that day (`workflow.tips.keeping`); its moments are days.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from rules.engine.answers import text_answer
from rules.engine.calendar import day_begins, office_day
from rules.engine.pack import Pack
from rules.engine.refusals import Refusal, Unfit
from rules.engine.secrets import name_marks, refuse_secret, text_marks
from rules.people.roles import Membership
from rules.tips.cases import CODE_DIGITS, About, Kind, Message, Subject, handlers_of
from storage.database.seals import Seal
from storage.engine.boxes import Stretched, public_of, seal_to, unlock
from storage.engine.links import LinkState
from storage.engine.owed import UNLISTED
from storage.tips.cases import Tip, stretch
from storage.tips.handlers import Handler
from storage.tips.letters import Letter, Sealed, sealed_to
from storage.work import Work
from workflow.engine.desk import Attachment, Desk
from workflow.engine.drafts import begun

__all__ = ["stretch"]

MOST_MESSAGES = 200
LEAST_WORDS, MOST_WORDS = 5, 5000
HAND_OVER = "tip_objection"
"""The purpose of a link by which a sender goes on as an objector (Art. 22)."""
HAND_OVER_VALID = timedelta(days=7)
_FORM_VALID = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Thread:
    """An opened tip: its subject and its messages. `private` is the key to its files."""

    tip: Tip
    subject: Subject
    messages: tuple[Message, ...] = field(repr=False)
    private: bytes = field(repr=False)

    @property
    def asked_to_object(self) -> bool:
        """Whether a handler's question about going on as an objection awaits the sender's answer."""
        asked = [one.kind for one in self.messages if one.kind in (Kind.ASKED, Kind.CONSENTED, Kind.DECLINED)]
        return asked[-1:] == [Kind.ASKED]

    @property
    def said(self) -> int:
        """How many messages and files came from the sender."""
        return sum(one.from_sender and one.kind is not Kind.SUBJECT for one in self.messages)

    @property
    def opened(self) -> bool:
        """Whether a handler has read the sender's last message."""
        kinds = [one.kind for one in self.messages if one.from_sender or one.kind is Kind.OPENED]
        return kinds[-1:] == [Kind.OPENED]


@dataclass(frozen=True, slots=True)
class Writing:
    """A letter being written, the tip's private key, and how many messages and bytes of files the tip has with it."""

    letter: Letter
    private: bytes = field(repr=False)
    count: int = 0
    size: int = 0

    def say(self, kind: Kind, words: str = "", *, values: Mapping[str, Any] | None = None) -> "Writing":
        """Return it with one more message, which bears the day alone. Raises Unfit when the tip has too many."""
        if self.count >= MOST_MESSAGES:
            raise Unfit("tip.too_many", most=MOST_MESSAGES)
        box = sealed_to(self.private, Message(kind, day_begins(self.letter.on), words, values=values or {}))
        fuller = replace(self.letter, boxes=(*self.letter.boxes, box))
        return replace(self, letter=fuller, count=self.count + 1)


def new_code() -> str:
    """Make a random receipt code."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def new_form(seal: Seal, now: datetime) -> str:
    """Make the one-time token of an anonymous form; it is in the page and stored nowhere."""
    plain = f"{secrets.token_hex(16)}.{int((now + _FORM_VALID).timestamp())}"
    return f"{plain}.{seal.lookup('tip form', plain)}"


def code_of_form(seal: Seal, form: str, now: datetime) -> str | None:
    """Return the receipt code of what is sent with this form, always the same; None for a foreign or expired form.

    A form sent twice is thus one tip and shows its code again, although nothing about either is stored.
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
    """Return who handles a tip about this subject today and has a key."""
    keyed = await work.tip_handlers.keyed()
    return tuple(keyed[one] for one in handlers_of(subject, await standing(work, day), keyed, pack))


async def begin_tip(work: Work, pack: Pack, now: datetime, subject: Subject, code: Stretched) -> Writing | None:
    """Begin a tip that is nowhere until it is sent; None if the code is taken.

    Raises Refusal if nobody could read it.
    """
    day = office_day(now)
    handlers = await handlers_for(work, pack, subject, day)
    if not handlers:
        raise Refusal("tip.nobody", article=24)
    await work.hold(f"tips:{code.hash}")
    if await work.tips.find(code) is not None:
        return None
    letter, private = work.tips.new(code, day)
    keys = {one.id: seal_to(one.public_key, private) for one in handlers}
    about = {"about": subject.about.value, "unit": subject.unit}
    writing = Writing(replace(letter, keys=keys), private)
    return writing.say(Kind.SUBJECT, values=about)


def add_fee(writing: Writing) -> Writing:
    """Note that somebody was asked for a fee, which does not exist (Art. 6)."""
    return writing.say(Kind.FEE)


def add_words(writing: Writing, text: str, *, once: str = "") -> Writing:
    """Add the sender's words. Raises Unfit."""
    return writing.say(Kind.WORDS, text_answer(text, max_chars=MOST_WORDS), values={"once": once})


def check_words(text: str) -> str:
    """The words that a tip begins with. Raises Unfit."""
    return text_answer(text, min_chars=LEAST_WORDS, max_chars=MOST_WORDS)


def add_file(writing: Writing, pack: Pack, file: Attachment, *, once: str = "") -> Writing:
    """Add a file, sealed to the tip. Raises Unfit for one that is refused or has no room."""
    check_file(file)
    if writing.size + file.size > pack.uploads.application_bytes:
        raise Unfit("tip.no_room", most=pack.uploads.application_mb)
    kept = Sealed(secrets.token_hex(16), len(file.content), seal_to(public_of(writing.private), file.content))
    about = {"file": kept.id, "name": file.name, "kind": file.kind, "size": kept.size, "once": once}
    about["sha256"] = hashlib.sha256(file.content).hexdigest()
    fuller = replace(writing.letter, files=(*writing.letter.files, kept))
    return replace(writing, letter=fuller, size=writing.size + kept.size).say(Kind.FILE, values=about)


def check_file(file: Attachment) -> None:
    """Check a file. Raises Unfit for a kind not allowed or a state-secret mark (Art. 12)."""
    if file.unfit is not None:
        raise file.unfit
    for verdict in (name_marks(file.name), text_marks(file.text)):
        refuse_secret(verdict)


async def send_tip(work: Work, writing: Writing) -> None:
    """Send the tip or what was added to it. It is kept when this returns; the Work has nothing to commit."""
    await work.tips.letters.hand_in(writing.letter)


async def tell_handlers(work: Work, now: datetime, tip: Tip, due_at: datetime) -> None:
    """Owe the handlers the message that a tip waits; neither text nor key says anything about it."""
    for person_id in await work.tip_handlers.who(tip.id):
        await work.outbox.owe(
            f"tip:{secrets.token_hex(12)}",
            person_id,
            "tips.told",
            now=now,
            buttons=[[{"key": "tips.open", "press": "tip_case:open"}]],
            kind=UNLISTED,
            due_at=due_at,
        )


async def thread_of(work: Work, code: Stretched) -> Thread | None:
    """Return the sent tip of a receipt code, as its sender may see it, or None."""
    tip = await work.tips.find(code)
    private = unlock(code.key, tip.code_box) if tip is not None and tip.sent else None
    return await opened(work, tip, private) if tip is not None and private is not None else None


def write_more(now: datetime, thread: Thread) -> Writing:
    """Begin a letter to an opened tip."""
    size = sum(one.values["size"] for one in thread.messages if one.kind is Kind.FILE)
    letter = Letter(thread.tip.id, office_day(now), len(thread.messages))
    return Writing(letter, thread.private, letter.number, size)


async def opened(work: Work, tip: Tip, private: bytes) -> Thread:
    """Open the tip with its private key. Raises Damaged."""
    messages = await work.tips.read(tip, private)
    return Thread(tip, _subject(messages), tuple(messages), private)


async def answer_hand_over(work: Work, now: datetime, thread: Thread, *, consents: bool) -> str | None:
    """Record whether the sender agrees to go on as an objector. Returns the token for that, or None (Art. 22).

    Only the sender's words go along, and nothing in the tip says who went on. Raises Refusal when nobody has asked.
    """
    if not thread.asked_to_object:
        raise Refusal("tip.not_asked")
    kind = Kind.CONSENTED if consents else Kind.DECLINED
    await send_tip(work, write_more(now, thread).say(kind))
    if not consents:
        return None
    facts = "\n\n".join(one.words for one in thread.messages if one.from_sender and one.kind is Kind.WORDS)
    expires_at = now + HAND_OVER_VALID
    return await work.links.make(HAND_OVER, HAND_OVER, now=now, expires_at=expires_at, values={"facts": facts})


async def hand_over(desk: Desk, token: str) -> None:
    """Put the words of a tip into the objection form of whoever comes by its link, once (Art. 22). Raises Refusal."""
    found = await desk.work.links.use(token, desk.person.id, desk.now, purpose=HAND_OVER)
    if found.state is not LinkState.GOOD or found.link is None:
        raise Refusal(f"links.{found.state.value}")
    draft = await begun(desk, "objection", "")
    await desk.work.drafts.answer(draft.id, "facts", found.link.values["facts"], desk.now)


def said_before(messages: Iterable[Message], once: str) -> bool:
    """Whether what this form sent is already among the messages."""
    return any(one.values.get("once") == once for one in messages)


def _subject(messages: Iterable[Message]) -> Subject:
    about = next(one.values for one in messages if one.kind is Kind.SUBJECT)
    return Subject(About(about["about"]), about["unit"])
